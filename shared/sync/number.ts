import { createHash } from 'node:crypto'
import { type ErpRecord, keyOf, type RecordKey } from '../erp/record.ts'
import type { Write } from '../qbo/batch.ts'
import { DOC_NUMBER_MAX } from '../qbo/limits.ts'
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
  const whole = record && wholeNumber(record)
  if (whole === undefined || (write && write.verb !== 'create' && write.verb !== 'update')) return undefined
  const text = docNumber(whole)
  const scope = record?.kind === 'voucher' ? keyOf('voucher', record.content.vendnum) : kind
  const isOwnName = scope === kind && text === id
  return { text, name: `${scope}/${text}`, isOwnName, namesake: keyOf(kind, text) }
}

/** Of a number that is too long its beginning is kept, so that people know it again; a digest tells it from others. */
const BEGINNING = 8
const DIGEST = 12
/** Capitals and digits that nobody takes for one another. */
const LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/**
 * The number that QuickBooks has for one of the ERP: itself, or, where it is longer than QuickBooks takes, a short one that
 * is the same at any time and for no other: of a million with one beginning, two are alike once in two million times.
 */
export function docNumber(whole: string): string {
  if (whole.length <= DOC_NUMBER_MAX) return whole
  const beginning = whole
    .replace(/[^\x21-\x7e]/g, '')
    .slice(0, BEGINNING)
    .replace(/[^A-Za-z0-9]+$/, '')
  const digest = createHash('sha256').update(whole).digest().subarray(0, DIGEST)
  const letters = [...digest].map((byte) => LETTERS.charAt(byte % LETTERS.length)).join('')
  return beginning === '' ? letters : `${beginning}-${letters}`
}

/** The number of a document as the ERP has it; undefined for what is none. */
export function wholeNumber(record: ErpRecord): string | undefined {
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
