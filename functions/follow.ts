import { openKey } from '../shared/aws/open-key.ts'
import type { RecordStore } from '../shared/aws/records.ts'
import type { RecordKey } from '../shared/erp/record.ts'
import { isPassing } from '../shared/lib/passing.ts'
import { isOffByDate } from '../shared/sync/admission.ts'
import { reasons } from '../shared/sync/reasons.ts'
import { isWanted, type StoredRecord } from '../shared/sync/record.ts'

/**
 * Lets a record go that was stopped for its date before anybody had seen that it is in QuickBooks; the plan decides. One whose
 * row cannot be read is held for that.
 */
export async function letFollow(
  records: Pick<RecordStore, 'moveAnew' | 'arrest'>,
  company: string,
  key: RecordKey,
  now: number,
): Promise<void> {
  const follow = (stored: StoredRecord) =>
    isOffByDate(stored) && stored.link
      ? { open: openKey.now(stored.kind, stored.id, isWanted(stored.record), now) }
      : undefined
  try {
    await records.moveAnew(company, key, follow, now)
  } catch (error) {
    if (isPassing(error)) throw error
    await records.arrest(company, key, { reason: reasons.unreadable() }, now)
  }
}
