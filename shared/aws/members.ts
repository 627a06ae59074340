import { DeleteItemCommand, type DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb'
import * as z from 'zod/mini'
import { attributes, plain, queryAll } from './table.ts'

/** `viewer` reads, `feed` sends changes and reads, `admin` does all. */
export const roles = ['viewer', 'feed', 'admin'] as const
export type Role = (typeof roles)[number]

const Row = z.object({ sk: z.string(), role: z.enum(roles) })
const PREFIX = 'member/'

export type Members = ReturnType<typeof members>

/** Who may do what for which company: a person by subject, a machine by client id. */
export function members(db: DynamoDBClient, table: string) {
  const keyOf = (company: string, id: string) => ({ pk: `company/${company}`, sk: `${PREFIX}${id}` })
  return {
    /** A caller's role; undefined if the caller has no part in the company. Operators are admin of all. */
    async roleOf(caller: { id: string; isOperator: boolean }, company: string): Promise<Role | undefined> {
      if (caller.isOperator) return 'admin'
      const key = attributes(keyOf(company, caller.id))
      const { Item } = await db.send(new GetItemCommand({ TableName: table, Key: key, ConsistentRead: true }))
      return Item && z.parse(Row, plain(Item)).role
    },

    async list(company: string): Promise<{ id: string; role: Role }[]> {
      const found: { id: string; role: Role }[] = []
      for await (const item of queryAll(db, {
        TableName: table,
        KeyConditionExpression: 'pk = :company AND begins_with(sk, :prefix)',
        ExpressionAttributeValues: attributes({ ':company': `company/${company}`, ':prefix': PREFIX }),
      })) {
        const { sk, role } = z.parse(Row, item)
        found.push({ id: sk.slice(PREFIX.length), role })
      }
      return found
    },

    async put(company: string, id: string, role: Role): Promise<void> {
      await db.send(new PutItemCommand({ TableName: table, Item: attributes({ ...keyOf(company, id), role }) }))
    },

    async drop(company: string, id: string): Promise<void> {
      await db.send(new DeleteItemCommand({ TableName: table, Key: attributes(keyOf(company, id)) }))
    },
  }
}
