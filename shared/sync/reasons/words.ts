import { parseKey, type RecordKey } from '../../erp/record.ts'
import type { Action } from '../reason.ts'

/** What a person does about a record that is wrong in the ERP. */
export const inErp = 'Correct the record in the ERP; it then goes out by itself.'
export const correct: Action = { kind: 'erp' }

/** The words for a kind as a controller says them. */
export const kindNames: Record<string, string> = {
  part: 'part',
  customer: 'customer',
  vendor: 'vendor',
  'purchase-order': 'purchase order',
  invoice: 'invoice',
  voucher: 'voucher',
  'ledger-entry': 'ledger entry',
  account: 'account',
  terms: 'terms',
}

/** A record's name in a sentence: `customer C-17`. */
export function spoken(key: RecordKey): string {
  const { kind = '', id = key } = parseKey(key) ?? {}
  return `${kindNames[kind]} ${id}`
}

/** What a figure is called in a sentence: `lines/2/amount` is the amount of line 2. */
export function spokenField(field: string): string {
  const [, line, what = ''] = /^lines\/(\d+)(?:\/(\w+))?$/.exec(field) ?? []
  if (line !== undefined) return what === '' ? `line ${line}` : `${what} of line ${line}`
  return fieldNames[field] ?? field
}
const fieldNames: Record<string, string> = {
  homeTotal: 'total in home currency',
  incomeAccount: 'income account',
  expenseAccount: 'expense account',
  assetAccount: 'asset account',
  payableAccount: 'payable account',
  rate: 'exchange rate',
}
