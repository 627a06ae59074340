import { dateAt } from '../clock.ts'
import type { Company, Stored } from '../company/company.ts'
import type { Posting } from '../company/ledger.ts'
import { businessRule, missing, refuse } from '../fault.ts'
import { asList, asNumber, asText, type Fields, refOf } from '../json.ts'
import { product, sum } from '../money.ts'
import { common, date, type FieldTable, ignored, money, object, ref, text } from '../schema.ts'
import { type Draft, HOME } from './definition.ts'

/** Lines of a transaction, journal entries excepted. */
export const LINES_MAX = 10_000

/** What every transaction may carry. */
export const transactionFields: FieldTable = {
  ...common,
  DocNumber: text(21),
  TxnDate: date,
  PrivateNote: text(4000),
  CurrencyRef: ref(),
  ExchangeRate: { is: 'number', decimals: 10, min: 0.0000001, max: 10_000_000 },
  DepartmentRef: ref(),
  GlobalTaxCalculation: text(30),
  TxnTaxDetail: object({
    TotalTax: money,
    TxnTaxCodeRef: ref(),
    TaxLine: ignored,
  }),
  CustomField: {
    is: 'list',
    max: 3,
    of: { DefinitionId: text(10), Name: text(100), Type: text(30), StringValue: text(31) },
  },
  TotalAmt: ignored,
  HomeTotalAmt: ignored,
  Balance: ignored,
  HomeBalance: ignored,
  RecurDataRef: ignored,
  TxnStatus: ignored,
  TaxExemptionRef: ref(),
}

/** What a line of any transaction may carry, next to its detail. */
export const lineFields: FieldTable = {
  Id: text(30),
  LineNum: { is: 'number', decimals: 0 },
  Description: text(4000),
  Amount: money,
  DetailType: text(60),
  Received: ignored,
  CustomExtensions: ignored,
}

export const linkedTxn: FieldTable[string] = {
  is: 'list',
  max: LINES_MAX,
  of: { TxnId: text(30), TxnType: text(60), TxnLineId: text(30) },
}

/** The transaction's date, which is today for the company if none is given. */
export const txnDateOf = ({ next, at }: Draft) => asText(next['TxnDate']) || dateAt(at)

/** Refuses what would touch a day on which the books are closed. */
export function refuseClosed({ preferences }: Company, ...dates: (string | undefined)[]): void {
  const { bookCloseDate, closedWithPassword } = preferences
  if (bookCloseDate === null || !dates.some((day) => day !== undefined && day <= bookCloseDate)) return
  throw refuse(
    closedWithPassword ? '6210' : '6200',
    'Account Period Closed : The account period has closed and the account books cannot be updated through the QBO Services API. Please use the QBO website to make these changes.',
  )
}

const printedType: Record<string, string> = { JournalEntry: 'Journal Entry', PurchaseOrder: 'Purchase Order' }

/** The number as sent, or the company's own, or none. One that is taken is refused where the company wants that. */
export function docNumberOf(
  draft: Draft,
  type: 'Invoice' | 'Bill' | 'PurchaseOrder' | 'JournalEntry' | 'InventoryAdjustment',
) {
  const { company, before, include, id } = draft
  const number = asText(draft.next['DocNumber']) || undefined
  const numbersItself = (type === 'Invoice' || type === 'PurchaseOrder') && !company.preferences.customTxnNumbers
  if (number === undefined)
    return before === undefined && numbersItself ? `${1000 + Number(company.next('numbers'))}` : undefined
  const isNew = number !== before?.['DocNumber']
  if (isNew && company.preferences.refuseDuplicateNumbers.includes(type) && !include.has('allowduplicatedocnum')) {
    const other = company.withNumber(type, number).find((each) => each.id !== id && isRival(each, draft))
    if (other)
      throw refuse(
        '6140',
        `Duplicate Document Number Error : You must specify a different number. This number has already been used. DocNumber=${number} is assigned to TxnType=${printedType[type] ?? type} with TxnId=${other.id}`,
      )
  }
  return number
}

