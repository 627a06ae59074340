import * as z from 'zod/mini'
import type { Item } from '../../shared/aws/table.ts'
import { Refusal } from '../../shared/lib/refusal.ts'

const LIMIT_DEFAULT = 50
const LIMIT_MAX = 200

/** How many items a page has: what was asked for, within bounds. */
export function readLimit(text: string | undefined): number {
  if (text === undefined) return LIMIT_DEFAULT
  if (!/^\d{1,12}$/.test(text) || Number(text) === 0) {
    throw new Refusal('E_TYPE', 'limit', `limit must be a whole number from 1 to ${LIMIT_MAX}`)
  }
  return Math.min(Number(text), LIMIT_MAX)
}

const Cursor = z.record(z.string(), z.string())

/** Where the next page begins, as text that a client hands back. */
export const writeCursor = (next: Item | undefined): string | null =>
  next ? Buffer.from(JSON.stringify(next)).toString('base64url') : null

/** A cursor that we gave out for this partition; one that was altered or belongs to another company is refused. */
export function readCursor(text: string | undefined, partition: string): Item | undefined {
  if (text === undefined) return undefined
  const { success, data } = z.safeParse(Cursor, decoded(text))
  if (!success || data['pk'] !== partition) {
    throw new Refusal('E_CURSOR', 'cursor', 'cursor is none that this list gave out; begin again without it')
  }
  return data
}

function decoded(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString())
  } catch {
    return undefined
  }
}
