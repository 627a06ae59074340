import { type DynamoDBClient, GetItemCommand, PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb'
import * as z from 'zod/mini'
import { parseKey, type RecordKey } from '../erp/record.ts'
import { pack, unpack } from '../lib/packed.ts'
import { asAbsent } from '../lib/passing.ts'
import type { Write } from '../qbo/batch.ts'
import { type Body, entityTypes } from '../qbo/entity.ts'
import { Note } from '../sync/note.ts'
import { overflowStore } from './overflow.ts'
import { attributes, conditional, type Item, plain, queryPage } from './table.ts'

/**
 * As long as books are kept. One without an outcome must not be forgotten, however long its books are not connected, or its
 * records would be created again; and what was sent last tells an edit by a person from ours, also in an old document.
 */
const KEPT_DAYS = 10 * 366

/** One write of an attempt: what is to be done for which record, with the exact body. */
export type AttemptItem = {
  bId: string
  key: RecordKey
  version: number
  hash: string
  write: Write
  /** What QuickBooks has otherwise than the ERP once this is done. */
  notes?: readonly Note[] | undefined
  /** The attempt before this one for the same record; following these tells the record's history. */
  previous?: string | undefined
}

/** A batch of writes as it was stored before it was sent. Its id is also its requestid. */
export type Attempt = {
  id: string
  company: string
  epoch: number
  realmId: string
  sentAt: number
  items: readonly AttemptItem[]
  /** How often it has been sent, or is about to be. */
  calls: number
  answer?: AttemptAnswer | undefined
}

/** An attempt of which nothing can be read but which records it has. */
export type UnreadableAttempt = { id: string; epoch: number; keys: readonly RecordKey[]; error: unknown }

/** What QuickBooks answered, folded into one, to which of the calls, and the name under which Intuit knows the last. */
export type AttemptAnswer = {
  status: number
  intuitTid: string
  body: unknown
  at: number
  /** Counted from 1. */
  calls: readonly number[]
}

const key = z.pipe(
  z.string().check(z.refine((text) => parseKey(text) !== undefined)),
  z.transform((text) => text as RecordKey),
)
const StoredItems = z.array(
  z.object({
    bId: z.string(),
    key,
    version: z.number(),
    hash: z.string(),
    write: z.object({
      verb: z.enum(['create', 'update', 'delete', 'void']),
      type: z.enum(entityTypes),
      body: z.pipe(
        z.record(z.string(), z.unknown()),
        z.transform((body) => body as Body),
      ),
      mayShareNumber: z.optional(z.boolean()),
      keepsPosted: z.optional(z.boolean()),
      empties: z.optional(z.array(z.string())),
      dueBefore: z.optional(z.string()),
    }),
    notes: z.optional(z.array(Note)),
    previous: z.optional(z.string()),
  }),
)
const Kept = z.object({ bytes: z.optional(z.instanceof(Uint8Array)), parts: z.optional(z.number()) })
const Row = z.object({
  pk: z.string(),
  sk: z.string(),
  epoch: z.number(),
  realmId: z.string(),
  sentAt: z.number(),
  items: Kept,
  calls: z._default(z.number(), 1),
  answer: z.optional(z.unknown()),
})
const StoredAnswer = z.object({
  status: z.number(),
  intuitTid: z.string(),
  body: Kept,
  at: z.number(),
  calls: z.optional(z.array(z.number())),
  /** Where calls were not counted yet: whether the answer is to a replay, so that the first call may have had none. */
  ofReplay: z.optional(z.boolean()),
})
/** What can be told of an attempt that cannot be read: the records in it, as they stand beside its items or among them. */
const RowWithKeys = z.object({ epoch: z.number(), keys: z.array(key) })
const ItemsWithKeys = z.array(z.object({ key }))

const Counted = z.object({ calls: z.number() })

export type AttemptStore = ReturnType<typeof attemptStore>

/** Every write to QuickBooks, stored before it is sent, with its answer. */
export function attemptStore(db: DynamoDBClient, table: string) {
  const overflow = overflowStore(db, table)
  const expiryOf = (sentAt: number) => Math.floor(sentAt / 1_000) + KEPT_DAYS * 86_400

  async function readAttempt(item: Item): Promise<Attempt> {
    const { pk: company, sk: id, items, answer, ...rest } = z.parse(Row, item)
    const value = async (name: string, kept: z.output<typeof Kept>): Promise<unknown> => {
      const bytes = await overflow.read(company, `${id}/${name}`, kept)
      return bytes && unpack(bytes)
    }
    return {
      ...rest,
      id,
      company,
      items: z.parse(StoredItems, await value('items', items)),
      answer: answer === undefined ? undefined : await readAnswer(answer, value),
    }
  }

  /** An answer that cannot be read tells as much as one that never came: what became of the items is found out again. */
  async function readAnswer(answer: unknown, value: (name: string, kept: z.output<typeof Kept>) => Promise<unknown>) {
    try {
      const { calls, ofReplay, body, ...told } = z.parse(StoredAnswer, answer)
      return { ...told, calls: calls ?? (ofReplay ? [] : [1]), body: await value('answer', body) }
    } catch (error) {
      return asAbsent(error)
    }
  }

  const read = async (company: string, id: string): Promise<Item | undefined> => {
    const { Item } = await db.send(
      new GetItemCommand({ TableName: table, Key: attributes({ pk: company, sk: id }), ConsistentRead: true }),
    )
    return Item && plain(Item)
  }

  return {
    async put({ id, company, epoch, realmId, sentAt, items, calls }: Attempt): Promise<void> {
      await db.send(
        new PutItemCommand({
          TableName: table,
          Item: attributes({
            pk: company,
            sk: id,
            epoch,
            realmId,
            sentAt,
            keys: items.map((item) => item.key),
            calls,
            items: await overflow.keep(company, `${id}/items`, pack(items), expiryOf(sentAt)),
            expiresAt: expiryOf(sentAt),
          }),
        }),
      )
    },

    async get(company: string, id: string): Promise<Attempt | undefined> {
      const item = await read(company, id)
      return item && readAttempt(item)
    },

    /** Which records an attempt has that cannot be read, and in which books; undefined where not even that can be told. */
    async keysOf(company: string, id: string): Promise<Pick<UnreadableAttempt, 'epoch' | 'keys'> | undefined> {
      const item = await read(company, id)
      const named = z.safeParse(RowWithKeys, item)
      if (named.success || !item) return named.data
      try {
        const { epoch, items } = z.parse(z.pick(Row, { epoch: true, items: true }), item)
        const bytes = await overflow.read(company, `${id}/items`, items)
        return { epoch, keys: z.parse(ItemsWithKeys, bytes && unpack(bytes)).map((one) => one.key) }
      } catch (error) {
        return asAbsent(error)
      }
    },

    /** Counts another call before it is made; its number is the answer. */
    async nextCall(company: string, id: string): Promise<number> {
      const { Attributes } = await db.send(
        new UpdateItemCommand({
          TableName: table,
          Key: attributes({ pk: company, sk: id }),
          UpdateExpression: 'ADD calls :one',
          ExpressionAttributeValues: attributes({ ':one': 1 }),
          ReturnValues: 'UPDATED_NEW',
        }),
      )
      return z.parse(Counted, plain(Attributes ?? {})).calls
    },

    /**
     * Keeps what QuickBooks answered, so that a crash after it needs no second call; false if another process has kept an
     * answer since `before` was read.
     */
    async answer(
      company: string,
      id: string,
      answer: AttemptAnswer,
      before: AttemptAnswer | undefined,
    ): Promise<boolean> {
      const { status, intuitTid, body, at, calls } = answer
      const kept = await overflow.keep(company, `${id}/answer`, pack(body), expiryOf(at))
      const { done } = await conditional(
        db.send(
          new UpdateItemCommand({
            TableName: table,
            Key: attributes({ pk: company, sk: id }),
            UpdateExpression: 'SET answer = :answer',
            ConditionExpression: before ? 'answer.#at = :before' : 'attribute_not_exists(answer)',
            ...(before && { ExpressionAttributeNames: { '#at': 'at' } }),
            ExpressionAttributeValues: attributes({
              ':answer': { status, intuitTid, body: kept, at, calls },
              ...(before && { ':before': before.at }),
            }),
          }),
        ),
      )
      return done
    },

    /** The company's attempts that can be read, newest first. Their ids sort by time. */
    async recent(company: string, limit: number, before?: string): Promise<Attempt[]> {
      const { items } = await queryPage(
        db,
        {
          TableName: table,
          KeyConditionExpression: before ? 'pk = :company AND sk < :before' : 'pk = :company',
          ExpressionAttributeValues: attributes({ ':company': company, ...(before && { ':before': before }) }),
          ScanIndexForward: false,
          Limit: limit,
        },
        undefined,
      )
      const read = await Promise.all(items.map((item) => readAttempt(item).catch(asAbsent)))
      return read.filter((attempt) => attempt !== undefined)
    },
  }
}
