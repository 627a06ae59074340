import * as z from 'zod/mini'
import { aside } from './lenient.ts'
import { address, currency, date, decimal, id, lines, text } from './words.ts'

/** An A/R invoice. Its line amounts less its discount, freight and tax add up to its total; `amount` is what is owed, whatever the price. */
export const Invoice = z.object({
  invoicenum: id,
  custnum: id,
  custponum: aside(z.optional(text)),
  invoicedate: date,
  ar_duedate: z.optional(date),
  terms: z.optional(id),
  bill_to: aside(z.optional(address)),
  ship_to: aside(z.optional(address)),
  lines: z._default(
    lines(
      z.object({
        prcpart: z.optional(id),
        description: aside(z.optional(text)),
        qty: z.optional(decimal),
        price: z.optional(decimal),
        amount: decimal,
        /** Whether sales tax is charged on it; taken from the invoice's own tax where it does not say. */
        taxable: z.optional(z.boolean()),
        /** The tax code of QuickBooks that it is taxed by: its name or its Id. */
        tax_code: z.optional(text),
      }),
    ),
    [],
  ),
  invoice_tax_subtotal: z.optional(decimal),
  freight: z.optional(decimal),
  /** Whether sales tax is charged on the freight too, and by which code. */
  freight_taxable: z.optional(z.boolean()),
  freight_tax_code: z.optional(text),
  /** What is taken off the whole invoice, as a positive amount. */
  discount: z.optional(decimal),
  total_invoice_amount: z.optional(decimal),
  currency: z.optional(currency),
  exchange_rate: z.optional(decimal),
})
export type Invoice = z.output<typeof Invoice>
