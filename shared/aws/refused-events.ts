import { DeleteItemCommand, type DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb'
import * as z from 'zod/mini'
import { pack, unpack } from '../lib/packed.ts'
import { isPassing } from '../lib/passing.ts'
import { overflowStore } from './overflow.ts'
import { attributes, countAll, type Item, plain, queryPage } from './table.ts'

/** Time enough to mend the sender and to send again. */
const KEPT_DAYS = 90

/** Under this name stand events that do not say whose they are. */
export const NOBODY = '-'

/** An event that could not be taken, with the reason and with every byte of it. */
export type RefusedEvent = {
  id: string
  company: string
  at: string
  code: string
  field: string
  message: string
  /** What was received. */
  body: string
}

const Row = z.object({
  sk: z.string(),
  pk: z.string(),
  at: z.string(),
  code: z.string(),
  field: z.string(),
  message: z.string(),
  bytes: z.optional(z.instanceof(Uint8Array)),
  parts: z.optional(z.number()),
})

export type RefusedEventStore = ReturnType<typeof refusedEventStore>

/** What the feed brought and nobody could read: kept whole, shown with its reason, never lost. */
export function refusedEventStore(db: DynamoDBClient, table: string) {
  const overflow = overflowStore(db, table)

  /** An event as it was kept; where its row cannot be read any more, that it is there. */
  async function readEvent(item: Item): Promise<RefusedEvent> {
    try {
      const { sk, pk, bytes, parts, ...event } = z.parse(Row, item)
      const body = await overflow.read(pk, sk, { bytes, parts })
      return { ...event, id: sk, company: pk, body: body ? String(unpack(body)) : '' }
    } catch (error) {
      if (isPassing(error)) throw error
      const message = 'What is stored of this event cannot be read any more.'
      const told = { at: '', code: 'unreadable', field: '', message, body: '' }
      return { id: String(item['sk']), company: String(item['pk']), ...told }
    }
  }

  return {
    /** Keeps an event. The same event kept twice under one id is kept once. */
    async keep({ id, company, body, ...event }: RefusedEvent): Promise<void> {
      const expiresAt = Math.floor(Date.parse(event.at) / 1_000) + KEPT_DAYS * 86_400
      const kept = await overflow.keep(company, id, pack(body), expiresAt)
      await db.send(
        new PutItemCommand({
          TableName: table,
          Item: attributes({
            pk: company,
            sk: id,
            ...event,
            ...kept,
            expiresAt,
          }),
        }),
      )
    },

    count: (company: string) =>
      countAll(db, {
        TableName: table,
        KeyConditionExpression: 'pk = :company',
        ExpressionAttributeValues: attributes({ ':company': company }),
      }),

    /** A page of a company's refused events, newest first. */
    async page(company: string, limit: number, start: Item | undefined) {
      const { items, next } = await queryPage(
        db,
        {
          TableName: table,
          KeyConditionExpression: 'pk = :company',
          ExpressionAttributeValues: attributes({ ':company': company }),
          ScanIndexForward: false,
          Limit: limit,
        },
        start,
      )
      return { items: await Promise.all(items.map(readEvent)), next }
    },

    async get(company: string, id: string): Promise<RefusedEvent | undefined> {
      const { Item } = await db.send(new GetItemCommand({ TableName: table, Key: attributes({ pk: company, sk: id }) }))
      return Item && readEvent(plain(Item))
    },

    /** Forgets an event that was sent again or that a person has seen to. */
    async drop(company: string, id: string): Promise<void> {
      const { Attributes } = await db.send(
        new DeleteItemCommand({
          TableName: table,
          Key: attributes({ pk: company, sk: id }),
          ReturnValues: 'ALL_OLD',
        }),
      )
      const parts = Attributes && plain(Attributes)['parts']
      if (typeof parts === 'number') await overflow.drop(company, id, { parts })
    },
  }
}
