import * as z from 'zod/mini'
import { AwsError, type Operations, operation, serveAwsJson } from './aws-json.ts'
import { moveTasks } from './sqs-move-tasks.ts'
import {
  MessageAttributes,
  md5,
  md5OfAttributes,
  messageIdOf,
  Queue,
  type Received,
  type Settings,
  Snapshot,
} from './sqs-queue.ts'

const MIB = 1024 * 1024
const BATCH_MAX = 10
const LONG_POLL_MAX_SECONDS = 20
/** XML 1.0 has no place for the other control characters, and SQS refuses them still. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters it is about
const FORBIDDEN_CHARACTERS = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/

const Attributes = z.optional(z.record(z.string(), z.string()))
const OfQueue = { QueueUrl: z.string() }
const ToSend = {
  MessageBody: z.string(),
  DelaySeconds: z.optional(z.int()),
  MessageAttributes: z.optional(MessageAttributes),
}
const RedrivePolicy = z.object({ deadLetterTargetArn: z.string(), maxReceiveCount: z.coerce.number() })
const entries = <Shape extends z.core.$ZodLooseShape>(shape: Shape) =>
  z.object({ ...OfQueue, Entries: z.array(z.object({ Id: z.string(), ...shape })) })

export type Sqs = Awaited<ReturnType<typeof startSqs>>

/** SQS on this machine: standard queues in memory behind the JSON protocol, and the same queues at hand in the process. */
export async function startSqs({ region, accountId }: { region: string; accountId: string }) {
  const queues = new Map<string, Queue>()
  const byArn = (arn: string) => [...queues.values()].find((queue) => queue.arn === arn)
  const moves = moveTasks(byArn, () => [...queues.values()])

  const { url, stop } = await serveAwsJson((base) => operationsOn(base))

  function create(name: string, attributes: Record<string, string> = {}, base = url): Queue {
    const existing = queues.get(name)
    if (existing) return existing
    const identity = { name, url: `${base}/${accountId}/${name}`, arn: `arn:aws:sqs:${region}:${accountId}:${name}` }
    const queue: Queue = new Queue(identity, settingsOf(attributes), (message) => {
      const deadLetters = byArn(queue.settings.redrive?.deadLetterArn ?? '')
      const { receipt: _, ...rest } = message
      deadLetters?.add({ ...rest, visibleAt: 0, deadLetterSource: queue.arn })
      return deadLetters !== undefined
    })
    queues.set(name, queue)
    return queue
  }

  function queueAt(queueUrl: string): Queue {
    const queue = queues.get(queueUrl.split('/').at(-1) ?? '')
    if (!queue) throw new AwsError('QueueDoesNotExist', 'The specified queue does not exist.')
    return queue
  }

  function operationsOn(base: string): Operations {
    return {
      CreateQueue: operation(
        z.object({ QueueName: z.string(), Attributes }),
        ({ QueueName, Attributes: attributes }) => {
          return { QueueUrl: create(QueueName, attributes, base).url }
        },
      ),
      DeleteQueue: operation(z.object(OfQueue), ({ QueueUrl }) => void queues.delete(queueAt(QueueUrl).name)),
      GetQueueUrl: operation(z.object({ QueueName: z.string() }), ({ QueueName }) => ({
        QueueUrl: queueAt(QueueName).url,
      })),
      ListQueues: operation(z.object({ QueueNamePrefix: z.optional(z.string()) }), ({ QueueNamePrefix = '' }) => ({
        QueueUrls: [...queues.values()].filter(({ name }) => name.startsWith(QueueNamePrefix)).map(({ url }) => url),
      })),
      GetQueueAttributes: operation(
        z.object({ ...OfQueue, AttributeNames: z.optional(z.array(z.string())) }),
        ({ QueueUrl, AttributeNames = [] }) => ({ Attributes: pick(attributesOf(queueAt(QueueUrl)), AttributeNames) }),
      ),
      SetQueueAttributes: operation(z.object({ ...OfQueue, Attributes }), ({ QueueUrl, Attributes: attributes }) => {
        const queue = queueAt(QueueUrl)
        queue.settings = settingsOf({ ...attributesOf(queue), ...attributes })
      }),
      PurgeQueue: operation(z.object(OfQueue), ({ QueueUrl }) => queueAt(QueueUrl).purge()),
      SendMessage: operation(z.object({ ...OfQueue, ...ToSend }), ({ QueueUrl, ...message }) =>
        send(queueAt(QueueUrl), message),
      ),
      SendMessageBatch: operation(entries(ToSend), ({ QueueUrl, Entries }) => {
        const queue = queueAt(QueueUrl)
        const total = Entries.reduce((sum, entry) => sum + sizeOf(entry), 0)
        if (total > MIB)
          throw new AwsError('BatchRequestTooLong', `The batch is ${total} bytes long; at most ${MIB} are taken.`)
        return forEach(Entries, (entry) => send(queue, entry))
      }),
      ReceiveMessage: operation(
        z.object({
          ...OfQueue,
          MaxNumberOfMessages: z._default(z.int().check(z.gte(1), z.lte(BATCH_MAX)), 1),
          WaitTimeSeconds: z.optional(z.int().check(z.gte(0), z.lte(LONG_POLL_MAX_SECONDS))),
          VisibilityTimeout: z.optional(z.int()),
          AttributeNames: z.optional(z.array(z.string())),
          MessageSystemAttributeNames: z.optional(z.array(z.string())),
          MessageAttributeNames: z.optional(z.array(z.string())),
        }),
        async (input, signal) => {
          const messages = await queueAt(input.QueueUrl).receive({
            max: input.MaxNumberOfMessages,
            signal,
            ...(input.WaitTimeSeconds !== undefined && { waitSeconds: input.WaitTimeSeconds }),
            ...(input.VisibilityTimeout !== undefined && { visibilitySeconds: input.VisibilityTimeout }),
          })
          const system = [...(input.AttributeNames ?? []), ...(input.MessageSystemAttributeNames ?? [])]
          return { Messages: messages.map((message) => answerOf(message, system, input.MessageAttributeNames ?? [])) }
        },
      ),
      DeleteMessage: operation(z.object({ ...OfQueue, ReceiptHandle: z.string() }), ({ QueueUrl, ReceiptHandle }) =>
        queueAt(QueueUrl).delete(checked(ReceiptHandle)),
      ),
      DeleteMessageBatch: operation(entries({ ReceiptHandle: z.string() }), ({ QueueUrl, Entries }) =>
        forEach(Entries, ({ ReceiptHandle }) => queueAt(QueueUrl).delete(checked(ReceiptHandle))),
      ),
      ChangeMessageVisibility: operation(
        z.object({ ...OfQueue, ReceiptHandle: z.string(), VisibilityTimeout: z.int() }),
        ({ QueueUrl, ...change }) => changeVisibility(queueAt(QueueUrl), change),
      ),
      ChangeMessageVisibilityBatch: operation(
        entries({ ReceiptHandle: z.string(), VisibilityTimeout: z.int() }),
        ({ QueueUrl, Entries }) => forEach(Entries, (entry) => changeVisibility(queueAt(QueueUrl), entry)),
      ),
      ListDeadLetterSourceQueues: operation(z.object(OfQueue), ({ QueueUrl }) => {
        const { arn } = queueAt(QueueUrl)
        const sources = [...queues.values()].filter(({ settings }) => settings.redrive?.deadLetterArn === arn)
        return { queueUrls: sources.map(({ url }) => url) }
      }),
      ...moves.operations,
    }
  }

  return {
    url,
    create: (name: string) => create(name),
    /** Gives the queue these attributes, and the defaults for all others. */
    configure: (queue: Queue, attributes: Record<string, string>) => {
      queue.settings = settingsOf(attributes)
    },
    /** What is in the queues, to be kept. */
    snapshot: () => Object.fromEntries([...queues.values()].map((queue) => [queue.name, queue.snapshot()])),
    /** Puts kept messages back; what was in flight is visible again, as after a lapsed visibility timeout. */
    restore: (kept: unknown) => {
      for (const [name, messages] of Object.entries(z.parse(z.record(z.string(), Snapshot), kept))) {
        for (const message of messages) {
          queues.get(name)?.add({ ...message, visibleAt: message.receipt ? 0 : message.visibleAt })
        }
      }
    },
    stop: async () => {
      moves.stop()
      for (const queue of queues.values()) queue.stop()
      await stop()
    },
  }
}

