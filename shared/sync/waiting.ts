import type { RecordKey } from '../erp/record.ts'
import type { Reason } from './reason.ts'
import { reasons } from './reasons.ts'
import type { Link, State } from './record.ts'

/** What a record waits for, and since when; it stays the same however often the record is looked at again meanwhile. */
export type Waits = { on: RecordKey; since: string }

/** The feed keeps no order, but what belongs together comes within minutes; what has not come by then was not sent. */
const PATIENCE_MS = 15 * 60_000

/**
 * Where a record stands for whatever waits for it: one that the ERP has deleted, and that no books have, comes to rest for ever.
 */
export type Whereabouts = State | 'deleted'
export const whereabouts = ({ state, link }: { state: State; link: Link | undefined }): Whereabouts =>
  state === 'synced' && !link ? 'deleted' : state

/**
 * How a wait will end: by itself, with a problem that is told by itself, or only if somebody does something, and why.
 *
 * @param awaited where that stands which is waited for; undefined if the ERP has never sent it
 */
export function judgeWait(
  { on, since }: Waits,
  awaited: Whereabouts | undefined,
  now: number,
): { ends: 'by-itself' | 'with-a-problem' } | { ends: 'by-somebody'; reason: Reason } {
  switch (awaited) {
    case undefined:
      return now - Date.parse(since) < PATIENCE_MS
        ? { ends: 'by-itself' }
        : { ends: 'by-somebody', reason: reasons.neverSent(on) }
    case 'deleted':
      return { ends: 'by-somebody', reason: reasons.mentionsDeleted(on) }
    case 'off':
      return { ends: 'by-somebody', reason: reasons.waitsFor(on) }
    case 'held':
    case 'rejected':
    case 'unknown':
      return { ends: 'with-a-problem' }
    default:
      return { ends: 'by-itself' }
  }
}
