import { CfnOutput, RemovalPolicy, Stack } from 'aws-cdk-lib'
import { AnyPrincipal, Effect, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { Key } from 'aws-cdk-lib/aws-kms'
import type { Construct } from 'constructs'
import { Alarms } from './alarms.ts'
import { Api } from './api.ts'
import { Changes } from './changes.ts'
import { Connection } from './connection.ts'
import type { StackContext } from './context.ts'
import { Push } from './push.ts'
import { SignIn } from './sign-in.ts'
import { Storage } from './storage.ts'
import { Sweep } from './sweep.ts'

/** The whole product, once for each stage. */
export class CetecQuickBooksStack extends Stack {
  constructor(scope: Construct, id: string, context: StackContext) {
    super(scope, id, { description: 'Carries every change in Cetec ERP into QuickBooks Online, exactly once' })
    const keeps = context.stage !== 'local'

    // One key for tables, queues, secrets and logs: they hold the same books, and whoever may read one of them decrypts.
    const key = new Key(this, 'Key', {
      enableKeyRotation: true,
      removalPolicy: keeps ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    })
    key.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal(`logs.${this.region}.amazonaws.com`)],
        actions: ['kms:Encrypt*', 'kms:Decrypt*', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:Describe*'],
        resources: ['*'],
        conditions: {
          ArnLike: {
            'kms:EncryptionContext:aws:logs:arn': `arn:${this.partition}:logs:${this.region}:${this.account}:*`,
          },
        },
      }),
    )
    key.addToResourcePolicy(
      new PolicyStatement({
        effect: Effect.DENY,
        principals: [new AnyPrincipal()],
        actions: ['kms:*'],
        resources: ['*'],
        conditions: { Bool: { 'aws:SecureTransport': 'false' } },
      }),
    )

    const shared = { context, key }
    const alarms = new Alarms(this, 'Alarms', shared)
    const storage = new Storage(this, 'Storage', { key, keeps })
    const push = new Push(this, 'Push', { ...shared, storage, alarms })
    const changes = new Changes(this, 'Changes', { ...shared, storage, alarms, push })
    new Sweep(this, 'Sweep', { ...shared, storage, alarms, push })
    const signIn = new SignIn(this, 'SignIn', { ...shared, keeps })
    const api = new Api(this, 'Api', { ...shared, storage, alarms, push, changes, signIn })
    const connection = new Connection(this, 'Connection', { ...shared, storage, alarms, push, api, keeps })
    connection.grantTokens(push.function)
    connection.grantApp(push.function)
    connection.grantApp(api.function)

    const outputs = {
      ApiUrl: api.url,
      UserPoolId: signIn.userPool.userPoolId,
      OperatorClientId: signIn.operatorClient.userPoolClientId,
      ConsoleClientId: signIn.consoleClient.userPoolClientId,
      IntuitAppSecretName: connection.appSecret.secretName,
      TokensPrefix: connection.tokensPrefix,
      CompaniesTable: storage.companies.tableName,
      RecordsTable: storage.records.tableName,
      AttemptsTable: storage.attempts.tableName,
      ActivityTable: storage.activity.tableName,
      RefusedEventsTable: storage.refusedEvents.tableName,
      ChangesQueueUrl: changes.queue.queueUrl,
      ChangesDeadLettersQueueUrl: changes.deadLetters.queueUrl,
      WakesQueueUrl: push.wakes.queueUrl,
      WakesDeadLettersQueueUrl: push.deadLetters.queueUrl,
    }
    for (const [name, value] of Object.entries(outputs)) new CfnOutput(this, name, { value })
  }
}
