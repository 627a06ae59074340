import type { Attempt } from '../../shared/aws/attempts.ts'
import type { Item } from '../../shared/aws/table.ts'
import type { Writer } from '../../shared/aws/writer.ts'
import { isKind, keyOf, type RecordKey } from '../../shared/erp/record.ts'
import { id as recordId } from '../../shared/erp/words.ts'
import { beginning } from '../../shared/lib/beginning.ts'
import { isPassing } from '../../shared/lib/passing.ts'
import { Refusal } from '../../shared/lib/refusal.ts'
import { read } from '../../shared/lib/schema.ts'
import { readBatchAnswer } from '../../shared/qbo/batch.ts'
import { actionsOf } from '../../shared/sync/acts.ts'
import { amountOf } from '../../shared/sync/amount.ts'
import { digestOf } from '../../shared/sync/digest.ts'
import { knownIn } from '../../shared/sync/plan.ts'
import {
  isDeleted,
  type Link,
  type ShownState,
  type StoredRecord,
  type Synced,
  shownStates,
} from '../../shared/sync/record.ts'
import { type Call, notFound } from './route.ts'
import { stuckFor } from './stuck.ts'
import { withWaits } from './waits.ts'
import type { World } from './world.ts'

/** How far back a record's page tells what was sent for it. */
const HISTORY_MAX = 20

/**
 * A record as the API shows it. What is pending while nothing of the company can go out is shown as held for that reason.
 */
export function shownRecord(stored: StoredRecord, writer: Pick<Writer, 'status' | 'epoch' | 'suspension'>) {
  const stuck = stored.state === 'pending' ? stuckFor(writer) : undefined
  const reason = stuck?.reason ?? stored.reason
  const { link, synced } = knownIn(writer.epoch, stored)
  return {
    kind: stored.kind,
    id: stored.id,
    version: stored.version,
    deleted: isDeleted(stored),
    state: stuck?.isWhole ? 'held' : stored.state,
    reason: reason ? { ...reason, action: reason.action ?? null } : null,
    actions: actionsOf(stored, reason),
    link: link ? shownLink(link) : null,
    syncedVersion: synced?.version ?? null,
    notes: [...(synced?.notes ?? [])],
    differs: stored.state === 'differs' ? differsIn(synced) : null,
    amount: (stored.record && amountOf(stored.record)) ?? null,
    updatedAt: stored.updatedAt,
    content: contentOf(stored),
  }
}

const differsIn = ({ differs }: Partial<Synced> = {}) =>
  differs ? { amount: differs.amount, fields: [...differs.fields] } : null

const shownLink = ({ type, id, syncToken, active, gone = false, mergedWith }: Link) => ({
  ...{ type, id, syncToken, active, gone },
  mergedWith: mergedWith ?? null,
})

/** What the ERP says of it, also where that cannot be read. */
function contentOf({ record, flaw }: StoredRecord): Record<string, unknown> | null {
  const content = record ? record.content : flaw?.content
  return typeof content === 'object' && content !== null ? { ...content } : null
}

/** A page of records; while nothing can go out, the held ones are those that are pending too. */
export async function listRecords(
  world: World,
  company: string,
  wanted: Record<'kind' | 'state' | 'noted' | 'q', string | undefined>,
  limit: number,
  cursor: Item | undefined,
) {
  const { kind, q } = wanted
  const noted = wanted.noted === 'true'
  const state = wanted.state === undefined ? undefined : readState(wanted.state)
  if (kind !== undefined && !isKind(kind))
    throw new Refusal('E_TYPE', 'kind', `there is no kind "${beginning(kind, 40)}"`)
  const writer = await world.writer.read(company)
  const isStuck = stuckFor(writer)?.isWhole ?? false
  const show = async (page: { items: StoredRecord[]; next: Item | undefined }) => ({
    items: (await withWaits(world, company, page.items)).map((record) => shownRecord(record, writer)),
    next: page.next,
  })
  const page = (of: ShownState | undefined, size: number, from: Item | undefined) =>
    world.lists.page(company, { kind, state: of, noted, q }, size, from)

  if (!isStuck || state === undefined) return show(await page(state, limit, cursor))
  if (state === 'pending') return { items: [], next: undefined }
  if (state !== 'held') return show(await page(state, limit, cursor))
  // Those that a rule of ours holds come first, then those that only wait for a connection.
  const isPastHeld = cursor !== undefined && !String(cursor['openIndex']).startsWith('held/')
  const held = isPastHeld ? { items: [], next: undefined } : await page('held', limit, cursor)
  if (held.next) return show(held)
  if (held.items.length === limit) return show({ ...held, next: { pk: company, sk: '-', openIndex: '1/' } })
  const pending = await page('pending', limit - held.items.length, isPastHeld ? cursor : undefined)
  return show({ items: [...held.items, ...pending.items], next: pending.next })
}

function readState(text: string): ShownState {
  const state = shownStates.find((name) => name === text)
  if (!state) throw new Refusal('E_TYPE', 'state', `state must be one of ${shownStates.join(', ')}`)
  return state
}

/** The record that a call is about: where the query names its id, that counts, and not what the path could carry of it. */
export async function theRecord(
  world: Pick<World, 'records'>,
  { company, params: { kind = '', id = '' }, query }: Pick<Call, 'company' | 'params' | 'query'>,
): Promise<StoredRecord> {
  const checked = read(recordId, query['id'] ?? id)
  if (!isKind(kind)) throw notFound('There is no such kind of record.')
  const key = keyOf(kind, checked)
  const stored = (await world.records.getShown(company, [key])).get(key)
  if (!stored) throw notFound('The feed has brought no such record.')
  return stored
}

/** What was read; undefined where it is there and cannot be read any more. */
const readable = <Value>(read: Promise<Value>): Promise<Value | undefined> =>
  read.catch((error: unknown) => {
    if (isPassing(error)) throw error
    return undefined
  })

/** Every write to QuickBooks for a record, newest first, as far as they can be read: each attempt names the one before it. */
export async function historyOf(world: Pick<World, 'attempts'>, company: string, { key, lastAttempt }: StoredRecord) {
  const history = []
  let id = lastAttempt
  while (id !== undefined && history.length < HISTORY_MAX) {
    const attempt = await readable(world.attempts.get(company, id))
    const entry = attempt && entryOf(attempt, key)
    if (!entry) break
    history.push(entry.shown)
    id = entry.previous
  }
  return history
}

function entryOf(attempt: Attempt, key: RecordKey) {
  const item = attempt.items.find((candidate) => candidate.key === key)
  if (!item) return undefined
  const answers = attempt.answer && readBatchAnswer(attempt.answer.body)
  const { verb, type, body } = item.write
  return {
    previous: item.previous,
    shown: {
      attempt: attempt.id,
      at: new Date(attempt.sentAt).toISOString(),
      version: item.version,
      operation: verb,
      entity: type,
      sent: body,
      notes: [...(item.notes ?? [])],
      digest: digestOf(item.write),
      answered: answers?.get(item.bId) ?? null,
      status: attempt.answer?.status ?? null,
      intuitTid: attempt.answer?.intuitTid ?? null,
    },
  }
}
