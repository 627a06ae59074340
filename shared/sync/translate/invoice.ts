import Big from 'big.js'
import type { Invoice } from '../../erp/invoice.ts'
import { keyOf } from '../../erp/record.ts'
import type { Body } from '../../qbo/entity.ts'
import type { Reason } from '../reason.ts'
import { reasons } from '../reasons.ts'
import {
  assemble,
  type Context,
  type Fields,
  firstOf,
  isCents,
  lineDescription,
  lineSumProblem,
  linesOf,
  optionalAddress,
  optionalRef,
  quantityAndPrice,
  refTo,
  sum,
  type Translation,
  toNumber,
} from './context.ts'
import { currencyOf, postingDay, taxCalculation, taxCode } from './document.ts'

/** QuickBooks' own item for shipping; it books to the shipping income account of the company. */
const SHIPPING_ITEM = 'SHIPPING_ITEM_ID'

type Line = Invoice['lines'][number]

/**
 * The Invoice that should exist for an A/R invoice: the ERP's number, dates and lines, and to the cent its total. Where
 * it does not add up, or where an amount could land on an account of QuickBooks' own choosing, it is refused instead.
 */
export function toInvoice(invoice: Invoice, context: Context): Translation {
  const refused = problem(invoice, context)
  if (refused) return { refused }
  const { settings } = context
  const party = keyOf('customer', invoice.custnum)
  const tax = new Big(invoice.invoice_tax_subtotal ?? 0)
  const freight = new Big(invoice.freight ?? 0)
  const discount = new Big(invoice.discount ?? 0)
  const isTaxed = settings.tax !== 'none' && !tax.eq(0)
  const lines = linesOf(invoice.lines, (line) => toLine(line, isTaxed, context))
  if ('refused' in lines) return lines
  const shipping = linesOf(freight.eq(0) ? [] : [freight], (amount) => shippingLine(amount, context))
  if ('refused' in shipping) return shipping
  return assemble(
    { DocNumber: invoice.invoicenum },
    postingDay(invoice.invoicedate, [invoice.custponum && `Customer PO ${invoice.custponum}`], context),
    {
      ...(invoice.ar_duedate ? { DueDate: invoice.ar_duedate } : {}),
      CustomerRef: refTo(party, context),
      ...optionalRef('SalesTermRef', invoice.terms ? keyOf('terms', invoice.terms) : undefined, context),
      ...optionalAddress('BillAddr', invoice.bill_to, context),
      ...optionalAddress('ShipAddr', invoice.ship_to, context),
    },
    currencyOf(invoice, party, context),
    taxCalculation(context),
    {
      Line: [...lines.lines, ...shipping.lines, ...(discount.eq(0) ? [] : [discountLine(toNumber(discount))])],
      ...(settings.tax === 'erp-total' ? { TxnTaxDetail: { TotalTax: toNumber(tax) } } : {}),
    },
  )
}

function problem(invoice: Invoice, { settings }: Context): Reason | undefined {
  const { lines, freight = '0', invoice_tax_subtotal: tax = '0', discount = '0' } = invoice
  const amounts = lines.map(({ amount }) => amount)
  const total = sum([...amounts, freight, tax]).minus(discount)
  const stated = invoice.total_invoice_amount
  const fraction = [...amounts, freight, tax, discount, stated ?? '0'].find((amount) => !isCents(amount))
  const partless = lines.findIndex(({ prcpart, amount }) => !prcpart && !new Big(amount).eq(0))
  const isTaxed = settings.tax !== 'none' && !new Big(tax).eq(0)
  return firstOf(
    lines.length === 0 ? reasons.required('lines', 'The invoice has no lines') : undefined,
    fraction ? reasons.cents('lines', fraction) : undefined,
    partless >= 0 && settings.itemWithoutPart === null ? reasons.lineWithoutPart(partless + 1) : undefined,
    lineSumProblem(lines),
    settings.tax === 'none' && !new Big(tax).eq(0) ? reasons.taxOff(tax) : undefined,
    isTaxed && lines.every(({ taxable }) => taxable === false) ? reasons.taxOnNothing(tax) : undefined,
    new Big(discount).lt(0) ? reasons.negativeDiscount(discount) : undefined,
    stated !== undefined && !total.eq(stated) ? reasons.total(stated, total.toFixed(2)) : undefined,
    total.lt(0) ? reasons.negativeTotal('invoice', total.toFixed(2)) : undefined,
  )
}

function toLine(line: Line, isTaxed: boolean, context: Context): Body | Fields {
  const description = lineDescription(line.description)
  const stand = context.settings.itemWithoutPart
  if (!line.prcpart && (stand === null || new Big(line.amount).eq(0))) {
    return { DetailType: 'DescriptionOnly', ...description }
  }
  const code = taxCode(isTaxed && (line.taxable ?? true), context)
  if ('refused' in code) return code
  const ItemRef = line.prcpart ? refTo(keyOf('part', line.prcpart), context) : { value: stand ?? '' }
  return { ...description, ...salesLine(toNumber(line.amount), { ItemRef, ...quantityAndPrice(line), ...code.fields }) }
}

const salesLine = (amount: number, detail: Body): Body => ({
  DetailType: 'SalesItemLineDetail',
  Amount: amount,
  SalesItemLineDetail: detail,
})

/** In the United States it goes without a code and so without tax; elsewhere QuickBooks wants a code on every line. */
function shippingLine(freight: Big, context: Context): Body | Fields {
  const code: Fields = context.country === 'US' ? { fields: {} } : taxCode(false, context)
  return 'refused' in code ? code : salesLine(toNumber(freight), { ItemRef: { value: SHIPPING_ITEM }, ...code.fields })
}

/** It books to the account for discounts that the company has chosen in QuickBooks. */
const discountLine = (amount: number): Body => ({
  DetailType: 'DiscountLineDetail',
  Amount: amount,
  DiscountLineDetail: { PercentBased: false },
})
