import { type DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb'
import * as z from 'zod/mini'
import type { RecordKey } from '../erp/record.ts'
import { pack, unpack } from '../lib/packed.ts'
import { attributes, type Item, queryPage, readEach } from './table.ts'

/** Who or what changed something, from what to what. */
export type Activity = {
  company: string
  at: string
  by: string
  what: string
  record?: RecordKey
  before?: unknown
  after?: unknown
  detail?: unknown
}

const json = z.pipe(
  z.string(),
  z.transform((text): unknown => JSON.parse(text)),
)
const Row = z.object({
  at: z.string(),
  by: z.string(),
  what: z.string(),
  record: z.optional(z.string()),
  before: z.optional(json),
  after: z.optional(json),
  /** Packed, since that of a batch names each of its records. */
  detail: z.optional(
    z.pipe(
      z.instanceof(Uint8Array),
      z.transform((bytes) => unpack(bytes)),
    ),
  ),
})

export type ActivityLog = ReturnType<typeof activityLog>

/** What happened, for ever: rows are added and read, and no function may change or delete one. */
export function activityLog(db: DynamoDBClient, table: string, newId: () => string) {
  const text = (value: unknown) => (value === undefined ? undefined : JSON.stringify(value))
  return {
    async append({ company, at, by, what, record, before, after, detail }: Activity): Promise<void> {
      const sk = `${at}#${newId()}`
      await db.send(
        new PutItemCommand({
          TableName: table,
          Item: attributes({
            pk: company,
            sk,
            at,
            by,
            what,
            record: record && `${record}#${sk}`,
            before: text(before),
            after: text(after),
            detail: detail === undefined ? undefined : pack(detail),
          }),
        }),
      )
    },

    /** A page of what happened in a company, or to its records of a kind, newest first. */
    async ofCompany(
      company: string,
      wanted: { since?: string | undefined; kind?: string | undefined; limit: number; cursor?: Item | undefined },
    ) {
      const { since, kind, limit } = wanted
      const found: ReturnType<typeof readActivity>[] = []
      let start = wanted.cursor
      do {
        const { items, next } = await queryPage(
          db,
          {
            TableName: table,
            KeyConditionExpression: since ? 'pk = :company AND sk >= :since' : 'pk = :company',
            ExpressionAttributeValues: attributes({ ':company': company, ...(since && { ':since': since }) }),
            ScanIndexForward: false,
            Limit: limit - found.length,
          },
          start,
        )
        found.push(
          ...readEach(items, readActivity, unreadable).filter((activity) => !kind || isAbout(activity, `${kind}/`)),
        )
        start = next
      } while (start && found.length < limit)
      return { items: found, next: start }
    },

    /** A page of what happened to one record by itself, newest first; a batch of pushes is a row of the company. */
    async ofRecord(company: string, record: RecordKey, limit: number, cursor: Item | undefined) {
      const { items, next } = await queryPage(
        db,
        {
          TableName: table,
          IndexName: 'record',
          KeyConditionExpression: 'pk = :company AND begins_with(#record, :record)',
          ExpressionAttributeNames: { '#record': 'record' },
          ExpressionAttributeValues: attributes({ ':company': company, ':record': `${record}#` }),
          ScanIndexForward: false,
          Limit: limit,
        },
        cursor,
      )
      return { items: readEach(items, readActivity, unreadable), next }
    },
  }
}

/** Whether it happened to a record, or to one of the records, whose key begins so. */
const isAbout = ({ record, detail }: { record: string | null; detail?: unknown }, prefix: string): boolean =>
  record?.startsWith(prefix) ?? JSON.stringify(detail ?? '').includes(`"record":"${prefix}`)

function readActivity(item: Item) {
  const { record, ...row } = z.parse(Row, item)
  return { ...row, record: record?.split('#')[0] ?? null }
}

/** Something happened then, and what it was cannot be read any more. */
const unreadable = ({ sk }: Item): ReturnType<typeof readActivity>[] => [
  { at: String(sk).split('#')[0] ?? '', by: '-', what: 'unreadable', record: null },
]
