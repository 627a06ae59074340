import { DeleteItemCommand, type DynamoDBClient, GetItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb'
import * as z from 'zod/mini'
import { attributes, type Item, plain, queryAll, setting } from './table.ts'

/** `viewer` reads, `feed` sends changes and reads, `admin` does all. */
export const roles = ['viewer', 'feed', 'admin'] as const
export type Role = (typeof roles)[number]

/** Who has a part in a company, and what people call them; null where nobody has said so. */
export type Member = { id: string; role: Role; name: string | null }

const Row = z.object({ sk: z.string(), role: z.enum(roles), name: z._default(z.nullable(z.string()), null) })
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

    async list(company: string): Promise<Member[]> {
      const found: Member[] = []
      for await (const item of queryAll(db, {
        TableName: table,
        KeyConditionExpression: 'pk = :company AND begins_with(sk, :prefix)',
        ExpressionAttributeValues: attributes({ ':company': `company/${company}`, ':prefix': PREFIX }),
      })) {
        found.push(memberIn(item))
      }
      return found
    },

    /** Gives somebody a role; a name that is not said stays as it was. */
    async put(company: string, id: string, said: { role: Role; name?: string | undefined }): Promise<Member> {
      const { role, name } = said
      const { Attributes } = await db.send(
        new UpdateItemCommand({
          TableName: table,
          Key: attributes(keyOf(company, id)),
          ...setting({ role, ...(name !== undefined && { name }) }),
          ReturnValues: 'ALL_NEW',
        }),
      )
      return memberIn(plain(Attributes ?? {}))
    },

    async drop(company: string, id: string): Promise<void> {
      await db.send(new DeleteItemCommand({ TableName: table, Key: attributes(keyOf(company, id)) }))
    },
  }
}

function memberIn(item: Item): Member {
  const { sk, role, name } = z.parse(Row, item)
  return { id: sk.slice(PREFIX.length), role, name }
}
