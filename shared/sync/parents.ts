import type { RecordKey } from '../erp/record.ts'
import type { Reason } from './reason.ts'
import { reasons } from './reasons.ts'

/** QuickBooks takes four levels of sub-customers, and of item categories, below the top. */
export const LEVELS_MAX = 4

/** Why a record cannot be filed where the ERP files it; `parents` says of each record above it what that is under. */
export function parentProblem(
  key: RecordKey,
  parents: ReadonlyMap<RecordKey, RecordKey | undefined>,
): Reason | undefined {
  const path = [key]
  for (let above = parents.get(key); above !== undefined; above = parents.get(above)) {
    if (path.includes(above)) return reasons.cycle([...path, above])
    path.push(above)
    if (path.length > LEVELS_MAX + 2) break
  }
  const levels = path.length - 1
  return levels > LEVELS_MAX ? reasons.depth(levels) : undefined
}