type Entry = z.output<z.ZodMiniObject<typeof ToSend>>

function send(queue: Queue, { MessageBody, MessageAttributes: attributes = {}, DelaySeconds }: Entry) {
  if (MessageBody === '') throw new AwsError('MissingParameter', 'The request must contain the parameter MessageBody.')
  if (sizeOf({ MessageBody, MessageAttributes: attributes }) > queue.settings.messageMaxBytes) {
    throw new AwsError('InvalidParameterValue', `Message must be shorter than ${queue.settings.messageMaxBytes} bytes.`)
  }
  if (FORBIDDEN_CHARACTERS.test(MessageBody)) {
    throw new AwsError('InvalidMessageContents', 'The message contains characters outside the allowed set.')
  }
  const { id } = queue.send(MessageBody, attributes, DelaySeconds)
  return { MessageId: id, MD5OfMessageBody: md5(MessageBody), MD5OfMessageAttributes: md5OfAttributes(attributes) }
}

function sizeOf({
  MessageBody,
  MessageAttributes: attributes = {},
}: Pick<Entry, 'MessageBody' | 'MessageAttributes'>): number {
  const parts = Object.entries(attributes).flatMap(([name, { DataType, StringValue, BinaryValue }]) => [
    Buffer.byteLength(name) + Buffer.byteLength(DataType),
    StringValue === undefined ? Buffer.byteLength(BinaryValue ?? '', 'base64') : Buffer.byteLength(StringValue),
  ])
  return parts.reduce((sum, part) => sum + part, Buffer.byteLength(MessageBody))
}

