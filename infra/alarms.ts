import { Annotations, ArnFormat, Duration, Stack } from 'aws-cdk-lib'
import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2'
import { Alarm, ComparisonOperator, type IMetric, Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch'
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions'
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import type { Key } from 'aws-cdk-lib/aws-kms'
import type { Function as Lambda } from 'aws-cdk-lib/aws-lambda'
import { FilterPattern, MetricFilter } from 'aws-cdk-lib/aws-logs'
import { Topic } from 'aws-cdk-lib/aws-sns'
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions'
import type { Queue } from 'aws-cdk-lib/aws-sqs'
import { Construct } from 'constructs'
import type { StackContext } from './context.ts'

/** Functions that are called on a schedule are tried thrice within minutes, so what is broken fails twice in this. */
const FAILING_WITHIN = Duration.minutes(15)
/** Two runs of `refresh`. */
const LOGGED_WITHIN = Duration.minutes(30)

const NOBODY =
  'Nobody hears the alarms: the context value alarmEmail is not set. Set it, or subscribe whoever is on duty to the topic in the output AlarmsTopicArn.'

/** What wakes an operator. Each alarm has a section of its name in RUNBOOK.md: what it means to a user, and what to do. */
export class Alarms extends Construct {
  /** What else should hear the alarms, such as a pager, is subscribed here. */
  readonly topicArn: string
  readonly #topic: Topic
  readonly #namespace: string

  constructor(scope: Construct, id: string, { context, key }: { context: StackContext; key: Key }) {
    super(scope, id)
    this.#namespace = `cetec-quickbooks/${context.stage}`
    this.#topic = new Topic(this, 'Topic', { masterKey: key, enforceSSL: true })
    this.topicArn = this.#topic.topicArn
    // The topic's policy, which TLS needs, takes the place of the one that AWS gives a topic, which lets the account's alarms in.
    this.#topic.addToResourcePolicy(this.#allowAlarms(['sns:Publish'], this.topicArn))
    // CloudWatch encrypts by itself what it publishes. In a key's policy `*` is the key.
    key.addToResourcePolicy(this.#allowAlarms(['kms:Decrypt', 'kms:GenerateDataKey*'], '*'))
    if (context.alarmEmail) this.#topic.addSubscription(new EmailSubscription(context.alarmEmail))
    else if (context.stage !== 'local')
      Annotations.of(this).addWarningV2('cetec-quickbooks:nobody-hears-alarms', NOBODY)
  }

  /** Lets CloudWatch do this for the alarms of this account and region, and of no other. */
  #allowAlarms(actions: string[], resource: string): PolicyStatement {
    const { account } = Stack.of(this)
    const alarms = Stack.of(this).formatArn({
      service: 'cloudwatch',
      resource: 'alarm',
      resourceName: '*',
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    })
    return new PolicyStatement({
      principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
      actions,
      resources: [resource],
      conditions: { StringEquals: { 'aws:SourceAccount': account }, ArnLike: { 'aws:SourceArn': alarms } },
    })
  }

  /** Something lies where it would lie for ever. */
  whenNotEmpty(runbook: string, queue: Queue): void {
    const metric = queue.metricApproximateNumberOfMessagesVisible({ period: Duration.minutes(1), statistic: 'max' })
    this.#alarm(runbook, metric, { above: 0 })
  }

  /** Nobody takes what comes in. */
  whenOld(runbook: string, queue: Queue, age: Duration): void {
    const metric = queue.metricApproximateAgeOfOldestMessage({ period: Duration.minutes(1), statistic: 'max' })
    this.#alarm(runbook, metric, { above: age.toSeconds() })
  }

  /** A function fails again and again. */
  whenFailing(runbook: string, fn: Lambda): void {
    this.#alarm(runbook, fn.metricErrors({ period: FAILING_WITHIN, statistic: 'sum' }), { above: 1 })
  }

  /** A function that a schedule should call is not called. */
  whenSilent(runbook: string, fn: Lambda): void {
    this.#alarm(runbook, fn.metricInvocations({ period: Duration.minutes(5), statistic: 'sum' }), { below: 1 })
  }

  /** The API answers 5xx. Its functions catch what fails, to give the caller a request id, so they count no errors. */
  whenAnsweringErrors(runbook: string, api: HttpApi): void {
    this.#alarm(runbook, api.metricServerError({ period: Duration.minutes(5), statistic: 'sum' }), { above: 2 })
  }

  /** Functions say something that nothing else shows, since they go on. */
  whenLogged(runbook: string, functions: readonly Lambda[], message: string, limit: { above: number }): void {
    const name = { metricNamespace: this.#namespace, metricName: runbook }
    for (const fn of functions) {
      const filterPattern = FilterPattern.allTerms(message)
      new MetricFilter(fn, `Says-${runbook}`, { ...name, logGroup: fn.logGroup, filterPattern })
    }
    const { metricNamespace: namespace, metricName } = name
    this.#alarm(runbook, new Metric({ namespace, metricName, period: LOGGED_WITHIN, statistic: 'sum' }), limit)
  }

  /** Where less than something is wrong, so is hearing nothing. */
  #alarm(runbook: string, metric: IMetric, limit: { above: number } | { below: number }): void {
    const is =
      'above' in limit
        ? {
            threshold: limit.above,
            comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
            treatMissingData: TreatMissingData.NOT_BREACHING,
          }
        : {
            threshold: limit.below,
            comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
            treatMissingData: TreatMissingData.BREACHING,
          }
    const alarmDescription = `See infra/RUNBOOK.md#${runbook}`
    const alarm = new Alarm(this, runbook, { metric, ...is, evaluationPeriods: 1, alarmDescription })
    alarm.addAlarmAction(new SnsAction(this.#topic))
  }
}
