import type { Job, WorkLease } from '../../shared/aws/jobs.ts'
import type { Call } from '../../shared/sync/rate.ts'
import { pull } from './pull.ts'
import { Interrupted, JobFailure, Reader } from './reader.ts'
import type { World } from './world.ts'

/** A job that ends so many runs without getting any further would end every run. */
const TRIES_MAX = 5

/** One worker's run for one company: its lease, and the door to QuickBooks. */
export type Shift = {
  world: World
  job: Job
  reader: Reader
  /** Notes how far the job is; ends the run if somebody else has taken over. */
  note: (fields: Partial<Pick<Job, 'total' | 'done' | 'progress'>>) => Promise<void>
}

/**
 * Does a company's jobs one after the other, as its only worker, until none is left or the time is up. A job that is left
 * is taken up where it was: what it has done so far is stored step by step.
 *
 * @returns `busy` if somebody else is at it, `more` if jobs are left
 */
export async function work(company: string, world: World, hasTime: () => boolean): Promise<'done' | 'more' | 'busy'> {
  const acquired = await world.jobs.acquire(company, world.now(), world.now() + world.leaseMs)
  if (!acquired) return 'busy'
  const { lease } = acquired
  let isOurs = true
  let calls: readonly Call[] = acquired.calls
  const extend = async () => {
    isOurs &&= await world.jobs.extend(lease, world.now() + world.leaseMs, calls)
  }
  const stopHeartbeat = world.every(world.leaseMs / 3, extend)
  const mayGoOn = () => isOurs && hasTime()
  try {
    for (let job = await world.jobs.next(company); job; job = await world.jobs.next(company)) {
      const reader = new Reader(world, lease, job.epoch, [...calls], mayGoOn)
      const ended = await doJob(world, lease, job, reader, async () => {
        calls = reader.calls
        await extend()
        if (!isOurs) throw new Interrupted()
      })
      calls = reader.calls
      if (!ended) return isOurs ? 'more' : 'busy'
    }
    return 'done'
  } finally {
    stopHeartbeat()
    await world.jobs.release(lease)
  }
}

/** Does a job; false if the run is over before it is. */
async function doJob(
  world: World,
  { company }: WorkLease,
  job: Job,
  reader: Reader,
  keepLease: () => Promise<void>,
): Promise<boolean> {
  const { jobs, now } = world
  const at = () => new Date(now()).toISOString()
  const shift: Shift = {
    world,
    job,
    reader,
    note: async (fields) => {
      await keepLease()
      shift.job = await jobs.note(shift.job, { ...fields, state: 'running', tries: 0 })
    },
  }
  try {
    if (job.tries >= TRIES_MAX) throw tooOften()
    shift.job = await jobs.note(job, { state: 'running', tries: job.tries + 1 })
    await pull(shift)
    await jobs.note(shift.job, { state: 'done', endedAt: at() })
  } catch (error) {
    if (error instanceof Interrupted) return false
    if (!(error instanceof JobFailure)) throw error
    world.log('warn', 'a job failed', { company, code: error.code })
    const { code, message, next } = error
    await jobs.note(shift.job, { state: 'failed', endedAt: at(), error: { code, message, next } })
  }
  for (const slot of job.slots) await jobs.free(company, slot, job.id)
  return true
}

const tooOften = () =>
  new JobFailure(
    'internal',
    'Something failed on our side, again and again. What was done so far is kept.',
    'Run it again; if it stays so, tell us when you did.',
  )
