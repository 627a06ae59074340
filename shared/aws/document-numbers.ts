import { type DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb'
import * as z from 'zod/mini'
import type { RecordKey } from '../erp/record.ts'
import { attributes, conditional, getAll } from './table.ts'

const Row = z.object({ sk: z.string(), owner: z.string() })
const isFree = 'attribute_not_exists(pk)'
const isOurs = '#owner = :key'
const isOwnedBy = '#owner = :was'

export type DocumentNumbers = ReturnType<typeof documentNumbers>

/**
 * Which record has which number, where that is not the record's own id: of two records with one number, QuickBooks could
 * not tell one from the other, nor could a look at it.
 */
export function documentNumbers(db: DynamoDBClient, table: string) {
  const partition = (company: string) => `${company}#numbers`
  return {
    /** The records that have claimed these numbers. */
    async ownersOf(company: string, numbers: readonly string[]): Promise<Map<string, string>> {
      const keys = numbers.map((number) => ({ pk: partition(company), sk: number }))
      const rows = z.parse(z.array(Row), await getAll(db, table, keys))
      return new Map(rows.map(({ sk, owner }) => [sk, owner]))
    },

    /** Claims a number for a record: it is free, it is ours already, or its former owner has no use for it any more. */
    async claim(company: string, number: string, key: RecordKey, formerOwner?: string): Promise<boolean> {
      const { done } = await conditional(
        db.send(
          new PutItemCommand({
            TableName: table,
            Item: attributes({ pk: partition(company), sk: number, owner: key }),
            ConditionExpression: `${isFree} OR ${isOurs}${formerOwner ? ` OR ${isOwnedBy}` : ''}`,
            ExpressionAttributeNames: { '#owner': 'owner' },
            ExpressionAttributeValues: attributes({ ':key': key, ...(formerOwner && { ':was': formerOwner }) }),
          }),
        ),
      )
      return done
    },
  }
}
