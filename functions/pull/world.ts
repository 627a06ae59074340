import type { JobStore } from '../../shared/aws/jobs.ts'
import type { Access, QuickBooks } from '../../shared/intuit/quickbooks.ts'
import type { Log } from '../../shared/lib/log.ts'
import type { NoAccess } from '../token-keeper.ts'
import type { TyingWorld } from '../tying.ts'

/** All that a pull may touch. */
export type World = TyingWorld & {
  sleep: (ms: number) => Promise<void>
  /** Calls a function again and again until the returned one is called. */
  every: (ms: number, run: () => Promise<void>) => () => void
  leaseMs: number
  jobs: JobStore
  quickBooks: QuickBooks
  /** A working access token; a rejected one is never given again. */
  access: (company: string, rejected?: string) => Promise<Access | NoAccess>
  /** Notes that QuickBooks lets this connection in no more. */
  needsReconnect: (company: string, why: string) => Promise<void>
  /** Says that a company has jobs; never which. */
  askForJobs: (company: string) => Promise<void>
  log: Log
}
