import {
  type AttributeValue,
  BatchGetItemCommand,
  ConditionalCheckFailedException,
  type DynamoDBClient,
  QueryCommand,
  type QueryCommandInput,
} from '@aws-sdk/client-dynamodb'
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb'

export type Item = Record<string, unknown>

/** The values of an expression or the key of an item, as DynamoDB takes them; what is undefined is left out. */
export const attributes = (values: Item): Record<string, AttributeValue> =>
  marshall(values, { removeUndefinedValues: true })

/** A stored item with plain values. It still has to pass a schema: a row comes from outside. */
export const plain = (item: Record<string, AttributeValue>): Item => unmarshall(item)

/** The parts of an UpdateItem that set these fields, and remove those that are undefined. */
export function setting(fields: Item) {
  const names = Object.keys(fields)
  const set = names.filter((name) => fields[name] !== undefined)
  const removed = names.filter((name) => fields[name] === undefined)
  return {
    UpdateExpression: [
      ...(set.length > 0 ? [`SET ${set.map((name) => `#${name} = :${name}`).join(', ')}`] : []),
      ...(removed.length > 0 ? [`REMOVE ${removed.map((name) => `#${name}`).join(', ')}`] : []),
    ].join(' '),
    ExpressionAttributeNames: Object.fromEntries(names.map((name) => [`#${name}`, name])),
    ExpressionAttributeValues: attributes(Object.fromEntries(set.map((name) => [`:${name}`, fields[name]]))),
  }
}

/** What became of a conditional write: that its condition does not hold is an answer and not an error. */
export type Conditional = { done: true; old: Item } | { done: false; current: Item | undefined }

/** Carries out a conditional write, and says what it replaced, or what stood in its way where it asked for that. */
export async function conditional(
  write: Promise<{ Attributes?: Record<string, AttributeValue> | undefined }>,
): Promise<Conditional> {
  try {
    const { Attributes } = await write
    return { done: true, old: Attributes ? plain(Attributes) : {} }
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error
    return { done: false, current: error.Item && plain(error.Item) }
  }
}

/** Every item that a query finds, page by page: the end is told by the missing key, never by a count. */
export async function* queryAll(db: DynamoDBClient, input: QueryCommandInput): AsyncGenerator<Item> {
  let start: Record<string, AttributeValue> | undefined
  do {
    const page = await db.send(new QueryCommand({ ...input, ...(start && { ExclusiveStartKey: start }) }))
    for (const item of page.Items ?? []) yield plain(item)
    start = page.LastEvaluatedKey
  } while (start)
}

/** One page of a query with the cursor of the next. A cursor says only where to go on; whose rows, the query says. */
export async function queryPage(
  db: DynamoDBClient,
  input: QueryCommandInput,
  start: Item | undefined,
): Promise<{ items: Item[]; next: Item | undefined }> {
  const page = await db.send(new QueryCommand({ ...input, ...(start && { ExclusiveStartKey: attributes(start) }) }))
  return {
    items: (page.Items ?? []).map(plain),
    next: page.LastEvaluatedKey && plain(page.LastEvaluatedKey),
  }
}

/** How many items a query finds. */
export async function countAll(db: DynamoDBClient, input: QueryCommandInput): Promise<number> {
  let count = 0
  let start: Record<string, AttributeValue> | undefined
  do {
    const page = await db.send(
      new QueryCommand({ ...input, Select: 'COUNT', ...(start && { ExclusiveStartKey: start }) }),
    )
    count += page.Count ?? 0
    start = page.LastEvaluatedKey
  } while (start)
  return count
}

/** DynamoDB takes at most 100 keys in one BatchGetItem. */
const BATCH_GET_MAX = 100

/** The items with these keys, read consistently; those that are not there are left out. */
export async function getAll(
  db: DynamoDBClient,
  table: string,
  keys: readonly { pk: string; sk: string }[],
  fields?: readonly string[],
): Promise<Item[]> {
  const items: Item[] = []
  const projection = fields && {
    ProjectionExpression: fields.map((_, index) => `#f${index}`).join(', '),
    ExpressionAttributeNames: Object.fromEntries(fields.map((field, index) => [`#f${index}`, field])),
  }
  let left = keys.map((key) => attributes(key))
  while (left.length > 0) {
    const asked = left.slice(0, BATCH_GET_MAX)
    const { Responses, UnprocessedKeys } = await db.send(
      new BatchGetItemCommand({ RequestItems: { [table]: { Keys: asked, ConsistentRead: true, ...projection } } }),
    )
    items.push(...(Responses?.[table] ?? []).map(plain))
    left = [...left.slice(BATCH_GET_MAX), ...(UnprocessedKeys?.[table]?.Keys ?? [])]
  }
  return items
}
