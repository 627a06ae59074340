import type { ActivityLog } from '../../shared/aws/activity.ts'
import type { AttemptStore } from '../../shared/aws/attempts.ts'
import type { BatchItems } from '../../shared/aws/batch-items.ts'
import type { CatalogStore } from '../../shared/aws/catalog.ts'
import type { CompanyStore } from '../../shared/aws/companies.ts'
import type { FeedMeter } from '../../shared/aws/feed-meter.ts'
import type { JobStore } from '../../shared/aws/jobs.ts'
import type { Members } from '../../shared/aws/members.ts'
import type { ReadMeter } from '../../shared/aws/reads.ts'
import type { recordList } from '../../shared/aws/record-list.ts'
import type { RecordStore } from '../../shared/aws/records.ts'
import type { RefusedEventStore } from '../../shared/aws/refused-events.ts'
import type { SearchIndex } from '../../shared/aws/search-index.ts'
import type { WriterStore } from '../../shared/aws/writer.ts'
import type { SetupChecks } from '../../shared/intuit/setup.ts'

/** All that the API may touch. */
export type World = {
  now: () => number
  sleep: (ms: number) => Promise<void>
  newId: () => string
  companies: CompanyStore
  members: Members
  records: RecordStore
  lists: ReturnType<typeof recordList>
  attempts: AttemptStore
  writer: WriterStore
  catalog: CatalogStore
  jobs: JobStore
  reads: Pick<ReadMeter, 'thisMonth'>
  /** How many reads Intuit lets the app have in a month, over all companies. */
  readsAllowed: number
  feed: Pick<FeedMeter, 'unread'>
  items: BatchItems
  search: Pick<SearchIndex, 'find'>
  refusedEvents: RefusedEventStore
  activity: ActivityLog
  /** Puts change events onto the feed; returns the indexes of those that the queue did not take. */
  sendChanges: (bodies: readonly string[]) => Promise<number[]>
  wake: (company: string) => Promise<void>
  /** Says that a company has jobs; never which. */
  askForJobs: (company: string) => Promise<void>
  /** Which of the five values of the Intuit app are set. */
  setupChecks: () => Promise<SetupChecks>
}

/** What it takes to show a record and to act on it. */
export type RecordWorld = Pick<World, 'newId' | 'now' | 'records' | 'attempts' | 'writer' | 'companies' | 'wake'> & {
  activity: Pick<ActivityLog, 'append'>
  catalog: Pick<CatalogStore, 'getAll' | 'all' | 'content'>
}
