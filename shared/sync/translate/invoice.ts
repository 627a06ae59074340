import Big from 'big.js'
import type { Invoice } from '../../erp/invoice.ts'
import type { Body } from '../../qbo/entity.ts'
import { type Reason, reasons } from '../reasons.ts'
import {
  type Context,
  firstOf,
  isCents,
  optionalAddress,
  optionalRef,
  optionalText,
  refTo,
  type Translation,
  toNumber,
} from './context.ts'

/** QuickBooks' own item for shipping; it books to the shipping income account of the company. */
const SHIPPING_ITEM = 'SHIPPING_ITEM_ID'
/** QuickBooks takes more decimals in a price than in an amount; with seven, a price for most discounts can be told. */
const PRICE_DECIMALS_MAX = 7

type Line = Invoice['lines'][number]

/**
 * The Invoice that should exist for an A/R invoice: the ERP's number, dates and lines, and to the cent its total. Where
 * it does not add up, or where an amount could land on an account of QuickBooks' own choosing, it is refused instead.
 */
export function toInvoice(invoice: Invoice, context: Context): Translation {
  const refused = problem(invoice, context)
  if (refused) return { refused }
  const tax = new Big(invoice.invoice_tax_subtotal ?? 0)
  const freight = new Big(invoice.freight ?? 0)
  const taxCode = context.settings.tax === 'none' || tax.eq(0) ? 'NON' : 'TAX'
  return {
    body: {
      DocNumber: invoice.invoicenum,
      TxnDate: invoice.invoicedate,
      ...(invoice.ar_duedate ? { DueDate: invoice.ar_duedate } : {}),
      CustomerRef: refTo(`customer/${invoice.custnum}`, context),
      ...optionalRef('SalesTermRef', invoice.terms ? `terms/${invoice.terms}` : undefined, context),
      ...optionalAddress('BillAddr', invoice.bill_to, context),
      ...optionalAddress('ShipAddr', invoice.ship_to, context),
      ...optionalText('PrivateNote', invoice.custponum && `Customer PO ${invoice.custponum}`, context),
      ...(invoice.currency ? { CurrencyRef: { value: invoice.currency } } : {}),
      ...(invoice.exchange_rate ? { ExchangeRate: toNumber(invoice.exchange_rate) } : {}),
      Line: [
        ...invoice.lines.map((line) => toLine(line, taxCode, context)),
        ...(freight.eq(0) ? [] : [salesLine(toNumber(freight), { ItemRef: { value: SHIPPING_ITEM } })]),
      ],
      ...(context.settings.tax === 'erp-total' ? { TxnTaxDetail: { TotalTax: toNumber(tax) } } : {}),
    },
  }
}

function problem(invoice: Invoice, { settings }: Context): Reason | undefined {
  const { lines, freight = '0', invoice_tax_subtotal: tax = '0' } = invoice
  const amounts = lines.map(({ amount }) => amount)
  const sum = [...amounts, freight, tax].reduce((total, amount) => total.plus(amount), new Big(0))
  const stated = invoice.total_invoice_amount
  const fraction = [...amounts, freight, tax, stated ?? '0'].find((amount) => !isCents(amount))
  const partless = lines.findIndex(({ prcpart, amount }) => !prcpart && !new Big(amount).eq(0))
  return firstOf(
    lines.length === 0 ? reasons.required('lines', 'The invoice has no lines') : undefined,
    fraction ? reasons.cents('lines', fraction) : undefined,
    partless >= 0 ? reasons.lineWithoutPart(partless + 1) : undefined,
    settings.tax === 'none' && !new Big(tax).eq(0) ? reasons.taxOff(tax) : undefined,
    stated !== undefined && !sum.eq(stated) ? reasons.total(stated, sum.toFixed(2)) : undefined,
    sum.lt(0) ? reasons.negativeTotal(sum.toFixed(2)) : undefined,
  )
}

function toLine(line: Line, taxCode: 'TAX' | 'NON', context: Context): Body {
  const description: Body = line.description ? { Description: line.description } : {}
  if (!line.prcpart) return { DetailType: 'DescriptionOnly', ...description }
  return {
    ...description,
    ...salesLine(toNumber(line.amount), {
      ItemRef: refTo(`part/${line.prcpart}`, context),
      ...quantityAndPrice(line),
      TaxCodeRef: { value: taxCode },
    }),
  }
}

const salesLine = (amount: number, detail: Body): Body => ({
  DetailType: 'SalesItemLineDetail',
  Amount: amount,
  SalesItemLineDetail: detail,
})

/**
 * QuickBooks refuses a line whose Qty x UnitPrice is not its Amount (fault 6070). After a line discount that is so; then
 * the price that was really paid is given instead of the list price. Where no price gives the amount, the line goes out
 * as a lump sum. The amount is true in each case.
 */
function quantityAndPrice({ qty, price, amount }: Line): Body {
  if (qty === undefined || new Big(qty).eq(0)) return {}
  const quantity = new Big(qty)
  const paid = new Big(amount).div(quantity).round(PRICE_DECIMALS_MAX)
  const unitPrice = [...(price === undefined ? [] : [new Big(price)]), paid].find((candidate) =>
    candidate.times(quantity).round(2).eq(amount),
  )
  return unitPrice ? { Qty: toNumber(quantity), UnitPrice: toNumber(unitPrice) } : {}
}
