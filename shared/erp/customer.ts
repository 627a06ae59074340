import * as z from 'zod/mini'
import { aside } from './lenient.ts'
import { addresses, currency, exemptionReason, id, text } from './words.ts'

export const Customer = z.object({
  custnum: id,
  name: text,
  acct_email: aside(z.optional(text)),
  phone: aside(z.optional(text)),
  addresses: aside(z._default(addresses, [])),
  terms: z.optional(id),
  /** The customer that this one is a part of; QuickBooks shows it below that one. */
  parent: z.optional(id),
  /** Nothing is said of tax where it is left out: whatever stands in QuickBooks stays. */
  tax_exempt: z.optional(z.boolean()),
  /** Why, by QuickBooks' list of reasons, from 1 (federal government) to 15 (foreign diplomat). */
  tax_exemption_reason: z.optional(exemptionReason),
  currency: z.optional(currency),
  active: z._default(z.boolean(), true),
})
export type Customer = z.output<typeof Customer>
