import * as z from 'zod/mini'
import { id, text } from './words.ts'

export const Account = z.object({ number: id, name: text, type: z.optional(text) })
export type Account = z.output<typeof Account>
