import { Duration } from 'aws-cdk-lib'
import { Alarm, ComparisonOperator, type IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch'
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions'
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import type { Key } from 'aws-cdk-lib/aws-kms'
import type { Function as Lambda } from 'aws-cdk-lib/aws-lambda'
import { Topic } from 'aws-cdk-lib/aws-sns'
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions'
import type { Queue } from 'aws-cdk-lib/aws-sqs'
import { Construct } from 'constructs'
import type { StackContext } from './context.ts'

/** What wakes an operator. Each alarm has a section of its name in RUNBOOK.md: what it means to a user, and what to do. */
export class Alarms extends Construct {
  readonly #topic: Topic

  constructor(scope: Construct, id: string, { context, key }: { context: StackContext; key: Key }) {
    super(scope, id)
    this.#topic = new Topic(this, 'Topic', { masterKey: key, enforceSSL: true })
    key.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['kms:Decrypt', 'kms:GenerateDataKey*'],
        resources: ['*'],
      }),
    )
    if (context.alarmEmail) this.#topic.addSubscription(new EmailSubscription(context.alarmEmail))
  }

  /** Something lies where it would lie for ever. */
  whenNotEmpty(queue: Queue, runbook: string): void {
    this.#alarm(
      runbook,
      queue.metricApproximateNumberOfMessagesVisible({ period: Duration.minutes(1), statistic: 'max' }),
      0,
    )
  }

  /** Nobody takes what comes in. */
  whenOld(queue: Queue, runbook: string, age: Duration): void {
    const metric = queue.metricApproximateAgeOfOldestMessage({ period: Duration.minutes(1), statistic: 'max' })
    this.#alarm(runbook, metric, age.toSeconds())
  }

  /** A function fails again and again. */
  whenFailing(fn: Lambda, runbook: string): void {
    this.#alarm(runbook, fn.metricErrors({ period: Duration.minutes(5), statistic: 'sum' }), 2)
  }

  #alarm(runbook: string, metric: IMetric, threshold: number): void {
    const alarm = new Alarm(this, runbook, {
      metric,
      threshold,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      evaluationPeriods: 1,
      treatMissingData: TreatMissingData.NOT_BREACHING,
      alarmDescription: `See infra/RUNBOOK.md#${runbook}`,
    })
    alarm.addAlarmAction(new SnsAction(this.#topic))
  }
}
