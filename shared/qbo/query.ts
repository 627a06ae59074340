import * as z from 'zod/mini'
import { Entity } from './entity.ts'

/** A value as Intuit's query language takes it: in single quotes, a backslash before each quote and backslash. */
export const quoted = (value: string): string => `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`

/** Every entity of a type, inactive ones too, whose field has one of these values. */
export function selectIn(type: string, field: string, values: readonly string[], isList: boolean): string {
  const inactiveToo = isList ? ' AND Active IN (true, false)' : ''
  return `SELECT * FROM ${type} WHERE ${field} IN (${values.map(quoted).join(', ')})${inactiveToo} MAXRESULTS 1000`
}

const QueryAnswer = z.object({ QueryResponse: z.record(z.string(), z.unknown()) })

/** The entities in the answer to a query; none when the key is absent. Undefined if it is no such answer. */
export function readQueryAnswer(answer: unknown, type: string): Entity[] | undefined {
  const outer = z.safeParse(QueryAnswer, answer)
  if (!outer.success) return undefined
  const rows = z.safeParse(z.array(Entity), outer.data.QueryResponse[type] ?? [])
  return rows.success ? rows.data : undefined
}
