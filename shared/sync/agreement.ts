import Big from 'big.js'
import * as z from 'zod/mini'
import { type ErpRecord, parseKey, type RecordKey } from '../erp/record.ts'
import { beginning } from '../lib/beginning.ts'
import type { Write } from '../qbo/batch.ts'
import type { Entity } from '../qbo/entity.ts'
import { flag, text, under } from '../qbo/loose.ts'
import {
  debitsIn,
  decimalIn,
  type Finding,
  lineFindings,
  linesIn,
  type Names,
  refFinding,
  refIn,
} from './agreement-lines.ts'
import { amountOf } from './amount.ts'
import type { Differs } from './differs.ts'
import { foldName } from './look-back.ts'
import type { Link } from './record.ts'

/** So many figures are kept of one record, and so much of each: enough to see what is wrong. */
const FIELDS_MAX = 10
const SHOWN_MAX = 80

/**
 * In what QuickBooks' answer to a write is otherwise than what was asked, and than the ERP's own figures; undefined if the two
 * agree. Money, dates, numbers, parties, items, accounts and quantities count. What QuickBooks puts in words of its own does not
 * (addresses, countries, names beside references, trimmed texts), nor what it fills in by itself, nor the order of lines, nor what
 * was sent otherwise than the ERP has it on purpose. What an answer leaves out says nothing.
 *
 * @param record as the ERP had it when it was sent
 */
export function disagreement(
  record: ErpRecord | undefined,
  write: Pick<Write, 'type' | 'body'>,
  answer: Entity,
  links: ReadonlyMap<RecordKey, Link>,
): Differs | undefined {
  const names = namesIn(links)
  const found = isDocument(write.type)
    ? documentFindings(record, write, answer, names)
    : listFindings(write, answer, names)
  if (found.length === 0) return undefined
  const amount = found.reduce((most, one) => (one.amount.gt(most) ? one.amount : most), new Big(0))
  const fields = found.slice(0, FIELDS_MAX).map(({ field, erp, quickbooks }) => ({
    field,
    erp: beginning(erp, SHOWN_MAX),
    quickbooks: beginning(quickbooks, SHOWN_MAX),
  }))
  return { amount: amount.toFixed(2), fields, why: whyOf(found, write) }
}

const isDocument = (type: string): boolean => ['Invoice', 'Bill', 'PurchaseOrder', 'JournalEntry'].includes(type)

/** The ERP's own id of what an entity is linked to; where that is not known, the entity's. */
function namesIn(links: ReadonlyMap<RecordKey, Link>): Names {
  return ({ type, id }) => {
    const [key] = [...links].find(([, link]) => link.type === type && link.id === id) ?? []
    return (key && parseKey(key)?.id) ?? `Id ${id}`
  }
}

function documentFindings(
  record: ErpRecord | undefined,
  { type, body }: Pick<Write, 'type' | 'body'>,
  answer: Entity,
  names: Names,
): Finding[] {
  const hasLines = answer.Line !== undefined
  const [erpTotal, total] = [wantedTotal(record), totalIn(type, answer)]
  const party = type === 'Invoice' ? 'Customer' : 'Vendor'
  const lines = hasLines && 'Line' in body ? lineFindings(linesIn(body), linesIn(answer), names) : []
  const whole = total ?? erpTotal ?? new Big(0)
  const refs = [
    { field: 'party', type: party, name: `${party}Ref` },
    { field: 'payableAccount', type: 'Account', name: 'APAccountRef' },
  ] as const
  return [
    ...(erpTotal && total && !erpTotal.eq(total) ? [figures('total', erpTotal, total)] : []),
    ...taxFindings(record, body, answer, erpTotal && total?.minus(erpTotal)),
    ...currencyFindings(body, answer, whole),
    ...textFindings('date', body['TxnDate'], answer['TxnDate']),
    ...textFindings('number', body['DocNumber'], hasLines ? (answer.DocNumber ?? '') : answer.DocNumber),
    ...refs.flatMap((ref) => {
      const [asked, answered] = [refIn(ref.type, body[ref.name]), refIn(ref.type, answer[ref.name])]
      const isSame = !asked || !answered || asked.id === answered.id
      return isSame ? [] : [refFinding(ref.field, asked, answered, whole, names)]
    }),
    ...lines,
  ]
}

/** What the document comes to by the ERP. */
function wantedTotal(record: ErpRecord | undefined): Big | undefined {
  const amount = record && amountOf(record)
  return amount === undefined ? undefined : new Big(amount)
}

/** What it comes to by QuickBooks; a journal entry has no total of its own. */
function totalIn(type: string, answer: Entity): Big | undefined {
  // An order states no tax; QuickBooks adds what the codes of its lines take.
  if (type === 'PurchaseOrder')
    return decimalIn(answer['TotalAmt'])
      ?.minus(taxIn(answer) ?? 0)
      .round(2)
  if (type !== 'JournalEntry') return decimalIn(answer['TotalAmt'])?.round(2)
  return answer.Line && debitsIn(answer)
}

const figures = (field: string, erp: Big, quickbooks: Big): Finding => ({
  field,
  erp: erp.toFixed(2),
  quickbooks: quickbooks.toFixed(2),
  amount: erp.minus(quickbooks).abs(),
})

