import * as z from 'zod/mini'
import type { Entity } from './entity.ts'
import { text, under } from './loose.ts'
import { QUERY_ROWS_MAX, quoted } from './query.ts'

/**
 * What a walk through many entities goes by, the best first. Intuit has announced that no query may be sorted by Id any
 * more, and has taken back other fields before, so each is only a way that may be closed.
 */
export const orders = ['MetaData.CreateTime', 'MetaData.LastUpdatedTime', 'Id'] as const
export type Order = (typeof orders)[number]

/** Which entities: of this type, under this condition, and created at this moment or after it, where these are given. */
export type Scope = { type: string; where?: string | undefined; since?: string | undefined }

/** Where a walk stands: it goes on at this moment, and leaves out so many rows from there. */
export type Place = { order: Order; since?: string | undefined; skipped: number }

/** Where a walk begins. Whatever was created since was changed since too. */
export const firstPlace = ({ since }: Scope, order: Order): Place => ({ order, since, skipped: 0 })

/** The query for the page at this place. */
export function pageQuery({ type, where }: Scope, { order, since, skipped }: Place): string {
  const moment = order === 'Id' ? 'MetaData.CreateTime' : order
  const conditions = [since && `${moment} >= ${quoted(since)}`, where].filter((one) => one !== undefined)
  const narrowed = conditions.length > 0 ? ` WHERE ${conditions.join(' AND ')}` : ''
  return `SELECT * FROM ${type}${narrowed} ORDERBY ${order} STARTPOSITION ${skipped + 1} MAXRESULTS ${QUERY_ROWS_MAX}`
}

/**
 * Where the next page begins: at the moment of the last row, which is read again with all others of that second, so that
 * none of them is lost between two pages, and what is deleted meanwhile moves nothing out of sight. Undefined at the end.
 */
export function placeAfter(place: Place, page: readonly Entity[]): Place | undefined {
  const last = page.length < QUERY_ROWS_MAX ? undefined : page.at(-1)
  if (!last) return undefined
  const since = place.order === 'Id' ? undefined : stampOf(last, place.order)
  if (since === undefined || since === place.since) return { ...place, skipped: place.skipped + page.length }
  return { ...place, since, skipped: 0 }
}

/** When QuickBooks says that an entity was created, or changed, in its own words; undefined if it does not. */
export function stampOf(entity: Entity, order: Exclude<Order, 'Id'>): string | undefined {
  const [, field = ''] = order.split('.')
  return z.parse(text, under(entity['MetaData'], field))
}
