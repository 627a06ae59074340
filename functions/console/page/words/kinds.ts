import { parseKey } from '../../../../shared/erp/record.ts'
import type { ErpRecord, PullType, Settings } from '../api/shapes.ts'

export type Kind = ErpRecord['kind']
export type PushedKind = keyof Settings['switches']

/** The kinds as the ERP's pages call them, in the order in which they go out. */
export const kindNames: Record<Kind, string> = {
  part: 'Parts',
  customer: 'Customers',
  vendor: 'Vendors',
  'purchase-order': 'Purchase Orders',
  invoice: 'A/R Invoices',
  voucher: 'Vouchers',
  'ledger-entry': 'General Ledger entries',
  account: 'Accounts',
  terms: 'Terms',
}

const oneOf: Record<Kind, string> = {
  part: 'Part',
  customer: 'Customer',
  vendor: 'Vendor',
  'purchase-order': 'Purchase Order',
  invoice: 'Invoice',
  voucher: 'Voucher',
  'ledger-entry': 'Ledger entry',
  account: 'Account',
  terms: 'Terms',
}

/** What it becomes in QuickBooks. */
export const entityNames: Record<PushedKind, string> = {
  part: 'Products and services',
  customer: 'Customers',
  vendor: 'Vendors',
  'purchase-order': 'Purchase orders',
  invoice: 'Invoices',
  voucher: 'Bills',
  'ledger-entry': 'Journal entries',
}

export const pushedKinds = Object.keys(entityNames) as PushedKind[]

export const isKind = (text: string): text is Kind => Object.hasOwn(kindNames, text)

/** `invoice/10482` is `Invoice 10482`. */
export function keyName(key: string): string {
  const { kind, id } = parseKey(key) ?? {}
  return kind ? `${oneOf[kind]} ${id}` : key
}

/** The lists that are pulled, as Pull Data names them, and the ERP's kind that each is linked to. */
export const pullTypes: Record<PullType, { name: string; kind: Kind }> = {
  customer: { name: 'Customers', kind: 'customer' },
  vendor: { name: 'Vendors', kind: 'vendor' },
  item: { name: 'Parts', kind: 'part' },
  account: { name: 'Accounts', kind: 'account' },
  term: { name: 'Terms', kind: 'terms' },
}

/** What a person would know the record by, besides its number; of what is deleted nothing else is known. */
export function titleOf({ content, deleted }: Pick<ErpRecord, 'content' | 'deleted'>): string {
  if (deleted) return 'Deleted in the ERP'
  const [text] = ['name', 'description', 'vendor_invoice_number', 'custnum', 'vendnum']
    .map((field) => content?.[field])
    .filter((value) => typeof value === 'string' && value !== '')
  return typeof text === 'string' ? text : ''
}
