import { type Attempt, attemptStore } from '../../../shared/aws/attempts.ts'
import { batchRequest } from '../../../shared/qbo/batch.ts'
import type { Call } from '../../simulator/control.ts'
import type { History } from '../history.ts'
import { type EntityType, entityTypes, type Key, keyIn } from '../keys.ts'
import type { CompanyName, Universe } from '../universe.ts'
import type { Bindings } from './bindings.ts'
import type { LedgerCheck } from './ledger.ts'
import { holds } from './violation.ts'

const SECOND = 1_000
const MINUTE = 60 * SECOND
/** A process that opened an attempt may be slow to send it, but lives no longer than this. */
const PROCESS_LIVES_MS = 15 * MINUTE

/** Intuit's limits, in every sliding window. */
const limits = [
  { count: 40, withinMs: MINUTE, batchOnly: true },
  { count: 500, withinMs: MINUTE, batchOnly: false },
  { count: 10, withinMs: SECOND, batchOnly: false },
]
const IN_FLIGHT_MAX = 10

type Item = {
  company: CompanyName
  key: Key
  bId: string
  text: string
  sent: Record<string, unknown>
  type: EntityType
}
type Send = {
  requestId: string
  bId: string
  text: string
  at: number
  endsAt: number
  isAnswered: boolean
  isCreate: boolean
}

/** Reads every call that reached QuickBooks. */
export class CallCheck {
  readonly #universe: Universe
  readonly #history: History
  readonly #bindings: Bindings
  readonly #ledger: LedgerCheck
  #read = 0
  readonly #sends = new Map<string, Send[]>()
  /** When each attempt was first sent, also where it was turned away. */
  readonly #firstSentAt = new Map<string, number>()
  readonly #tokens = new Set<string>()
  readonly #recent = new Map<string, { at: number; endsAt: number; batch: boolean }[]>()
  /** Writes of which QuickBooks was asked, replays included. */
  posts = 0

  constructor(universe: Universe, history: History, bindings: Bindings, ledger: LedgerCheck) {
    this.#universe = universe
    this.#history = history
    this.#bindings = bindings
    this.#ledger = ledger
  }

  get hasNews(): boolean {
    return this.#universe.books.control.calls().length > this.#read
  }

  async check(): Promise<void> {
    const calls = this.#universe.calls(this.#read)
    this.#read += calls.length
    for (const call of calls) {
      if (!call.realmId) continue
      this.#rate(call, call.realmId)
      const isBatch = call.path.endsWith('/batch')
      if (isBatch && call.requestId && !this.#firstSentAt.has(call.requestId))
        this.#firstSentAt.set(call.requestId, call.at)
      const isTurnedAway = call.status === 401 || call.status === 403 || call.status === 429
      if (isBatch && !isTurnedAway) await this.#batch(call, call.realmId)
      this.#learnTokens(call, call.realmId)
    }
  }

  /** 7. Never more than Intuit lets through, whatever the window. */
  #rate(call: Call, realmId: string): void {
    const batch = call.path.endsWith('/batch')
    const recent = (this.#recent.get(realmId) ?? []).filter(
      ({ at, endsAt }) => at > call.at - MINUTE || endsAt > call.at,
    )
    recent.push({ at: call.at, endsAt: endOf(call), batch })
    this.#recent.set(realmId, recent)
    for (const { count, withinMs, batchOnly } of limits) {
      const seen = recent.filter((one) => one.at > call.at - withinMs && (one.batch || !batchOnly)).length
      holds(seen <= count, 7, () => `${seen} ${batchOnly ? 'batches' : 'calls'} to ${realmId} within ${withinMs} ms`)
    }
    const inFlight = recent.filter(({ endsAt }) => endsAt > call.at).length
    holds(inFlight <= IN_FLIGHT_MAX, 7, () => `${inFlight} calls to ${realmId} at the same time`)
  }

  async #batch(call: Call, realmId: string): Promise<void> {
    const { requestId } = call
    holds(requestId !== null, 3, () => 'a batch without a requestid')
    this.posts++
    const items = this.#itemsOf(call, realmId)
    const [first] = items
    if (!first) return
    const { company } = first
    const begunAt = Number.parseInt(requestId.slice(0, 9), 36)

    // 2. Only into books that the company was bound to when the attempt was opened, which is after it was stored and before it
    // was sent. 9. Nothing after a disconnect.
    for (const other of items) holds(other.company === company, 2, () => `a batch of ${company} and ${other.company}`)
    const firstSentAt = this.#firstSentAt.get(requestId) ?? call.at
    const mayWrite = this.#bindings.wasConnected(company, realmId, begunAt, firstSentAt)
    holds(mayWrite, 2, () => `${company} wrote to ${realmId} without being connected to it`)
    const isLate = !this.#bindings.wasConnected(company, realmId, call.at - PROCESS_LIVES_MS, call.at)
    holds(!isLate, 9, () => `${company} wrote to ${realmId} long after it was disconnected`)

