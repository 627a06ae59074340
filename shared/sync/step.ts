import type { RecordKey } from '../erp/record.ts'
import type { Write } from '../qbo/batch.ts'
import type { Differs } from './differs.ts'
import type { Note } from './note.ts'
import type { Reason } from './reason.ts'

/** What to do next about one record. */
export type Step =
  /** Write this to QuickBooks, which then has it otherwise than the ERP as the notes say. */
  | { do: 'send'; write: Write; notes?: readonly Note[] }
  /**
   * QuickBooks already agrees, but for what the notes say, or there is nothing that it should hold. Or it differs, and nobody has
   * said to send it again: it would come to the same.
   */
  | { do: 'settle'; notes?: readonly Note[] | undefined; differs?: Differs | undefined }
  /** It mentions records that are not tied, or whose entities are inactive: those first, there is at least one. */
  | { do: 'first'; keys: readonly [RecordKey, ...RecordKey[]] }
  /** What it names for information is about to go out, and is let go before: to be linked at once saves a second write. */
  | { do: 'after'; keys: readonly [RecordKey, ...RecordKey[]] }
  /** Our settings or the record itself forbid it. */
  | { do: 'stop'; state: 'off' | 'held' | 'unknown'; reason: Reason }
