import type { DynamoDBClient, QueryCommandInput } from '@aws-sdk/client-dynamodb'
import type { Kind, RecordKey } from '../erp/record.ts'
import type { Link, State, StoredRecord } from '../sync/record.ts'
import { dueRange, isLast, openPrefix } from './open-key.ts'
import { overflowStore } from './overflow.ts'
import { readRecord, readStanding, type Standing, standingFields } from './record-row.ts'
import { attributes, getAll, queryAll, queryPage } from './table.ts'

/** The ways in which records are read: by their keys, by what is due, and by what they are tied to. */
export function recordReads(db: DynamoDBClient, table: string) {
  const overflow = overflowStore(db, table)

  const reads = {
    /** The keys of what is due now, in the order in which it should go, read consistently. */
    async due(company: string, now: number, limit: number): Promise<RecordKey[]> {
      const [from, to] = dueRange(now)
      const { items } = await queryPage(
        db,
        {
          TableName: table,
          IndexName: 'open',
          ConsistentRead: true,
          KeyConditionExpression: 'pk = :company AND #open BETWEEN :from AND :to',
          ExpressionAttributeNames: { '#open': 'open' },
          ExpressionAttributeValues: attributes({ ':company': company, ':from': from, ':to': to }),
          Limit: limit,
        },
        undefined,
      )
      const inOrder = items.map(readStanding).toSorted((one, other) => +isLast(one.open) - +isLast(other.open))
      return inOrder.map(({ key }) => key)
    },

    async getAll(company: string, keys: readonly RecordKey[]): Promise<Map<RecordKey, StoredRecord>> {
      const items = await getAll(
        db,
        table,
        keys.map((key) => ({ pk: company, sk: key })),
      )
      const records = await Promise.all(
        items.map(async (item) => {
          const { bodyParts: parts, hash } = item
          if (typeof parts !== 'number') return readRecord(item)
          return readRecord(item, await overflow.read(company, String(hash), { parts }))
        }),
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

    /** Whether any record is in this state, for this cause where one is named. */
    async hasAny(company: string, state: State, cause?: string): Promise<boolean> {
      for await (const _ of queryAll(db, { ...openUnderPrefix(table, company, openPrefix(state, cause)), Limit: 1 }))
        return true
      return false
    },

    /** Every record of a kind, but for those that are too large for a row, which no list is. */
    async *all(company: string, kind: Kind): AsyncGenerator<StoredRecord> {
      for await (const item of queryAll(db, {
        TableName: table,
        ConsistentRead: true,
        KeyConditionExpression: 'pk = :company AND begins_with(sk, :kind)',
        ExpressionAttributeValues: attributes({ ':company': company, ':kind': `${kind}/` }),
      })) {
        yield readRecord(item)
      }
    },

    /** Every record of a kind that is tied to an entity, in whichever connection. */
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
        const { link, ...standing } = readStanding(item)
        if (link) yield { ...standing, link }
      }
    },

    /** The record that is tied to an entity in these books, whoever has its Id in others; not the one that is left out. */
    async tiedTo(
      company: string,
      epoch: number,
      kind: Kind,
      entityId: string,
      besides?: RecordKey,
    ): Promise<RecordKey | undefined> {
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
      const keys = items.map((item) => readStanding(item).key).filter((key) => key !== besides)
      const standings = await reads.standings(company, keys)
      return keys.find((key) => {
        const link = standings.get(key)?.link
        return link?.epoch === epoch && link.id === entityId
      })
    },
  }
  return reads
}

/** The query for what is open under a prefix of its open key, read consistently. */
export const openUnderPrefix = (table: string, company: string, prefix: string): QueryCommandInput => ({
  TableName: table,
  IndexName: 'open',
  ConsistentRead: true,
  KeyConditionExpression: prefix === '' ? 'pk = :company' : 'pk = :company AND begins_with(#open, :prefix)',
  ...(prefix !== '' && { ExpressionAttributeNames: { '#open': 'open' } }),
  ExpressionAttributeValues: attributes({ ':company': company, ...(prefix !== '' && { ':prefix': prefix }) }),
})
