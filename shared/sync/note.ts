import * as z from 'zod/mini'

/**
 * What QuickBooks has otherwise than the ERP, for a controller: the record was sent, nothing waits for it, and nobody has to
 * do anything. It belongs to the version that was sent.
 */
export const Note = z.object({ code: z.string(), message: z.string(), field: z.optional(z.string()) })
export type Note = z.output<typeof Note>