/** Whether another document may be in the way of this one's number: of bills it depends on the world. */
function isRival({ type, body }: Stored, { company, next }: Draft): boolean {
  const { billNumbers } = company.world
  if (type !== 'Bill' || billNumbers === 'of the company') return true
  return billNumbers === 'of the vendor' && refOf(body, 'VendorRef') === refOf(next, 'VendorRef')
}

/** The currency, which has to be the party's, and the rate. */
export function currencyOf({ company, next, before }: Draft, party?: Fields): Fields {
  const { multiCurrency } = company.preferences
  const sent = refOf(next, 'CurrencyRef')
  if (!multiCurrency) {
    if (sent !== undefined && sent !== HOME.value)
      throw businessRule('Multi currency should be enabled to perform this operation')
    return { CurrencyRef: { value: HOME.value } }
  }
  if (sent === undefined && before === undefined) throw missing('CurrencyRef')
  const partys = refOf(party, 'CurrencyRef')
  if (partys !== undefined && sent !== partys)
    throw businessRule(`The transaction is in ${sent} but the customer or vendor uses ${partys}.`)
  return { CurrencyRef: { value: sent ?? HOME.value }, ExchangeRate: asNumber(next['ExchangeRate']) ?? 1 }
}

/** The amount in home currency. */
export const atRate = (body: Fields, amount: number) => {
  const rate = asNumber(body['ExchangeRate']) ?? 1
  return rate === 1 ? amount : product(amount, rate)
}

/** What goes against postings so that they balance. */
export const against = (account: string, postings: Posting[], party?: string): Posting => {
  const amount = 0 - sum(postings.map((each) => each.amount))
  return party === undefined ? { account, amount } : { account, amount, party }
}

/** Whether the lines are to be judged: they were sent, or the transaction is new. */
export const hasNewLines = ({ sent, before }: Draft) => before === undefined || sent['Line'] !== undefined

/**
 * The lines as they will be. A line with the Id of one that is there takes its place; any other is new
 * and gets the next Id; what is not sent is gone. Subtotals are QuickBooks' own.
 */
export function settleLines(
  draft: Draft,
  { firstId }: { firstId: number },
  settle: (line: Fields) => Fields,
): Fields[] {
  const sent = asList(draft.next['Line']).filter((line) => line['DetailType'] !== 'SubTotalLineDetail')
  if (sent.length === 0) throw refuse('2020', 'Required parameter Line is missing in the request', 'Line')
  const known = new Set(asList(draft.before?.['Line']).flatMap((line) => asText(line['Id']) ?? []))
  let lastId = Math.max(firstId - 1, ...[...known].map(Number))
  return sent.map((line, index) => {
    const sentId = asText(line['Id'])
    const keepsId = sentId !== undefined && known.delete(sentId)
    if (!keepsId) lastId += 1
    return { ...settle(line), Id: keepsId ? sentId : String(lastId), ...(firstId === 0 ? {} : { LineNum: index + 1 }) }
  })
}

/** The detail that the line's DetailType announces. */
export function detailOf(line: Fields, known: readonly string[]): { type: string; detail: Fields } {
  const type = asText(line['DetailType'])
  if (!type) throw missing('DetailType')
  if (!known.includes(type)) throw refuse('2170', `${type} is not a DetailType of this transaction`, 'DetailType')
  const other = Object.keys(line).find((field) => field.endsWith('Detail') && field !== type)
  if (other) throw refuse('2600', `The line is a ${type} but carries a ${other}`, other)
  const detail = line[type]
  if (typeof detail !== 'object' || detail === null || Array.isArray(detail)) {
    if (type === 'DescriptionOnly') return { type, detail: {} }
    throw missing(type)
  }
  return { type, detail }
}

/** The line's amount, which has to be the product of quantity and price if both are given. */
export function amountOf(line: Fields, detail: Fields): number {
  const amount = asNumber(line['Amount'])
  if (amount === undefined) throw missing('Amount')
  const [count, price] = [asNumber(detail['Qty']), asNumber(detail['UnitPrice'])]
  if (count !== undefined && price !== undefined && product(count, price) !== product(amount, 1))
    throw refuse(
      '6070',
      `Amount calculation incorrect in the request : Amount is not equal to UnitPrice * Qty. Supplied value:${amount}`,
      'Line.Amount',
    )
  return product(amount, 1)
}
