import type { Attempt } from '../../shared/aws/attempts.ts'
import type { Connected } from '../../shared/aws/connections.ts'
import type { Turn } from '../../shared/aws/turning.ts'
import type { Lease, WriterStore } from '../../shared/aws/writer.ts'
import type { RecordKey } from '../../shared/erp/record.ts'
import type { Access, CallResult } from '../../shared/intuit/quickbooks.ts'
import { maySend } from '../../shared/sync/look-back.ts'
import { type Call, nextCallAt, recentCalls } from '../../shared/sync/rate.ts'
import type { Reason } from '../../shared/sync/reason.ts'
import { reasons } from '../../shared/sync/reasons.ts'
import { comesBefore, type Suspension, type SuspensionCode, stopsAll } from '../../shared/sync/suspension.ts'
import type { LearnedBooks } from '../books.ts'
import { goOn, suspend } from '../suspension.ts'
import type { World } from './world.ts'

/** Intuit's throttle counts by the minute, and says nothing of when it ends. */
const THROTTLED_WAIT_MS = 60_000

/** Why a run ends before its work does. */
export type Halt = 'lease-lost' | 'not-connected' | 'no-access' | 'suspended' | 'no-time'

/** A throttle that is met again after so long has lasted through the wait: it is none of the minute's. */
const LASTING_AFTER_MS = 50_000
/** A throttle that was met longer ago says nothing of one that is met now. */
const THROTTLE_FORGOTTEN_MS = 15 * 60_000

/** The code of what is held since the plan does not have it. */
export const NOT_IN_PLAN = reasons.notInPlan('').code

/** Whether a call reads, which Intuit meters, or writes. */
type Kind = 'read' | 'write'

/** One writer's run for one company: what it holds in memory, and the gate through which it calls QuickBooks. */
export class Run {
  readonly world: World
  readonly company: string
  readonly lease: Lease
  readonly #hasTime: () => boolean
  #access: Access | undefined
  #calls: Call[]
  readonly #doing = new Map<string, Promise<unknown>>()
  readonly #turns = new Map<string, Promise<unknown>>()
  #quietUntil: number
  books: LearnedBooks
  /** What a look has told of entities that documents mention, by type and Id: each is asked for once in a run. */
  readonly looks = new Map<string, 'usable' | 'inactive' | 'gone'>()
  halt: Halt | undefined
  /** The connection that this run writes through. */
  readonly connection: Connected
  /** Whether a record is in an attempt without a clear outcome; it takes part in no other. */
  isUnclear: (key: RecordKey) => boolean = () => false
  /** Whether more is due than was looked at. */
  hasLongQueue = false
  /** Records that nothing could be done with, not even stop them: this run leaves them alone. */
  readonly leftAlone = new Set<RecordKey>()
  /** Types of entities that QuickBooks did not take in this run, since its plan does not have them, and what it said. */
  readonly notInPlan = new Map<string, Reason>()
  /** Types of entities that it has taken in this run; if it then refuses one, that is no matter of the plan. */
  readonly taken = new Set<string>()
  /** Bills whose number is that of another vendor's bill, and may be. */
  readonly mayShareNumber = new Set<RecordKey>()
  /** Records whose entities are to make way for one another, since each has the name that the next one wants. */
  readonly toStepAside = new Set<RecordKey>()
  /** Inactive entities that documents are about to mention. */
  readonly toRevive = new Set<RecordKey>()
  /** How many writes QuickBooks has confirmed. */
  confirmed = 0
  /** Whether any record waits for another, so that a new link has to be announced. */
  someWait: boolean
  /** Whether any record is held for a number that another has. */
  someShareNumbers: boolean
  /** Whether any record is held for a name that another has. */
  someShareNames: boolean
  /** Whether QuickBooks has shown that it remembers requestids; undefined until it has shown either. */
  remembers: boolean | undefined
  /** Whether it is being found out. */
  isLearningMemory = false
  /** Whether any record was sent without another that it names, so that one that comes has to be announced. */
  someUnlinked: boolean
  /** How many records had been untied when links were last read from nothing. */
  #unties: number
  /** What keeps the company, or a part of its work, from QuickBooks. */
  suspension: Suspension | undefined
  /** When calls of a kind were throttled first, of which none has been answered since. */
  readonly #throttledAt: Map<Kind, number>
  /** How many reads QuickBooks has answered, and so metered. */
  reads = 0

