import type { Body } from '../qbo/entity.ts'
import { agrees } from './look-back.ts'

/** Fields that a write cannot do without, whatever it changes. */
const ALWAYS_SENT = new Set(['Id', 'SyncToken', 'sparse'])

/**
 * Of a sparse update, what the entity does not hold already; undefined if it holds all. Documents whose lines change go
 * out with all of them, since QuickBooks deletes the lines that it is not sent.
 */
export function difference(update: Body, entity: Record<string, unknown>): Body | undefined {
  const differing = Object.entries(update).filter(
    ([field, value]) => ALWAYS_SENT.has(field) || !agrees({ [field]: value }, entity),
  )
  return differing.some(([field]) => !ALWAYS_SENT.has(field)) ? Object.fromEntries(differing) : undefined
}
