import type { DynamoDBClient, QueryCommandInput } from '@aws-sdk/client-dynamodb'
import type { Kind, RecordKey } from '../erp/record.ts'
import { isPassing } from '../lib/passing.ts'
import type { Link, State, StoredRecord } from '../sync/record.ts'
import { arrivalLists } from './arrivals.ts'
import { dueRange, dueSince, isLast, openPrefix } from './open-key.ts'
import { overflowStore } from './overflow.ts'
import { readPlace, readRecord, readShell, readStanding, type Standing, standingFields } from './record-row.ts'
import { attributes, getAll, type Item, queryAll, queryPage, readEach } from './table.ts'

/**
 * What is due, in the order in which it should go, since when the first of it, and lists of arrivals that hold nothing any
 * more.
 */
export type Due = { keys: RecordKey[]; since: number | undefined; spent: string[] }

/** The ways in which records are read: by their keys, by what is due, and by what they are tied to. */
export function recordReads(db: DynamoDBClient, table: string) {
  const overflow = overflowStore(db, table)
  const arrivals = arrivalLists(db, table)

  /** So many of what has arrived, in the order of their lists, and the lists on the way that hold nothing any more. */
  async function arrivedFirst(company: string, limit: number) {
    const first = new Map<RecordKey, Place>()
    const spent: string[] = []
    for await (const lists of arrivals.pages(company, limit)) {
      const listed = lists.flatMap(({ arrived }) => arrived)
      const remaining = new Map((await arrivals.remaining(company, listed)).map((place) => [place.open, place]))
      for (const { sk, arrived } of lists) {
        const left = arrived.flatMap(({ open }) => remaining.get(open) ?? [])
        if (left.length === 0) spent.push(sk)
        for (const place of left) first.set(place.key, place)
      }
      if (first.size >= limit) break
    }
    return { remaining: [...first.values()], spent }
  }

  /** So many of what a query of the index finds; a record of no kind of ours is passed over, so that it is in nobody's way. */
  async function openFirst(input: QueryCommandInput, limit: number): Promise<Place[]> {
    const first: Place[] = []
    for await (const item of queryAll(db, input)) {
      first.push(...readEach([item], readPlace, () => []))
      if (first.length >= limit) break
    }
    return first
  }

  /** A row with its body, which stands apart where it was too large for the row. */
  async function wholeRecord(company: string, item: Item): Promise<StoredRecord> {
    const { bodyParts: parts, hash } = item
    if (typeof parts !== 'number') return readRecord(item)
    return readRecord(item, await overflow.read(company, String(hash), { parts }))
  }

  const reads = {
    /** What is due now, each record once, though it may move from the index to a list between the two reads. */
    async due(company: string, now: number, limit: number): Promise<Due> {
      const [from, to] = dueRange(now)
      const [indexed, { remaining, spent }] = await Promise.all([
        openFirst({ ...openBetween(table, company, from, to), Limit: limit }, limit),
        arrivedFirst(company, limit),
      ])
      const places = new Map<RecordKey, Place>([...indexed, ...remaining].map((place) => [place.key, place]))
      const first = [...places.values()].toSorted(byPlace).slice(0, limit)
      const inOrder = first.toSorted((one, other) => +isLast(one.open) - +isLast(other.open))
      const since = first.length > 0 ? Math.min(...first.map(({ open }) => dueSince(open))) : undefined
      return { keys: inOrder.map(({ key }) => key), since, spent }
    },

    async getAll(company: string, keys: readonly RecordKey[]): Promise<Map<RecordKey, StoredRecord>> {
      const items = await getAll(
        db,
        table,
        keys.map((key) => ({ pk: company, sk: key })),
      )
      const records = await Promise.all(items.map((item) => wholeRecord(company, item)))
      return new Map(records.map((record) => [record.key, record]))
    },

    /** The same for people who look: one that cannot be read is among them, and says so. */
    async getShown(company: string, keys: readonly RecordKey[]): Promise<Map<RecordKey, StoredRecord>> {
      const items = await getAll(
        db,
        table,
        keys.map((key) => ({ pk: company, sk: key })),
      )
      const records = await Promise.all(
        items.map((item) =>
          wholeRecord(company, item).catch((error: unknown) => {
            if (isPassing(error)) throw error
            return readShell(item)
          }),
        ),
      )
      return new Map(records.map((record) => [record.key, record]))
    },

    /** Versions, open keys and links of records, without their contents. */
    async standings(company: string, keys: readonly RecordKey[]): Promise<Map<RecordKey, Standing>> {
      const items = await getAll(
        db,
        table,
        keys.map((key) => ({ pk: company, sk: key })),
        standingFields,
      )
      return new Map(items.map(readStanding).map((standing) => [standing.key, standing]))
    },

    /** The records of a kind that stand in the index and may come to QuickBooks yet: due later, stopped, or waiting. */
    async onTheirWay(company: string, kind: Kind): Promise<RecordKey[]> {
      const prefixes = ['1/', '2/', ...(['held', 'rejected', 'unknown', 'waiting'] as const).map((s) => openPrefix(s))]
      const queries = prefixes.map((prefix) => openUnderPrefix(table, company, prefix))
      const places = await Promise.all(queries.map((query) => openFirst(query, Number.POSITIVE_INFINITY)))
      return places.flat().flatMap(({ key }) => (key.startsWith(`${kind}/`) ? [key] : []))
    },

    /** Whether any record is in this state, for this cause where one is named. */
    async hasAny(company: string, state: State, cause?: string): Promise<boolean> {
      for await (const _ of queryAll(db, { ...openUnderPrefix(table, company, openPrefix(state, cause)), Limit: 1 }))
        return true
      return false
    },

    /** All that is open under a beginning of its place. */
    under: (company: string, prefix: string): Promise<Place[]> =>
      openFirst(openUnderPrefix(table, company, prefix), Number.POSITIVE_INFINITY),

    /** The codes for which records are held. A code is skipped once it is seen, so this costs a query for each. */
    async heldCodes(company: string): Promise<string[]> {
      const codes: string[] = []
      for (let from = 'held/'; ; ) {
        const [place] = await openFirst({ ...openBetween(table, company, from, HELD_END), Limit: 1 }, 1)
        const [, code] = place?.open.split('/') ?? []
        if (code === undefined) return codes
        codes.push(code)
        from = `held/${code}${AFTER_SLASH}`
      }
    },

    /** So many of those that are held for a code, from behind a place, in their order. */
    heldAfter: (company: string, code: string, after: string | undefined, limit: number): Promise<Place[]> => {
      const from = after === undefined ? openPrefix('held', code) : `${after}\0`
      return openFirst({ ...openBetween(table, company, from, `held/${code}${AFTER_SLASH}`), Limit: limit }, limit)
    },

    /** Every record of a kind that can be read, but for those that are too large for a row, which no list is. */
    async *all(company: string, kind: Kind): AsyncGenerator<StoredRecord> {
      for await (const item of queryAll(db, {
        TableName: table,
        ConsistentRead: true,
        KeyConditionExpression: 'pk = :company AND begins_with(sk, :kind)',
        ExpressionAttributeValues: attributes({ ':company': company, ':kind': `${kind}/` }),
      })) {
        yield* readEach([item], readRecord, () => [])
      }
    },

    /** Every record of a kind that is tied to an entity, in whichever connection, as far as that can be read. */
    async *tied(company: string, kind: Kind): AsyncGenerator<Standing & { link: Link }> {
      for await (const item of queryAll(db, {
        TableName: table,
        ConsistentRead: true,
        KeyConditionExpression: 'pk = :company AND begins_with(sk, :kind)',
        FilterExpression: 'attribute_exists(#link)',
        ProjectionExpression: 'sk, version, #open, #link',
        ExpressionAttributeNames: { '#open': 'open', '#link': 'link' },
        ExpressionAttributeValues: attributes({ ':company': company, ':kind': `${kind}/` }),
      })) {
        for (const { link, ...standing } of readEach([item], readStanding, () => []))
          if (link) yield { ...standing, link }
      }
    },

    /**
     * The record that is tied to an entity in these books, whoever has its Id in others; not the one that is left out, nor those
     * that were merged with it there.
     */
    tiedTo: async (
      company: string,
      epoch: number,
      kind: Kind,
      entityId: string,
      besides?: RecordKey,
    ): Promise<RecordKey | undefined> =>
      (await linkedTo(company, epoch, kind, entityId)).find(
        ({ key, link }) => key !== besides && link?.mergedWith === undefined,
      )?.key,

    /** The records for which an entity stands too, since theirs were merged into it. */
    mergedInto: async (company: string, epoch: number, kind: Kind, entityId: string): Promise<RecordKey[]> =>
      (await linkedTo(company, epoch, kind, entityId)).flatMap(({ key, link }) => (link?.mergedWith ? [key] : [])),
  }

  /** Where all records stand that are linked to an entity in these books. */
  async function linkedTo(company: string, epoch: number, kind: Kind, entityId: string): Promise<Standing[]> {
    const { items } = await queryPage(
      db,
      {
        TableName: table,
        IndexName: 'entity',
        ConsistentRead: true,
        KeyConditionExpression: 'pk = :company AND entity = :entity',
        ExpressionAttributeValues: attributes({ ':company': company, ':entity': `${kind}/${entityId}` }),
      },
      undefined,
    )
    const keys = items.map((item) => readStanding(item).key)
    const standings = await reads.standings(company, keys)
    return keys.flatMap((key) => {
      const standing = standings.get(key)
      return standing?.link?.epoch === epoch && standing.link.id === entityId ? [standing] : []
    })
  }
  return reads
}

