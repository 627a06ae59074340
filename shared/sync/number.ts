import { keyOf, type RecordKey } from '../erp/record.ts'
import type { Write } from '../qbo/batch.ts'
import type { StoredRecord } from './record.ts'

/** The number that a document has in QuickBooks, and by which a look would find it. */
export type OwnNumber = {
  text: string
  /** Its name among all numbers: those of bills are their vendors' and may repeat from one to another. */
  name: string
  /** Whether it is the very name of the record in the ERP, and so nobody else's. */
  isOwnName: boolean
  /** The record that would have it by its name. */
  namesake: RecordKey
}

/** The number that a record has, or that a write gives it; undefined for what has none, and for deletes. */
export function numberOf({ kind, id, record }: StoredRecord, write?: Write): OwnNumber | undefined {
  const text = record && numberIn(record)
  if (text === undefined || (write && write.verb !== 'create' && write.verb !== 'update')) return undefined
  const scope = record?.kind === 'voucher' ? keyOf('voucher', record.content.vendnum) : kind
  const isOwnName = scope === kind && text === id
  return { text, name: `${scope}/${text}`, isOwnName, namesake: keyOf(kind, text) }
}

function numberIn(record: NonNullable<StoredRecord['record']>): string | undefined {
  switch (record.kind) {
    case 'invoice':
      return record.content.invoicenum
    case 'purchase-order':
      return record.content.ponum
    case 'voucher':
      return record.content.vendor_invoice_number?.trim() || record.content.vouchernum
    case 'ledger-entry':
      return record.content.external_key
    default:
      return undefined
  }
}
