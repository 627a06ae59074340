import { openKey } from '../../shared/aws/open-key.ts'
import { parseKey, type RecordKey } from '../../shared/erp/record.ts'
import { BATCH_ITEMS_MAX } from '../../shared/qbo/batch.ts'
import { isList, type StoredRecord } from '../../shared/sync/record.ts'
import { plan } from './plan-group.ts'
import { readAttempt, recover } from './recover.ts'
import type { Run } from './run.ts'
import { type Planned, type Sent, send } from './send.ts'

/** So many keys are read from the index at a time: several batches' worth, and little to hold in memory. */
const WINDOW = 600
/** Batches of documents on their way at the same time; Intuit answers ten, two are left for others. */
const IN_FLIGHT_MAX = 8
/** A record that needs more turns than this in one run has something that no further turn will mend. */
const TURNS_MAX = 6
/** After that it rests, and the next run takes it up. */
const REST_MS = 5 * 60_000
/** An open attempt that is due sooner than this is waited for; a later one is left to a later run. */
const WORTH_WAITING_MS = 30_000
/** One that is due within this is not left to the sweep: what QuickBooks can tell is clear within two minutes. */
const SOON_MS = 2 * 60_000

/** The batches on their way, and what is to go next. */
export class Pool {
  readonly #run: Run
  readonly #inFlight = new Set<Promise<void>>()
  /** Records in a group that is being planned or sent. */
  readonly #busy = new Set<RecordKey>()
  /** Attempts without a clear outcome: when each is to be taken up, and its records, which take part in nothing else. */
  readonly #open = new Map<string, { at: number; keys: readonly RecordKey[] }>()
  readonly #turns = new Map<RecordKey, number>()
  #queue: RecordKey[] = []
  /** Batches of lists on their way, by the list whose entities they lock. */
  readonly #lanes = new Map<Lane, number>()
  #documentsInFlight = 0
  /** Records at the head of the queue that others wait for. */
  readonly #awaited = new Set<RecordKey>()
  /** How many groups of such records are on their way. */
  #awaitedInFlight = 0
  /** Whether anything has been sent since the queue was filled. */
  #hasSent = false
  #failure: unknown

