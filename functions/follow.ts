import { openKey } from '../shared/aws/open-key.ts'
import type { RecordStore } from '../shared/aws/records.ts'
import type { RecordKey } from '../shared/erp/record.ts'
import { isOffByDate } from '../shared/sync/admission.ts'
import { isWanted } from '../shared/sync/record.ts'

/** Lets a record go that was stopped for its date before anybody had seen that it is in QuickBooks; the plan decides. */
export const letFollow = (records: Pick<RecordStore, 'moveAnew'>, company: string, key: RecordKey, now: number) =>
  records.moveAnew(
    company,
    key,
    (stored) =>
      isOffByDate(stored) && stored.link
        ? { open: openKey.now(stored.kind, stored.id, isWanted(stored.record), now) }
        : undefined,
    now,
  )
