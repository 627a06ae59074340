import type { CompanyStore } from '../../shared/aws/companies.ts'
import type { JobStore } from '../../shared/aws/jobs.ts'
import type { RecordStore } from '../../shared/aws/records.ts'
import type { SearchIndex } from '../../shared/aws/search-index.ts'
import type { WriterStore } from '../../shared/aws/writer.ts'
import type { Log } from '../../shared/lib/log.ts'
import { catalogTypes } from '../../shared/sync/catalog.ts'
import { newPull } from '../../shared/sync/pull-progress.ts'
import { stopsAll } from '../../shared/sync/suspension.ts'
import { standstillOf } from '../standstill.ts'

/** Each pull of the accounts is two reads, which Intuit meters. */
const ASK_EVERY_MS = 15 * 60_000

/** All that a sweep may touch. */
export type World = {
  now: () => number
  companies: Pick<CompanyStore, 'list' | 'settings'>
  records: Pick<RecordStore, 'due' | 'recountsDue'>
  newId: () => string
  writer: Pick<WriterStore, 'read' | 'noteAccountsAsked'>
  jobs: Pick<JobStore, 'isLeft' | 'queue'>
  search: Pick<SearchIndex, 'gather'>
  wake: (company: string) => Promise<void>
  askForJobs: (company: string) => Promise<void>
  log: Log
}

/**
 * Wakes every company that has work due and nobody at it: records whose time has come, quantities to be compared, what persons have released,
 * preferences to be read again, or open attempts that nobody looks after; and asks for jobs that nobody is at. Wakes are
 * hints and may be lost; this is what makes sure that no work ever is. It says where work does not move, whatever the cause.
 * A company at which this fails keeps no other from its turn. Once all are awake, it gathers the small rows of the search.
 *
 * @returns the companies that were woken
 */
export async function sweep(world: World): Promise<string[]> {
  const woken: string[] = []
  const companies = await world.companies.list()
  for (const { company } of companies) {
    try {
      if (await lookAfter(company, world)) woken.push(company)
    } catch (error) {
      world.log('error', 'a company could not be looked after', { company, error: nameOf(error) })
    }
  }
  world.log('info', 'swept', { count: woken.length })
  await gatherAll(
    companies.map(({ company }) => company),
    world,
  )
  return woken
}

/** Sees to one company; true if it was woken. */
async function lookAfter(company: string, world: World): Promise<boolean> {
  const standstill = await standstillOf(world, company)
  if (standstill) {
    const { reason, since } = standstill
    world.log('error', 'work does not move', {
      company,
      code: reason.code,
      ...(since !== undefined && { ms: world.now() - since }),
    })
  }
  await askForAccounts(company, world)
  if (await world.jobs.isLeft(company, world.now())) await world.askForJobs(company)
  if (!(await hasWork(company, world))) return false
  await world.wake(company)
  return true
}

/** Of which type an account is only a pull tells, so it is run again and again while records are held for that. */
async function askForAccounts(company: string, { now, newId, writer, jobs, askForJobs }: World): Promise<void> {
  const { status, epoch, asks, accountsAskedAt = 0, suspension } = await writer.read(company)
  const isDue = asks?.accounts && now() - accountsAskedAt >= ASK_EVERY_MS
  if (!isDue || status !== 'connected' || suspension) return
  const types = catalogTypes.filter((type) => type === 'account')
  await writer.noteAccountsAsked(company, now())
  const busy = await jobs.queue({
    ...{ id: newId(), company, what: 'pull', epoch, by: 'system', slots: types, input: { types } },
    ...{
      progress: newPull(types),
      startedAt: new Date(now()).toISOString(),
      state: 'queued',
      total: 0,
      done: 0,
      tries: 0,
    },
  })
  if (!busy) await askForJobs(company)
}

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : 'unknown')

/** A company at which this fails holds up no other one; the sweep fails in the end, so that somebody hears of it. */
async function gatherAll(companies: readonly string[], { search, log }: World): Promise<void> {
  const errors: unknown[] = []
  for (const company of companies) {
    try {
      await search.gather(company)
    } catch (error) {
      log('error', 'the search could not be gathered', {
        company,
        error: nameOf(error),
      })
      errors.push(error)
    }
  }
  if (errors.length > 0) throw new AggregateError(errors, 'the search of some company could not be gathered')
}

async function hasWork(company: string, { now, writer, records }: World): Promise<boolean> {
  const row = await writer.read(company)
  const {
    status,
    leaseUntil = 0,
    openAttempts,
    releases,
    preferencesDueAt = 0,
    epoch,
    turnedTo,
    suspension,
    checkAsked,
    asks,
  } = row
  if (status !== 'connected' || leaseUntil > now()) return false
  if (checkAsked || (suspension && suspension.lookAt <= now())) return true
  // Nothing of it can go out before it is looked at again.
  if (suspension && stopsAll(suspension)) return false
  if (releases.size > 0 || preferencesDueAt <= now() || (asks && asks.dueAt <= now()) || epoch !== turnedTo) return true
  if (Object.values(openAttempts).some((lookAt) => lookAt <= now())) return true
  if ((await records.due(company, now(), 1)).keys.length > 0) return true
  return (await records.recountsDue(company, now(), 1)).length > 0
}