/**
 * The tax that was asked for is compared; where QuickBooks was to compute it, the ERP's, if the total is off by just that: the
 * ERP's tax may stand on a line of its own.
 *
 * @param off how much the total is more than the ERP's
 */
function taxFindings(record: ErpRecord | undefined, body: object, answer: Entity, off: Big | undefined): Finding[] {
  if (!('TotalAmt' in answer)) return []
  const theirs = taxIn(answer) ?? new Big(0)
  const asked = taxIn(body)
  if (asked) return asked.eq(theirs) ? [] : [figures('tax', asked, theirs)]
  const erps = new Big(taxOf(record) ?? 0).round(2)
  const isWhy = off !== undefined && !off.eq(0) && theirs.minus(erps).eq(off)
  return isWhy ? [figures('tax', erps, theirs)] : []
}

function taxOf(record: ErpRecord | undefined): string | undefined {
  if (record?.kind === 'invoice') return record.content.invoice_tax_subtotal
  return record?.kind === 'voucher' ? record.content.voucher_tax_subtotal : undefined
}

const taxIn = (document: object): Big | undefined =>
  decimalIn(under(under(document, 'TxnTaxDetail'), 'TotalTax'))?.round(2)

/** QuickBooks may keep fewer decimals of a rate, and may round each line of a total in home currency. */
const RATE_TOLERANCE = '0.00001'

function currencyFindings(body: object, answer: Entity, total: Big): Finding[] {
  const [asked, answered] = [body, answer].map((one) => z.parse(text, under(under(one, 'CurrencyRef'), 'value')))
  if (asked !== undefined && answered !== undefined && asked !== answered) {
    return [{ field: 'currency', erp: asked, quickbooks: answered, amount: total.abs() }]
  }
  const [rate, theirs] = [body, answer].map((one) => decimalIn(under(one, 'ExchangeRate')))
  if (!rate) return []
  if (theirs && rate.minus(theirs).abs().gt(rate.times(RATE_TOLERANCE))) {
    const amount = rate.minus(theirs).times(total).abs()
    return [{ field: 'rate', erp: rate.toFixed(), quickbooks: theirs.toFixed(), amount }]
  }
  const [home, theirHome] = [total.times(rate).round(2), decimalIn(answer['HomeTotalAmt'])?.round(2)]
  const tolerance = new Big('0.01').times((answer.Line?.length ?? 0) + 1).plus(home.times(RATE_TOLERANCE).abs())
  return theirHome?.minus(home).abs().gt(tolerance) ? [figures('homeTotal', home, theirHome)] : []
}

/** QuickBooks trims texts, and keeps them in cases of its own. */
function textFindings(field: string, asked: unknown, answered: unknown): Finding[] {
  if (asked === undefined || answered === undefined || foldName(asked) === foldName(answered)) return []
  return [{ field, erp: String(asked), quickbooks: String(answered) || 'nothing', amount: new Big(0) }]
}

/** By what an item, a customer or a vendor books, and is booked under. */
const listRefs = [
  { field: 'incomeAccount', type: 'Account', name: 'IncomeAccountRef' },
  { field: 'expenseAccount', type: 'Account', name: 'ExpenseAccountRef' },
  { field: 'assetAccount', type: 'Account', name: 'AssetAccountRef' },
] as const

function listFindings({ type, body }: Pick<Write, 'type' | 'body'>, answer: Entity, names: Names): Finding[] {
  const parentType = type === 'Item' ? 'Item' : 'Customer'
  const refs = [...listRefs, { field: 'parent', type: parentType, name: 'ParentRef' } as const]
  const [taxable, theirs] = [body['Taxable'], z.parse(flag, answer['Taxable'])]
  return [
    ...refs.flatMap((ref) => {
      const [asked, answered] = [refIn(ref.type, body[ref.name]), refIn(ref.type, answer[ref.name])]
      const isSame = !asked || !answered || asked.id === answered.id
      return isSame ? [] : [refFinding(ref.field, asked, answered, new Big(0), names)]
    }),
    ...currencyFindings(body, answer, new Big(0)),
    ...(taxable === undefined || theirs === undefined || taxable === theirs
      ? []
      : [{ field: 'taxable', erp: yesOrNo(taxable), quickbooks: yesOrNo(theirs), amount: new Big(0) }]),
  ]
}

const yesOrNo = (value: unknown): string => (value ? 'yes' : 'no')

/** Why they differ, as far as the figures tell. */
function whyOf(found: readonly Finding[], { body }: Pick<Write, 'body'>): string {
  const fields = new Set(found.map(({ field }) => field))
  const isTaxLost = found.some(({ field, quickbooks }) => field === 'tax' && Number(quickbooks) === 0)
  if (fields.has('tax') && taxIn(body) === undefined) return 'QuickBooks computed the tax itself.'
  if (isTaxLost) return 'QuickBooks did not keep the tax that was sent.'
  if (fields.has('tax')) return 'QuickBooks changed the tax that was sent.'
  if ([...fields].some((field) => field.endsWith('/item'))) {
    return 'QuickBooks took another item than was sent, which may be booked to another account.'
  }
  return ''
}
