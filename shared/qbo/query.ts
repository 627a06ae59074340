import * as z from 'zod/mini'
import { Entity } from './entity.ts'

/** QuickBooks gives at most so many rows to a query. */
export const QUERY_ROWS_MAX = 1_000

/** A value as Intuit's query language takes it: in single quotes, a backslash before each quote and backslash. */
export const quoted = (value: string): string => `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`

/** Every entity of a type, inactive ones too, whose field has one of these values. */
export function selectIn(type: string, field: string, values: readonly string[], isList: boolean): string {
  const inactiveToo = isList ? ' AND Active IN (true, false)' : ''
  return `SELECT * FROM ${type} WHERE ${field} IN (${values.map(quoted).join(', ')})${inactiveToo} MAXRESULTS 1000`
}

/**
 * A page of the entities of a type, inactive ones too, that were created at a moment or after it, in that order, and are
 * dated `day` if one is given; `skipped` of them are left out at its beginning.
 */
export function selectCreatedSince(
  type: string,
  since: string,
  skipped: number,
  isList: boolean,
  day?: string,
): string {
  const inactiveToo = isList ? ' AND Active IN (true, false)' : ''
  const dated = day === undefined ? '' : ` AND TxnDate = ${quoted(day)}`
  const where = `MetaData.CreateTime >= ${quoted(since)}${dated}${inactiveToo}`
  return `SELECT * FROM ${type} WHERE ${where} ORDERBY MetaData.CreateTime STARTPOSITION ${skipped + 1} MAXRESULTS ${QUERY_ROWS_MAX}`
}

/** How many entities of a type there are; `where` narrows it. */
export const countQuery = (type: string, where: string): string => `SELECT count(*) FROM ${type} WHERE ${where}`

/** A page of the entities of a type by Id, the first page being 0. */
export const pageQuery = (type: string, where: string, page: number): string =>
  `SELECT * FROM ${type} WHERE ${where} ORDERBY Id STARTPOSITION ${page * QUERY_ROWS_MAX + 1} MAXRESULTS ${QUERY_ROWS_MAX}`

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

/** The number in the answer to a count. */
export function readCount(answer: unknown): number | undefined {
  const outer = z.safeParse(QueryAnswer, answer)
  const count = outer.success ? outer.data.QueryResponse['totalCount'] : undefined
  return typeof count === 'number' ? count : undefined
}
