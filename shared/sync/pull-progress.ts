import * as z from 'zod/mini'
import { type PulledType, pulledTypes } from './catalog.ts'

const PullPart = z.object({
  type: z.enum(pulledTypes),
  total: z.number(),
  done: z.number(),
  state: z.enum(['queued', 'running', 'done']),
})
export type PullPart = z.output<typeof PullPart>

/** How far a pull is, type by type, and how many reads it took, which Intuit meters. */
export const PullProgress = z.object({ parts: z.array(PullPart), reads: z.number() })
export type PullProgress = z.output<typeof PullProgress>

/**
 * How much is copied of how much, over all lists. Its share never goes back: every list is counted before the first is read,
 * and one that turns out to be longer grows only by what is copied of it already.
 */
export const copiedIn = ({ parts }: Pick<PullProgress, 'parts'>) => ({
  total: parts.reduce((sum, { total }) => sum + total, 0),
  done: parts.reduce((sum, { done }) => sum + done, 0),
})

/** A list of which so much is copied by now. */
export function withCopied(part: PullPart, copied: number): PullPart {
  const done = Math.max(part.done, copied)
  return { ...part, done, total: Math.max(part.total, done) }
}

/** A pull that has not begun. */
export const newPull = (types: readonly PulledType[]): PullProgress => ({
  parts: types.map((type) => ({ type, total: 0, done: 0, state: 'queued' })),
  reads: 0,
})
