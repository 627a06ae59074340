import { createHash, randomUUID } from 'node:crypto'
import * as z from 'zod/mini'

export const MessageAttributes = z.record(
  z.string(),
  z.object({
    DataType: z.string(),
    StringValue: z.optional(z.string()),
    BinaryValue: z.optional(z.string()),
  }),
)
export type MessageAttributes = z.output<typeof MessageAttributes>

const Message = z.object({
  id: z.string(),
  body: z.string(),
  attributes: MessageAttributes,
  sentAt: z.number(),
  receiveCount: z.number(),
  firstReceivedAt: z.optional(z.number()),
  /** Until then it is delayed or in flight. */
  visibleAt: z.number(),
  /** Only the newest receipt deletes a message. */
  receipt: z.optional(z.string()),
  /** The queue it failed in, when this is a dead-letter queue. */
  deadLetterSource: z.optional(z.string()),
})
export type Message = z.output<typeof Message>

/** A message someone has received, and the receipt by which they delete it. */
export type Received = Message & { receipt: string }

export type Settings = {
  visibilitySeconds: number
  delaySeconds: number
  waitSeconds: number
  retentionSeconds: number
  messageMaxBytes: number
  redrive: { deadLetterArn: string; maxReceiveCount: number } | undefined
}

type Receive = { max: number; waitSeconds?: number; visibilitySeconds?: number; signal?: AbortSignal }
type Waiter = { take: () => void }

/** What is kept of a queue when the stack stops. */
export const Snapshot = z.array(Message)

/** A standard queue: at least once, mostly in order, and a message that is received hides until it is deleted or due again. */
export class Queue {
  readonly name: string
  readonly url: string
  readonly arn: string
  readonly createdAt = Date.now()
  settings: Settings
  /** Called with each message that was received too often. */
  readonly #giveUp: (message: Message) => boolean
  readonly #messages = new Map<string, Message>()
  readonly #visible = new Set<Message>()
  readonly #hidden = new Set<Message>()
  readonly #waiters = new Set<Waiter>()
  #alarm: { at: number; timer: NodeJS.Timeout } | undefined
  #isDispatching = false

  constructor(
    identity: { name: string; url: string; arn: string },
    settings: Settings,
    giveUp: (message: Message) => boolean,
  ) {
    this.name = identity.name
    this.url = identity.url
    this.arn = identity.arn
    this.settings = settings
    this.#giveUp = giveUp
  }

  send(body: string, attributes: MessageAttributes = {}, delaySeconds = this.settings.delaySeconds): Message {
    const now = Date.now()
    const message = {
      id: randomUUID(),
      body,
      attributes,
      sentAt: now,
      receiveCount: 0,
      visibleAt: now + delaySeconds * 1_000,
    }
    this.add(message)
    return message
  }

  /** Takes in a message as it is, its history included. */
  add(message: Message): void {
    this.#messages.set(message.id, message)
    if (message.visibleAt > Date.now()) this.#hide(message)
    else this.#show(message)
  }

  /** Up to `max` messages, at once if there are any; else it waits for the first. */
  receive({ max, waitSeconds = this.settings.waitSeconds, visibilitySeconds, signal }: Receive): Promise<Received[]> {
    const take = () => this.#take(max, visibilitySeconds ?? this.settings.visibilitySeconds)
    const received = take()
    if (received.length > 0 || waitSeconds === 0 || signal?.aborted) return Promise.resolve(received)
    return new Promise((resolve) => {
      const done = (messages: Received[]) => {
        this.#waiters.delete(waiter)
        clearTimeout(timer)
        signal?.removeEventListener('abort', leave)
        resolve(messages)
      }
      const leave = () => done([])
      const waiter = {
        take: () => {
          const messages = take()
          if (messages.length > 0) done(messages)
        },
      }
      const timer = setTimeout(leave, waitSeconds * 1_000)
      // A message must not go to a client that has hung up.
      signal?.addEventListener('abort', leave)
      this.#waiters.add(waiter)
    })
  }

  /** Deletes what this receipt was given for, unless the message was received again since. */
  delete(receipt: string): undefined {
    const message = this.#messages.get(messageIdOf(receipt))
    if (message?.receipt === receipt) this.#forget(message)
  }

