import type { ActivityLog } from '../../shared/aws/activity.ts'
import type { AttemptStore } from '../../shared/aws/attempts.ts'
import type { CatalogStore } from '../../shared/aws/catalog.ts'
import type { CompanyStore } from '../../shared/aws/companies.ts'
import type { Connected } from '../../shared/aws/connections.ts'
import type { DocumentNumbers } from '../../shared/aws/document-numbers.ts'
import type { RecordStore } from '../../shared/aws/records.ts'
import type { WriterStore } from '../../shared/aws/writer.ts'
import type { Access, QuickBooks } from '../../shared/intuit/quickbooks.ts'
import type { Log } from '../../shared/lib/log.ts'
import type { NoAccess } from '../token-keeper.ts'

/** All that a push may touch. `wiring.ts` hands in the real things, the simulation its own. */
export type World = {
  now: () => number
  sleep: (ms: number) => Promise<void>
  /** Calls a function again and again until the returned one is called. */
  every: (ms: number, run: () => Promise<void>) => () => void
  newId: () => string
  leaseMs: number
  records: RecordStore
  attempts: AttemptStore
  numbers: DocumentNumbers
  catalog: Pick<CatalogStore, 'getAll' | 'all'>
  activity: Pick<ActivityLog, 'append'>
  writer: WriterStore
  companies: CompanyStore
  quickBooks: QuickBooks
  /** A working access token for the books of this connection; a rejected one is never given again. */
  access: (company: string, of: Connected, rejected?: string) => Promise<Access | NoAccess>
  /** Notes that QuickBooks lets this connection in no more. */
  needsReconnect: (company: string, why: string, of: Connected) => Promise<void>
  /** Asks for another run, now or after a while. */
  wake: (company: string, afterSeconds?: number) => Promise<void>
  /** Asks for a run after a while that does nothing unless this one has died by then. */
  wakeToTakeOver: (company: string, afterSeconds: number) => Promise<void>
  log: Log
}
