import {
  type AttributeValue,
  BatchGetItemCommand,
  BatchWriteItemCommand,
  ConditionalCheckFailedException,
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  TransactionCanceledException,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb'
import { type Bindings, condition, pathIn } from './expression.ts'
import { query } from './query.ts'
import { only, StoredTable } from './stored-table.ts'
import { tables as allTables } from './tables.ts'
import { Tokens } from './tokens.ts'
import { update } from './update.ts'
import type { Row } from './value.ts'

/** What every expression of a request shares. */
type Expressions = {
  ExpressionAttributeNames?: Record<string, string> | undefined
  ExpressionAttributeValues?: Record<string, AttributeValue> | undefined
}
type Write = Expressions & {
  TableName?: string | undefined
  ConditionExpression?: string | undefined
  ReturnValues?: string | undefined
  ReturnValuesOnConditionCheckFailure?: string | undefined
}

const bindingsOf = ({ ExpressionAttributeNames: names, ExpressionAttributeValues: values }: Expressions): Bindings => ({
  names,
  values,
})

/**
 * DynamoDB in memory, as far as the adapters use it: at once, consistently and without a process of its own. What it
 * does is held against the local DynamoDB by one contract test over both.
 */
export class MemoryDynamoDB {
  readonly #tables = new Map<string, StoredTable>()

  constructor(tables = allTables) {
    for (const table of tables) this.#tables.set(table.TableName, new StoredTable(table))
  }

  /** Write request units of all tables since the start. */
  get writeUnits(): number {
    return [...this.#tables.values()].reduce((sum, { writeUnits }) => sum + writeUnits, 0)
  }

  /** The client that an adapter is given; each command is carried out at once. */
  client(): DynamoDBClient {
    return clientOf(async (command) => this.execute(command))
  }

  /** Carries out a command, or throws what DynamoDB would answer. */
  execute(command: object): object {
    if (command instanceof GetItemCommand) {
      const { TableName, Key = {} } = command.input
      const Item = this.#table(TableName).get(Key)
      return Item ? { Item } : {}
    }
    if (command instanceof PutItemCommand) return this.#put(command.input)
    if (command instanceof UpdateItemCommand) return this.#update(command.input)
    if (command instanceof DeleteItemCommand) return this.#delete(command.input)
    if (command instanceof QueryCommand) return query(this.#table(command.input.TableName), command.input)
    if (command instanceof BatchGetItemCommand) return this.#batchGet(command.input)
    if (command instanceof BatchWriteItemCommand) return this.#batchWrite(command.input)
    if (command instanceof TransactWriteItemsCommand) return this.#transact(command.input)
    throw new TypeError(`the memory knows no ${command.constructor.name}`)
  }

  /** The rows of a partition, or all, as they are stored, for whoever looks from outside. */
  rows(table: string, pk?: string): Iterable<Row> {
    const { rows } = this.#table(table)
    return pk === undefined ? rows.all() : rows.walk(pk, undefined, true)
  }

  #table(name: string | undefined): StoredTable {
    const table = this.#tables.get(name ?? '')
    if (!table) throw new SyntaxError(`there is no table ${name}`)
    return table
  }

  /** Throws unless the write's condition holds for the row that is there. */
  #check(write: Write, row: Row | undefined): void {
    if (write.ConditionExpression === undefined) return
    if (condition(write.ConditionExpression)(row ?? {}, bindingsOf(write))) return
    this.#table(write.TableName).writeUnits++
    throw new ConditionalCheckFailedException({
      $metadata: {},
      message: 'The conditional request failed',
      ...(row && write.ReturnValuesOnConditionCheckFailure === 'ALL_OLD' && { Item: row }),
    })
  }

  #put(input: PutItemCommand['input']): object {
    const { Item = {} } = input
    const table = this.#table(input.TableName)
    const before = table.get(Item)
    this.#check(input, before)
    table.replace(Item, Item)
    return returned(input.ReturnValues, before, Item)
  }

  #update(input: UpdateItemCommand['input']): object {
    const { Key = {}, UpdateExpression = '' } = input
    const table = this.#table(input.TableName)
    const before = table.get(Key)
    this.#check(input, before)
    const { row, touched } = update(UpdateExpression)(before ?? Key, bindingsOf(input))
    table.replace(Key, row)
    return returned(input.ReturnValues, before, row, touched)
  }

  #delete(input: DeleteItemCommand['input']): object {
    const { Key = {} } = input
    const table = this.#table(input.TableName)
    const before = table.get(Key)
    this.#check(input, before)
    if (before) table.replace(Key, undefined)
    return returned(input.ReturnValues, before, undefined)
  }

  #batchGet({ RequestItems = {} }: BatchGetItemCommand['input']): object {
    const answer = Object.entries(RequestItems).map(([name, { Keys = [], ProjectionExpression, ...rest }]) => {
      refuseDoubles(Keys)
      const rows = Keys.map((key) => this.#table(name).get(key)).filter((row) => row !== undefined)
      const attributes = attributesIn(ProjectionExpression, rest.ExpressionAttributeNames)
      return [name, rows.map((row) => only(row, attributes))]
    })
    return { Responses: Object.fromEntries(answer), UnprocessedKeys: {} }
  }

  #batchWrite({ RequestItems = {} }: BatchWriteItemCommand['input']): object {
    for (const [TableName, requests] of Object.entries(RequestItems)) {
      refuseDoubles(requests.map(({ PutRequest, DeleteRequest }) => PutRequest?.Item ?? DeleteRequest?.Key ?? {}))
      for (const { PutRequest, DeleteRequest } of requests) {
        if (PutRequest) this.#put({ TableName, Item: PutRequest.Item })
        if (DeleteRequest) this.#delete({ TableName, Key: DeleteRequest.Key })
      }
    }
    return { UnprocessedItems: {} }
  }

  /** All or nothing: every condition is checked before anything is written. */
  #transact({ TransactItems = [] }: TransactWriteItemsCommand['input']): object {
    const CancellationReasons = TransactItems.map(({ Put, Update, Delete, ConditionCheck }) => {
      const write = Put ?? Update ?? Delete ?? ConditionCheck
      if (!write) return { Code: 'None' }
      const key = 'Key' in write ? write.Key : write.Item
      try {
        this.#check(write, this.#table(write.TableName).get(key ?? {}))
        return { Code: 'None' }
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) throw error
        return { Code: 'ConditionalCheckFailed', ...(error.Item && { Item: error.Item }) }
      }
    })
    if (CancellationReasons.some(({ Code }) => Code !== 'None')) {
      throw new TransactionCanceledException({ $metadata: {}, message: 'Transaction cancelled', CancellationReasons })
    }
    for (const { Put, Update, Delete } of TransactItems) {
      if (Put) this.#put(Put)
      if (Update) this.#update(Update)
      if (Delete) this.#delete(Delete)
    }
    return {}
  }
}

