import * as z from 'zod/mini'
import { type CatalogType, catalogTypes } from './catalog.ts'

const PullPart = z.object({
  type: z.enum(catalogTypes),
  total: z.number(),
  done: z.number(),
  state: z.enum(['queued', 'running', 'done']),
})
export type PullPart = z.output<typeof PullPart>

/** How far a pull is, type by type, and how many reads it took, which Intuit meters. */
export const PullProgress = z.object({ parts: z.array(PullPart), reads: z.number() })
export type PullProgress = z.output<typeof PullProgress>

/** A pull that has not begun. */
export const newPull = (types: readonly CatalogType[]): PullProgress => ({
  parts: types.map((type) => ({ type, total: 0, done: 0, state: 'queued' })),
  reads: 0,
})