function changeVisibility(queue: Queue, change: { ReceiptHandle: string; VisibilityTimeout: number }): undefined {
  if (!queue.changeVisibility(checked(change.ReceiptHandle), change.VisibilityTimeout)) {
    throw new AwsError('MessageNotInflight', 'The message is not in flight.')
  }
}

function checked(receipt: string): string {
  if (/^[0-9a-f-]{36}$/.test(messageIdOf(receipt))) return receipt
  throw new AwsError('ReceiptHandleIsInvalid', 'The input receipt handle is invalid.')
}

/** Does the same to each entry of a batch; one that fails does not keep the others back. */
function forEach<Entry extends { Id: string }>(batch: Entry[], run: (entry: Entry) => object | undefined) {
  if (batch.length === 0) throw new AwsError('EmptyBatchRequest', 'There must be at least one entry in the batch.')
  if (batch.length > BATCH_MAX)
    throw new AwsError('TooManyEntriesInBatchRequest', `At most ${BATCH_MAX} entries are taken.`)
  if (new Set(batch.map(({ Id }) => Id)).size < batch.length) {
    throw new AwsError('BatchEntryIdsNotDistinct', 'Two entries have the same Id.')
  }
  const Successful: object[] = []
  const Failed: object[] = []
  for (const entry of batch) {
    try {
      Successful.push({ Id: entry.Id, ...run(entry) })
    } catch (error) {
      if (!(error instanceof AwsError)) throw error
      Failed.push({ Id: entry.Id, Code: error.code, Message: error.message, SenderFault: true })
    }
  }
  return { Successful, Failed }
}

/** The system attributes that come with every message; Lambda passes on all of them. */
export function systemAttributesOf(message: Received): Record<string, string> {
  return {
    ApproximateReceiveCount: String(message.receiveCount),
    SentTimestamp: String(message.sentAt),
    SenderId: 'local',
    ApproximateFirstReceiveTimestamp: String(message.firstReceivedAt),
    ...(message.deadLetterSource !== undefined && { DeadLetterQueueSourceArn: message.deadLetterSource }),
  }
}

function answerOf(message: Received, systemNames: string[], names: string[]) {
  const attributes = Object.fromEntries(
    Object.entries(message.attributes).filter(([name]) =>
      names.some(
        (wanted) =>
          wanted === 'All' || wanted === name || (wanted.endsWith('.*') && name.startsWith(wanted.slice(0, -1))),
      ),
    ),
  )
  return {
    MessageId: message.id,
    ReceiptHandle: message.receipt,
    Body: message.body,
    MD5OfBody: md5(message.body),
    Attributes: pick(systemAttributesOf(message), systemNames),
    MessageAttributes: attributes,
    MD5OfMessageAttributes: md5OfAttributes(attributes),
  }
}

function pick(all: Record<string, string>, names: string[]): Record<string, string> {
  return Object.fromEntries(Object.entries(all).filter(([name]) => names.includes('All') || names.includes(name)))
}

function settingsOf(attributes: Record<string, string>): Settings {
  const policy = attributes['RedrivePolicy']
  const redrive = policy ? z.parse(RedrivePolicy, JSON.parse(policy)) : undefined
  return {
    visibilitySeconds: Number(attributes['VisibilityTimeout'] ?? 30),
    delaySeconds: Number(attributes['DelaySeconds'] ?? 0),
    waitSeconds: Number(attributes['ReceiveMessageWaitTimeSeconds'] ?? 0),
    retentionSeconds: Number(attributes['MessageRetentionPeriod'] ?? 4 * 24 * 3_600),
    messageMaxBytes: Number(attributes['MaximumMessageSize'] ?? MIB),
    redrive: redrive && { deadLetterArn: redrive.deadLetterTargetArn, maxReceiveCount: redrive.maxReceiveCount },
  }
}

function attributesOf(queue: Queue): Record<string, string> {
  const { settings } = queue
  const { visible, inFlight, delayed } = queue.counts()
  const created = String(Math.floor(queue.createdAt / 1_000))
  return {
    QueueArn: queue.arn,
    ApproximateNumberOfMessages: String(visible),
    ApproximateNumberOfMessagesNotVisible: String(inFlight),
    ApproximateNumberOfMessagesDelayed: String(delayed),
    CreatedTimestamp: created,
    LastModifiedTimestamp: created,
    VisibilityTimeout: String(settings.visibilitySeconds),
    DelaySeconds: String(settings.delaySeconds),
    ReceiveMessageWaitTimeSeconds: String(settings.waitSeconds),
    MessageRetentionPeriod: String(settings.retentionSeconds),
    MaximumMessageSize: String(settings.messageMaxBytes),
    ...(settings.redrive && {
      RedrivePolicy: JSON.stringify({
        deadLetterTargetArn: settings.redrive.deadLetterArn,
        maxReceiveCount: settings.redrive.maxReceiveCount,
      }),
    }),
  }
}
