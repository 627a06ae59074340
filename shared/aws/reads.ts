import { type DynamoDBClient, GetItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb'
import * as z from 'zod/mini'
import { attributes, plain, queryAll } from './table.ts'

const Row = z.object({ count: z.number() })
const monthOf = (now: number): string => new Date(now).toISOString().slice(0, 7)

/**
 * How often each QuickBooks company was read in each month: Intuit meters reads, and lets an app have so many over all of
 * its companies. Whoever calls counts, so a read that is repeated is counted again, as Intuit does.
 */
export function readMeter(db: DynamoDBClient, table: string) {
  const partOf = (month: string) => `reads/${month}`
  const keyOf = (realmId: string, month: string) => attributes({ pk: partOf(month), sk: `realm/${realmId}` })
  return {
    async count(realmId: string, now: number): Promise<void> {
      await db.send(
        new UpdateItemCommand({
          TableName: table,
          Key: keyOf(realmId, monthOf(now)),
          UpdateExpression: 'ADD #count :one',
          ExpressionAttributeNames: { '#count': 'count' },
          ExpressionAttributeValues: attributes({ ':one': 1 }),
        }),
      )
    },

    /** The reads of one QuickBooks company in this month so far. */
    async thisMonth(realmId: string, now: number): Promise<{ month: string; count: number }> {
      const month = monthOf(now)
      const { Item } = await db.send(new GetItemCommand({ TableName: table, Key: keyOf(realmId, month) }))
      return { month, count: Item ? z.parse(Row, plain(Item)).count : 0 }
    },

    /** The reads of all QuickBooks companies in this month so far. */
    async ofTheApp(now: number): Promise<number> {
      const rows = queryAll(db, {
        TableName: table,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: attributes({ ':pk': partOf(monthOf(now)) }),
      })
      let reads = 0
      for await (const row of rows) reads += z.parse(Row, row).count
      return reads
    },
  }
}

export type ReadMeter = ReturnType<typeof readMeter>
