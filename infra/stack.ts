import { CfnOutput, Stack } from 'aws-cdk-lib'
import type { Construct } from 'constructs'
import { Alarms } from './alarms.ts'
import { Api } from './api.ts'
import { Changes } from './changes.ts'
import { Connection } from './connection.ts'
import { Console } from './console.ts'
import type { StackContext } from './context.ts'
import { Encryption } from './encryption.ts'
import { Pull } from './pull.ts'
import { Push } from './push.ts'
import { SignIn } from './sign-in.ts'
import { Storage } from './storage.ts'
import { Sweep } from './sweep.ts'

/** The whole product, once for each stage. */
export class CetecQuickBooksStack extends Stack {
  constructor(scope: Construct, id: string, context: StackContext) {
    const keeps = context.stage !== 'local'
    super(scope, id, {
      description: 'Carries every change in Cetec ERP into QuickBooks Online, exactly once',
      terminationProtection: keeps,
    })

    const key = new Encryption(this, 'Key', { keeps })
    const shared = { context, key }
    const alarms = new Alarms(this, 'Alarms', shared)
    const storage = new Storage(this, 'Storage', { key, keeps })
    const push = new Push(this, 'Push', { ...shared, storage, alarms })
    const pull = new Pull(this, 'Pull', { ...shared, storage, alarms, push })
    const changes = new Changes(this, 'Changes', { ...shared, storage, alarms, push })
    new Sweep(this, 'Sweep', { ...shared, storage, alarms, push, pull, changes })
    const signIn = new SignIn(this, 'SignIn', { ...shared, keeps })
    const api = new Api(this, 'Api', { ...shared, storage, alarms, push, pull, changes, signIn })
    new Console(this, 'Console', { ...shared, api, signIn })
    const connection = new Connection(this, 'Connection', { ...shared, storage, alarms, push, pull, api, keeps })
    connection.grantTokens(push.function)
    connection.grantApp(push.function)
    connection.grantTokens(pull.function)
    connection.grantApp(pull.function)
    connection.grantApp(api.function)

    const outputs = {
      ApiUrl: api.url,
      SignInUrl: signIn.url,
      UserPoolId: signIn.userPool.userPoolId,
      OperatorClientId: signIn.operatorClient.userPoolClientId,
      ConsoleClientId: api.consoleClient.userPoolClientId,
      IntuitAppSecretName: connection.appSecret.secretName,
      TokensPrefix: connection.tokensPrefix,
      CompaniesTable: storage.companies.tableName,
      RecordsTable: storage.records.tableName,
      AttemptsTable: storage.attempts.tableName,
      CatalogTable: storage.catalog.tableName,
      SearchTable: storage.search.tableName,
      ActivityTable: storage.activity.tableName,
      RefusedEventsTable: storage.refusedEvents.tableName,
      ChangesQueueUrl: changes.queue.queueUrl,
      ChangesDeadLettersQueueUrl: changes.deadLetters.queueUrl,
      WakesQueueUrl: push.wakes.queueUrl,
      WakesDeadLettersQueueUrl: push.deadLetters.queueUrl,
      PullsQueueUrl: pull.queue.queueUrl,
      PullsDeadLettersQueueUrl: pull.deadLetters.queueUrl,
      AlarmsTopicArn: alarms.topicArn,
    }
    for (const [name, value] of Object.entries(outputs)) new CfnOutput(this, name, { value })
  }
}
