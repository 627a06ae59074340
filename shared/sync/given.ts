import type { ErpRecord } from '../erp/record.ts'
import { docNumber, wholeNumber } from './number.ts'
import { leadingTexts } from './translate/order-texts.ts'

/**
 * The fields of its entity that a record fills, of those that it may leave empty. Only what the ERP has filled once is
 * emptied in QuickBooks when the ERP empties it: what somebody has entered there by hand is not ours to take away.
 */
export function givenBy(record: ErpRecord): string[] {
  const whole = wholeNumber(record)
  const isShortened = whole !== undefined && docNumber(whole) !== whole
  return [...new Set([...fieldsOf(record), ...(isShortened ? ['PrivateNote'] : [])])]
}

function fieldsOf({ kind, content }: ErpRecord): string[] {
  const filled = (field: string, text: string | undefined) => (text?.trim() ? [field] : [])
  const addressed = (field: string, address: object | undefined) => (address ? [field] : [])
  switch (kind) {
    case 'customer':
    case 'vendor':
      return [
        ...addressed('BillAddr', addressOf(content, 'bill_to')),
        ...addressed('ShipAddr', kind === 'customer' ? addressOf(content, 'ship_to') : undefined),
        ...filled('AcctNum', kind === 'vendor' ? content.acct_num : undefined),
        ...filled(kind === 'vendor' ? 'TermRef' : 'SalesTermRef', content.terms),
        ...filled('ParentRef', kind === 'customer' ? content.parent : undefined),
        ...filled('PrimaryEmailAddr', content.acct_email),
        ...filled('PrimaryPhone', content.phone),
      ]
    case 'part':
      return [
        ...filled('Description', content.description),
        ...filled('PurchaseDesc', content.description),
        ...filled('ParentRef', content.parent),
        ...filled('UnitPrice', content.default_resale),
        ...filled('PurchaseCost', content.default_cost),
      ]
    case 'invoice':
      return [
        ...addressed('BillAddr', content.bill_to),
        ...addressed('ShipAddr', content.ship_to),
        ...filled('PrivateNote', content.custponum),
        ...filled('SalesTermRef', content.terms),
        ...filled('DueDate', content.ar_duedate),
      ]
    case 'purchase-order':
      return [
        ...addressed('ShipAddr', content.ship_to),
        ...filled('PrivateNote', [...leadingTexts(content), content.notes].join('')),
        ...filled('SalesTermRef', content.terms),
        ...filled('DueDate', content.due_date),
      ]
    case 'voucher':
      return ['PrivateNote', ...filled('SalesTermRef', content.terms), ...filled('DueDate', content.due_date)]
    case 'ledger-entry':
      return filled('PrivateNote', content.name)
    default:
      return []
  }
}

const addressOf = ({ addresses }: { addresses: readonly { kind: string }[] }, wanted: 'bill_to' | 'ship_to') =>
  addresses.find(({ kind }) => kind === wanted)