  /** False when the message is not in flight. */
  changeVisibility(receipt: string, seconds: number): boolean {
    const message = this.#messages.get(messageIdOf(receipt))
    if (message?.receipt !== receipt || !this.#hidden.has(message)) return false
    message.visibleAt = Date.now() + seconds * 1_000
    if (seconds === 0) this.#show(message)
    else this.#hide(message)
    return true
  }

  /** Takes the oldest visible message out for good. */
  remove(): Message | undefined {
    const [message] = this.#visible
    if (message) this.#forget(message)
    return message
  }

  purge(): void {
    for (const message of this.#messages.values()) this.#forget(message)
  }

  counts() {
    const delayed = [...this.#hidden].filter((message) => message.receipt === undefined).length
    return { visible: this.#visible.size, inFlight: this.#hidden.size - delayed, delayed }
  }

  snapshot(): Message[] {
    return [...this.#messages.values()]
  }

  stop(): void {
    clearTimeout(this.#alarm?.timer)
    for (const waiter of this.#waiters) waiter.take()
  }

  #take(max: number, visibilitySeconds: number): Received[] {
    const now = Date.now()
    const received: Received[] = []
    for (const message of this.#visible) {
      if (received.length === max) break
      if (message.sentAt + this.settings.retentionSeconds * 1_000 < now) {
        this.#forget(message)
        continue
      }
      if (this.settings.redrive && message.receiveCount >= this.settings.redrive.maxReceiveCount) {
        if (this.#giveUp(message)) {
          this.#forget(message)
          continue
        }
      }
      message.receiveCount += 1
      message.firstReceivedAt ??= now
      message.visibleAt = now + visibilitySeconds * 1_000
      const receipt = Buffer.from(`${message.id}#${message.receiveCount}#${randomUUID()}`).toString('base64')
      message.receipt = receipt
      if (visibilitySeconds > 0) this.#hide(message)
      received.push({ ...message, receipt })
    }
    return received
  }

  #show(message: Message): void {
    this.#hidden.delete(message)
    this.#visible.add(message)
    if (this.#waiters.size === 0 || this.#isDispatching) return
    // All entries of a batch land before the first waiter looks, so that a waiter gets them together.
    this.#isDispatching = true
    queueMicrotask(() => {
      this.#isDispatching = false
      for (const waiter of [...this.#waiters]) {
        if (this.#visible.size === 0) return
        waiter.take()
      }
    })
  }

  #hide(message: Message): void {
    this.#visible.delete(message)
    this.#hidden.add(message)
    this.#wakeAt(message.visibleAt)
  }

  #forget(message: Message): void {
    this.#messages.delete(message.id)
    this.#visible.delete(message)
    this.#hidden.delete(message)
  }

  #wakeAt(at: number): void {
    if (this.#alarm && this.#alarm.at <= at) return
    clearTimeout(this.#alarm?.timer)
    const timer = setTimeout(
      () => {
        this.#alarm = undefined
        const now = Date.now()
        for (const message of this.#hidden) {
          if (message.visibleAt <= now) this.#show(message)
          else this.#wakeAt(message.visibleAt)
        }
      },
      Math.max(1, at - Date.now()),
    )
    this.#alarm = { at, timer }
  }
}

/** Every receipt begins with the id of its message. */
export function messageIdOf(receipt: string): string {
  return Buffer.from(receipt, 'base64').toString().split('#')[0] ?? ''
}

export function md5(text: string): string {
  return createHash('md5').update(text).digest('hex')
}

/** The digest by which an SDK checks that attributes arrived whole: names in order, each part with its length before it. */
export function md5OfAttributes(attributes: MessageAttributes): string | undefined {
  const names = Object.keys(attributes).sort()
  if (names.length === 0) return undefined
  const hash = createHash('md5')
  const add = (part: Buffer) => {
    const length = Buffer.alloc(4)
    length.writeUInt32BE(part.length)
    hash.update(length).update(part)
  }
  for (const name of names) {
    const attribute = attributes[name]
    if (!attribute) continue
    const isBinary = attribute.BinaryValue !== undefined
    add(Buffer.from(name))
    add(Buffer.from(attribute.DataType))
    hash.update(Buffer.from([isBinary ? 2 : 1]))
    add(isBinary ? Buffer.from(attribute.BinaryValue ?? '', 'base64') : Buffer.from(attribute.StringValue ?? ''))
  }
  return hash.digest('hex')
}
