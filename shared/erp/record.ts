import type * as z from 'zod/mini'
import { Account } from './account.ts'
import { Customer } from './customer.ts'
import { Invoice } from './invoice.ts'
import { LedgerEntry } from './ledger-entry.ts'
import { Part } from './part.ts'
import { PurchaseOrder } from './purchase-order.ts'
import { Terms } from './terms.ts'
import { Vendor } from './vendor.ts'
import { Voucher } from './voucher.ts'

/** The schema of every kind of record, in the order in which QuickBooks needs them. */
export const recordSchemas = {
  account: Account,
  terms: Terms,
  vendor: Vendor,
  customer: Customer,
  part: Part,
  'purchase-order': PurchaseOrder,
  invoice: Invoice,
  voucher: Voucher,
  'ledger-entry': LedgerEntry,
} as const satisfies Record<string, z.ZodMiniType>

export type Kind = keyof typeof recordSchemas
export const kinds = Object.keys(recordSchemas) as readonly Kind[]

/** What the ERP says of a record of each kind. */
type Content = { [K in Kind]: z.output<(typeof recordSchemas)[K]> }

/** A record with its kind, so that a switch over the kind knows the content. */
export type ErpRecord = { [K in Kind]: { kind: K; content: Content[K] } }[Kind]

/** `kind/id`, the name of a record within its company. */
export type RecordKey = `${Kind}/${string}`

export const isKind = (name: string): name is Kind => Object.hasOwn(recordSchemas, name)

/** The kind and the id in a key; undefined if it is no key of ours. */
export function parseKey(key: string): { kind: Kind; id: string } | undefined {
  const slash = key.indexOf('/')
  const kind = key.slice(0, slash)
  return slash > 0 && isKind(kind) ? { kind, id: key.slice(slash + 1) } : undefined
}
