import * as z from 'zod/mini'
import { Entity } from './entity.ts'
import { readFault } from './faults.ts'

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

const QueryAnswer = z.object({ QueryResponse: z.record(z.string(), z.unknown()) })

/** The entities in the answer to a query; none when the key is absent. Undefined if it is no such answer. */
export function readQueryAnswer(answer: unknown, type: string): Entity[] | undefined {
  const outer = z.safeParse(QueryAnswer, answer)
  if (!outer.success) return undefined
  const rows = z.safeParse(z.array(Entity), outer.data.QueryResponse[type] ?? [])
  return rows.success ? rows.data : undefined
}

/** Whether QuickBooks refuses a query for a field that it names, and so would take it in another order. */
export const isUnsortable = (answer: unknown): boolean => readFault(answer)?.code === '4001'

/** The number in the answer to a count. */
export function readCount(answer: unknown): number | undefined {
  const outer = z.safeParse(QueryAnswer, answer)
  const count = outer.success ? outer.data.QueryResponse['totalCount'] : undefined
  return typeof count === 'number' ? count : undefined
}
