import * as z from 'zod/mini'
import { addresses, currency, id, text } from './words.ts'

export const Vendor = z.object({
  vendnum: id,
  name: text,
  /** Our number in the vendor's books. */
  acct_num: z.optional(text),
  acct_email: z.optional(text),
  phone: z.optional(text),
  addresses: z._default(addresses, []),
  terms: z.optional(id),
  currency: z.optional(currency),
  active: z._default(z.boolean(), true),
})
export type Vendor = z.output<typeof Vendor>
