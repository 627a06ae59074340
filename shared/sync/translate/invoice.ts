import Big from 'big.js'
import type { Invoice } from '../../erp/invoice.ts'
import { keyOf } from '../../erp/record.ts'
import type { Body } from '../../qbo/entity.ts'
import { SHIPPING_ITEM } from '../../qbo/shipping.ts'
import type { Note } from '../note.ts'
import type { Reason } from '../reason.ts'
import { reasons } from '../reasons.ts'
import { inWholeCents, rounded, roundingNotes } from './cents.ts'
import {
  assemble,
  type Context,
  type Fields,
  firstOf,
  lineDescription,
  lineSumProblem,
  linesOf,
  optionalAddress,
  optionalRef,
  refTo,
  sum,
  type Translation,
  toNumber,
} from './context.ts'
import { quantityOf, uncountedProblem } from './counted.ts'
import { currencyOf, numbered, postingDay } from './document.ts'
import { type Taxed, type TaxedLine, taxCalculation, taxCode, taxCodeOfAll } from './tax.ts'

type Line = Invoice['lines'][number]

/**
 * The Invoice that should exist for an A/R invoice: the ERP's number, dates and lines, and to the cent its total. Where
 * it does not add up, or where an amount could land on an account of QuickBooks' own choosing, it is refused instead.
 */
export function toInvoice(invoice: Invoice, context: Context): Translation {
  const refused = problem(invoice, context)
  if (refused) return { refused }
  const posted = postedAmounts(invoice)
  if (!posted) return { refused: reasons.total(invoice.total_invoice_amount ?? '', exactTotal(invoice).toFixed(2)) }
  const unpostable = amountProblem(invoice, posted, context)
  if (unpostable) return { refused: unpostable }
  const { settings } = context
  const { tax, freight, discount } = posted
  const party = keyOf('customer', invoice.custnum)
  const { number, memo } = numbered(invoice.invoicenum, context)
  const taxed: Taxed = { on: 'sale', isTaxed: !tax.eq(0) }
  const lines = linesOf(invoice.lines, (line, index) =>
    toLine(line, posted.lines[index] ?? new Big(line.amount), taxCode(taxedLine(line, index), taxed, context), context),
  )
  if ('refused' in lines) return lines
  const shipping = linesOf(freight.eq(0) ? [] : [freight], (amount) => shippingLine(amount, invoice, taxed, context))
  if ('refused' in shipping) return shipping
  const ownLines = linesOf(settings.tax !== 'line' || tax.eq(0) ? [] : [tax], (amount) => taxLine(amount, context))
  if ('refused' in ownLines) return ownLines
  const discounts = discount.eq(0) ? [] : [discountLine(toNumber(discount))]
  return assemble(
    { fields: {}, notes: posted.notes },
    number,
    postingDay(invoice.invoicedate, [memo, invoice.custponum && `Customer PO ${invoice.custponum}`], context),
    {
      ...(invoice.ar_duedate ? { DueDate: invoice.ar_duedate } : {}),
      CustomerRef: refTo(party, context),
      ...optionalRef('SalesTermRef', invoice.terms ? keyOf('terms', invoice.terms) : undefined, context),
      ...optionalAddress('BillAddr', invoice.bill_to, context),
      ...optionalAddress('ShipAddr', invoice.ship_to, context),
    },
    currencyOf(invoice, party, context),
    taxCalculation(context),
    { Line: [...lines.lines, ...shipping.lines, ...discounts, ...ownLines.lines] },
    settings.tax === 'erp-total' ? statedTax(tax, invoice, context) : {},
  )
}

function problem(invoice: Invoice, { settings }: Context): Reason | undefined {
  const { lines, invoice_tax_subtotal: tax = '0', freight = '0', discount = '0' } = invoice
  const partless = lines.findIndex(({ prcpart, amount }) => !prcpart && !new Big(amount).eq(0))
  const isTaxed = settings.tax !== 'none' && !new Big(tax).eq(0)
  const isOwnLine = settings.tax === 'line'
  return firstOf(
    lines.length === 0 && new Big(freight).eq(0) ? reasons.required('lines', 'The invoice has no lines') : undefined,
    partless >= 0 && settings.itemWithoutPart === null ? reasons.lineWithoutPart(partless + 1) : undefined,
    lineSumProblem(lines),
    settings.tax === 'none' && !new Big(tax).eq(0) ? reasons.taxOff(tax) : undefined,
    isTaxed && !isOwnLine && taxedLines(invoice).every(({ taxable }) => taxable === false)
      ? reasons.taxOnNothing(tax)
      : undefined,
    isTaxed && isOwnLine && settings.taxLineItem === null ? reasons.taxLineItemMissing(tax) : undefined,
    new Big(discount).lt(0) ? reasons.negativeDiscount(discount) : undefined,
  )
}

/** What an invoice is posted with, all in whole cents. */
type Posted = Record<'tax' | 'freight' | 'discount' | 'total', Big> & { lines: Big[]; notes: Note[] }