  constructor(start: {
    world: World
    lease: Lease
    hasTime: () => boolean
    calls: Call[]
    quietUntil: number
    connection: Connected
    books: Run['books']
    someWait: boolean
    someShareNumbers: boolean
    someShareNames: boolean
    someUnlinked: boolean
    unties: number
    remembers: boolean | undefined
    suspension: Suspension | undefined
    pausedFor: Kind | undefined
  }) {
    this.world = start.world
    this.lease = start.lease
    this.company = start.lease.company
    this.#hasTime = start.hasTime
    this.#calls = start.calls
    this.#quietUntil = start.quietUntil
    this.connection = start.connection
    this.books = start.books
    this.someWait = start.someWait
    this.someShareNumbers = start.someShareNumbers
    this.someShareNames = start.someShareNames
    this.someUnlinked = start.someUnlinked
    this.#unties = start.unties
    this.remembers = start.remembers
    this.suspension = start.suspension
    const throttledAt = start.quietUntil - THROTTLED_WAIT_MS
    const isRecent = start.pausedFor !== undefined && this.world.now() - throttledAt < THROTTLE_FORGOTTEN_MS
    this.#throttledAt = new Map(start.pausedFor && isRecent ? [[start.pausedFor, throttledAt]] : [])
  }

  /** Whether all of the company stands still, and one write is to show whether it still has to. */
  get isTrial(): boolean {
    return this.suspension !== undefined && stopsAll(this.suspension)
  }

  /** Notes what keeps the company from QuickBooks; the run is over unless that is only a part of its work. */
  async suspend(code: SuspensionCode, type?: string): Promise<void> {
    const { world, company, books, suspension } = this
    if (!comesBefore(code, suspension)) return
    this.suspension = await suspend(world, company, { epoch: books.epoch, suspension }, code, type)
    if (stopsAll(this.suspension)) this.halt ??= 'suspended'
  }

  /** Notes that QuickBooks did not take an entity of this type, since its plan does not have them, or not for this user. */
  async noteNotInPlan(type: string, reason: Reason): Promise<void> {
    if (this.taken.has(type)) return
    this.notInPlan.set(type, reason)
    await this.suspend('plan_lowered', type)
  }

  /** Notes that QuickBooks has taken an entity of this type: it takes the others too that it did not take before. */
  async noteTaken(type: string): Promise<void> {
    this.taken.add(type)
    await this.goOn('subscription_ended')
    if (!this.suspension?.types?.includes(type)) return
    this.notInPlan.clear()
    await this.goOn('plan_lowered')
    await this.world.records.release(this.company, this.world.now(), 'held', NOT_IN_PLAN)
  }

