import type { DynamoDBClient, QueryCommandInput } from '@aws-sdk/client-dynamodb'
import Big from 'big.js'
import * as z from 'zod/mini'
import { type Kind, kinds, parseKey, type RecordKey } from '../erp/record.ts'
import { stoppedStates } from '../sync/answer.ts'
import { type ShownState, type State, type StoredRecord, shownState, shownStates } from '../sync/record.ts'
import { arrivalLists } from './arrivals.ts'
import { causeOf, differingBy, isNoted, NOTED, openPrefix, shownAt, stateOf } from './open-key.ts'
import { openBetween, openUnderPrefix } from './record-reads.ts'
import { type Arrived, readPlace } from './record-row.ts'
import type { RecordStore } from './records.ts'
import { attributes, countAll, type Item, queryAll, queryPage, readEach } from './table.ts'
import { withoutEntity } from './turning.ts'

export type Counts = Record<Kind, Record<ShownState, number>>

/** What to list: all records, those of a kind, in a state, that QuickBooks has with a note, or that a text occurs in. */
export type Wanted = {
  kind?: Kind | undefined
  state?: ShownState | undefined
  noted?: boolean | undefined
  q?: string | undefined
}

const OpenRow = z.object({
  sk: z.string(),
  openIndex: z.string(),
  day: z.catch(z.optional(z.string()), undefined),
  amount: z.catch(z.optional(z.string().check(z.regex(/^-?\d+(\.\d+)?$/))), undefined),
})
const SAMPLE_MAX = 5
const keptStates = new Set<State>([...stoppedStates, 'waiting'])
/** Of what has arrived, so many records are looked at before they are counted; those behind them have hardly gone on yet. */
const LOOKED_AT_MAX = 2_000
/** Of what was sent with a note so much is counted: it may be nearly every record, and nobody waits for it. */
const NOTED_MAX = 2_000
/** What keeps records of one kind where they are: how many of them, how much money, and the first few. */
export type CauseCount = { cause: string; count: number; amount: string; kind: Kind; sample: RecordKey[] }

/** Counts and lists of records, for people who look. */
export function recordList(db: DynamoDBClient, table: string, records: Pick<RecordStore, 'getShown'>) {
  const arrivals = arrivalLists(db, table)

  /**
   * What has arrived and is pending. The first few thousand, which are the next to go, are looked at; of a longer backlog the
   * rest counts as it was listed, since a look at each would take from the push what it works with.
   */
  async function* arrived(company: string): AsyncGenerator<Arrived> {
    let seen = 0
    for await (const lists of arrivals.pages(company, LOOKED_AT_MAX / 2)) {
      const listed = lists.flatMap((list) => list.arrived)
      yield* seen < LOOKED_AT_MAX ? await arrivals.remaining(company, listed) : listed
      seen += listed.length
    }
  }

  /** Keys of what is wanted; of what is pending those in the index come first, then those that are on the lists. */
  async function keysPage(company: string, wanted: Wanted, limit: number, start: Item | undefined) {
    if (wanted.state === 'pending' && start?.['list'] !== undefined) return arrivedPage(company, limit, start)
    const { items, next } = await queryPage(db, { ...listQuery(table, company, wanted), Limit: limit }, start)
    const keys = items.flatMap((item) => parseKey(String(item['sk']))?.key ?? [])
    return { keys, next: next ?? (wanted.state === 'pending' ? { pk: company, list: '1/', passed: '0' } : undefined) }
  }

  /** Keys from the list on that the cursor names, less those of it that were passed; what came twice is on two lists. */
  async function arrivedPage(company: string, limit: number, start: Item) {
    const keys: RecordKey[] = []
    const from = String(start['list'])
    for await (const lists of arrivals.pages(company, limit, from)) {
      for (const { sk, arrived } of lists) {
        const places = new Set((await arrivals.remaining(company, arrived)).map(({ open }) => open))
        for (const [at, { key, open }] of arrived.entries()) {
          if (keys.length === limit) return { keys, next: { pk: company, list: sk, passed: String(at) } }
          const isPassed = sk === from && at < Number(start['passed'])
          if (!isPassed && places.has(open) && !keys.includes(key)) keys.push(key)
        }
      }
    }
    return { keys, next: undefined }
  }

  const settledUnder = (company: string, prefix: string): QueryCommandInput => ({
    TableName: table,
    IndexName: 'entity',
    KeyConditionExpression: 'pk = :company AND begins_with(entity, :prefix)',
    ExpressionAttributeValues: attributes({ ':company': company, ':prefix': prefix }),
  })

  return {
    /**
     * What keeps records out of QuickBooks, and how many records of each kind people see in each state: what was settled once, less what is open again, and less what
     * has no entity and so is in no books.
     */
    async survey(company: string): Promise<{ counts: Counts; causes: CauseCount[] }> {
      const counts = Object.fromEntries(
        kinds.map((kind) => [kind, Object.fromEntries(shownStates.map((state) => [state, 0]))]),
      ) as Counts
      const settled = kinds.map(async (kind) => {
        counts[kind].synced += await countAll(db, settledUnder(company, `${kind}/`))
      })
      await Promise.all(settled)
      const open = new Set<RecordKey>()
      const causes = causeGroups()
      const count = ({ key, open: place, isAgain }: Arrived) => {
        const parsed = parseKey(key)
        // It may have been listed more than once, and have moved into the index since.
        if (!parsed || open.has(key)) return
        open.add(key)
        counts[parsed.kind][shownAt(place)]++
        if (isAgain) counts[parsed.kind].synced--
      }
      for await (const item of queryAll(db, openUnderPrefix(table, company, ''))) {
        for (const place of readEach([item], readPlace, () => [])) {
          count({ ...place, isAgain: item['entity'] !== undefined })
          if (keptStates.has(stateOf(place.open))) causes.add(item)
        }
      }
      for await (const one of arrived(company)) count(one)
      const gone = kinds.map(async (kind) => {
        for await (const item of queryAll(db, settledUnder(company, withoutEntity(kind)))) {
          const { key } = parseKey(String(item['sk'])) ?? {}
          if (!key || open.has(key)) continue
          counts[kind].synced--
          counts[kind].deleted++
        }
      })
      await Promise.all(gone)
      return { counts, causes: causes.all() }
    },

    /** Whether any record of a kind is tied to an entity. */
    async hasTied(company: string, kind: Kind): Promise<boolean> {
      const { items } = await queryPage(db, { ...settledUnder(company, `${kind}/`), Limit: 1 }, undefined)
      return items.length > 0
    },

    /** How many records stand under the beginning of an open key and what they come to, by month; lists have none. */
    async totals(company: string, prefix: string, goLive: string) {
      const months = new Map<string, { month: string; isBefore: boolean; count: number; total: Big }>()
      for await (const item of queryAll(db, openUnderPrefix(table, company, prefix))) {
        const { day = '', amount = '0' } = z.parse(OpenRow, item)
        const isBefore = day !== '' && day < goLive
        const key = `${day.slice(0, 7)} ${isBefore}`
        const month = months.get(key) ?? { month: day.slice(0, 7), isBefore, count: 0, total: new Big(0) }
        months.set(key, { ...month, count: month.count + 1, total: month.total.plus(amount) })
      }
      return [...months.values()]
    },

    /**
     * What keeps records out of QuickBooks, or is otherwise there than in the ERP: how many and how much for each cause, with the
     * first few. At the end what was sent with a note, as far as it is counted.
     */
    async causes(
      company: string,
      places: readonly string[] = ['held', 'rejected', 'unknown', 'differs', 'waiting', NOTED],
    ) {
      const causes = causeGroups()
      for (const place of places) {
        let seen = 0
        for await (const item of queryAll(db, openUnderPrefix(table, company, `${place}/`))) {
          if (place === NOTED && ++seen > NOTED_MAX) break
          causes.add(item)
        }
      }
      return causes.all()
    },

    /** A page of records and the cursor of the next one. */
    async page(company: string, wanted: Wanted, limit: number, cursor: Item | undefined) {
      const found: StoredRecord[] = []
      let start = cursor
      do {
        const { keys, next } = await keysPage(company, wanted, limit - found.length, start)
        const rows = await records.getShown(company, keys)
        for (const key of keys) {
          const record = rows.get(key)
          if (record && isWanted(record, wanted)) found.push(record)
        }
        start = next
      } while (start && found.length < limit)
      return { items: found, next: start }
    },
  }
}

