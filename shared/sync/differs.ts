import * as z from 'zod/mini'

/** One figure of a record as the ERP has it, and as QuickBooks answered that it has it. */
export const Difference = z.object({ field: z.string(), erp: z.string(), quickbooks: z.string() })
export type Difference = z.output<typeof Difference>

/**
 * That a record is in QuickBooks, and not as the ERP has it: in which fields, how much money that is about, and why, as far as
 * it can be told. It belongs to the version that was sent.
 */
export const Differs = z.object({ amount: z.string(), fields: z.array(Difference), why: z.string() })
export type Differs = z.output<typeof Differs>
