import Big from 'big.js'
import type { ErpRecord } from '../../shared/erp/record.ts'

/** Debits less credits by account: an account number of the ERP, or the name of one that QuickBooks chooses. */
export type Balances = Map<string, Big>

/** What the ERP's own records say the books must hold: nothing of this goes through the product's translations. */
export function expectedBalances(records: Iterable<ErpRecord>): Balances {
  const balances: Balances = new Map()
  const book = (account: string, amount: Big | string | undefined) =>
    balances.set(account, (balances.get(account) ?? new Big(0)).plus(amount ?? 0))
  const parts = new Map<string, string>()
  const all = [...records]
  for (const record of all) {
    if (record.kind === 'part' && record.content.income_account) {
      parts.set(record.content.prcpart, record.content.income_account)
    }
  }
  for (const { kind, content } of all) {
    if (kind === 'invoice') {
      book('receivable', content.total_invoice_amount)
      book('tax', new Big(content.invoice_tax_subtotal ?? 0).times(-1))
      book('shipping', new Big(content.freight ?? 0).times(-1))
      for (const { prcpart = '', amount } of content.lines) {
        book(parts.get(prcpart) ?? 'income', new Big(amount).times(-1))
      }
    } else if (kind === 'voucher') {
      for (const { account, amount } of content.splits) {
        book(account, amount)
        book('payable', new Big(amount).times(-1))
      }
    } else if (kind === 'ledger-entry') {
      for (const { account, debit = '0', credit = '0' } of content.splits) book(account, new Big(debit).minus(credit))
    }
  }
  return balances
}
