import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs'

/** SQS takes so many bytes in one message, and so many messages in one call. */
const MESSAGE_BYTES_MAX = 1_048_576
const BATCH_MAX = 10
/** What XML cannot hold. */
const FORBIDDEN = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u

/** A message on a queue, with its history. */
export type Message = {
  id: string
  body: string
  sentAt: number
  receiveCount: number
  visibleAt: number
  receipt: string | undefined
}

type QueueSettings = { visibilityMs: number; deadLetters?: { queue: string; maxReceiveCount: number } }

/** A standard queue: at least once, in no order; what is received hides for a while, and too often is once too many. */
class MemoryQueue {
  readonly settings: QueueSettings
  readonly messages = new Map<string, Message>()

  constructor(settings: QueueSettings) {
    this.settings = settings
  }
}

/** SQS in memory, in the time of whoever asks. The contract test holds it against the local SQS. */
export class MemorySQS {
  readonly #queues: Map<string, MemoryQueue>
  readonly #now: () => number
  /** Between 0 and 1: which of the visible messages comes first. */
  readonly #random: () => number
  #lastId = 0

  constructor(queues: Record<string, QueueSettings>, now: () => number, random: () => number) {
    this.#queues = new Map(Object.entries(queues).map(([name, settings]) => [name, new MemoryQueue(settings)]))
    this.#now = now
    this.#random = random
  }

  client(): SQSClient {
    return sqsClientOf(async (command) => this.execute(command))
  }

  execute(command: object): object {
    if (command instanceof SendMessageCommand) {
      return {
        MessageId: this.send(
          command.input.QueueUrl ?? '',
          command.input.MessageBody ?? '',
          1_000 * (command.input.DelaySeconds ?? 0),
        ).id,
      }
    }
    if (command instanceof SendMessageBatchCommand) {
      const { QueueUrl = '', Entries = [] } = command.input
      if (Entries.length === 0 || Entries.length > BATCH_MAX) throw new RangeError('a batch has 1 to 10 entries')
      const Successful = Entries.map(({ Id, MessageBody = '' }) => ({
        Id,
        MessageId: this.send(QueueUrl, MessageBody).id,
      }))
      return { Successful }
    }
    if (command instanceof ReceiveMessageCommand) {
      const { QueueUrl = '', MaxNumberOfMessages: max = 1 } = command.input
      const Messages = this.receive(QueueUrl, max).map(({ id, body, receipt, receiveCount }) => ({
        MessageId: id,
        Body: body,
        ReceiptHandle: receipt,
        Attributes: { ApproximateReceiveCount: String(receiveCount) },
      }))
      return Messages.length > 0 ? { Messages } : {}
    }
    if (command instanceof DeleteMessageCommand) {
      this.delete(command.input.QueueUrl ?? '', command.input.ReceiptHandle ?? '')
      return {}
    }
    if (command instanceof ChangeMessageVisibilityCommand) {
      const { QueueUrl = '', ReceiptHandle, VisibilityTimeout = 0 } = command.input
      const message = [...this.#queue(QueueUrl).messages.values()].find(({ receipt }) => receipt === ReceiptHandle)
      if (message) message.visibleAt = this.#now() + VisibilityTimeout * 1_000
      return {}
    }
    if (command instanceof GetQueueAttributesCommand) {
      const messages = [...this.#queue(command.input.QueueUrl ?? '').messages.values()]
      const visible = messages.filter(({ visibleAt }) => visibleAt <= this.#now()).length
      return {
        Attributes: {
          ApproximateNumberOfMessages: String(visible),
          ApproximateNumberOfMessagesNotVisible: String(messages.length - visible),
          ApproximateNumberOfMessagesDelayed: '0',
        },
      }
    }
    throw new TypeError(`the memory knows no ${command.constructor.name}`)
  }

  #queue(url: string): MemoryQueue {
    const queue = this.#queues.get(url.split('/').at(-1) ?? '')
    if (!queue) throw new RangeError(`there is no queue ${url}`)
    return queue
  }

  send(queue: string, body: string, delayMs = 0): Message {
    if (Buffer.byteLength(body) > MESSAGE_BYTES_MAX) throw new RangeError('a message has at most 1 MiB')
    if (FORBIDDEN.test(body)) {
      throw Object.assign(new Error('a message holds what is no character'), { name: 'InvalidMessageContents' })
    }
    const now = this.#now()
    const id = `m${++this.#lastId}`
    const message = { id, body, sentAt: now, receiveCount: 0, visibleAt: now + delayMs, receipt: undefined }
    this.#queue(queue).messages.set(id, message)
    return message
  }

  /** Up to so many of the messages that are visible now, in no order. One that was received too often is put aside. */
  receive(name: string, max: number): Message[] {
    const { messages, settings } = this.#queue(name)
    const now = this.#now()
    const visible = [...messages.values()].filter(({ visibleAt }) => visibleAt <= now)
    const received: Message[] = []
    while (visible.length > 0 && received.length < max) {
      const [message] = visible.splice(Math.floor(this.#random() * visible.length), 1)
      if (!message) break
      if (settings.deadLetters && message.receiveCount >= settings.deadLetters.maxReceiveCount) {
        messages.delete(message.id)
        this.#queue(settings.deadLetters.queue).messages.set(message.id, { ...message, visibleAt: now })
        continue
      }
      message.receiveCount++
      message.visibleAt = now + settings.visibilityMs
      message.receipt = `${message.id}#${message.receiveCount}`
      received.push({ ...message })
    }
    return received
  }

  /** Deletes what this receipt was given for, unless the message was received again since. */
  delete(name: string, receipt: string | undefined): void {
    const { messages } = this.#queue(name)
    for (const message of messages.values()) if (message.receipt === receipt) messages.delete(message.id)
  }

  /** All that is on a queue, hidden or not. */
  all(name: string): Message[] {
    return [...this.#queue(name).messages.values()]
  }

  /** When the next message comes to be visible; undefined for an empty queue. */
  nextVisibleAt(name: string): number | undefined {
    let next: number | undefined
    for (const { visibleAt } of this.#queue(name).messages.values()) next = Math.min(next ?? visibleAt, visibleAt)
    return next
  }

  /** Puts every message of a dead-letter queue back onto the queue that it came from, as an operator does. */
  redrive(from: string, to: string): number {
    const { messages } = this.#queue(from)
    const count = messages.size
    for (const message of messages.values()) {
      this.#queue(to).messages.set(message.id, { ...message, receiveCount: 0, visibleAt: this.#now() })
    }
    messages.clear()
    return count
  }
}

/** A client whose every command goes through one function. The adapters use nothing but `send`. */
const sqsClientOf = (send: (command: object) => Promise<object>): SQSClient => ({ send }) as unknown as SQSClient
