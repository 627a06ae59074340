import { setTimeout as sleep } from 'node:timers/promises'
import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ListMessageMoveTasksCommand,
  PurgeQueueCommand,
  QueueDoesNotExist,
  ReceiptHandleIsInvalid,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { type Sqs, startSqs } from './sqs.ts'
import { until } from './until.ts'

let server: Sqs
let sqs: SQSClient
let QueueUrl: string
let deadLetters: { url: string; arn: string }
let number = 0

beforeAll(async () => {
  server = await startSqs({ region: 'us-east-1', accountId: '000000000000' })
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' }
  sqs = new SQSClient({ region: 'us-east-1', credentials, endpoint: server.url })
})
afterAll(() => server.stop())
beforeEach(() => {
  number += 1
  deadLetters = server.create(`dead-letters-${number}`)
  const queue = server.create(`queue-${number}`)
  server.configure(queue, {
    VisibilityTimeout: '1',
    RedrivePolicy: JSON.stringify({ deadLetterTargetArn: deadLetters.arn, maxReceiveCount: 1 }),
  })
  QueueUrl = queue.url
})

const send = (MessageBody: string) => sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }))
const receive = async (options: { WaitTimeSeconds?: number; VisibilityTimeout?: number } = {}, from = QueueUrl) => {
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({ QueueUrl: from, MaxNumberOfMessages: 10, ...options }),
  )
  return Messages
}

it('hides what was received until it is deleted or its time has passed', async () => {
  await send('one')
  const [first] = await receive()
  expect(first?.Body).toBe('one')
  expect(await receive()).toEqual([])
  await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: first?.ReceiptHandle }))
  expect(await receive({ WaitTimeSeconds: 1 })).toEqual([])
})

it('gives a message to whoever already waits for one', async () => {
  const waiting = receive({ WaitTimeSeconds: 5 })
  await sleep(50)
  await send('late')
  expect((await waiting).map(({ Body }) => Body)).toEqual(['late'])
})

it('gives no message to a client that has hung up', async () => {
  const hangUp = new AbortController()
  const command = new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 5 })
  const waiting = sqs.send(command, { abortSignal: hangUp.signal }).catch(() => 'gone')
  await sleep(50)
  hangUp.abort()
  expect(await waiting).toBe('gone')
  await sleep(50)
  await send('for the next')
  expect((await receive()).map(({ Body }) => Body)).toEqual(['for the next'])
})

it('shows a message again at once when its visibility is set to nothing', async () => {
  await send('again')
  const [message] = await receive({ VisibilityTimeout: 30 })
  const change = { QueueUrl, ReceiptHandle: message?.ReceiptHandle, VisibilityTimeout: 0 }
  await sqs.send(new ChangeMessageVisibilityCommand(change))
  await expect(sqs.send(new ChangeMessageVisibilityCommand(change))).rejects.toThrow('not in flight')
})

it('moves dead letters back to where they failed', async () => {
  await send('unlucky')
  await receive({ VisibilityTimeout: 0 })
  expect(await receive()).toEqual([])
  expect((await receive({ VisibilityTimeout: 0 }, deadLetters.url)).map(({ Body }) => Body)).toEqual(['unlucky'])
  await sqs.send(new StartMessageMoveTaskCommand({ SourceArn: deadLetters.arn }))
  expect((await receive({ WaitTimeSeconds: 2 })).map(({ Body }) => Body)).toEqual(['unlucky'])
  const { Results } = await until(
    () => sqs.send(new ListMessageMoveTasksCommand({ SourceArn: deadLetters.arn })),
    (answer) => answer.Results?.[0]?.Status === 'COMPLETED',
  )
  expect(Results?.[0]).toMatchObject({ Status: 'COMPLETED', ApproximateNumberOfMessagesMoved: 1 })
})

it('takes the good entries of a batch and names the bad ones', async () => {
  const Entries = [
    { Id: 'good', MessageBody: 'x' },
    { Id: 'control', MessageBody: 'a\u0000b' },
    { Id: 'empty', MessageBody: '' },
  ]
  const { Successful, Failed } = await sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }))
  expect(Successful?.map(({ Id }) => Id)).toEqual(['good'])
  expect(Failed?.map(({ Id, Code }) => [Id, Code])).toEqual([
    ['control', 'InvalidMessageContents'],
    ['empty', 'MissingParameter'],
  ])
})

it('takes a message of 1 MiB and not a byte more, alone or in a batch', async () => {
  const mib = 'x'.repeat(1024 * 1024)
  await send(mib)
  await expect(send(`${mib}x`)).rejects.toMatchObject({ name: 'InvalidParameterValue' })
  const Entries = [
    { Id: '1', MessageBody: mib },
    { Id: '2', MessageBody: 'x' },
  ]
  await expect(sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }))).rejects.toMatchObject({
    name: 'BatchRequestTooLong',
  })
})

it('counts what is there, in flight and delayed, until the queue is purged', async () => {
  await send('a')
  await send('b')
  await receive({ VisibilityTimeout: 30 })
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'c', DelaySeconds: 30 }))
  await send('d')
  const counts = async () => {
    const { Attributes: all } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }))
    return [
      all?.ApproximateNumberOfMessages,
      all?.ApproximateNumberOfMessagesNotVisible,
      all?.ApproximateNumberOfMessagesDelayed,
    ]
  }
  expect(await counts()).toEqual(['1', '2', '1'])
  await sqs.send(new PurgeQueueCommand({ QueueUrl }))
  expect(await counts()).toEqual(['0', '0', '0'])
})

it('throws the errors that the SDK knows', async () => {
  const nowhere = { QueueUrl: `${server.url}/000000000000/nowhere`, MessageBody: 'x' }
  await expect(sqs.send(new SendMessageCommand(nowhere))).rejects.toBeInstanceOf(QueueDoesNotExist)
  const wrong = { QueueUrl, ReceiptHandle: 'not a receipt' }
  await expect(sqs.send(new DeleteMessageCommand(wrong))).rejects.toBeInstanceOf(ReceiptHandleIsInvalid)
})
