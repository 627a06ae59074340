import type { ErpRecord } from '../erp/record.ts'
import { sum } from './translate/context.ts'

/** What a transaction comes to by the ERP, an exact decimal; undefined for records that are none. */
export function amountOf(record: ErpRecord): string | undefined {
  switch (record.kind) {
    case 'invoice': {
      const { lines, freight, invoice_tax_subtotal: tax, discount, total_invoice_amount: stated } = record.content
      const total = sum([...lines.map(({ amount }) => amount), freight, tax]).minus(discount ?? 0)
      return stated ?? total.toFixed()
    }
    case 'purchase-order':
      return sum(record.content.lines.map(({ amount }) => amount)).toFixed()
    case 'voucher':
      return sum(record.content.splits.map(({ amount }) => amount)).toFixed()
    case 'ledger-entry':
      return sum(record.content.splits.map(({ debit }) => debit)).toFixed()
    default:
      return undefined
  }
}
