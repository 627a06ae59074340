import type { ActivityLog } from '../../shared/aws/activity.ts'
import type { BatchItems } from '../../shared/aws/batch-items.ts'
import type { Connected } from '../../shared/aws/connections.ts'
import type { JobStore } from '../../shared/aws/jobs.ts'
import type { WriterStore } from '../../shared/aws/writer.ts'
import type { Access, QuickBooks } from '../../shared/intuit/quickbooks.ts'
import type { Log } from '../../shared/lib/log.ts'
import type { Listed, Suggestion } from '../../shared/match/listed.ts'
import type { CatalogType } from '../../shared/sync/catalog.ts'
import type { NoAccess } from '../token-keeper.ts'
import type { TyingWorld } from '../tying.ts'

/** All that a pull may touch. */
export type World = TyingWorld & {
  sleep: (ms: number) => Promise<void>
  /** Calls a function again and again until the returned one is called. */
  every: (ms: number, run: () => Promise<void>) => () => void
  leaseMs: number
  jobs: JobStore
  items: BatchItems
  writer: Pick<WriterStore, 'read' | 'askRelease' | 'suspend' | 'goOn'>
  activity: Pick<ActivityLog, 'append'>
  quickBooks: QuickBooks
  /** The match: which entity of a list is which record. */
  suggest: (type: CatalogType, entities: readonly Listed[], records: readonly Listed[]) => readonly Suggestion[]
  wake: (company: string) => Promise<void>
  /** A working access token for the books of this connection; a rejected one is never given again. */
  access: (company: string, of: Connected, rejected?: string) => Promise<Access | NoAccess>
  /** Notes that QuickBooks lets this connection in no more. */
  needsReconnect: (company: string, why: string, of: Connected) => Promise<void>
  /** Says that a company has jobs; never which. */
  askForJobs: (company: string) => Promise<void>
  log: Log
}
