import type { Connected } from '../../shared/aws/connections.ts'
import type { WorkLease } from '../../shared/aws/jobs.ts'
import type { Writer } from '../../shared/aws/writer.ts'
import type { Access, CallResult } from '../../shared/intuit/quickbooks.ts'
import { isUnsortable, readQueryAnswer } from '../../shared/qbo/query.ts'
import { type Call, nextCallAt, pullLimits, recentCalls } from '../../shared/sync/rate.ts'
import { reasonOf, type Suspension, type SuspensionCode } from '../../shared/sync/suspension.ts'
import { suspend } from '../suspension.ts'
import type { Found } from '../walk.ts'
import type { World } from './world.ts'

/** Intuit's throttle counts by the minute, and says nothing of when it ends. */
const THROTTLED_WAIT_MS = 60_000
/** A read may be made again, as often as a passing fault lasts. */
const TRIES_MAX = 4
/** A throttle ends within a minute or two; one that lasts is the end of the month's reads. */
const THROTTLED_MAX = 5
/** So often in a row, with a minute before each but the first, it is none of the minute's. */
const LASTING = 2
const TRY_AGAIN_AFTER_MS = 2_000

/** Why a job has to end, as a controller reads it. */
export class JobFailure extends Error {
  override readonly name = 'JobFailure'
  readonly code: string
  readonly next: string

  constructor(code: string, message: string, next: string) {
    super(message)
    this.code = code
    this.next = next
  }
}

/** The run is over before its job is: out of time, or somebody else has taken over. The job goes on in another run. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted'
}

const throttledForLong = () =>
  new JobFailure(
    'throttled',
    'QuickBooks has let no read through for minutes. The reads that Intuit allows in a month may be used up.',
    'See the reads of this month in the status. Run it again later, at the latest when the next month begins.',
  )

const disconnected = () =>
  new JobFailure(
    'not_connected',
    'QuickBooks is not connected any more, so nothing can be read.',
    'Connect QuickBooks in QuickBooks Settings, then run the pull again.',
  )

const noAccess = () =>
  new JobFailure(
    'no_access',
    'Intuit renews no access to QuickBooks at present, so nothing can be read.',
    'Run it again later. Connecting again would not help.',
  )

/** Reads QuickBooks for a company's jobs, within the share of Intuit's limits that reading has. */
export class Reader {
  readonly #world: World
  readonly #lease: WorkLease
  readonly #epoch: number
  readonly #mayGoOn: () => boolean
  #calls: Call[]
  #quietUntil = 0
  #access: Access | undefined
  /** How many reads QuickBooks has answered, and so metered. */
  reads = 0

  constructor(world: World, lease: WorkLease, epoch: number, calls: Call[], mayGoOn: () => boolean) {
    this.#world = world
    this.#lease = lease
    this.#epoch = epoch
    this.#calls = calls
    this.#mayGoOn = mayGoOn
  }

  get calls(): readonly Call[] {
    return recentCalls(this.#calls, this.#world.now())
  }

  /** What a query that names an order finds; QuickBooks may not sort by that. */
  async sorted(type: string, text: string): Promise<Found> {
    const answer = await this.#ask(text, isUnsortable)
    return isUnsortable(answer) ? 'unsortable' : readQueryAnswer(answer, type)
  }

  /** The answer to a query. What fails for a while is asked again. */
  query = (text: string): Promise<unknown> => this.#ask(text, () => false)

  async #ask(text: string, isExpected: (refusal: unknown) => boolean): Promise<unknown> {
    let throttled = 0
    for (let tries = 1; ; ) {
      const result = await this.send((access) => this.#world.quickBooks.query(access, text))
      if (result.is === 'answered') {
        this.reads++
        return result.body
      }
      if (result.is === 'throttled') {
        if (++throttled === LASTING) await this.#suspend(result.isLocked ? 'books_locked' : 'reads_refused')
        if (throttled === THROTTLED_MAX) throw throttledForLong()
        continue
      }
      if (result.is === 'malformed' && isExpected(result.body)) return result.body
      if (result.is === 'kept-out') {
        const { message, next } = reasonOf(await this.#suspend(result.by))
        throw new JobFailure(result.by, message, next)
      }
      if (result.is === 'malformed') {
        const message = `QuickBooks would not answer: ${result.detail}`
        throw new JobFailure('refused', message, 'Try again; if it stays so, tell us what is written here.')
      }
      if (tries++ === TRIES_MAX) {
        const message = 'QuickBooks gave no answer, again and again.'
        throw new JobFailure('no_answer', message, 'See whether Intuit reports an incident, then run it again.')
      }
      await this.#world.sleep(TRY_AGAIN_AFTER_MS * tries)
    }
  }

  /** What comes of one call, made in its turn and with a working token. A throttle makes the next one wait. */
  async send(call: (access: Access) => Promise<CallResult>): Promise<CallResult> {
    const { realmId = '', connectedAt = '' } = await this.#takeTurn()
    const result = await this.#call({ realmId, connectedAt }, call)
    if (result.is === 'throttled') this.#quietUntil = this.#world.now() + THROTTLED_WAIT_MS
    return result
  }

  /** Waits for a call's turn, also behind a throttle that the push has met. */
  async #takeTurn(): Promise<Writer> {
    const writer = await this.checkConnection()
    for (;;) {
      if (!this.#mayGoOn()) throw new Interrupted()
      const now = this.#world.now()
      const at = Math.max(nextCallAt(this.#calls, false, now, pullLimits), this.#quietUntil, writer.pausedUntil ?? 0)
      if (at <= now) {
        this.#calls = [...recentCalls(this.#calls, now), { at: now, batch: false }]
        return writer
      }
      await this.#world.sleep(Math.min(at - now, 5_000))
    }
  }

  /** The company is connected to the books that the job is for; otherwise there is nothing that it may do. */
  async checkConnection(): Promise<Writer> {
    const writer = await this.#world.writer.read(this.#lease.company)
    if (writer.status !== 'connected') throw disconnected()
    if (writer.epoch !== this.#epoch) {
      const message = 'Another QuickBooks company was connected meanwhile.'
      throw new JobFailure('other_connection', message, 'Run it again for the company that is connected now.')
    }
    return writer
  }

  /** Asks with a working token; one that QuickBooks rejects is replaced once. */
  async #call(connection: Connected, call: (access: Access) => Promise<CallResult>): Promise<CallResult> {
    const access = await this.#token(connection)
    const result = await call(access)
    if (result.is === 'token-rejected') return call(await this.#token(connection, access.accessToken))
    if (result.is !== 'forbidden') return result
    const why = `QuickBooks refuses this connection (${result.detail}).`
    await this.#world.needsReconnect(this.#lease.company, why, connection)
    throw disconnected()
  }

  async #suspend(code: SuspensionCode): Promise<Suspension> {
    const { company } = this.#lease
    return suspend(this.#world, company, await this.#world.writer.read(company), code)
  }

  async #token(connection: Connected, rejected?: string): Promise<Access> {
    if (this.#access && rejected === undefined) return this.#access
    const access = await this.#world.access(this.#lease.company, connection, rejected)
    if ('noAccess' in access && access.noAccess === 'needs-reconnect') throw disconnected()
    if ('noAccess' in access) {
      if (access.noAccess === 'throttled') await this.#suspend('tokens_refused')
      throw noAccess()
    }
    this.#access = access
    return access
  }
}
