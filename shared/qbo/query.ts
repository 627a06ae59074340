import * as z from 'zod/mini'
import { type Entity, entityIn } from './entity.ts'
import { readFault } from './faults.ts'
import { listOf, number, under } from './loose.ts'

/** QuickBooks gives at most so many rows to a query. */
export const QUERY_ROWS_MAX = 1_000

/** A value as Intuit's query language takes it: in single quotes, a backslash before each quote and backslash. */
export const quoted = (value: string): string => `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`

/** Every entity of a type, inactive ones too, whose field has one of these values. */
export function selectIn(type: string, field: string, values: readonly string[], isList: boolean): string {
  const inactiveToo = isList ? ' AND Active IN (true, false)' : ''
  return `SELECT * FROM ${type} WHERE ${field} IN (${values.map(quoted).join(', ')})${inactiveToo} MAXRESULTS 1000`
}

/** How many entities of a type there are; `where` narrows it. */
export const countQuery = (type: string, where: string): string => `SELECT count(*) FROM ${type} WHERE ${where}`

/** Of a list, what is active and what is not. */
export const ACTIVE_OR_NOT = 'Active IN (true, false)'

/** The entities in the answer to a query; none when the key is absent. Undefined if it is no such answer. */
export function readQueryAnswer(answer: unknown, type: string): Entity[] | undefined {
  const response = under(answer, 'QueryResponse')
  if (typeof response !== 'object' || response === null) return undefined
  const rows = listOf(under(response, type)).map(entityIn)
  // One that cannot be read may be the very one that is looked for.
  return rows.every((row) => row !== undefined) ? rows : undefined
}

/** Whether QuickBooks refuses a query for a field that it names, and so would take it in another order. */
export const isUnsortable = (answer: unknown): boolean => readFault(answer)?.code === '4001'

/** The number in the answer to a count. */
export const readCount = (answer: unknown): number | undefined =>
  z.parse(number, under(under(answer, 'QueryResponse'), 'totalCount'))
