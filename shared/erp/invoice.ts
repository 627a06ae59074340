import * as z from 'zod/mini'
import { address, currency, date, decimal, id, lines, text } from './words.ts'

/** An A/R invoice. Its line amounts less its discount, freight and tax add up to its total; `amount` is what is owed, whatever the price. */
export const Invoice = z.object({
  invoicenum: id,
  custnum: id,
  custponum: z.optional(text),
  invoicedate: date,
  ar_duedate: z.optional(date),
  terms: z.optional(id),
  bill_to: z.optional(address),
  ship_to: z.optional(address),
  lines: z._default(
    lines(
      z.object({
        prcpart: z.optional(id),
        description: z.optional(text),
        qty: z.optional(decimal),
        price: z.optional(decimal),
        amount: decimal,
        /** Whether sales tax is charged on it; taken from the invoice's own tax where it does not say. */
        taxable: z.optional(z.boolean()),
      }),
    ),
    [],
  ),
  invoice_tax_subtotal: z.optional(decimal),
  freight: z.optional(decimal),
  /** What is taken off the whole invoice, as a positive amount. */
  discount: z.optional(decimal),
  total_invoice_amount: z.optional(decimal),
  currency: z.optional(currency),
  exchange_rate: z.optional(decimal),
})
export type Invoice = z.output<typeof Invoice>
