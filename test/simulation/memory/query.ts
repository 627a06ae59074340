import type { AttributeValue, QueryCommandInput } from '@aws-sdk/client-dynamodb'
import { condition, once } from './expression.ts'
import type { StoredTable } from './stored-table.ts'
import { type Row, textOf } from './value.ts'

/** DynamoDB ends a page at a megabyte; here it ends after so many rows. */
const PAGE_ROWS_MAX = 1_000

/** A key condition: one partition, and perhaps one condition on the sort key, in one of the few forms that there are. */
const KEY_CONDITION =
  /^(?<pk>\S+) = (?<of>:\w+)(?: AND (?:begins_with\((?<a>\S+), (?<prefix>:\w+)\)|(?<b>\S+) BETWEEN (?<from>:\w+) AND (?<to>:\w+)|(?<c>\S+) (?<is>=|<|<=|>|>=) (?<than>:\w+)))?$/

const keyCondition = once((text) => {
  const groups = KEY_CONDITION.exec(text)?.groups
  if (!groups) throw new SyntaxError(`"${text}" is no condition on keys`)
  return groups
})

/** A page of the rows that a query finds. */
export function query(table: StoredTable, input: QueryCommandInput): object {
  const { KeyConditionExpression = '', ExpressionAttributeValues: values = {}, FilterExpression } = input
  const key = keyCondition(KeyConditionExpression)
  const index = table.index(input.IndexName)
  const { from, isBeyond, isIn } = rangeOf(key, values)
  const isForward = input.ScanIndexForward ?? true
  const after = input.ExclusiveStartKey && placeOf(input.ExclusiveStartKey, index.sortKey)
  const start = after !== undefined ? { after } : isForward && from !== undefined ? { at: from } : undefined
  const limit = Math.min(input.Limit ?? PAGE_ROWS_MAX, PAGE_ROWS_MAX)
  const bindings = { names: input.ExpressionAttributeNames, values }

  const Items: Row[] = []
  let last: Row | undefined
  let evaluated = 0
  for (const row of index.walk(textOf(values[key['of'] ?? '']), start, isForward)) {
    const sort = textOf(row[index.sortKey])
    if (isForward && isBeyond(sort)) break
    if (!isIn(sort)) continue
    evaluated++
    last = row
    if (!FilterExpression || condition(FilterExpression)(row, bindings)) Items.push(row)
    if (evaluated === limit) break
  }
  return {
    ...(input.Select === 'COUNT' ? {} : { Items }),
    Count: Items.length,
    ScannedCount: evaluated,
    ...(evaluated === limit && last && { LastEvaluatedKey: keysOf(last, index.sortKey) }),
  }
}

type Values = Record<string, AttributeValue>

/** Which sort keys are meant: where they begin, whether one lies behind them all, and whether one is among them. */
function rangeOf(key: Record<string, string | undefined>, values: Values) {
  const text = (name: string | undefined) => textOf(values[name ?? ''])
  if (key['prefix'] !== undefined) {
    const prefix = text(key['prefix'])
    return {
      from: prefix,
      isBeyond: (sort: string) => sort > prefix && !sort.startsWith(prefix),
      isIn: (sort: string) => sort.startsWith(prefix),
    }
  }
  if (key['from'] !== undefined) {
    const [from, to] = [text(key['from']), text(key['to'])]
    return { from, isBeyond: (sort: string) => sort > to, isIn: (sort: string) => sort >= from && sort <= to }
  }
  const than = text(key['than'])
  const never = () => false
  switch (key['is']) {
    case '=':
      return { from: than, isBeyond: (sort: string) => sort > than, isIn: (sort: string) => sort === than }
    case '<':
      return { from: undefined, isBeyond: (sort: string) => sort >= than, isIn: (sort: string) => sort < than }
    case '<=':
      return { from: undefined, isBeyond: (sort: string) => sort > than, isIn: (sort: string) => sort <= than }
    case '>':
      return { from: than, isBeyond: never, isIn: (sort: string) => sort > than }
    case '>=':
      return { from: than, isBeyond: never, isIn: (sort: string) => sort >= than }
    default:
      return { from: undefined, isBeyond: never, isIn: () => true }
  }
}

const placeOf = (start: Values, sortKey: string): string => `${textOf(start[sortKey])}\0${textOf(start['sk'])}`

function keysOf(row: Row, sortKey: string): Row {
  const names = [...new Set(['pk', 'sk', sortKey])]
  return Object.fromEntries(names.flatMap((name) => (row[name] === undefined ? [] : [[name, row[name]]])))
}
