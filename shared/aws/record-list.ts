import type { DynamoDBClient, QueryCommandInput } from '@aws-sdk/client-dynamodb'
import Big from 'big.js'
import * as z from 'zod/mini'
import { type Kind, kinds, parseKey, type RecordKey } from '../erp/record.ts'
import { type State, type StoredRecord, states } from '../sync/record.ts'
import { causeOf, openPrefix, stateOf } from './open-key.ts'
import { openUnderPrefix } from './record-reads.ts'
import type { RecordStore } from './records.ts'
import { attributes, countAll, type Item, queryAll, queryPage } from './table.ts'

export type Counts = Record<Kind, Record<State, number>>

/** What to list: all records, those of a kind, in a state, or that a text occurs in. */
export type Wanted = { kind?: Kind | undefined; state?: State | undefined; q?: string | undefined }

const OpenRow = z.object({
  sk: z.string(),
  open: z.string(),
  day: z.optional(z.string()),
  amount: z.optional(z.string()),
})
const SAMPLE_MAX = 5
type Cause = { cause: string; count: number; amount: string; kinds: Kind[]; sample: RecordKey[] }

/** Counts and lists of records, for people who look. */
export function recordList(db: DynamoDBClient, table: string, records: Pick<RecordStore, 'getAll'>) {
  return {
    /** How many records of each kind are in each state: what was settled once, less what is open again. */
    async counts(company: string): Promise<Counts> {
      const counts = Object.fromEntries(
        kinds.map((kind) => [kind, Object.fromEntries(states.map((state) => [state, 0]))]),
      ) as Counts
      const settled = kinds.map(async (kind) => {
        counts[kind].synced += await countAll(db, {
          TableName: table,
          IndexName: 'entity',
          KeyConditionExpression: 'pk = :company AND begins_with(entity, :kind)',
          ExpressionAttributeValues: attributes({ ':company': company, ':kind': `${kind}/` }),
        })
      })
      await Promise.all(settled)
      for await (const item of queryAll(db, openUnderPrefix(table, company, ''))) {
        const parsed = parseKey(String(item['sk']))
        if (!parsed) continue
        counts[parsed.kind][stateOf(String(item['open']))]++
        if (item['entity'] !== undefined) counts[parsed.kind].synced--
      }
      return counts
    },

    /** Whether any record of a kind is tied to an entity. */
    async hasTied(company: string, kind: Kind): Promise<boolean> {
      const { items } = await queryPage(
        db,
        {
          TableName: table,
          IndexName: 'entity',
          KeyConditionExpression: 'pk = :company AND begins_with(entity, :kind)',
          ExpressionAttributeValues: attributes({ ':company': company, ':kind': `${kind}/` }),
          Limit: 1,
        },
        undefined,
      )
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

    /** What keeps records out of QuickBooks: how many and how much for each cause, with the first few. */
    async causes(company: string) {
      const causes = new Map<string, Cause>()
      for (const state of ['held', 'rejected', 'unknown', 'waiting'] as const) {
        for await (const item of queryAll(db, openUnderPrefix(table, company, openPrefix(state)))) {
          const { sk, open, amount = '0' } = z.parse(OpenRow, item)
          const parsed = parseKey(sk)
          if (!parsed) continue
          const cause = causeOf(open)
          const group = causes.get(cause) ?? { cause, count: 0, amount: '0', kinds: [], sample: [] }
          group.count++
          group.amount = new Big(group.amount).plus(amount).toFixed()
          if (!group.kinds.includes(parsed.kind)) group.kinds.push(parsed.kind)
          if (group.sample.length < SAMPLE_MAX) group.sample.push(`${parsed.kind}/${parsed.id}`)
          causes.set(cause, group)
        }
      }
      return [...causes.values()].sort((left, right) => right.count - left.count)
    },

    /** A page of records and the cursor of the next one. */
    async page(company: string, wanted: Wanted, limit: number, cursor: Item | undefined) {
      const input = listQuery(table, company, wanted)
      const found: StoredRecord[] = []
      let start = cursor
      do {
        const { items, next } = await queryPage(db, { ...input, Limit: limit - found.length }, start)
        const keys = items.flatMap((item) => parseKey(String(item['sk'])) ?? [])
        const rows = await records.getAll(
          company,
          keys.map(({ kind, id }) => `${kind}/${id}` as const),
        )
        for (const { kind, id } of keys) {
          const record = rows.get(`${kind}/${id}`)
          if (record && isWanted(record, wanted)) found.push(record)
        }
        start = next
      } while (start && found.length < limit)
      return { items: found, next: start }
    },
  }
}

/** Pending records stand under the digits of their queue, the others under their state's name. */
function listQuery(table: string, company: string, { kind, state }: Wanted): QueryCommandInput {
  if (state !== undefined && state !== 'synced' && state !== 'pending') {
    return openUnderPrefix(table, company, openPrefix(state))
  }
  if (state === 'pending') {
    return {
      TableName: table,
      IndexName: 'open',
      ConsistentRead: true,
      KeyConditionExpression: 'pk = :company AND #open BETWEEN :from AND :to',
      ExpressionAttributeNames: { '#open': 'open' },
      ExpressionAttributeValues: attributes({ ':company': company, ':from': '1/', ':to': '3' }),
    }
  }
  return {
    TableName: table,
    KeyConditionExpression: kind ? 'pk = :company AND begins_with(sk, :kind)' : 'pk = :company',
    ExpressionAttributeValues: attributes({ ':company': company, ...(kind && { ':kind': `${kind}/` }) }),
    ProjectionExpression: 'sk',
  }
}

function isWanted(record: StoredRecord, { kind, state, q }: Wanted): boolean {
  if (kind && record.kind !== kind) return false
  if (state && record.state !== state) return false
  return !q || textOf(record).includes(q.trim().toLowerCase())
}

/** The numbers and names by which people look for a record. */
function textOf({ key, record }: StoredRecord): string {
  const content: Record<string, unknown> = record?.content ?? {}
  const names = ['name', 'description', 'vendor_invoice_number', 'custponum'].map((field) => content[field] ?? '')
  return [key, ...names].join(' ').toLowerCase()
}
