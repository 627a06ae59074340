import {
  type AttributeValue,
  BatchGetItemCommand,
  BatchWriteItemCommand,
  ConditionalCheckFailedException,
  type DynamoDBClient,
  ProvisionedThroughputExceededException,
  QueryCommand,
  type QueryCommandInput,
  type WriteRequest,
} from '@aws-sdk/client-dynamodb'
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb'
import { Refusal } from '../lib/refusal.ts'

export type Item = Record<string, unknown>

/**
 * The values of an expression or the key of an item, as DynamoDB takes them: what is undefined is left out, and half a
 * character, for which it would refuse the whole row, is replaced by U+FFFD.
 */
export const attributes = (values: Item): Record<string, AttributeValue> =>
  marshall(wellFormed(values) as Item, { removeUndefinedValues: true })

function wellFormed(value: unknown): unknown {
  if (typeof value === 'string') return value.toWellFormed()
  if (Array.isArray(value)) return value.map(wellFormed)
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key.toWellFormed(), wellFormed(one)]))
}

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

/** Why a page cannot begin where somebody says. */
export const noCursor = (): Refusal =>
  new Refusal('E_CURSOR', 'cursor', 'cursor is none that this list gave out; begin again without it')

/**
 * One page of a query with the cursor of the next. A cursor says only where to go on; whose rows, the query says.
 *
 * @throws Refusal if the cursor is that of another query
 */
export async function queryPage(
  db: DynamoDBClient,
  input: QueryCommandInput,
  start: Item | undefined,
): Promise<{ items: Item[]; next: Item | undefined }> {
  const page = await db
    .send(new QueryCommand({ ...input, ...(start && { ExclusiveStartKey: attributes(start) }) }))
    .catch((error: unknown) => {
      throw start && error instanceof Error && error.name === 'ValidationException' ? noCursor() : error
    })
  return {
    items: (page.Items ?? []).map(plain),
    next: page.LastEvaluatedKey && plain(page.LastEvaluatedKey),
  }
}

/** What these rows say, and of one that cannot be read what is said instead: no row ever empties a list that people look at. */
export function readEach<Value>(
  items: readonly Item[],
  read: (item: Item) => Value,
  instead: (item: Item) => Value[],
): Value[] {
  return items.flatMap((item) => {
    try {
      return [read(item)]
    } catch {
      return instead(item)
    }
  })
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

/** DynamoDB takes at most 25 rows, and 16 MB, in one BatchWriteItem. */
export const BATCH_WRITE_MAX = 25

/** What DynamoDB has left undone is asked for again after this, and twice as long each time: it is short of capacity. */
const FIRST_PAUSE_MS = 25
/** Within some ten seconds it has found capacity, or somebody has to hear of it. */
const PAUSES_MAX = 9

/**
 * Puts and deletes rows of a table, as many as there are, in the order of the batches that they make. Of several writes of one
 * row the last one counts, since DynamoDB takes a row only once in a batch.
 */
export async function writeAll(db: DynamoDBClient, table: string, requests: readonly WriteRequest[]): Promise<void> {
  const rowOf = ({ PutRequest, DeleteRequest }: WriteRequest) => PutRequest?.Item ?? DeleteRequest?.Key ?? {}
  await inBatches(once(requests, rowOf), BATCH_WRITE_MAX, async (batch) => {
    const { UnprocessedItems } = await db.send(new BatchWriteItemCommand({ RequestItems: { [table]: batch } }))
    return UnprocessedItems?.[table]
  })
}

/** The items with these keys, each once however often it is asked for, read consistently; those that are not there are left out. */
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
  const wanted = keys.map((key) => attributes(key))
  await inBatches(
    once(wanted, (key) => key),
    BATCH_GET_MAX,
    async (Keys) => {
      const { Responses, UnprocessedKeys } = await db.send(
        new BatchGetItemCommand({ RequestItems: { [table]: { Keys, ConsistentRead: true, ...projection } } }),
      )
      items.push(...(Responses?.[table] ?? []).map(plain))
      return UnprocessedKeys?.[table]?.Keys
    },
  )
  return items
}

/** The last of these for each row that they are about. */
function once<Value>(values: readonly Value[], rowOf: (value: Value) => Record<string, AttributeValue>): Value[] {
  const byRow = new Map(
    values.map((value) => {
      const { pk, sk } = rowOf(value)
      return [JSON.stringify([pk?.S, sk?.S]), value]
    }),
  )
  return [...byRow.values()]
}

/** Hands these over in batches, and what is left undone of a batch once more with the next one. */
async function inBatches<Value>(
  values: readonly Value[],
  size: number,
  run: (batch: Value[]) => Promise<Value[] | undefined>,
): Promise<void> {
  let left = [...values]
  let pauses = 0
  while (left.length > 0) {
    const undone = (await run(left.slice(0, size))) ?? []
    left = [...left.slice(size), ...undone]
    if (undone.length === 0) pauses = 0
    else if (pauses === PAUSES_MAX) {
      throw new ProvisionedThroughputExceededException({ $metadata: {}, message: 'DynamoDB leaves a batch undone' })
    } else await pause(FIRST_PAUSE_MS * 2 ** pauses++)
  }
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