  constructor(run: Run) {
    this.#run = run
    run.isUnclear = (key) => [...this.#open.values()].some(({ keys }) => keys.includes(key))
  }

  /** Works until nothing is left that could be done now; true if the time ran out before. */
  async work(): Promise<boolean> {
    await this.#findOpenAttempts()
    while (this.#run.mayGoOn && this.#failure === undefined) {
      this.#recoverDue()
      if (this.#queue.length === 0 || this.#isOutdated()) await this.#refill()
      const group = this.#nextGroup()
      const wait = this.#untilNextRecovery()
      if (group.length > 0) this.#launch(group, () => this.#planAndSend(group))
      else if (this.#inFlight.size > 0) await Promise.race(this.#inFlight)
      else if (wait < WORTH_WAITING_MS) await this.#run.world.sleep(wait)
      else {
        if (wait < SOON_MS) await this.#run.world.wake(this.#run.company, Math.ceil(wait / 1_000))
        break
      }
    }
    await Promise.all(this.#inFlight)
    if (this.#failure !== undefined) throw this.#failure
    return this.#run.halt === 'no-time'
  }

  async #findOpenAttempts(): Promise<void> {
    const { world, company } = this.#run
    const { openAttempts } = await world.writer.read(company)
    for (const [id, at] of Object.entries(openAttempts)) {
      const attempt = await readAttempt(this.#run, id)
      if (attempt && 'error' in attempt) this.#open.set(id, { at: world.now(), keys: attempt.keys })
      else {
        const keys = attempt?.items.map(({ key }) => key) ?? []
        this.#open.set(id, { at: attempt?.answer ? world.now() : at, keys })
      }
    }
  }

  #untilNextRecovery(): number {
    const soonest = Math.min(...[...this.#open.values()].map(({ at }) => at))
    return Math.max(100, soonest - this.#run.world.now())
  }

  #recoverDue(): void {
    for (const [id, { at, keys }] of this.#open) {
      if (at > this.#run.world.now() || this.#inFlight.size >= IN_FLIGHT_MAX) continue
      this.#open.delete(id)
      this.#launch(keys, () => this.#recover(id, at, keys))
    }
  }

  /**
   * What has been sent since the queue was filled may have let documents go. They come before the lists at its end:
   * parts that are to become inactive, and would have to be revived for them.
   */
  #isOutdated(): boolean {
    const [first] = this.#queue
    const isLastInLine = first !== undefined && isListKey(first) && !this.#awaited.has(first)
    return this.#hasSent && this.#inFlight.size === 0 && isLastInLine
  }

  async #recover(id: string, at: number, keys: readonly RecordKey[]): Promise<void> {
    try {
      this.#note(await recover(this.#run, id))
    } catch (error) {
      // Its outcome is as unclear as before: nothing of it may go anew, also not in the moment before this run ends.
      this.#open.set(id, { at, keys })
      throw error
    }
  }

  async #refill(): Promise<void> {
    this.#hasSent = false
    const { world, company, leftAlone } = this.#run
    const unclear = [...this.#open.values()].reduce((sum, { keys }) => sum + keys.length, 0)
    const passedOver = this.#busy.size + unclear + leftAlone.size
    const { keys, spent } = await world.records.due(company, world.now(), WINDOW + passedOver)
    this.#run.hasLongQueue = keys.length >= WINDOW
    await world.records.dropLists(company, spent)
    this.#queue = keys.filter((key) => this.#isFree(key))
  }

  /**
   * Lists go before the documents behind them, and one batch at a time of each, names and items, since QuickBooks locks the
   * entities of a list against one another. Documents go side by side.
   */
  #nextGroup(): RecordKey[] {
    const [head] = this.#queue
    if (head === undefined || (this.#run.isTrial && this.#inFlight.size > 0)) return []
    const isList = isListKey(head)
    const end = this.#queue.findIndex((key) => isListKey(key) !== isList)
    const leading = end < 0 ? this.#queue : this.#queue.slice(0, end)
    const group = (isList ? this.#nextOfLists(leading) : this.#nextDocuments(leading)).slice(
      0,
      this.#run.isTrial ? 1 : BATCH_ITEMS_MAX,
    )
    const taken = new Set(group)
    if (taken.size > 0) this.#queue = this.#queue.filter((key) => !taken.has(key))
    return group
  }

  #nextDocuments(documents: readonly RecordKey[]): readonly RecordKey[] {
    return this.#lanes.size > 0 || this.#inFlight.size >= IN_FLIGHT_MAX ? [] : documents
  }

  #nextOfLists(lists: readonly RecordKey[]): readonly RecordKey[] {
    if (this.#documentsInFlight > 0) return []
    const first = lists.find((key) => !this.#lanes.has(laneOf(key)))
    if (first === undefined) return []
    // What others wait for goes without what may be about to end, or one would be revived while the other ends.
    const isAwaited = this.#awaited.has(first)
    if (!isAwaited && this.#awaitedInFlight > 0) return []
    return lists.filter((key) => laneOf(key) === laneOf(first) && this.#awaited.has(key) === isAwaited)
  }

  #launch(keys: readonly RecordKey[], work: () => Promise<void>): void {
    const lanes = new Set(keys.filter(isListKey).map(laneOf))
    const isAwaited = keys.some((key) => this.#awaited.has(key))
    if (isAwaited) this.#awaitedInFlight++
    for (const key of keys) {
      this.#busy.add(key)
      this.#awaited.delete(key)
    }
    for (const lane of lanes) this.#lanes.set(lane, (this.#lanes.get(lane) ?? 0) + 1)
    if (lanes.size === 0) this.#documentsInFlight++
    const flight = work()
      .catch((error: unknown) => {
        this.#failure ??= error
      })
      .finally(() => {
        for (const lane of lanes) this.#leave(lane)
        if (lanes.size === 0) this.#documentsInFlight--
        if (isAwaited) this.#awaitedInFlight--
        for (const key of keys) this.#busy.delete(key)
        this.#inFlight.delete(flight)
        this.#hasSent = true
      })
    this.#inFlight.add(flight)
  }

  #leave(lane: Lane): void {
    const left = (this.#lanes.get(lane) ?? 1) - 1
    if (left > 0) this.#lanes.set(lane, left)
    else this.#lanes.delete(lane)
  }

  async #planAndSend(keys: readonly RecordKey[]): Promise<void> {
    if (this.#failure !== undefined) return
    const { planned, first, behind } = await plan(this.#run, keys)
    const fit = planned.filter(({ stored }) => this.#hasTurn(stored.key))
    for (const { stored } of planned) if (!fit.some((other) => other.stored === stored)) await this.#rest(stored)
    // Also whoever comes up again and again behind the same record, which has had all of its turns.
    for (const stored of behind) if (!this.#hasTurn(stored.key)) await this.#rest(stored)
    await this.#sendAll(fit)
    // What others wait for goes before them, wherever it stood; they are still due, and come up again after it.
    const awaited = first.filter((key) => this.#isFree(key))
    for (const key of awaited) this.#awaited.add(key)
    this.#queue = [...new Set([...awaited, ...this.#queue])]
  }

  /** Neither on its way, nor in an attempt without a clear outcome, nor beyond help. */
  #isFree = (key: RecordKey): boolean =>
    !this.#busy.has(key) && !this.#run.isUnclear(key) && !this.#run.leftAlone.has(key)

  #hasTurn(key: RecordKey): boolean {
    const turns = (this.#turns.get(key) ?? 0) + 1
    this.#turns.set(key, turns)
    return turns <= TURNS_MAX
  }

  async #rest(stored: StoredRecord): Promise<void> {
    const { world, company } = this.#run
    await world.records.move(company, stored, { open: openKey.later(world.now() + REST_MS, stored.key) }, world.now())
  }

  async #sendAll(planned: readonly Planned[]): Promise<void> {
    if (planned.length === 0) return
    const sent = await send(this.#run, planned)
    if (sent.is === 'halves') for (const half of sent.halves) await this.#sendAll(half)
    else this.#note(sent)
  }

  #note(sent: Sent): void {
    if (sent.is !== 'open') return
    this.#open.set(sent.attempt.id, { at: sent.at, keys: sent.attempt.items.map(({ key }) => key) })
  }
}

/** Customers and vendors share a list of names; items are a list of their own. */
type Lane = 'names' | 'items'
const laneOf = (key: RecordKey): Lane => (key.startsWith('part/') ? 'items' : 'names')

const isListKey = (key: RecordKey): boolean => {
  const parsed = parseKey(key)
  return parsed !== undefined && isList(parsed.kind)
}
