import type { CompanyStore } from '../../shared/aws/companies.ts'
import { openKey } from '../../shared/aws/open-key.ts'
import type { Arrived } from '../../shared/aws/record-row.ts'
import type { RecordStore } from '../../shared/aws/records.ts'
import { NOBODY, type RefusedEventStore } from '../../shared/aws/refused-events.ts'
import type { SearchIndex } from '../../shared/aws/search-index.ts'
import type { WriterStore } from '../../shared/aws/writer.ts'
import { type Change, readChange } from '../../shared/erp/change-event.ts'
import { parseJson } from '../../shared/lib/json.ts'
import type { Log } from '../../shared/lib/log.ts'
import { Refusal } from '../../shared/lib/refusal.ts'
import { offReason } from '../../shared/sync/admission.ts'
import { reasons } from '../../shared/sync/reasons.ts'

/** All that an ingest may touch. */
export type World = {
  now: () => number
  newId: () => string
  records: RecordStore
  search: Pick<SearchIndex, 'change'>
  refusedEvents: RefusedEventStore
  companies: Pick<CompanyStore, 'get' | 'settings'>
  writer: Pick<WriterStore, 'ask'>
  wake: (company: string) => Promise<void>
  log: Log
}

/** A message of the feed; `id` stays the same when it is delivered again, and sorts by time. */
export type Message = { id: string; body: string; isAgain: boolean }

/**
 * Stores what the feed brings: of each record the newest snapshot, and of what cannot be read every byte with the reason.
 * Then it lists what has arrived and wakes the push of each company that has something to do, also when the message was
 * delivered before: the run that stored it may have died before that.
 *
 * @returns the ids of the messages that have to come again
 */
export async function ingest(messages: readonly Message[], world: World): Promise<string[]> {
  const failed: string[] = []
  const taken: Taken[] = []
  await Promise.all(
    messages.map(async (message) => {
      try {
        const one = await take(message, world)
        if (one) taken.push(one)
      } catch (error) {
        world.log('error', 'a change could not be stored', { error: nameOf(error) })
        failed.push(message.id)
      }
    }),
  )
  for (const [company, together] of Map.groupBy(taken, ({ company }) => company)) {
    try {
      const arrived = together.flatMap((one) => one.arrived ?? [])
      await world.records.list(company, world.newId(), arrived)
      if (await world.writer.ask(company)) await world.wake(company)
    } catch (error) {
      world.log('error', 'a company could not be told of its changes', { company, error: nameOf(error) })
      failed.push(...together.map(({ id }) => id))
    }
  }
  return failed
}

/** A message that is stored, and that the push of its company has something to do for. */
type Taken = { id: string; company: string; arrived?: Arrived | undefined }

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : 'unknown')

/** Stores one message; undefined if the push has nothing to do for it. */
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
    const stored = await store(change, isAgain, world)
    return stored && { id, company: change.company, ...stored }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    const { code, field, message } = error
    const company = companyIn(body)
    await world.refusedEvents.keep({ id, company, at: new Date(world.now()).toISOString(), code, field, message, body })
    world.log('warn', 'an event was refused', { company, code })
    return undefined
  }
}

/** Where the record has arrived if it is now, or still, to be pushed; undefined if there is nothing to do for it. */
async function store(change: Change, isAgain: boolean, world: World): Promise<Pick<Taken, 'arrived'> | undefined> {
  const { records, search, companies, now } = world
  const { settings } = await companies.settings(change.company)
  const off = offReason(change.kind, change.record, settings)
  const arrival = await records.save(change, off && { state: 'off', reason: off }, now())
  switch (arrival.is) {
    case 'saved':
      await search.change(change.company, change.key, change.record, arrival.before)
      if (!off) return { arrived: arrival.arrived }
      // A bill that waits for this order need not wait for what stays out.
      if (change.kind !== 'purchase-order') return undefined
      return (await records.release(change.company, now(), 'waiting', change.key)) > 0 ? {} : undefined
    case 'known':
      // The run that stored it may have died before it could be found.
      if (isAgain) await search.change(change.company, change.key, change.record, undefined)
      return arrival.isOpen ? { arrived: arrival.arrived } : undefined
    case 'tie':
      await holdTie(change, world)
      return undefined
  }
}

/** Holds a record that came twice under one version, also where its push is just noting what became of the first. */
function holdTie({ company, key, version }: Change, { records, now }: World): Promise<void> {
  const reason = reasons.versionTie(version)
  const held = { open: openKey.stopped('held', reason.code, key), reason }
  return records.moveAnew(company, key, (stored) => (stored.version === version ? held : undefined), now())
}

/** Whose event it is, as far as it says; also when it is cut off or otherwise no JSON, so that its owner sees it. */
function companyIn(body: string): string {
  const [, company = NOBODY] = /"company"\s*:\s*"([a-z0-9][a-z0-9-]{0,62})"/.exec(body) ?? []
  return company
}
