import { createHash } from 'node:crypto'
import type { Write } from '../qbo/batch.ts'

/** A short name of exactly this write: the same write has the same one, and any change of it another. */
export function digestOf({ verb, type, body }: Write): string {
  return createHash('sha256')
    .update(JSON.stringify([verb, type, body]))
    .digest('base64url')
    .slice(0, 22)
}
