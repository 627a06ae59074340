import { createHash } from 'node:crypto'
import type { Write } from '../qbo/batch.ts'
import { withoutLinks } from './linking.ts'

/**
 * A short name of exactly this write: the same write has the same one, and any change of it another. Links post nothing and
 * count for nothing: the order of a bill may come while somebody reads it.
 */
export function digestOf({ verb, type, body }: Write): string {
  return createHash('sha256')
    .update(JSON.stringify([verb, type, withoutLinks(body)]))
    .digest('base64url')
    .slice(0, 22)
}
