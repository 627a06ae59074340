import { AsyncLocalStorage } from 'node:async_hooks'
import type { Outcome } from '../simulator/intuit.ts'
import type { AnyFault, Line } from './faults.ts'
import type { Request } from './http.ts'
import { Random } from './random.ts'
import type { Scheduler } from './scheduler.ts'

/** A fault that has struck, by which a run can be told and shrunk. */
export type Struck = { key: string; at: number; name: string; fault: AnyFault }

/** Something that a process asks of the world and waits for. */
export type Ask<Answer> = {
  line: Line
  /** What it is about, for the coverage and the story. */
  name: string
  perform: () => Answer
  latencyMs: readonly [least: number, most: number]
  /** After so long the process gives up on an answer that does not come. */
  giveUpAfterMs: number
  error: () => Error
  /** The answer to what gets lost on its way although it was acknowledged. */
  acknowledgement?: Answer
}

/** All that invocations share. */
export type Surroundings = {
  scheduler: Scheduler
  /** Which fault strikes here, given two numbers of chance that are drawn in any case. */
  faultAt(invocation: Invocation, line: Line, name: string, chances: readonly [number, number]): AnyFault | undefined
  log(invocation: Invocation, line: string): void
  dynamodb(invocation: Invocation, command: object): Promise<object>
  sqs(invocation: Invocation, command: object): Promise<object>
  secretsManager(invocation: Invocation, command: object): Promise<object>
  intuit(invocation: Invocation, request: Request): Promise<Outcome>
  /** How long QuickBooks takes for a batch, given a number of chance, where a measurement says so. */
  batchLatencyMs?: (chance: number) => number
}

/** Longer than a pause of a process, and than a store that is slow without failing. */
const DELAY_MAX_MS = 90_000
/** An answer may come, or a write may land, so long after everybody has given up on it. */
const LATE_MAX_MS = 400_000

/** One run of one function: a process that may die at any await, and of which nothing is heard afterwards. */
export class Invocation {
  readonly name: string
  readonly function: string
  readonly random: Random
  readonly surroundings: Surroundings
  readonly endsAt: number
  /** Whoever looks from outside: nothing fails for them, and no time passes. */
  readonly isOutside: boolean
  isOver = false
  /** Whether a fault has struck it. */
  isStruck = false
  #awaits = 0
  #onDeath: (() => void) | undefined

  constructor(options: {
    name: string
    function: string
    seed: number
    surroundings: Surroundings
    timeoutMs: number
    onDeath?: () => void
    isOutside?: boolean
  }) {
    this.name = options.name
    this.function = options.function
    this.random = new Random(options.seed, options.name)
    this.surroundings = options.surroundings
    this.endsAt = options.surroundings.scheduler.now + options.timeoutMs
    this.#onDeath = options.onDeath
    this.isOutside = options.isOutside ?? false
  }

  get scheduler(): Scheduler {
    return this.surroundings.scheduler
  }

  /** Identifies the next await, the same in a run that is shrunk. */
  get nextKey(): string {
    return `${this.name}#${this.#awaits}`
  }

  /** Runs code as this process. A process that dies is never heard of again. */
  run<Result>(code: () => Promise<Result>): Promise<Result> {
    if (this.isOutside) return current.run(this, code)
    const { scheduler } = this
    const kill = scheduler.at(this.endsAt, () => this.die())
    return new Promise((resolve, reject) => {
      const end = (then: () => void) => {
        if (this.isOver) return
        this.isOver = true
        kill.isCancelled = true
        then()
      }
      current.run(this, code).then(
        (result) => end(() => resolve(result)),
        (error: unknown) => end(() => reject(error)),
      )
    })
  }

  die(): void {
    if (this.isOver) return
    this.isOver = true
    this.#onDeath?.()
  }

  /** Waits, unless the process dies meanwhile. */
  sleep(ms: number): Promise<void> {
    if (this.isOutside) return new Promise(() => undefined)
    return this.ask({
      line: 'sleep',
      name: 'sleep',
      perform: () => undefined,
      latencyMs: [ms, ms],
      giveUpAfterMs: 0,
      error: () => new Error('a sleep does not fail'),
    })
  }

  /** Draws what becomes of the next await: how long it takes, which fault strikes, and how hard. */
  draw(line: Line, name: string, latencyMs: readonly [number, number]) {
    const { random } = this
    const latency = Math.ceil(latencyMs[0] + random.next() * (latencyMs[1] - latencyMs[0]))
    const fault = this.surroundings.faultAt(this, line, name, [random.next(), random.next()])
    this.#awaits++
    return { latency, fault, extent: random.next() }
  }

  /** Lets a process hear something, unless it is gone by then. */
  hear(then: () => void): void {
    if (!this.isOver) then()
  }

  /** Decides what becomes of an await, and brings it about. */
  ask<Answer>({ line, name, perform, latencyMs, giveUpAfterMs, error, acknowledgement }: Ask<Answer>): Promise<Answer> {
    if (this.isOver) return new Promise(() => undefined)
    if (this.isOutside) return new Promise((resolve) => resolve(perform()))
    const { scheduler } = this
    const { latency, fault, extent } = this.draw(line, name, latencyMs)
    return new Promise((resolve, reject) => {
      // What has left the process arrives, even if the process is gone by then.
      const answer = (act: () => Answer) => {
        try {
          const value = act()
          this.hear(() => resolve(value))
        } catch (thrown) {
          this.hear(() => reject(thrown))
        }
      }
      const ignoring = (act: () => unknown) => {
        try {
          act()
        } catch {
          // What it would have answered nobody hears.
        }
      }
      switch (fault) {
        case 'crash before':
          return void scheduler.after(latency, () => this.die())
        case 'crash after':
          return void scheduler.after(latency, () => {
            ignoring(perform)
            this.die()
          })
        case 'fail':
          return void scheduler.after(latency, () => this.hear(() => reject(error())))
        case 'lose the answer':
          scheduler.after(latency, () => ignoring(perform))
          return void scheduler.after(Math.max(latency, giveUpAfterMs), () => this.hear(() => reject(error())))
        case 'do late':
          scheduler.after(giveUpAfterMs, () => this.hear(() => reject(error())))
          return void scheduler.after(giveUpAfterMs + extent * LATE_MAX_MS, () => ignoring(perform))
        case 'do twice':
          return void scheduler.after(latency, () => {
            ignoring(perform)
            scheduler.after(1 + extent * giveUpAfterMs, () => answer(perform))
          })
        case 'lost':
          if (acknowledgement === undefined) throw new Error(`${name} cannot get lost`)
          return void scheduler.after(latency, () => this.hear(() => resolve(acknowledgement)))
        case 'delay':
          return void scheduler.after(latency + extent * DELAY_MAX_MS, () => answer(perform))
        default:
          return void scheduler.after(latency, () => answer(perform))
      }
    })
  }
}

/** The process that the running code belongs to. */
const current = new AsyncLocalStorage<Invocation>()
export const currentInvocation = (): Invocation | undefined => current.getStore()
