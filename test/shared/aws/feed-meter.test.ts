import { DeleteMessageCommand, ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { feedMeter, feedProgress } from '../../../shared/aws/feed-meter.ts'
import { type Sqs, startSqs } from '../../local/sqs.ts'
import { MemoryDynamoDB } from '../../simulation/memory/dynamodb.ts'

const NOON = Date.parse('2026-11-30T12:00:00Z')
const minutes = (count: number) => count * 60_000
const db = new MemoryDynamoDB().client()
let server: Sqs
let sqs: SQSClient
let QueueUrl: string
let meter: ReturnType<typeof feedMeter>

beforeAll(async () => {
  server = await startSqs({ region: 'us-east-1', accountId: '000000000000' })
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' }
  sqs = new SQSClient({ region: 'us-east-1', credentials, endpoint: server.url })
  QueueUrl = server.create('changes').url
  meter = feedMeter(db, 'companies', sqs, QueueUrl)
})
afterAll(() => server.stop())

it('says of a feed that is read that nothing is unread', async () => {
  await meter.look(NOON)
  expect(await meter.unread(NOON)).toEqual({ messages: 0, oldestSeconds: 0 })
})

it('says how long messages have lain that nobody reads, to the minute', async () => {
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'one' }))
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'two' }))
  expect(await meter.unread(NOON + 5_000)).toEqual({ messages: 2, oldestSeconds: 0 })

  await meter.look(NOON + minutes(1))
  await meter.look(NOON + minutes(2))

  expect(await meter.unread(NOON + minutes(20))).toEqual({ messages: 2, oldestSeconds: 19 * 60 })
})

it('does not take a feed for old that is long and is read', async () => {
  await feedProgress(db, 'companies')(NOON + minutes(19), NOON + minutes(20))

  expect(await meter.unread(NOON + minutes(20))).toEqual({ messages: 2, oldestSeconds: 60 })
})

it('begins anew once it has been empty', async () => {
  for (;;) {
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }))
    if (Messages.length === 0) break
    for (const { ReceiptHandle } of Messages) await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }))
  }
  await meter.look(NOON + minutes(30))
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'three' }))
  await meter.look(NOON + minutes(60))

  expect(await meter.unread(NOON + minutes(61))).toEqual({ messages: 1, oldestSeconds: 60 })
})
