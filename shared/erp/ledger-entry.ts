import * as z from 'zod/mini'
import { aside } from './lenient.ts'
import { currency, date, decimal, id, lines, text } from './words.ts'

/** A general-ledger entry. `business_object_type` and its id name the document that it belongs to, if any. */
export const LedgerEntry = z.object({
  external_key: id,
  name: aside(z.optional(text)),
  date,
  splits: z._default(
    lines(
      z.object({
        account: id,
        debit: z.optional(decimal),
        credit: z.optional(decimal),
        description: aside(z.optional(text)),
        custnum: z.optional(id),
        vendnum: z.optional(id),
      }),
    ),
    [],
  ),
  currency: z.optional(currency),
  exchange_rate: z.optional(decimal),
  business_object_type: z.optional(text),
  business_object_id: z.optional(text),
})
export type LedgerEntry = z.output<typeof LedgerEntry>
