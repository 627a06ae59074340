import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { parseKey, type RecordKey } from '../erp/record.ts'
import { fitting } from './open-key.ts'
import { attributes, queryAll, writeAll } from './table.ts'

/** A part whose quantity is to be compared once more; `sk` is its row. */
export type Recount = { key: RecordKey; sk: string }

/**
 * Parts of which a document has moved the quantity in QuickBooks, by the moment at which it is to be compared with the ERP's. They
 * are synced all the while, so they stand in no place among what is open.
 */
export function recounts(db: DynamoDBClient, table: string) {
  const partition = (company: string) => `${company}#recounts`

  return {
    noteRecounts(company: string, parts: readonly RecordKey[], due: number): Promise<void> {
      const rows = parts.map((key) => ({
        pk: partition(company),
        sk: fitting(`${new Date(due).toISOString()}/`, key),
        record: key,
      }))
      return writeAll(
        db,
        table,
        rows.map((row) => ({ PutRequest: { Item: attributes(row) } })),
      )
    },

    /** Those that are due, the longest due first; so many at most. */
    async recountsDue(company: string, now: number, most = Number.POSITIVE_INFINITY): Promise<Recount[]> {
      const due: Recount[] = []
      for await (const { sk, record } of queryAll(db, {
        TableName: table,
        ConsistentRead: true,
        KeyConditionExpression: 'pk = :pk AND sk < :now',
        ExpressionAttributeValues: attributes({ ':pk': partition(company), ':now': `${new Date(now).toISOString()}~` }),
      })) {
        const key = parseKey(String(record))?.key
        if (key) due.push({ key, sk: String(sk) })
        if (due.length >= most) break
      }
      return due
    },

    dropRecounts(company: string, done: readonly Recount[]): Promise<void> {
      return writeAll(
        db,
        table,
        done.map(({ sk }) => ({ DeleteRequest: { Key: attributes({ pk: partition(company), sk }) } })),
      )
    },
  }
}
