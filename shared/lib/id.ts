import { randomBytes } from 'node:crypto'

/**
 * A name that sorts by time: 9 characters of milliseconds and 16 random ones. Short enough for Intuit's requestid
 * (36 characters in a batch).
 */
export function timeOrderedId(now: number, random: (bytes: number) => Uint8Array = randomBytes): string {
  return now.toString(36).padStart(9, '0') + Buffer.from(random(8)).toString('hex')
}