/** A client whose every command goes through one function. The adapters use nothing but `send`. */
const clientOf = (send: (command: object) => Promise<object>): DynamoDBClient => ({ send }) as unknown as DynamoDBClient

function returned(wanted: string | undefined, before: Row | undefined, after: Row | undefined, touched?: string[]) {
  switch (wanted) {
    case 'ALL_OLD':
      return before ? { Attributes: before } : {}
    case 'ALL_NEW':
      return after ? { Attributes: after } : {}
    case 'UPDATED_OLD':
    case 'UPDATED_NEW': {
      const row = wanted === 'UPDATED_OLD' ? before : after
      const Attributes = row && touched && only(row, touched)
      return Attributes && Object.keys(Attributes).length > 0 ? { Attributes } : {}
    }
    case undefined:
    case 'NONE':
      return {}
    default:
      throw new SyntaxError(`what is returned as ${wanted} is not known here`)
  }
}

/** DynamoDB takes a row only once in a batch. */
function refuseDoubles(keys: readonly Row[]): void {
  const rows = new Set(keys.map(({ pk, sk }) => JSON.stringify([pk?.S, sk?.S])))
  if (rows.size === keys.length) return
  const message = 'Provided list of item keys contains duplicates'
  throw Object.assign(new Error(message), { name: 'ValidationException', $fault: 'client', $metadata: {} })
}

/** The attributes that a projection names; all if there is none. */
function attributesIn(expression: string | undefined, names: Record<string, string> | undefined) {
  const steps = expression?.split(',').map((text) => pathIn(new Tokens(text))[0] ?? '')
  return steps?.map((step) => names?.[step] ?? step)
}