    // 3. What is sent was stored before, byte for byte. This is a promise about our own row, so it is looked at.
    const attempt = await attemptStore(this.#universe.tables.client(), 'attempts').get(company, requestId)
    holds(attempt !== undefined, 3, () => `${requestId} was sent before it was stored`)
    holds(textOf(attempt) === call.body, 3, () => `${requestId} was sent with another body than it was stored with`)

    for (const item of items) this.#item(call, requestId, item, begunAt, realmId)
  }

  #item(call: Call, requestId: string, item: Item, begunAt: number, realmId: string): void {
    const { key, company, bId, text, sent, type } = item
    // In other books, after another connection, it is another entity.
    const place = `${realmId} ${key}`
    const sends = this.#sends.get(place) ?? []
    const isCreate = sent['Id'] === undefined
    // 4. Two writes of one record never overlap, unless they are the same.
    for (const other of sends) {
      const isSame = other.requestId === requestId && other.bId === bId && other.text === text
      // A replay's answer tells what became of the first send too: what arrives late of that is answered, not repeated.
      const isOver = sends.some(
        (send) =>
          send.requestId === other.requestId &&
          send.bId === other.bId &&
          send.endsAt <= call.at &&
          (send === other || send.isAnswered),
      )
      // What a look has found there was made by one of its sends; another that comes late is answered from memory.
      const isFound =
        other.isCreate && !isCreate && this.#universe.books.control.settings().world.requestIds !== 'nothing'
      holds(isSame || isOver || isFound, 4, () => `${key} was sent again while an earlier send of it was unresolved`)
    }
    const isAnswered = call.delivery.is === 'answered' && call.status === 200
    sends.push({ requestId, bId, text, at: call.at, endsAt: endOf(call), isAnswered, isCreate })
    this.#sends.set(place, sends)

    // 9. Nothing that a person holds begins to be sent; what is on its way already is settled.
    const acts = this.#history.asked.filter(
      (asked) => asked.company === company && asked.key === key && ['hold', 'resume', 'retry'].includes(asked.what),
    )
    const held = acts.findLast(({ what, status }) => what === 'hold' && status === 200)
    // What was asked before the hold may be done after it, as long as it has not been answered.
    const isReleased = acts.some(
      ({ what, answeredAt = Number.POSITIVE_INFINITY }) =>
        what !== 'hold' && held !== undefined && answeredAt >= held.at,
    )
    const isHeld = held?.answeredAt !== undefined && held.answeredAt < begunAt && !isReleased
    holds(!isHeld, 9, () => `${key} began to be sent although it was held`)
    // 9. Nothing dated before go-live is created. The date moves only later than this in a script.
    const date = String(sent['TxnDate'] ?? '9999')
    holds(date >= '2023' || sent['Id'] !== undefined, 9, () => `${key} of ${date} was sent`)

    // 16. No update without a SyncToken that we were told.
    if (sent['Id'] === undefined) return
    const token = `${realmId}/${type}/${sent['Id']}@${sent['SyncToken']}`
    holds(this.#tokens.has(token), 16, () => `${key} was changed with a SyncToken that nobody told us: ${token}`)
  }

  #itemsOf(call: Call, realmId: string): Item[] {
    const request = JSON.parse(call.body) as { BatchItemRequest?: Record<string, unknown>[] }
    return (request.BatchItemRequest ?? []).flatMap((item): Item[] => {
      const type = entityTypes.find((name) => name in item)
      if (!type) return []
      const sent = Object(item[type]) as Record<string, unknown>
      const made = this.#ledger.made.get(`${realmId}/${type}/${sent['Id']}`)
      const current = this.#universe.books.control.entity(realmId, type, String(sent['Id'] ?? ''))?.entity
      const belongs = made ?? keyIn(type, sent) ?? (current && keyIn(type, current))
      if (!belongs) return []
      return [
        {
          company: belongs.company,
          key: belongs.key,
          bId: String(item['bId']),
          text: JSON.stringify(item),
          sent,
          type,
        },
      ]
    })
  }

  /** Every SyncToken that an answer told. */
  #learnTokens({ answer, delivery }: Call, realmId: string): void {
    if (delivery.is !== 'answered' || !answer.includes('"SyncToken"')) return
    const learn = (type: string, entity: unknown) => {
      const { Id, SyncToken } = Object(entity) as { Id?: string; SyncToken?: string }
      if (Id !== undefined && SyncToken !== undefined) this.#tokens.add(`${realmId}/${type}/${Id}@${SyncToken}`)
    }
    const body = JSON.parse(answer) as { BatchItemResponse?: object[]; QueryResponse?: object }
    for (const item of body.BatchItemResponse ?? [])
      for (const [type, entity] of Object.entries(item)) learn(type, entity)
    for (const [type, entities] of Object.entries(body.QueryResponse ?? {})) {
      if (Array.isArray(entities)) for (const entity of entities) learn(type, entity)
    }
  }
}

const textOf = ({ items }: Attempt): string => JSON.stringify(batchRequest(items))

/** Until when a call may still change something, or be answered. */
function endOf({ at, delivery, injected }: Call): number {
  if (delivery.is !== 'never') return at + delivery.afterMs
  return injected?.is === 'timeout' && injected.carriedOut === 'late' ? at + injected.lateMs : at
}