/** Rows of the index of what is open, by what keeps their records where they are; the causes with most records come first. */
function causeGroups() {
  const causes = new Map<string, CauseCount>()
  return {
    add(item: Item): void {
      const { sk, openIndex, amount = '0' } = z.parse(OpenRow, item)
      const parsed = parseKey(sk)
      if (!parsed) return
      const cause = causeOf(openIndex)
      const { kind } = parsed
      const group = causes.get(`${cause} ${kind}`) ?? { cause, count: 0, amount: '0', kind, sample: [] }
      group.count++
      group.amount = new Big(group.amount).plus(differingBy(openIndex) ?? amount).toFixed()
      if (group.sample.length < SAMPLE_MAX) group.sample.push(parsed.key)
      causes.set(`${cause} ${kind}`, group)
    },
    all: (): CauseCount[] =>
      [...causes.values()].sort(
        (left, right) => Number(isNoted(left.cause)) - Number(isNoted(right.cause)) || right.count - left.count,
      ),
  }
}

/** Pending records stand under the digits of their queue, the others under their state's name. */
function listQuery(table: string, company: string, { kind, state, noted }: Wanted): QueryCommandInput {
  if (noted) return openUnderPrefix(table, company, `${NOTED}/`)
  if (state !== undefined && state !== 'synced' && state !== 'deleted' && state !== 'pending') {
    return openUnderPrefix(table, company, openPrefix(state))
  }
  if (state === 'pending') return openBetween(table, company, '1/', '3')
  return {
    TableName: table,
    KeyConditionExpression: kind ? 'pk = :company AND begins_with(sk, :kind)' : 'pk = :company',
    ExpressionAttributeValues: attributes({ ':company': company, ...(kind && { ':kind': `${kind}/` }) }),
    ProjectionExpression: 'sk',
  }
}

function isWanted(record: StoredRecord, { kind, state, noted, q }: Wanted): boolean {
  if (noted && (record.state !== 'synced' || !record.synced?.notes)) return false
  if (kind && record.kind !== kind) return false
  if (state && shownState(record) !== state) return false
  return !q || textOf(record).includes(q.trim().toLowerCase())
}

/** The numbers and names by which people look for a record. */
function textOf({ kind, id, record }: StoredRecord): string {
  const content: Record<string, unknown> = record?.content ?? {}
  const names = ['name', 'description', 'vendor_invoice_number', 'custponum'].map((field) => content[field] ?? '')
  return [[kind, id].join('/'), ...names].join(' ').toLowerCase()
}