/** Undefined where lines, freight and tax less the discount are not the total that the ERP states, however they are rounded. */
function postedAmounts(invoice: Invoice): Posted | undefined {
  const { freight = '0', invoice_tax_subtotal: tax = '0', discount = '0', total_invoice_amount: stated } = invoice
  const extras = [
    { name: 'the freight', amount: freight },
    { name: 'the tax', amount: tax },
    { name: 'the discount', amount: new Big(discount).times(-1).toFixed() },
  ]
  const parts = [...invoice.lines.map((line, index) => ({ ...line, name: `line ${index + 1}` })), ...extras]
  const posted = inWholeCents(parts, stated === undefined ? undefined : rounded(stated))
  if (!posted) return undefined
  const [ofFreight = zero, ofTax = zero, ofDiscount = zero] = posted.slice(invoice.lines.length)
  const total = sum(posted)
  return {
    lines: posted.slice(0, invoice.lines.length),
    freight: ofFreight,
    tax: ofTax,
    discount: ofDiscount.times(-1),
    total,
    notes: roundingNotes(
      'lines',
      total,
      parts.map(({ name, amount }, index) => ({ name, exact: amount, posted: posted[index] ?? zero })),
    ),
  }
}

const zero = new Big(0)

const exactTotal = ({ lines, freight, invoice_tax_subtotal: tax, discount }: Invoice): Big =>
  sum([...lines.map(({ amount }) => amount), freight, tax]).minus(discount ?? 0)

/** What QuickBooks would refuse of what would be posted. */
const amountProblem = ({ lines }: Invoice, posted: Posted, context: Context): Reason | undefined =>
  firstOf(
    posted.total.lt(0) ? reasons.negativeTotal('invoice', posted.total.toFixed(2)) : undefined,
    uncountedProblem(
      lines.map((line, at) => ({ line, amount: posted.lines[at] ?? zero, at })),
      context,
    ),
  )

function toLine(line: Line, amount: Big, code: Fields, context: Context): Body | Fields {
  const description = lineDescription(line.description)
  const stand = context.settings.itemWithoutPart
  if (!line.prcpart && (stand === null || amount.eq(0))) {
    return { DetailType: 'DescriptionOnly', ...description }
  }
  if ('refused' in code) return code
  const ItemRef = line.prcpart ? refTo(keyOf('part', line.prcpart), context) : { value: stand ?? '' }
  const detail = { ItemRef, ...quantityOf(line, amount, context), ...code.fields }
  return { ...description, ...salesLine(toNumber(amount), detail) }
}

const salesLine = (amount: number, detail: Body): Body => ({
  DetailType: 'SalesItemLineDetail',
  Amount: amount,
  SalesItemLineDetail: detail,
})

/** In the United States freight that is not taxed goes without a code; elsewhere QuickBooks wants one on every line. */
function shippingLine(freight: Big, invoice: Invoice, taxed: Taxed, context: Context): Body | Fields {
  const { settings, preferences } = context
  const item = settings.freightItem
  if (item === null && preferences.allowShipping === false) return { refused: reasons.shippingOff(freight.toFixed(2)) }
  const line = taxedFreight(invoice)
  const isBare = context.country === 'US' && !line.taxable
  const code: Fields = isBare ? { fields: {} } : taxCode(line, taxed, context)
  if ('refused' in code) return code
  const description = item === null ? {} : { Description: 'Freight' }
  return {
    ...description,
    ...salesLine(toNumber(freight), { ItemRef: { value: item ?? SHIPPING_ITEM }, ...code.fields }),
  }
}

/** The tax as a line of its own, on which no tax is charged: whatever QuickBooks makes of taxes, the total is the ERP's. */
function taxLine(tax: Big, context: Context): Body | Fields {
  const code = taxCode({ name: 'The tax', field: 'invoice_tax_subtotal', isNothing: false }, untaxed, context)
  if ('refused' in code) return code
  const ItemRef = { value: context.settings.taxLineItem ?? '' }
  return { Description: 'Sales tax', ...salesLine(toNumber(tax), { ItemRef, ...code.fields }) }
}
const untaxed: Taxed = { on: 'sale', isTaxed: false }

/** The ERP's tax for QuickBooks to post as it is; in the United States beside the code that it is heeded with. */
function statedTax(tax: Big, invoice: Invoice, context: Context): Body | Fields {
  const code = context.country === 'US' && !tax.eq(0) ? taxCodeOfAll(taxedLines(invoice), context) : { fields: {} }
  if ('refused' in code) return code
  return { TxnTaxDetail: { ...code.fields, TotalTax: toNumber(tax) } }
}

const taxedLine = ({ amount, taxable, tax_code }: Line, index: number): TaxedLine => ({
  name: `Line ${index + 1}`,
  field: `lines/${index}/tax_code`,
  isNothing: new Big(amount).eq(0),
  taxable,
  tax_code,
})

/** Freight is taxed where the ERP says so, by word or by code. */
const taxedFreight = ({ freight = '0', freight_taxable, freight_tax_code: tax_code }: Invoice): TaxedLine => ({
  name: 'The freight',
  field: 'freight_tax_code',
  isNothing: new Big(freight).eq(0),
  taxable: freight_taxable ?? tax_code !== undefined,
  tax_code,
})

/** What the tax of an invoice may be on. */
const taxedLines = (invoice: Invoice): TaxedLine[] => [...invoice.lines.map(taxedLine), taxedFreight(invoice)]

/** It books to the account for discounts that the company has chosen in QuickBooks. */
const discountLine = (amount: number): Body => ({
  DetailType: 'DiscountLineDetail',
  Amount: amount,
  DiscountLineDetail: { PercentBased: false },
})
