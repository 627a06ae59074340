import type { ErpRecord, RecordKey } from '../../erp/record.ts'
import { limitBreach } from '../../qbo/limits.ts'
import { reasons } from '../reasons.ts'
import { entityTypeOf } from '../record.ts'
import type { Context, Translation } from './context.ts'
import { toInvoice } from './invoice.ts'
import { toItem } from './part.ts'
import { toCustomer, toVendor } from './party.ts'

/** The kinds for which there is a translation. */
export type TranslatedRecord = Extract<ErpRecord, { kind: 'part' | 'customer' | 'vendor' | 'invoice' }>

export function isTranslated(record: ErpRecord): record is TranslatedRecord {
  return ['part', 'customer', 'vendor', 'invoice'].includes(record.kind)
}

/** The entity that should exist in QuickBooks for a record, or why it cannot. Texts are never cut. */
export function translate(record: TranslatedRecord, context: Context): Translation {
  const translation = translateKind(record, context)
  if ('refused' in translation) return translation
  const breach = limitBreach(entityTypeOf[record.kind], translation.body, context.country)
  return breach ? { refused: reasons.limit(breach) } : translation
}

function translateKind(record: TranslatedRecord, context: Context): Translation {
  switch (record.kind) {
    case 'part':
      return toItem(record.content, context)
    case 'customer':
      return toCustomer(record.content, context)
    case 'vendor':
      return toVendor(record.content, context)
    case 'invoice':
      return toInvoice(record.content, context)
  }
}

/** What a record must find tied before it can go out, and what it uses if it is tied. */
export type Mentions = { needed: readonly RecordKey[]; used: readonly RecordKey[] }

/** The records that a record mentions. */
export function mentions(record: TranslatedRecord): Mentions {
  switch (record.kind) {
    case 'part': {
      const { income_account, asset_account, cogs_material_account } = record.content
      const numbers = [income_account, asset_account, cogs_material_account].filter((number) => number !== undefined)
      return { needed: [], used: distinct(numbers.map((number): RecordKey => `account/${number}`)) }
    }
    case 'customer':
    case 'vendor':
      return { needed: [], used: terms(record.content.terms) }
    case 'invoice': {
      const parts = record.content.lines.flatMap(({ prcpart }): RecordKey[] => (prcpart ? [`part/${prcpart}`] : []))
      return {
        needed: distinct([`customer/${record.content.custnum}`, ...parts]),
        used: terms(record.content.terms),
      }
    }
  }
}

const terms = (name: string | undefined): RecordKey[] => (name ? [`terms/${name}`] : [])
const distinct = (keys: readonly RecordKey[]): RecordKey[] => [...new Set(keys)]

/** By what the lines of a document are recognised from one version to the next: the part or the account of each. */
export function lineMarks(record: ErpRecord | undefined): string[] {
  if (record?.kind !== 'invoice') return []
  const { lines, freight } = record.content
  return [...lines.map(({ prcpart }) => prcpart ?? ''), ...(freight && Number(freight) !== 0 ? ['freight'] : [])]
}
