import type Big from 'big.js'
import type { ErpRecord } from '../erp/record.ts'
import { rounded } from './translate/cents.ts'
import { sum } from './translate/context.ts'

/** As it is posted; in the ERP's own words where these are whole cents. */
const inCents = (amount: Big | string): string =>
  typeof amount === 'string' && rounded(amount).eq(amount) ? amount : rounded(amount).toFixed()

/** What a transaction comes to by the ERP, an exact decimal; undefined for records that are none. */
export function amountOf(record: ErpRecord): string | undefined {
  switch (record.kind) {
    case 'invoice': {
      const { lines, freight, invoice_tax_subtotal: tax, discount, total_invoice_amount: stated } = record.content
      const total = sum([...lines.map(({ amount }) => amount), freight, tax]).minus(discount ?? 0)
      return inCents(stated ?? total)
    }
    case 'purchase-order':
      return inCents(sum(record.content.lines.map(({ amount }) => amount)))
    case 'voucher': {
      const { splits, voucher_tax_subtotal: tax, vendor_requested_amount: requested } = record.content
      return inCents(requested ?? sum([...splits.map(({ amount }) => amount), tax]))
    }
    case 'ledger-entry':
      return inCents(sum(record.content.splits.map(({ debit }) => debit)))
    default:
      return undefined
  }
}
