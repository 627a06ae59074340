import type { CompanyStore } from '../../shared/aws/companies.ts'
import type { JobStore } from '../../shared/aws/jobs.ts'
import type { RecordStore } from '../../shared/aws/records.ts'
import type { SearchIndex } from '../../shared/aws/search-index.ts'
import type { WriterStore } from '../../shared/aws/writer.ts'
import type { Log } from '../../shared/lib/log.ts'

/** All that a sweep may touch. */
export type World = {
  now: () => number
  companies: Pick<CompanyStore, 'list'>
  records: Pick<RecordStore, 'due'>
  writer: Pick<WriterStore, 'read'>
  jobs: Pick<JobStore, 'isLeft'>
  search: Pick<SearchIndex, 'gather'>
  wake: (company: string) => Promise<void>
  askForJobs: (company: string) => Promise<void>
  log: Log
}

/**
 * Wakes every company that has work due and nobody at it: records whose time has come, what persons have released,
 * preferences to be read again, or open attempts that nobody looks after; and asks for jobs that nobody is at. Wakes are
 * hints and may be lost; this is what makes sure that no work ever is. Once all are awake, it gathers the small
 * rows of the search.
 *
 * @returns the companies that were woken
 */
export async function sweep(world: World): Promise<string[]> {
  const woken: string[] = []
  const companies = await world.companies.list()
  for (const { company } of companies) {
    if (await world.jobs.isLeft(company, world.now())) await world.askForJobs(company)
    if (!(await hasWork(company, world))) continue
    await world.wake(company)
    woken.push(company)
  }
  world.log('info', 'swept', { count: woken.length })
  await gatherAll(
    companies.map(({ company }) => company),
    world,
  )
  return woken
}

/** A company at which this fails holds up no other one; the sweep fails in the end, so that somebody hears of it. */
async function gatherAll(companies: readonly string[], { search, log }: World): Promise<void> {
  const errors: unknown[] = []
  for (const company of companies) {
    try {
      await search.gather(company)
    } catch (error) {
      log('error', 'the search could not be gathered', {
        company,
        error: error instanceof Error ? error.name : 'unknown',
      })
      errors.push(error)
    }
  }
  if (errors.length > 0) throw new AggregateError(errors, 'the search of some company could not be gathered')
}

async function hasWork(company: string, { now, writer, records }: World): Promise<boolean> {
  const row = await writer.read(company)
  const { status, leaseUntil = 0, openAttempts, releases, preferencesDueAt = 0, epoch, turnedTo } = row
  if (status !== 'connected' || leaseUntil > now()) return false
  if (releases.size > 0 || preferencesDueAt <= now() || epoch !== turnedTo) return true
  if (Object.values(openAttempts).some((lookAt) => lookAt <= now())) return true
  return (await records.due(company, now(), 1)).keys.length > 0
}
