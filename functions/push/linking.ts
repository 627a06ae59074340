import { openKey } from '../../shared/aws/open-key.ts'
import type { Settlement } from '../../shared/aws/records.ts'
import type { RecordKey } from '../../shared/erp/record.ts'
import { apart } from '../../shared/lib/apart.ts'
import { chunks } from '../../shared/lib/each.ts'
import { linkIn, mentionsOf, nextStep, unlinkedOf } from '../../shared/sync/plan.ts'
import { isWanted, type Link, type StoredRecord } from '../../shared/sync/record.ts'
import type { Run } from './run.ts'
import { learnOf, readable, setAside } from './set-aside.ts'

/** So many records are read at a time. */
const AT_A_TIME = 100

/** The link of a record that is in the books, with what the record names for information and is not linked to. */
async function withUnlinked(run: Run, row: StoredRecord, { unlinked: _before, ...link }: Link): Promise<Link> {
  const { books } = run
  if (mentionsOf(row, books.settings).informative.length === 0) return link
  // A run that takes up another's attempt has not planned the record.
  await learnOf(run, [row])
  const unlinked = unlinkedOf(row, link, books)
  return unlinked.length > 0 ? { ...link, unlinked } : link
}

/**
 * Settles a record, and notes what it was sent without: what is new before, so that a run that dies in between has noted too
 * much rather than too little, and what is gone behind. What comes later finds the record by these notes; what has come
 * meanwhile, perhaps before there were any, is looked for here.
 *
 * @returns whether it came to stand where the settlement says
 */
export async function settleUnlinked(run: Run, row: StoredRecord, settlement: Settlement): Promise<void> {
  const { world, company, books } = run
  const { linkRefused = row.linkRefused } = settlement
  const link =
    settlement.link && (await withUnlinked(run, { ...row, linkRefused: linkRefused ?? undefined }, settlement.link))
  const [had, has] = [linkIn(books.epoch, row)?.unlinked ?? [], link?.unlinked ?? []]
  if (has.length > 0) run.someUnlinked = true
  const [fresh, gone] = [has.filter((key) => !had.includes(key)), had.filter((key) => !has.includes(key))]
  await world.records.noteUnlinked(company, books.epoch, row.key, fresh)
  await world.records.settle(company, row, { ...settlement, link }, world.now())
  await world.records.dropUnlinked(company, books.epoch, row.key, gone)
  if (has.length > 0) await linkWhatHasCome(run, [row.key])
}

/** A record is in the books: what was sent without it is linked to it. */
export async function announce(run: Run, key: RecordKey): Promise<void> {
  if (!run.someUnlinked) return
  const { world, company, books } = run
  await linkWhatHasCome(run, await world.records.unlinkedFrom(company, books.epoch, key))
}

/** Looks at all that was sent without another: it may have come while nobody could hear of it, or may be linked only now. */
export async function linkAll(run: Run): Promise<void> {
  if (!run.someUnlinked) return
  const all = await run.world.records.allUnlinked(run.company, run.books.epoch)
  for (const keys of chunks(all, AT_A_TIME)) await linkWhatHasCome(run, keys)
}

/** Lets settled records go again that can be linked now. Those that are on their way see to it by themselves. */
async function linkWhatHasCome(run: Run, keys: readonly RecordKey[]): Promise<void> {
  const { world, company, books } = run
  const rows = await readable(run, keys, (some) => world.records.getAll(company, some))
  const settled = [...rows.values()].filter((row) => row.open === undefined && linkIn(books.epoch, row)?.unlinked)
  const failed = (stored: StoredRecord, error: unknown) => setAside(run, stored.key, error)
  const learned = await apart(settled, (some) => learnOf(run, some), failed)
  const letGo = async (stored: StoredRecord) => {
    if (nextStep(stored, books).do !== 'send') return
    const open = openKey.now(stored.kind, stored.id, isWanted(stored.record), world.now())
    await world.records.move(company, stored, { open }, world.now())
  }
  for (const stored of learned.flat()) await letGo(stored).catch((error: unknown) => failed(stored, error))
}
