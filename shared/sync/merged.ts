import type { Body, BodyValue } from '../qbo/entity.ts'
import { linkIn } from './plan.ts'
import type { Link, StoredRecord } from './record.ts'

/**
 * The link of a record whose entity QuickBooks has no more; undefined if it is linked to another one by now, or that is known.
 * No list of QuickBooks deletes anything: what is not there was merged into something else.
 */
export function linkToGone(stored: StoredRecord, epoch: number, id: string): Link | undefined {
  const link = linkIn(epoch, stored)
  return link?.id === id && !link.gone ? { ...link, active: false, gone: true, mergedWith: undefined } : undefined
}

/** What was sent, as it stands in QuickBooks once what it names was merged: there it names what these are linked to by now. */
export const sinceMerged = (body: Body, links: readonly Link[]): Body =>
  links.reduce(
    (sent, { type, was, id }) => (was === undefined ? sent : naming(sent, refsTo[type] ?? [], was, id)),
    body,
  )

/** A body with references of these names to one entity turned to another. Ids of different types may be alike. */
function naming(body: Body, refs: readonly string[], from: string, to: string): Body {
  const turned = (field: string, value: BodyValue): BodyValue => {
    if (Array.isArray(value)) return value.map((one) => turned(field, one))
    if (typeof value !== 'object') return value
    return refs.includes(field) && value['value'] === from ? { ...value, value: to } : naming(value, refs, from, to)
  }
  return Object.fromEntries(Object.entries(body).map(([field, value]) => [field, turned(field, value)]))
}

const refsTo: Partial<Record<Link['type'], readonly string[]>> = {
  Customer: ['CustomerRef', 'ParentRef', 'EntityRef'],
  Vendor: ['VendorRef', 'EntityRef'],
  Item: ['ItemRef', 'ParentRef'],
  Account: ['AccountRef', 'APAccountRef', 'IncomeAccountRef', 'ExpenseAccountRef', 'AssetAccountRef'],
  Term: ['SalesTermRef', 'TermRef'],
}
