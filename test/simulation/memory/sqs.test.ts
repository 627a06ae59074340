import {
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sendAll, sendHint, sendWake } from '../../../shared/aws/queues.ts'
import { startSqs } from '../../local/sqs.ts'
import { MemorySQS } from './sqs.ts'

const RECEIVES_MAX = 3
type Running = { sqs: SQSClient; url: (queue: string) => string; stop: () => Promise<void> }

async function local(): Promise<Running> {
  const { url, stop } = await startSqs({ region: 'us-east-1', accountId: '000000000000' })
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' }
  const sqs = new SQSClient({ region: 'us-east-1', endpoint: url, credentials })
  const create = async (
    QueueName: string,
    Attributes: Partial<Record<'VisibilityTimeout' | 'RedrivePolicy', string>>,
  ) => (await sqs.send(new CreateQueueCommand({ QueueName, Attributes }))).QueueUrl ?? ''
  const dead = await create('dead', {})
  const deadLetterTargetArn = 'arn:aws:sqs:us-east-1:000000000000:dead'
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn, maxReceiveCount: RECEIVES_MAX })
  const queue = await create('queue', { VisibilityTimeout: '600', RedrivePolicy })
  return { sqs, url: (name) => (name === 'dead' ? dead : queue), stop }
}

async function memory(): Promise<Running> {
  const queues = {
    dead: { visibilityMs: 600_000 },
    queue: { visibilityMs: 600_000, deadLetters: { queue: 'dead', maxReceiveCount: RECEIVES_MAX } },
  }
  const sqs = new MemorySQS(
    queues,
    () => 0,
    () => 0,
  )
  return { sqs: sqs.client(), url: (name) => name, stop: async () => undefined }
}

describe.each([
  ['in memory', memory],
  ['on the local SQS', local],
])('a queue %s', (_, start) => {
  let running: Running
  beforeAll(async () => {
    running = await start()
  })
  afterAll(() => running.stop())

  const receive = async (queue = 'queue', max = 10) => {
    const QueueUrl = running.url(queue)
    const { Messages = [] } = await running.sqs.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: max, WaitTimeSeconds: 0 }),
    )
    return Messages
  }
  const remove = (ReceiptHandle: string | undefined) =>
    running.sqs.send(new DeleteMessageCommand({ QueueUrl: running.url('queue'), ReceiptHandle }))
  const show = (ReceiptHandle: string | undefined) =>
    running.sqs.send(
      new ChangeMessageVisibilityCommand({ QueueUrl: running.url('queue'), ReceiptHandle, VisibilityTimeout: 0 }),
    )

  it('gives each message, hides it, and forgets it once it is deleted', async () => {
    expect(await sendAll(running.sqs, running.url('queue'), ['1', '2', '3'])).toEqual([])
    await sendWake(running.sqs, running.url('queue'), 'acme')
    const messages = await receive()
    expect(messages.map(({ Body }) => Body).sort()).toEqual(['1', '2', '3', '{"company":"acme"}'])
    expect(await receive()).toEqual([])
    for (const { ReceiptHandle } of messages) await remove(ReceiptHandle)
    for (const { ReceiptHandle } of messages) await show(ReceiptHandle).catch(() => undefined)
    expect(await receive()).toEqual([])
  })

  it('lets nobody down who has stored what a hint is about', async () => {
    await sendHint(running.sqs, running.url('queue'), 'acme')
    const [hint] = await receive()
    expect(hint?.Body).toBe('{"company":"acme"}')
    await remove(hint?.ReceiptHandle)
    await expect(sendHint(running.sqs, `${running.url('queue')}-that-is-not-there`, 'acme')).resolves.toBeUndefined()
  })

  it('gives what was not deleted again, and takes an old receipt for nothing', async () => {
    await running.sqs.send(new SendMessageCommand({ QueueUrl: running.url('queue'), MessageBody: 'again' }))
    const [first] = await receive()
    await show(first?.ReceiptHandle)
    const [second] = await receive()
    expect(second?.Body).toBe('again')
    await remove(first?.ReceiptHandle)
    await show(second?.ReceiptHandle)
    const [third] = await receive()
    expect(third?.Body).toBe('again')
    await remove(third?.ReceiptHandle)
  })

  it('puts aside what was received too often', async () => {
    await running.sqs.send(new SendMessageCommand({ QueueUrl: running.url('queue'), MessageBody: 'poison' }))
    for (let tried = 0; tried < RECEIVES_MAX; tried++) {
      const [message] = await receive()
      expect(message?.Body).toBe('poison')
      await show(message?.ReceiptHandle)
    }
    expect(await receive()).toEqual([])
    expect((await receive('dead')).map(({ Body }) => Body)).toEqual(['poison'])
  })
})
