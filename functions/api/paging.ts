import { createHash } from 'node:crypto'
import * as z from 'zod/mini'
import { type Item, noCursor } from '../../shared/aws/table.ts'
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
export function writeCursor(next: Item | undefined): string | null {
  if (!next) return null
  const text = Buffer.from(JSON.stringify(next)).toString('base64url')
  return `${text}.${sealOf(text)}`
}

/**
 * A cursor that we gave out for this partition; one that was altered or belongs to another company is refused. The seal keeps
 * nothing secret: a cursor only says where to go on in rows that its reader may see, and whoever makes up one that fits no list
 * hears so of the table.
 */
export function readCursor(text: string | undefined, partition: string): Item | undefined {
  if (text === undefined) return undefined
  const [sealed = '', seal] = text.split('.')
  const { success, data } = z.safeParse(Cursor, sealOf(sealed) === seal ? decoded(sealed) : undefined)
  if (!success || data['pk'] !== partition) throw noCursor()
  return data
}

const sealOf = (text: string): string => createHash('sha256').update(text).digest('base64url').slice(0, 16)

function decoded(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString())
  } catch {
    return undefined
  }
}
