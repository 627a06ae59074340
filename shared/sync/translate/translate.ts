import { type ErpRecord, encodeId, keyOf, type RecordKey } from '../../erp/record.ts'
import { limitBreach } from '../../qbo/limits.ts'
import { limitReason } from '../limit-reason.ts'
import { notes } from '../notes.ts'
import { entityTypeOf } from '../record.ts'
import type { Settings } from '../settings.ts'
import type { Context, Translation } from './context.ts'
import { toInvoice } from './invoice.ts'
import { postedSplits, toJournalEntry } from './ledger-entry.ts'
import { bookedLines } from './order-texts.ts'
import { isStocked, toItem } from './part.ts'
import { toCustomer, toVendor } from './party.ts'
import { toPurchaseOrder } from './purchase-order.ts'
import { fittingTexts } from './texts.ts'
import { toBill } from './voucher.ts'

/** The kinds for which there is a translation; accounts and terms are only tied. */
export type TranslatedRecord = Extract<ErpRecord, { kind: keyof typeof entityTypeOf }>

export const isTranslated = (record: ErpRecord): record is TranslatedRecord => record.kind in entityTypeOf

/** The entity that should exist in QuickBooks for a record, or why it cannot. */
export function translate(record: TranslatedRecord, context: Context): Translation {
  const translation = translateKind(record, context)
  if ('refused' in translation) return translation
  const type = entityTypeOf[record.kind]
  const { body, notes: cut } = fittingTexts(type, translation.body, context)
  const breach = limitBreach(type, body, context.country)
  const unread = (record.unread ?? []).map(({ field, message }) => notes.unread(field, message))
  return breach ? { refused: limitReason(breach) } : { body, notes: [...unread, ...translation.notes, ...cut] }
}

function translateKind(record: TranslatedRecord, context: Context): Translation {
  switch (record.kind) {
    case 'part':
      return toItem(record.content, context)
    case 'customer':
      return toCustomer(record.content, context)
    case 'vendor':
      return toVendor(record.content, context)
    case 'purchase-order':
      return toPurchaseOrder(record.content, context)
    case 'invoice':
      return toInvoice(record.content, context)
    case 'voucher':
      return toBill(record.content, context)
    case 'ledger-entry':
      return toJournalEntry(record.content, context)
  }
}

/**
 * The records that a record mentions. What is posted never waits for what is merely named beside it, so the two are kept
 * apart: whoever adds a mention decides which it is.
 */
export type Mentions = {
  /** What it is posted with: its party, items, accounts. It cannot go out before these are tied. */
  needed: readonly RecordKey[]
  /** What it goes out with if that is tied, and without if not: what only persons tie, so that nothing is on its way. */
  used: readonly RecordKey[]
  /**
   * What it names for information, and the push brings as well. That goes before it where both are due; where it is held,
   * refused or was never sent, the record goes without, and is linked once it has come.
   */
  informative: readonly RecordKey[]
}

