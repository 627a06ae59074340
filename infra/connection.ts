import { ArnFormat, Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib'
import { Rule, Schedule } from 'aws-cdk-lib/aws-events'
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets'
import { PolicyStatement } from 'aws-cdk-lib/aws-iam'
import type { Function as Lambda } from 'aws-cdk-lib/aws-lambda'
import { Secret } from 'aws-cdk-lib/aws-secretsmanager'
import { Construct } from 'constructs'
import { env } from '../shared/env.ts'
import type { Alarms } from './alarms.ts'
import type { Api } from './api.ts'
import type { StackContext } from './context.ts'
import type { Encryption } from './encryption.ts'
import type { Pull } from './pull.ts'
import type { Push } from './push.ts'
import type { Storage } from './storage.ts'
import { WorkerFunction } from './worker-function.ts'

type Props = {
  context: StackContext
  key: Encryption
  storage: Storage
  alarms: Alarms
  push: Push
  pull: Pull
  api: Api
  keeps: boolean
}

/** The way into QuickBooks: the app's keys, each company's tokens, and the functions that obtain and keep them fresh. */
export class Connection extends Construct {
  readonly appSecret: Secret
  readonly tokensPrefix: string
  readonly #tokensArn: string
  readonly #key: Encryption

  constructor(scope: Construct, id: string, { context, key, storage, alarms, push, pull, api, keeps }: Props) {
    super(scope, id)
    this.#key = key
    this.tokensPrefix = `cetec-quickbooks/${context.stage}/tokens/`
    this.#tokensArn = Stack.of(this).formatArn({
      service: 'secretsmanager',
      resource: 'secret',
      resourceName: `${this.tokensPrefix}*`,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    })
    this.appSecret = new Secret(this, 'IntuitApp', {
      secretName: `cetec-quickbooks/${context.stage}/intuit-app`,
      description:
        'Keys and addresses of the Intuit app: clientId, clientSecret, environment, baseUrl, authorizeUrl, tokenUrl, revokeUrl',
      encryptionKey: key,
      removalPolicy: keeps ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    })

    Validations.of(this.appSecret).acknowledge({
      id: 'AwsSolutions-SMG4',
      reason: 'Intuit has no way to rotate an app secret by itself; RUNBOOK.md says how an operator replaces it.',
    })

    const connect = new WorkerFunction(this, 'Connect', {
      context,
      key,
      name: 'connect',
      // Beyond the API's 30 s on purpose: whoever waited is gone by then, but the tokens that Intuit granted get stored.
      timeout: Duration.minutes(1),
    })
    connect.addEnvironment(env.apiUrl, api.url)
    connect.addEnvironment(env.consoleUrl, api.consoleUrl)
    api.signedIn('POST /companies/{company}/connect', connect)
    api.signedIn('POST /companies/{company}/disconnect', connect)
    api.open('GET /oauth/callback', connect)
    storage.grantCompanies(connect, 'GetItem', 'PutItem', 'UpdateItem', 'DeleteItem')
    storage.grantActivity(connect, 'PutItem')
    push.grantWake(connect)
    this.grantApp(connect)
    this.grantTokens(connect, 'CreateSecret', 'DeleteSecret', 'RestoreSecret')

    const refresh = new WorkerFunction(this, 'Refresh', { context, key, name: 'refresh', timeout: Duration.minutes(5) })
    refresh.addEnvironment(env.meteredReadsAMonth, String(context.meteredReadsAMonth))
    new Rule(this, 'RefreshSchedule', {
      schedule: Schedule.rate(Duration.minutes(15)),
      targets: [new LambdaFunction(refresh)],
    })
    storage.grantCompanies(refresh, 'GetItem', 'Query', 'UpdateItem')
    storage.grantActivity(refresh, 'PutItem')
    this.grantApp(refresh)
    this.grantTokens(refresh)

    alarms.whenFailing('connect-failing', connect)
    alarms.whenFailing('refresh-failing', refresh)
    // `refresh` goes on with the next company, so what failed for one is in its log only. Once may be Intuit's hiccup.
    alarms.whenLogged('tokens-not-renewed', [refresh], 'tokens could not be renewed', { above: 1 })
    alarms.whenLogged('reads-running-out', [refresh], 'the reads of this month are running out', { above: 0 })
    alarms.whenLogged('connection-lost', [refresh, push.function], 'a company needs to be connected again', {
      above: 0,
    })
    const keptOut = 'a company is kept from QuickBooks'
    alarms.whenLogged('company-kept-out', [push.function, pull.function, refresh], keptOut, { above: 0 })
  }

  /** Lets a function read the Intuit app's keys. */
  grantApp(fn: Lambda): void {
    fn.addToRolePolicy(
      new PolicyStatement({ actions: ['secretsmanager:GetSecretValue'], resources: [this.appSecret.secretArn] }),
    )
    this.#key.grantThroughSecrets(fn, 'reads')
    fn.addEnvironment(env.intuitAppSecret, this.appSecret.secretName)
  }

  /** Lets a function read the companies' tokens and store the next ones, and nothing else in Secrets Manager. */
  grantTokens(fn: Lambda, ...more: ('CreateSecret' | 'DeleteSecret' | 'RestoreSecret')[]): void {
    fn.addToRolePolicy(
      new PolicyStatement({
        actions: ['GetSecretValue', 'PutSecretValue', ...more].map((action) => `secretsmanager:${action}`),
        resources: [this.#tokensArn],
      }),
    )
    if (fn.role) {
      Validations.of(fn.role).acknowledge({
        id: `AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:secretsmanager:<AWS::Region>:<AWS::AccountId>:secret:${this.tokensPrefix}*]`,
        reason: 'Each company has a secret that is created when it connects; the prefix holds those and nothing else.',
      })
    }
    this.#key.grantThroughSecrets(fn, 'writes')
    fn.addEnvironment(env.tokensPrefix, this.tokensPrefix)
    fn.addEnvironment(env.tokensKey, this.#key.keyArn)
  }
}
