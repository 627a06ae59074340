import type { Job } from '../../shared/aws/jobs.ts'
import type { Call } from '../../shared/sync/rate.ts'
import { runBatch } from './batch.ts'
import { createAccount } from './create-account.ts'
import { linkDocuments } from './documents.ts'
import { importLinks, linkAll, undo } from './links.ts'
import { matchAgain } from './match.ts'
import { pull } from './pull.ts'
import { Interrupted, JobFailure, Reader } from './reader.ts'
import type { Shift } from './shift.ts'
import type { World } from './world.ts'

/** A job that ends so many runs without getting any further would end every run. */
const TRIES_MAX = 5

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
      const ended = await doJob(world, job, reader, {
        stay: async () => {
          calls = reader.calls
          await extend()
          if (!isOurs) throw new Interrupted()
        },
        mayGoOn,
      })
      calls = reader.calls
      if (!ended) return isOurs ? 'more' : 'busy'
    }
    return 'done'
  } finally {
    stopHeartbeat()
    await world.jobs.release(lease, calls)
  }
}

/** Does a job; false if the run is over before it is. */
async function doJob(
  world: World,
  job: Job,
  reader: Reader,
  run: { stay: () => Promise<void>; mayGoOn: () => boolean },
): Promise<boolean> {
  const { company } = job
  const { jobs, now } = world
  const at = () => new Date(now()).toISOString()
  const shift: Shift = {
    world,
    job,
    reader,
    note: async (fields) => {
      await run.stay()
      shift.job = await jobs.note(shift.job, { ...fields, state: 'running', tries: 0 })
      if (!run.mayGoOn()) throw new Interrupted()
    },
  }
  try {
    if (job.tries >= TRIES_MAX) throw tooOften()
    shift.job = await jobs.note(job, { state: 'running', tries: job.tries + 1 })
    await reader.checkConnection()
    await perform(shift)
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

/** What each kind of job does. */
async function perform(shift: Shift): Promise<void> {
  switch (shift.job.what) {
    case 'pull':
      return pull(shift)
    case 'match':
      return matchAgain(shift)
    case 'link-all':
      return runBatch(shift, linkAll(shift))
    case 'import-links':
      return runBatch(shift, importLinks(shift))
    case 'link-documents':
      return runBatch(shift, linkDocuments(shift))
    case 'create-account':
      return runBatch(shift, createAccount(shift))
    case 'undo':
      return runBatch(shift, undo(shift))
    default:
      throw tooOften()
  }
}

const tooOften = () =>
  new JobFailure(
    'internal',
    'Something failed on our side, again and again. What was done so far is kept.',
    'Run it again; if it stays so, tell us when you did.',
  )