/** The character after the slash, with which whatever comes behind a part of a key begins. */
const AFTER_SLASH = '0'
const HELD_END = `held${AFTER_SLASH}`

/** Where a record stands among what is open. */
type Place = { key: RecordKey; open: string }
const byPlace = ({ open: one }: Place, { open: other }: Place): number => (one < other ? -1 : one > other ? 1 : 0)

/** The query for what is open between two places, read consistently. */
export const openBetween = (table: string, company: string, from: string, to: string): QueryCommandInput => ({
  TableName: table,
  IndexName: 'open',
  ConsistentRead: true,
  KeyConditionExpression: 'pk = :company AND openIndex BETWEEN :from AND :to',
  ExpressionAttributeValues: attributes({ ':company': company, ':from': from, ':to': to }),
})

/** The query for what is open under a prefix of its open key, read consistently. */
export const openUnderPrefix = (table: string, company: string, prefix: string): QueryCommandInput => ({
  TableName: table,
  IndexName: 'open',
  ConsistentRead: true,
  KeyConditionExpression: prefix === '' ? 'pk = :company' : 'pk = :company AND begins_with(openIndex, :prefix)',
  ExpressionAttributeValues: attributes({ ':company': company, ...(prefix !== '' && { ':prefix': prefix }) }),
})
