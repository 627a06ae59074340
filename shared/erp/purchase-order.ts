import * as z from 'zod/mini'
import { aside } from './lenient.ts'
import { address, currency, date, decimal, id, lines, text } from './words.ts'

export const PurchaseOrder = z.object({
  ponum: id,
  vendnum: id,
  date,
  due_date: z.optional(date),
  ship_to: aside(z.optional(address)),
  terms: z.optional(id),
  notes: aside(z.optional(text)),
  status: aside(z.optional(text)),
  currency: z.optional(currency),
  exchange_rate: z.optional(decimal),
  lines: z._default(
    lines(
      z.object({
        prcpart: z.optional(id),
        account: z.optional(id),
        description: aside(z.optional(text)),
        qty: z.optional(decimal),
        price: z.optional(decimal),
        amount: decimal,
        /** The tax code of QuickBooks that it is taxed by: its name or its Id. Outside the United States only. */
        tax_code: z.optional(text),
      }),
    ),
    [],
  ),
})
export type PurchaseOrder = z.output<typeof PurchaseOrder>
