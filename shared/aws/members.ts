import { type DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb'
import * as z from 'zod/mini'
import { attributes, plain } from './table.ts'

const roles = ['viewer', 'feed', 'admin'] as const
export type Role = (typeof roles)[number]

const Row = z.object({ role: z.enum(roles) })

export type Members = ReturnType<typeof members>

/** Who may do what for which company. */
export function members(db: DynamoDBClient, table: string) {
  const keyOf = (caller: string, company: string) => ({ pk: `member/${caller}`, sk: company })
  return {
    /** A caller's role; undefined if the caller has no part in the company. Operators are admin of all. */
    async roleOf(caller: { id: string; isOperator: boolean }, company: string): Promise<Role | undefined> {
      if (caller.isOperator) return 'admin'
      if (company === '') return undefined
      const key = attributes(keyOf(caller.id, company))
      const { Item } = await db.send(new GetItemCommand({ TableName: table, Key: key, ConsistentRead: true }))
      return Item && z.parse(Row, plain(Item)).role
    },

    async put(caller: string, company: string, role: Role): Promise<void> {
      await db.send(new PutItemCommand({ TableName: table, Item: attributes({ ...keyOf(caller, company), role }) }))
    },
  }
}
