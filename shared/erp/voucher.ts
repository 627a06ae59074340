import * as z from 'zod/mini'
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
  ponums: z._default(z.array(id), []),
  splits: z._default(
    lines(z.object({ account: id, amount: decimal, description: z.optional(text), cost_center: z.optional(text) })),
    [],
  ),
  vendor_requested_amount: z.optional(decimal),
  currency: z.optional(currency),
  exchange_rate: z.optional(decimal),
})
export type Voucher = z.output<typeof Voucher>