/** The records that a record mentions, under a company's settings. */
export function mentions(record: TranslatedRecord, settings: Settings): Mentions {
  switch (record.kind) {
    case 'part': {
      const { income_account, asset_account, cogs_material_account, parent, is_category } = record.content
      const stock = isStocked(record.content, settings) ? [asset_account] : []
      const inUse = [income_account, cogs_material_account, ...stock]
      const numbers = is_category ? [] : inUse
      const accounts = numbers.flatMap((number): RecordKey[] =>
        number === undefined ? [] : [keyOf('account', number)],
      )
      const parents: RecordKey[] = parent ? [keyOf('part', parent)] : []
      return settings.untiedAccounts === 'wait'
        ? mentioned([...parents, ...accounts])
        : mentioned(parents, { used: accounts })
    }
    case 'customer': {
      const { parent, terms } = record.content
      return mentioned(parent ? [keyOf('customer', parent)] : [], { used: termsOf(terms) })
    }
    case 'vendor':
      return mentioned([], { used: termsOf(record.content.terms) })
    case 'purchase-order': {
      const { vendnum, lines, terms, due_date } = record.content
      return withTerms([keyOf('vendor', vendnum), ...lines.flatMap(bookedTo)], terms, due_date)
    }
    case 'invoice': {
      const { custnum, lines, terms, ar_duedate } = record.content
      return withTerms([keyOf('customer', custnum), ...lines.flatMap(bookedTo)], terms, ar_duedate)
    }
    case 'voucher': {
      const { vendnum, splits, terms, due_date, ponums } = record.content
      const orders = settings.switches['purchase-order'] ? ponums : []
      return {
        ...withTerms([keyOf('vendor', vendnum), ...splits.flatMap(bookedTo)], terms, due_date),
        // A bill is money that is owed; that it covers an order posts nothing.
        informative: distinct(orders.map((ponum) => keyOf('purchase-order', ponum))),
      }
    }
    case 'ledger-entry':
      return mentioned(
        postedSplits(record.content).flatMap(({ account, custnum, vendnum }): RecordKey[] => [
          keyOf('account', account),
          ...(custnum ? [keyOf('customer', custnum)] : []),
          ...(vendnum ? [keyOf('vendor', vendnum)] : []),
        ]),
      )
  }
}

const bookedTo = ({ prcpart, account }: { prcpart?: string | undefined; account?: string | undefined }): RecordKey[] =>
  prcpart ? [keyOf('part', prcpart)] : account ? [keyOf('account', account)] : []

const termsOf = (name: string | undefined): RecordKey[] => (name ? [keyOf('terms', name)] : [])

/**
 * Terms decide a document's due date where the ERP does not say it, so such a document cannot go without. Where it does, they
 * are information: the due date is sent, and with it all that the terms would bring about.
 */
const withTerms = (needed: readonly RecordKey[], terms: string | undefined, dueDate: string | undefined): Mentions =>
  dueDate === undefined ? mentioned([...needed, ...termsOf(terms)]) : mentioned(needed, { used: termsOf(terms) })

const mentioned = (needed: readonly RecordKey[], { used = [] }: { used?: readonly RecordKey[] } = {}): Mentions => ({
  needed: distinct(needed),
  used: distinct(used),
  informative: [],
})
const distinct = (keys: readonly RecordKey[]): RecordKey[] => [...new Set(keys)]

/** What a record is filed under, if anything. */
export function parentOf(record: ErpRecord | undefined): RecordKey | undefined {
  if (record?.kind !== 'part' && record?.kind !== 'customer') return undefined
  return record.content.parent === undefined ? undefined : keyOf(record.kind, record.content.parent)
}

/** The name by which QuickBooks is to know a record of a list, which it takes once. */
export function ownNameOf(record: ErpRecord | undefined): string | undefined {
  switch (record?.kind) {
    case 'customer':
    case 'vendor':
      return record.content.name.trim()
    case 'part':
      return record.content.prcpart
    default:
      return undefined
  }
}

/** By what the lines of a document are recognised from one version to the next: the part or the account of each. */
export function lineMarks(record: ErpRecord | undefined): string[] {
  switch (record?.kind) {
    case 'invoice': {
      const { lines, freight, discount, invoice_tax_subtotal: tax } = record.content
      // The tax comes last: it is a line only where the company wants it to be one.
      const extra = Object.entries({ freight, discount, tax }).flatMap(([mark, amount]) =>
        Number(amount ?? 0) ? [mark] : [],
      )
      return [...lines.map(({ prcpart = '' }) => encodeId(prcpart)), ...extra]
    }
    case 'purchase-order':
      return bookedLines(record.content).map(({ prcpart, account }) =>
        prcpart === undefined ? (account ? keyOf('account', account) : '') : encodeId(prcpart),
      )
    case 'voucher':
      return record.content.splits.map(({ account }) => account)
    case 'ledger-entry':
      return postedSplits(record.content).map(({ account, debit }) => `${account}/${debit ? 'debit' : 'credit'}`)
    default:
      return []
  }
}
