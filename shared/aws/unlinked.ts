import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import * as z from 'zod/mini'
import { parseKey, type RecordKey } from '../erp/record.ts'
import { fitting } from './open-key.ts'
import { attributes, queryAll, writeAll } from './table.ts'

const Row = z.object({
  record: z.custom<RecordKey>((text) => typeof text === 'string' && parseKey(text) !== undefined),
})

/**
 * Which records were sent without another that they name for information, by that other and the connection: so they are
 * found when it has come. A row only says where to look; that the link is still missing, the record's own link says.
 */
export function unlinkedRecords(db: DynamoDBClient, table: string) {
  const partition = (company: string) => `${company}#unlinked`
  const rowKey = (company: string, epoch: number, to: RecordKey, record: RecordKey) => ({
    pk: partition(company),
    sk: fitting(`${epoch}/${to}/`, record),
  })

  async function* under(company: string, prefix: string) {
    for await (const item of queryAll(db, {
      TableName: table,
      ConsistentRead: true,
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
      ExpressionAttributeValues: attributes({ ':pk': partition(company), ':prefix': prefix }),
    })) {
      yield z.parse(Row, item)
    }
  }

  return {
    /** Notes that a record was sent without these. */
    noteUnlinked(company: string, epoch: number, record: RecordKey, all: readonly RecordKey[]): Promise<void> {
      const rows = all.map((to) => ({ ...rowKey(company, epoch, to, record), record }))
      return writeAll(
        db,
        table,
        rows.map((row) => ({ PutRequest: { Item: attributes(row) } })),
      )
    },

    /** Forgets that a record was sent without these: it is linked to them, or names them no more. */
    dropUnlinked(company: string, epoch: number, record: RecordKey, all: readonly RecordKey[]): Promise<void> {
      return writeAll(
        db,
        table,
        all.map((to) => ({ DeleteRequest: { Key: attributes(rowKey(company, epoch, to, record)) } })),
      )
    },

    /** The records that were sent without this one. */
    async unlinkedFrom(company: string, epoch: number, to: RecordKey): Promise<RecordKey[]> {
      const records: RecordKey[] = []
      for await (const { record } of under(company, `${epoch}/${to}/`)) records.push(record)
      return records
    },

    /** All records that were sent without another. */
    async allUnlinked(company: string, epoch: number): Promise<RecordKey[]> {
      const all = new Set<RecordKey>()
      for await (const { record } of under(company, `${epoch}/`)) all.add(record)
      return [...all]
    },

    async hasUnlinked(company: string, epoch: number): Promise<boolean> {
      for await (const _ of under(company, `${epoch}/`)) return true
      return false
    },
  }
}
