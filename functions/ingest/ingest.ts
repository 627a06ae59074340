import type { CompanyStore } from '../../shared/aws/companies.ts'
import { openKey } from '../../shared/aws/open-key.ts'
import type { Arrived } from '../../shared/aws/record-row.ts'
import type { RecordStore } from '../../shared/aws/records.ts'
import { NOBODY, type RefusedEventStore } from '../../shared/aws/refused-events.ts'
import type { SearchIndex } from '../../shared/aws/search-index.ts'
import type { WriterStore } from '../../shared/aws/writer.ts'
import { type Change, readChange } from '../../shared/erp/change-event.ts'
import { newLine, type SearchLine } from '../../shared/erp/search-lines.ts'
import { parseJson } from '../../shared/lib/json.ts'
import type { Log } from '../../shared/lib/log.ts'
import { isPassing } from '../../shared/lib/passing.ts'
import { Refusal } from '../../shared/lib/refusal.ts'
import { isOffByDate, restOf } from '../../shared/sync/admission.ts'
import { reasons } from '../../shared/sync/reasons.ts'
import { letFollow } from '../follow.ts'

/** All that an ingest may touch. */
export type World = {
  now: () => number
  newId: () => string
  records: RecordStore
  search: Pick<SearchIndex, 'add'>
  refusedEvents: RefusedEventStore
  companies: Pick<CompanyStore, 'get' | 'settings'>
  writer: Pick<WriterStore, 'ask'>
  wake: (company: string) => Promise<void>
  log: Log
}

/** A message of the feed; `id` stays the same when it is delivered again, and sorts by time. */
export type Message = { id: string; body: string; isAgain: boolean }

/** What came of a message: whether the push has something to do now, the place to be listed, and what the search is to learn. */
type Taken = {
  company: string
  isToPush: boolean
  arrived?: Arrived | undefined
  line?: SearchLine | undefined
}

/**
 * Stores what the feed brings: of each record the newest snapshot, and of what cannot be read every byte with the reason.
 * Then, for each company, it lists what has arrived, wakes the push if that has something to do, and adds what is news to the
 * search, also when the message was delivered before: the run that stored it may have died before that.
 *
 * @returns the ids of the messages that have to come again
 */
export async function ingest(messages: readonly Message[], world: World): Promise<string[]> {
  const failed: string[] = []
  const taken: (Taken & { id: string })[] = []
  await Promise.all(
    messages.map(async (message) => {
      const { id } = message
      try {
        const one = await take(message, world)
        if (one) taken.push({ id, ...one })
      } catch (error) {
        world.log('error', 'a change could not be stored', { error: nameOf(error) })
        failed.push(id)
      }
    }),
  )
  for (const [company, together] of Map.groupBy(taken, (one) => one.company)) {
    try {
      await passOn(company, together, world)
    } catch (error) {
      world.log('error', 'changes could not be passed on', { company, error: nameOf(error) })
      failed.push(...together.map(({ id }) => id))
    }
  }
  return failed
}

/** Tells whoever has to know of changes that are stored: the push first, so that a search that fails holds up no money. */
async function passOn(company: string, taken: readonly Taken[], world: World): Promise<void> {
  const { records, writer, search, wake, newId, now } = world
  const arrived = taken.flatMap((one) => one.arrived ?? [])
  const lines = taken.flatMap(({ line }) => line ?? [])
  await records.list(company, newId(), arrived)
  if (taken.some(({ isToPush }) => isToPush) && (await writer.ask(company))) await wake(company)
  await search.add(company, lines, now())
}

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : 'unknown')

/** Stores one message; undefined if it was refused. */
async function take({ id, body, isAgain }: Message, world: World): Promise<Taken | undefined> {
  try {
    const change = readChange(parseJson(body), world.now())
    if (!(await world.companies.get(change.company))) {
      throw new Refusal(
        'E_COMPANY',
        '/company',
        `there is no company "${change.company}"; its events are kept until there is`,
      )
    }
    return await store(change, isAgain, world)
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    const { code, field, message } = error
    const company = companyIn(body)
    await world.refusedEvents.keep({ id, company, at: new Date(world.now()).toISOString(), code, field, message, body })
    world.log('warn', 'an event was refused', { company, code })
    return undefined
  }
}

async function store(change: Change, isAgain: boolean, world: World): Promise<Taken> {
  const { records, companies, now } = world
  const { company, kind, key } = change
  const { settings } = await companies.settings(company)
  const rest = restOf(change, settings)
  const arrival = await records.save(change, rest, now())
  // What is in QuickBooks may be ours, and then follows its date.
  const mayFollow = rest !== undefined && isOffByDate(rest) && arrival.is !== 'tie' && arrival.isLinked
  if (mayFollow) await letFollow(records, company, key, now())
  switch (arrival.is) {
    case 'saved': {
      // A bill that waits for this order need not wait for what stays out.
      const isToPush =
        !rest || mayFollow || (kind === 'purchase-order' && (await records.release(company, now(), 'waiting', key)) > 0)
      return { company, isToPush, arrived: arrival.arrived, line: newLine(change, arrival.before) }
    }
    case 'known': {
      // The run that stored it may have died before it could be listed, or found.
      const { isOpen, arrived } = arrival
      return { company, isToPush: isOpen || mayFollow, arrived, line: isAgain ? newLine(change, undefined) : undefined }
    }
    case 'tie':
      await holdTie(change, world)
      return { company, isToPush: false }
  }
}

/**
 * Holds a record that came twice under one version, also where its push is just noting what became of the first. One whose row
 * cannot be read is held for that.
 */
async function holdTie({ company, key, version }: Change, { records, now }: World): Promise<void> {
  const reason = reasons.versionTie(version)
  const held = { open: openKey.stopped('held', reason.code, key), reason }
  try {
    await records.moveAnew(company, key, (stored) => (stored.version === version ? held : undefined), now())
  } catch (error) {
    if (isPassing(error)) throw error
    // Whoever changes it at this very moment may have made it readable: the message comes again.
    const outcome = await records.arrest(company, key, { reason: reasons.unreadable() }, now())
    if (outcome === 'changed') throw error
  }
}

/** Whose event it is, as far as it says; also when it is cut off or otherwise no JSON, so that its owner sees it. */
function companyIn(body: string): string {
  const [, company = NOBODY] = /"company"\s*:\s*"([a-z0-9][a-z0-9-]{0,62})"/.exec(body) ?? []
  return company
}
