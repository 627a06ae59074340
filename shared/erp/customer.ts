import * as z from 'zod/mini'
import { addresses, currency, id, text } from './words.ts'

export const Customer = z.object({
  custnum: id,
  name: text,
  acct_email: z.optional(text),
  phone: z.optional(text),
  addresses: z._default(addresses, []),
  terms: z.optional(id),
  /** The customer that this one is a part of; QuickBooks shows it below that one. */
  parent: z.optional(id),
  tax_exempt: z._default(z.boolean(), false),
  currency: z.optional(currency),
  active: z._default(z.boolean(), true),
})
export type Customer = z.output<typeof Customer>