  /** Whether there is a working token. */
  hasAccess = async (): Promise<boolean> => (await this.#accessToken(undefined)) !== undefined

  /** Notes that one of these keeps the company from QuickBooks no longer, if it did. */
  async goOn(...codes: readonly SuspensionCode[]): Promise<void> {
    const { world, company, suspension } = this
    if (!suspension || !codes.includes(suspension.code)) return
    this.suspension = undefined
    await goOn(world, company, suspension)
    if (suspension.code === 'plan_lowered') return
    // A graver one stood before it.
    if (await world.records.hasAny(company, 'held', NOT_IN_PLAN)) await this.suspend('plan_lowered')
  }

  /** Whether there is time for another call to be answered, and nothing stands against it. */
  get mayGoOn(): boolean {
    if (!this.#hasTime()) this.halt ??= 'no-time'
    return this.halt === undefined
  }

  /** What records are turned to that were with other books. */
  get turn(): Turn {
    const { company, lease, world, books } = this
    return { company, epoch: books.epoch, guard: world.writer.guard(lease, books.epoch), now: world.now() }
  }

  get calls(): readonly Call[] {
    return recentCalls(this.#calls, this.world.now())
  }

  /** Waits for a call's turn under Intuit's limits, and takes it; false if the run ends before. */
  async takeTurn(batch: boolean): Promise<boolean> {
    for (;;) {
      if (!this.mayGoOn) return false
      const now = this.world.now()
      const at = Math.max(nextCallAt(this.#calls, batch, now), this.#quietUntil)
      if (at <= now) {
        this.#calls = [...recentCalls(this.#calls, now), { at: now, batch }]
        return true
      }
      await this.world.sleep(Math.min(at - now, 5_000))
    }
  }

  /**
   * Calls QuickBooks with a working token. A token that QuickBooks rejects is replaced once: such a call was not carried
   * out, so it may go out again. When there is no way in, the run halts. An attempt that was stored `since` is not sent
   * once its time is over. Undefined if nothing was sent.
   */
  async call(
    kind: Kind,
    send: (access: Access) => Promise<CallResult>,
    { since }: { since?: number } = {},
  ): Promise<CallResult | undefined> {
    if (kind === 'read' && !this.#mayRead) return undefined
    let rejected: string | undefined
    for (;;) {
      const access = await this.#accessToken(rejected)
      // A process may have been paused since it stored the attempt: what is sent now would come too late to be proved.
      if (!access || (since !== undefined && !maySend(since, this.world.now()))) return undefined
      const result = await send(access)
      if (result.is === 'throttled') await this.#noteThrottled(kind, result.isLocked)
      if (result.is === 'kept-out') await this.suspend(result.by)
      if (result.is === 'answered' || result.is === 'malformed') await this.#noteAnswered(kind)
      if (result.is === 'answered' && kind === 'read') this.reads++
      if (result.is === 'forbidden') {
        const why = `QuickBooks refuses this connection (${result.detail}).`
        await this.world.needsReconnect(this.company, why, this.connection)
        this.halt ??= 'no-access'
      }
      if (result.is !== 'token-rejected' || rejected !== undefined) return result
      rejected = access.accessToken
    }
  }

  /**
   * Asks for a run after our lease will have lapsed. If we are still at it by then, or have come to our end, that run does
   * nothing; if we have died, it takes over, sooner than the next sweep would see it.
   */
  async wakeIfWeDie(): Promise<void> {
    await this.world.wakeToTakeOver(this.company, Math.ceil(this.world.leaseMs / 1_000) + 1)
  }

  /** Closes an attempt, each of whose records has its outcome; one that another run has taken over ends this one. */
  async close(attempt: string, noted: Parameters<WriterStore['close']>[2] = {}): Promise<void> {
    if (!(await this.world.writer.close(this.lease, attempt, noted))) this.halt ??= 'lease-lost'
  }

  /** Notes when an attempt is to be taken up again; false, and the end of this run, where another has taken over. */
  async postpone({ id }: Attempt, at: number): Promise<boolean> {
    const isOurs = await this.world.writer.postpone(this.lease, id, at)
    if (!isOurs) this.halt ??= 'lease-lost'
    return isOurs
  }

  /** Forgets what is known of links when somebody has untied a record since: it may be what documents are about to name. */
  heedUnties(unties: number): void {
    if (unties === this.#unties) return
    this.#unties = unties
    this.books.links.clear()
  }

  /** Notes whether QuickBooks remembers requestids, as it has just shown. */
  async noteRequestIds(remembered: boolean): Promise<void> {
    if (this.remembers === remembered) return
    this.remembers = remembered
    await this.world.writer.noteRequestIds(this.lease, this.books.epoch, remembered)
  }

  /** Does something once in a run, however many ask for it; all hear when it is done. */
  once(name: string, work: () => Promise<unknown>): Promise<unknown> {
    const doing = this.#doing.get(name) ?? work()
    this.#doing.set(name, doing)
    return doing
  }

  /** Does something after whatever else was asked for under that name has been done. */
  inTurn(name: string, work: () => Promise<unknown>): Promise<unknown> {
    const turn = (this.#turns.get(name) ?? Promise.resolve()).then(work, work)
    this.#turns.set(name, turn)
    return turn
  }

  async #accessToken(rejected: string | undefined): Promise<Access | undefined> {
    if (this.#access && rejected === undefined) return this.#access
    const access = await this.world.access(this.company, this.connection, rejected)
    if ('noAccess' in access) {
      if (access.noAccess === 'throttled') await this.suspend('tokens_refused')
      this.halt ??= 'no-access'
      return undefined
    }
    this.#access = access
    await this.goOn('tokens_refused')
    return access
  }

  /** While reads are refused, one of them is made each time that it is looked at again. */
  get #mayRead(): boolean {
    return this.suspension?.code !== 'reads_refused' || this.suspension.lookAt <= this.world.now()
  }

  /** Intuit throttles by the minute; nobody calls for this company before it is over. One that lasts is another matter. */
  async #noteThrottled(kind: Kind, isLocked: boolean): Promise<void> {
    const code = isLocked ? 'books_locked' : kind === 'read' ? 'reads_refused' : 'calls_refused'
    const now = this.world.now()
    const first = this.#throttledAt.get(kind) ?? now
    this.#throttledAt.set(kind, first)
    if (now - first >= LASTING_AFTER_MS || this.suspension?.code === code) await this.suspend(code)
    // What can go out without a read does so meanwhile.
    if (this.suspension?.code === 'reads_refused') return
    this.#quietUntil = now + THROTTLED_WAIT_MS
    await this.world.writer.pause(this.lease, this.#quietUntil, kind)
  }

  async #noteAnswered(kind: Kind): Promise<void> {
    if (this.#throttledAt.delete(kind)) await this.world.writer.resume(this.lease)
    await this.goOn('books_locked', 'access_refused', kind === 'read' ? 'reads_refused' : 'calls_refused')
  }
}
