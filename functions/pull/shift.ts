import type { Job } from '../../shared/aws/jobs.ts'
import type { Reader } from './reader.ts'
import type { World } from './world.ts'

/** One worker's run for one company: its lease, and the door to QuickBooks. */
export type Shift = {
  world: World
  job: Job
  reader: Reader
  /** Notes how far the job is; ends the run if somebody else has taken over, or the time is up. */
  note: (fields: Partial<Pick<Job, 'total' | 'done' | 'progress'>>) => Promise<void>
}
