import type * as z from 'zod/mini'
import { Refusal } from '../lib/refusal.ts'
import { read } from '../lib/schema.ts'
import { Account } from './account.ts'
import { Customer } from './customer.ts'
import { Invoice } from './invoice.ts'
import { LedgerEntry } from './ledger-entry.ts'
import { asMeant, type Unread, withoutUnread } from './lenient.ts'
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

/** What stands for the content of a record that the ERP has deleted, where contents are told apart. */
export const DELETED = 'deleted'

export type Kind = keyof typeof recordSchemas
export const kinds = Object.keys(recordSchemas) as readonly Kind[]

/** What the ERP says of a record of each kind. */
type Content = { [K in Kind]: z.output<(typeof recordSchemas)[K]> }

/** What is wrong with what the ERP said of a record: the field, by its JSON pointer, and the rule. */
export type Flaw = { code: string; field: string; message: string; content: unknown }

/** A record with its kind, so that a switch over the kind knows the content, and what of it was left out unread. */
export type ErpRecord = {
  [K in Kind]: { kind: K; content: Content[K]; unread?: readonly Unread[] | undefined }
}[Kind]

/**
 * `kind/id`, the name of a record within its company, in which the id is percent-encoded: `part/BLT1%2F4-20`. Only `keyOf`
 * makes one, and only `parseKey` reads one.
 */
export type RecordKey = `${Kind}/${string}`

/** The field in which each kind of record has its id. */
export const idFields = {
  account: 'number',
  terms: 'name',
  vendor: 'vendnum',
  customer: 'custnum',
  part: 'prcpart',
  'purchase-order': 'ponum',
  invoice: 'invoicenum',
  voucher: 'vouchernum',
  'ledger-entry': 'external_key',
} as const satisfies { [K in Kind]: keyof Content[K] }

export const isKind = (name: string): name is Kind => Object.hasOwn(recordSchemas, name)

/**
 * An id as it stands in keys. Places, claims and index keys are put together with `/` and `#`, so an id that holds one has it
 * percent-encoded, and the percent sign with it. All else stays as it is: so no key is longer than it must be, and the ids of
 * old, which had none of the three, have the keys that they always had.
 */
export const encodeId = (id: string): string => id.replace(/[%/#]/g, encodeURIComponent)

/** The key of a record. */
export const keyOf = (kind: Kind, id: string): RecordKey => `${kind}/${encodeId(id)}`

/** The key of a record of whose id no more is known than how it stands in keys. */
export const keyOfEncoded = (kind: Kind, encoded: string): RecordKey => `${kind}/${encoded}`

/** What a text names that is a key, whatever of its id is percent-encoded; undefined if it is none. */
export function parseKey(text: string): { key: RecordKey; kind: Kind; id: string } | undefined {
  const [, kind = '', encoded = ''] = /^([a-z-]+)\/(.+)$/s.exec(text) ?? []
  const id = decoded(encoded)
  return id !== '' && isKind(kind) ? { key: keyOf(kind, id), kind, id } : undefined
}

/** Text that cannot be percent-encoded is taken as it is: so a person may have typed it. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** What the ERP says of a record, as far as it can be read. */
export type Said = { record: ErpRecord; flaw: undefined } | { record: undefined; flaw: Flaw }

/**
 * Reads what the ERP says of a record; where that does not pass the schema of its kind, says what is wrong with it. What posts
 * nothing is left out where it cannot be read, and told.
 */
export function readContent(kind: Kind, content: unknown): Said {
  const strictly = readStrictly(kind, content)
  if (strictly.record) return strictly
  const schema = recordSchemas[kind]
  const { content: legible, unread } = withoutUnread(schema, asMeant(schema, content))
  const { record, flaw } = readStrictly(kind, legible)
  if (flaw) return { record, flaw: { ...flaw, content } }
  return { record: { ...record, ...(unread.length > 0 && { unread }) }, flaw }
}

function readStrictly(kind: Kind, content: unknown): Said {
  try {
    // The schema of a kind gives the content of that kind; TypeScript cannot follow that through the union.
    return { record: { kind, content: read(recordSchemas[kind], content) } as ErpRecord, flaw: undefined }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    const { code, field } = error
    const message = error.message.replace(/^the value/, 'the content')
    return { record: undefined, flaw: { code, field, message, content } }
  }
}
