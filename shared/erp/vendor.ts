import * as z from 'zod/mini'
import { aside } from './lenient.ts'
import { addresses, currency, id, text } from './words.ts'

export const Vendor = z.object({
  vendnum: id,
  name: text,
  /** Our number in the vendor's books. */
  acct_num: aside(z.optional(text)),
  acct_email: aside(z.optional(text)),
  phone: aside(z.optional(text)),
  addresses: aside(z._default(addresses, [])),
  terms: z.optional(id),
  currency: z.optional(currency),
  active: z._default(z.boolean(), true),
})
export type Vendor = z.output<typeof Vendor>
