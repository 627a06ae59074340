import * as z from 'zod/mini'
import { aside } from './lenient.ts'
import { currency, date, decimal, id, lines, text } from './words.ts'

/** An A/P voucher: a vendor's invoice, split over the accounts that bear it. */
export const Voucher = z.object({
  vouchernum: id,
  vendor_invoice_number: z.optional(text),
  vendnum: id,
  invoice_date: date,
  gl_post_date: z.optional(date),
  due_date: z.optional(date),
  terms: z.optional(id),
  ponums: aside(z._default(z.array(aside(z.clone(id))), [])),
  splits: z._default(
    lines(
      z.object({
        account: id,
        amount: decimal,
        description: aside(z.optional(text)),
        cost_center: aside(z.optional(text)),
        /** The tax code of QuickBooks that it is taxed by: its name or its Id. Outside the United States only. */
        tax_code: z.optional(text),
      }),
    ),
    [],
  ),
  /** The tax that comes on top of the splits; one that is a split itself is none of it. Outside the United States only. */
  voucher_tax_subtotal: z.optional(decimal),
  vendor_requested_amount: z.optional(decimal),
  currency: z.optional(currency),
  exchange_rate: z.optional(decimal),
})
export type Voucher = z.output<typeof Voucher>
