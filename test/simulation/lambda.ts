import type { FunctionName } from './functions.ts'
import type { Message } from './memory/sqs.ts'
import { Random } from './random.ts'
import type { Appointment } from './scheduler.ts'
import type { Universe } from './universe.ts'

/** A queue that feeds a function; as `infra` sets it, but with fewer at once, so that they meet more often. */
type Mapping = { queue: string; function: FunctionName; batchSize: number; atOnce: number }
const mappings: readonly Mapping[] = [
  { queue: 'changes', function: 'ingest', batchSize: 10, atOnce: 3 },
  { queue: 'wakes', function: 'push', batchSize: 1, atOnce: 4 },
  { queue: 'pulls', function: 'pull', batchSize: 1, atOnce: 2 },
]
const schedules: readonly { function: FunctionName; everyMs: number }[] = [
  { function: 'sweep', everyMs: 60_000 },
  { function: 'refresh', everyMs: 15 * 60_000 },
]
/** While there is a storm, a message comes twice so often. */
const TWICE = 0.05

/** Carries messages from queues to functions, and runs what runs by the clock. */
export class Lambda {
  readonly #universe: Universe
  readonly #random: Random
  readonly #polls = new Map<string, Appointment>()
  readonly #running = new Map<string, number>()
  readonly #onDone: (queue: string, message: Message) => void

  constructor(universe: Universe, onDone: (queue: string, message: Message) => void) {
    this.#universe = universe
    this.#random = new Random(universe.seed, 'lambda')
    this.#onDone = onDone
  }

  start(): void {
    for (const { function: name, everyMs } of schedules) this.#every(name, everyMs)
  }

  #every(name: FunctionName, everyMs: number): void {
    this.#universe.scheduler.after(everyMs, () => {
      // Whatever becomes of it, the schedule goes on.
      this.#universe.invoke(name, {}).catch(() => undefined)
      this.#every(name, everyMs)
    })
  }

  /** To be called whenever a message may have come: it is looked for soon. */
  lookForMessages(): void {
    for (const mapping of mappings) this.#look(mapping)
  }

  #look(mapping: Mapping): void {
    const { queues, scheduler } = this.#universe
    const visibleAt = queues.nextVisibleAt(mapping.queue)
    if (visibleAt === undefined || (this.#running.get(mapping.queue) ?? 0) >= mapping.atOnce) return
    const planned = this.#polls.get(mapping.queue)
    const at = Math.max(visibleAt, scheduler.now) + this.#random.between(5, 400)
    if (planned && !planned.isCancelled && planned.at <= at) return
    if (planned) planned.isCancelled = true
    const appointment = scheduler.at(at, () => {
      appointment.isCancelled = true
      this.#poll(mapping)
      this.#look(mapping)
    })
    this.#polls.set(mapping.queue, appointment)
  }

  #poll(mapping: Mapping): void {
    const { queues } = this.#universe
    const messages = queues.receive(mapping.queue, this.#random.between(1, mapping.batchSize))
    if (messages.length === 0) return
    const again = this.#universe.isStormy && this.#random.chance(TWICE)
    this.#run(mapping, messages)
    // At least once, says SQS.
    if (again) this.#run(mapping, messages)
  }

  #run(mapping: Mapping, messages: readonly Message[]): void {
    const { queue } = mapping
    const count = (by: number) => this.#running.set(queue, (this.#running.get(queue) ?? 0) + by)
    const freed = () => {
      count(-1)
      this.#look(mapping)
    }
    count(1)
    const Records = messages.map(({ id, body, sentAt }) => ({
      messageId: id,
      body,
      attributes: { SentTimestamp: String(sentAt) },
    }))
    this.#universe.invoke(mapping.function, { Records }, freed).then(
      (answer) => {
        const failed = failedIn(answer)
        for (const message of messages) {
          if (failed.has(message.id)) continue
          this.#universe.queues.delete(queue, message.receipt)
          this.#onDone(queue, message)
        }
        freed()
      },
      // What failed stays on the queue until it is visible again.
      freed,
    )
  }
}

/** The messages that a function says have to come again. */
function failedIn(answer: unknown): Set<string> {
  const failures = (answer as { batchItemFailures?: { itemIdentifier: string }[] } | undefined)?.batchItemFailures
  return new Set((failures ?? []).map(({ itemIdentifier }) => itemIdentifier))
}
