import * as z from 'zod/mini'
import { aside } from './lenient.ts'
import { decimal, defaultPrice, id, text } from './words.ts'

/** A Prcpart: the three characters of its product code (`prc`) and the part's own number. */
export const Part = z.object({
  prcpart: id,
  description: aside(z.optional(text)),
  revision: aside(z.optional(text)),
  /** Not stocked: it becomes a NonInventory item. */
  non_inventory: z._default(z.boolean(), false),
  default_cost: aside(z.optional(defaultPrice)),
  default_resale: aside(z.optional(defaultPrice)),
  /** Quantity on hand. */
  qoh: z.optional(decimal),
  uom: aside(z.optional(text)),
  /** A heading that parts are filed under, and no part itself; it becomes an item category. */
  is_category: z._default(z.boolean(), false),
  /** The category that this part, or this category, is filed under. */
  parent: z.optional(id),
  active: z._default(z.boolean(), true),
  /** Account numbers that override the company's default accounts, where they are tied. */
  income_account: z.optional(id),
  asset_account: z.optional(id),
  cogs_material_account: z.optional(id),
})
export type Part = z.output<typeof Part>
