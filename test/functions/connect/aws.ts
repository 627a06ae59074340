import {
  DeleteItemCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  ScanCommand,
} from '@aws-sdk/client-dynamodb'
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { DeleteMessageCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { secretStore } from '../../../shared/aws/secrets.ts'
import { attributes, type Item, plain } from '../../../shared/aws/table.ts'
import { env } from '../../../shared/env.ts'
import { unpack } from '../../../shared/lib/packed.ts'
import { startDynamodb } from '../../local/dynamodb.ts'
import { startSecretsManager } from '../../local/secrets-manager.ts'
import { startSqs } from '../../local/sqs.ts'

const region = 'us-east-1'
const accountId = '000000000000'
const credentials = { accessKeyId: 'local', secretAccessKey: 'local' }
const keys = [
  { AttributeName: 'pk', KeyType: 'HASH' as const },
  { AttributeName: 'sk', KeyType: 'RANGE' as const },
]
const keyTypes = ['pk', 'sk'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' as const }))

/** What connect and refresh need of AWS, on this machine, and the environment that points them there. */
export async function startAws() {
  const dynamodb = await startDynamodb({
    region,
    credentials,
    file: undefined,
    log: (line) => void process.stderr.write(`${line}\n`),
  })
  const secretsManager = await startSecretsManager({ region, accountId })
  const sqs = await startSqs({ region, accountId })
  const tables = ['companies', 'activity']
  for (const TableName of tables) {
    await dynamodb.createTable({ TableName, AttributeDefinitions: keyTypes, KeySchema: keys })
  }
  const wakesQueue = sqs.create('wakes').url
  Object.assign(process.env, {
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_ENDPOINT_URL_DYNAMODB: dynamodb.url,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: secretsManager.url,
    AWS_ENDPOINT_URL_SQS: sqs.url,
    [env.stage]: 'local',
    [env.companiesTable]: 'companies',
    [env.activityTable]: 'activity',
    [env.wakesQueue]: wakesQueue,
    [env.intuitAppSecret]: 'intuit-app',
    [env.tokensPrefix]: 'tokens/',
    [env.tokensKey]: 'arn:aws:kms:us-east-1:000000000000:key/test',
    [env.apiUrl]: 'https://api.example',
    [env.consoleUrl]: 'https://console.example',
    [env.meteredReadsAMonth]: '1000',
  })
  const db = new DynamoDBClient()
  const client = new SecretsManagerClient()
  const queue = new SQSClient()

  const rows = async (TableName: string): Promise<Item[]> => {
    const { Items = [] } = await db.send(new ScanCommand({ TableName }))
    return Items.map(plain)
  }

  return {
    db,
    client,
    secrets: secretStore(client),

    async put(pk: string, sk: string, fields: object = {}): Promise<void> {
      await db.send(new PutItemCommand({ TableName: 'companies', Item: attributes({ pk, sk, ...fields }) }))
    },

    async row(pk: string, sk: string): Promise<Item | undefined> {
      const { Item } = await db.send(new GetItemCommand({ TableName: 'companies', Key: attributes({ pk, sk }) }))
      return Item && plain(Item)
    },

    /** What happened in a company, in order. */
    async activity(company: string): Promise<{ what: unknown; by: unknown; detail: unknown }[]> {
      const own = (await rows('activity')).filter(({ pk }) => pk === company)
      return own
        .sort((one, other) => (String(one['sk']) < String(other['sk']) ? -1 : 1))
        .map(({ what, by, detail }) => ({ what, by, detail: unpack(detail as Uint8Array) }))
    },

    /** Takes the wakes off their queue. */
    async wakes(): Promise<unknown[]> {
      const { Messages = [] } = await queue.send(
        new ReceiveMessageCommand({ QueueUrl: wakesQueue, MaxNumberOfMessages: 10 }),
      )
      for (const { ReceiptHandle } of Messages) {
        await queue.send(new DeleteMessageCommand({ QueueUrl: wakesQueue, ReceiptHandle }))
      }
      return Messages.map(({ Body = '' }) => JSON.parse(Body))
    },

    /** Leaves nothing of the test before. */
    async clear(): Promise<void> {
      for (const TableName of tables) {
        for (const { pk, sk } of await rows(TableName)) {
          await db.send(new DeleteItemCommand({ TableName, Key: attributes({ pk, sk }) }))
        }
      }
      for (const { name } of secretsManager.snapshot()) await secretStore(client).drop(name)
    },

    async stop(): Promise<void> {
      await Promise.all([dynamodb.stop(), secretsManager.stop(), sqs.stop()])
    },
  }
}
