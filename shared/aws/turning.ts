import {
  type DynamoDBClient,
  TransactionCanceledException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb'
import type { Kind, RecordKey } from '../erp/record.ts'
import { reasons } from '../sync/reasons.ts'
import type { Link, StoredRecord } from '../sync/record.ts'
import { isPushed } from '../sync/settings.ts'
import { BEFORE_GO_LIVE, openKey, openPrefix } from './open-key.ts'
import { indexed, readTurned, type Turned, turnFields } from './record-row.ts'
import { attributes, getAll, type Item, queryAll, readEach, setting } from './table.ts'

/** So many records are turned in one transaction; DynamoDB takes a hundred writes in one. */
const TOGETHER = 25
/** Records that somebody changes at the same moment are read again and turned again; so often that is no chance any more. */
const TRIES = 20

/** To which books records are turned, and what must hold at that very moment: that the writer is still the company's. */
export type Turn = { company: string; epoch: number; guard: TransactWriteItem; now: number }

/**
 * Turns records to the books of another connection. What is synced with others is put aside: whether it belongs into these
 * a person says, by a back-fill. What is known from an earlier time with these books counts again. Every write is in one
 * transaction with the guard, so that a writer that was overtaken turns nothing back.
 */
export function turning(db: DynamoDBClient, table: string) {
  const row = (company: string, key: string) => attributes({ pk: company, sk: key })

  /** Writes what changes of these records, and holds those that cannot be read; false if the guard does not hold. */
  async function turnAll(turn: Turn, items: readonly Item[], change: (stored: Turned) => Item | undefined) {
    const { company, guard } = turn
    let left = items
    for (let tries = 0; tries < TRIES; tries++) {
      const writes = left.flatMap((item) => {
        const update = updateOf(item, change, turn)
        return update ? [{ Update: { TableName: table, Key: row(company, String(item['sk'])), ...update } }] : []
      })
      if (writes.length === 0) return true
      const failed = await transacted(db, [guard, ...writes])
      if (!failed) return true
      if (failed[0]) return false
      const keys = left.map(({ sk }) => ({ pk: company, sk: String(sk) }))
      left = await getAll(db, table, keys, turnFields)
    }
    throw new Error(`records were changed ${TRIES} times while they were turned to other books`)
  }

  return {
    /** Turns every record of a kind; false if the guard does not hold. */
    async turnKind(turn: Turn, kind: Kind): Promise<boolean> {
      const { company, epoch, now } = turn
      const change = (stored: Turned) => turned(stored, epoch, now)
      let together: Item[] = []
      for await (const item of queryAll(db, {
        TableName: table,
        ConsistentRead: true,
        KeyConditionExpression: 'pk = :company AND begins_with(sk, :kind)',
        FilterExpression: 'attribute_exists(#link) OR attribute_exists(former)',
        ProjectionExpression: turnFields.map((field) => `#${field}`).join(', '),
        ExpressionAttributeNames: Object.fromEntries(turnFields.map((field) => [`#${field}`, field])),
        ExpressionAttributeValues: attributes({ ':company': company, ':kind': `${kind}/` }),
      })) {
        together.push(item)
        if (together.length < TOGETHER) continue
        if (!(await turnAll(turn, together, change))) return false
        together = []
      }
      return turnAll(turn, together, change)
    },

    /**
     * Turns the records of an attempt that went to other books. What is still to be sent stands in another place from now
     * on, so that a word on those books that is stored late does not read as if it were in these.
     */
    async turnKeys(turn: Turn, keys: readonly RecordKey[]): Promise<boolean> {
      const { company, epoch, now } = turn
      const items = await getAll(
        db,
        table,
        keys.map((key) => ({ pk: company, sk: key })),
        turnFields,
      )
      return turnAll(turn, items, (stored) => {
        const set = turned(stored, epoch, now)
        if (set || stored.state !== 'pending') return set
        return { open: openKey.now(stored.kind, stored.id, true, now) }
      })
    },
  }
}

/** Carries out a transaction; if it was cancelled, says which of its writes failed. A conflict with another is none. */
async function transacted(db: DynamoDBClient, writes: TransactWriteItem[]): Promise<boolean[] | undefined> {
  try {
    await db.send(new TransactWriteItemsCommand({ TransactItems: writes }))
    return undefined
  } catch (error) {
    if (!(error instanceof TransactionCanceledException)) throw error
    return (error.CancellationReasons ?? []).map(({ Code }) => Code === 'ConditionalCheckFailed')
  }
}

/** Nobody has sent a newer version, nor moved the record, since it was read. */
export const stillAsRead = ({ version, open }: Pick<StoredRecord, 'version' | 'open'>) =>
  open === undefined
    ? { condition: 'version = :wasVersion AND attribute_not_exists(#open)', values: { ':wasVersion': version } }
    : {
        condition: 'version = :wasVersion AND #open = :wasOpen',
        values: { ':wasVersion': version, ':wasOpen': open },
      }

/** Nobody has moved the record, of whose row nothing else can be relied on. */
export const stillAt = (open: unknown): { condition: string; values: Item } =>
  open === undefined
    ? { condition: 'attribute_exists(sk) AND attribute_not_exists(#open)', values: {} }
    : { condition: '#open = :wasOpen', values: { ':wasOpen': open } }

/** What is to be written of a row: how its record is turned, or that it cannot be read and stands still for that. */
function updateOf(item: Item, change: (stored: Turned) => Item | undefined, { now }: Turn) {
  const [stored] = readEach([item], readTurned, () => [])
  if (stored) {
    const set = change(stored)
    return set && unlessMoved(set, stillAsRead(stored))
  }
  const { sk, open: was } = item
  const reason = reasons.unreadable()
  const open = openKey.stopped('held', reason.code, sk as RecordKey)
  if (was === open) return undefined
  return unlessMoved({ open, reason, updatedAt: new Date(now).toISOString() }, stillAt(was))
}

/** An update that holds as long as the record stands as it was read. */
function unlessMoved(fields: Item, { condition, values }: { condition: string; values: Item }) {
  const { ExpressionAttributeNames, ExpressionAttributeValues, ...update } = setting(indexed(fields))
  return {
    ...update,
    ConditionExpression: condition,
    ExpressionAttributeNames: { ...ExpressionAttributeNames, '#open': 'open' },
    ExpressionAttributeValues: { ...ExpressionAttributeValues, ...attributes(values) },
  }
}

/** What changes of a record when the company turns to these books; undefined if nothing does. */
function turned(stored: Turned, epoch: number, now: number): Item | undefined {
  const { key, kind, id, open, link, synced, former: { [epoch]: known, ...former } = {} } = stored
  const isPutAside = open?.startsWith(openPrefix('off', reasons.otherBooks().code)) ?? false
  // What is in these books follows its date, also to before go-live; in others that was none of ours.
  const isThere = known !== undefined || link?.epoch === epoch
  const isBefore = isThere && (open?.startsWith(BEFORE_GO_LIVE) ?? false)
  const mayMove = isPushed(kind) && (open === undefined || isPutAside || isBefore || stored.state === 'pending')
  const lookedAtAgain = mayMove ? { open: openKey.now(kind, id, true, now), reason: undefined, tries: undefined } : {}
  const updatedAt = new Date(now).toISOString()
  // It may have been deleted in the ERP meanwhile, which was nothing to do about in the other books.
  if (link?.epoch === epoch) {
    return open === undefined || isPutAside || isBefore
      ? { ...lookedAtAgain, entity: entityMark(stored, link), updatedAt }
      : undefined
  }
  if (known) {
    return {
      ...lookedAtAgain,
      link: known.link,
      synced: known.synced,
      entity: entityMark(stored, known.link),
      tied: undefined,
      former: link ? { ...former, [link.epoch]: { link, synced } } : former,
      updatedAt,
    }
  }
  if (open !== undefined || !isPushed(kind)) return undefined
  const reason = reasons.otherBooks()
  return { open: openKey.stopped('off', reason.code, key), reason, updatedAt }
}

/**
 * The mark under which a record counts as settled once, and by which an entity's record is found: its entity's Id, or,
 * where it has none, its own id behind a hyphen.
 */
export const entityMark = ({ kind, id }: Pick<StoredRecord, 'kind' | 'id'>, link: Link | null): string =>
  link ? `${kind}/${link.id}` : `${withoutEntity(kind)}${id}`

/** With what the marks of settled records begin that have no entity: the ERP has deleted them, and QuickBooks is without. */
export const withoutEntity = (kind: Kind): string => `${kind}/-`
