import type { OnOddity } from '../shared/intuit/quickbooks.ts'
import type { Log } from '../shared/lib/log.ts'

/** More kinds of them than that are one oddity. */
const KINDS_MAX = 50

/** Tells of each kind of oddity in Intuit's answers once in the life of a process; all of them are read as far as they can be. */
export function oddities(log: Log): OnOddity {
  const told = new Set<string>()
  return (oddity) => {
    if (told.has(oddity) || told.size >= KINDS_MAX) return
    told.add(oddity)
    log('warn', 'Intuit answers as it has not published', { code: oddity })
  }
}
