import * as z from 'zod/mini'
import { decimal, id } from './words.ts'

export const Terms = z.object({
  name: id,
  due_days: z.optional(z.int().check(z.nonnegative())),
  discount_days: z.optional(z.int().check(z.nonnegative())),
  discount_percent: z.optional(decimal),
})
export type Terms = z.output<typeof Terms>
