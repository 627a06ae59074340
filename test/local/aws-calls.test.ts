import { DynamoDBClient, QueryCommand, TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb'
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs'
import { expect, it } from 'vitest'
import { type AwsCall, onAwsCall } from './aws-calls.ts'
import { listen } from './loopback.ts'

it('tells each kind of call to AWS once, as IAM would see it', async () => {
  const told: AwsCall[] = []
  onAwsCall((call) => told.push(call))
  const { server, url, stop } = await listen()
  server.on('request', (_, response) => response.end('{}'))
  const aws = { region: 'us-east-1', endpoint: url, credentials: { accessKeyId: 'local', secretAccessKey: 'local' } }
  const db = new DynamoDBClient(aws)
  const key = { pk: { S: 'acme' }, sk: { S: '1' } }
  const change = { TableName: 'Records', Key: key, UpdateExpression: 'REMOVE note' }

  for (let count = 0; count < 2; count++)
    await db.send(new QueryCommand({ TableName: 'Records', KeyConditionExpression: 'pk = :pk' }))
  await db.send(
    new TransactWriteItemsCommand({
      TransactItems: [{ Update: change }, { Put: { TableName: 'Activity', Item: key } }],
    }),
  )
  await new SQSClient(aws).send(
    new SendMessageBatchCommand({ QueueUrl: `${url}/1/Wakes`, Entries: [{ Id: '1', MessageBody: 'acme' }] }),
  )
  await new SecretsManagerClient(aws).send(new GetSecretValueCommand({ SecretId: 'tokens/acme' }))
  await stop()

  expect(told).toEqual([
    { action: 'Query', on: 'Records' },
    { action: 'UpdateItem', on: 'Records' },
    { action: 'PutItem', on: 'Activity' },
    { action: 'SendMessage', on: 'Wakes' },
    { action: 'GetSecretValue', on: 'tokens/acme' },
  ])
})
