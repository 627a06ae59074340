import { openKey, SYNCED_PARTS } from '../../shared/aws/open-key.ts'
import type { Check, Lease } from '../../shared/aws/writer.ts'
import { kinds } from '../../shared/erp/record.ts'
import { unreadPreferences } from '../../shared/qbo/preferences.ts'
import { dayOf } from '../../shared/sync/day.ts'
import type { StoredRecord } from '../../shared/sync/record.ts'
import { askAround, noteAsks } from './ask-around.ts'
import { linkAll } from './linking.ts'
import { lookAgain } from './look-again.ts'
import { Pool } from './pool.ts'
import { readPreferences } from './preferences.ts'
import { Run } from './run.ts'
import { moveReadable } from './set-aside.ts'
import { recount } from './stock.ts'
import type { World } from './world.ts'

export type Progress = { confirmed: number; halt: Run['halt']; hasMore: boolean }

/**
 * Makes QuickBooks agree with a company's newest snapshots, as its only writer, until nothing is due or the time is up.
 *
 * It knows no events: it reads what is due, sees what each record needs next, does it, and looks again. A second run
 * finds nothing to do.
 *
 * @param onlyTakeOver to do nothing unless an earlier run has died
 * @returns undefined if another run is at it, or none has died
 */
export async function drain(
  company: string,
  world: World,
  hasTime: () => boolean,
  onlyTakeOver = false,
): Promise<Progress | undefined> {
  const acquired = await world.writer.acquire(company, world.now(), world.now() + world.leaseMs, onlyTakeOver)
  if (!acquired) return undefined
  const { lease, tookOver } = acquired
  const run = await start(world, lease, hasTime)
  const stopHeartbeat = world.every(world.leaseMs / 3, async () => {
    if (!(await world.writer.extend(lease, world.now() + world.leaseMs))) run.halt = 'lease-lost'
    else await run.wakeIfWeDie()
  })
  try {
    // Whoever died may have died between marking a record as waiting, or as unlinked, and hearing that what it waits for, or
    // is to be linked to, had come.
    if (tookOver) {
      world.log('warn', 'took over from a writer that had died', { company })
      // What killed that one may kill this one before it has sent anything.
      await run.wakeIfWeDie()
      await world.records.release(company, world.now(), 'waiting')
      await world.records.release(company, world.now(), 'held', 'E_DOCNUMBER')
      await world.records.release(company, world.now(), 'held', 'name_taken')
      await linkAll(run)
    }
    const hasMore = await workUntilNobodyAsks(run)
    if (run.halt !== undefined) await world.writer.release(lease, true, run.calls)
    return { confirmed: run.confirmed, halt: run.halt, hasMore }
  } finally {
    stopHeartbeat()
  }
}

/** Works until nothing is due and nobody has asked for a run since we last looked; true if time ran out before. */
async function workUntilNobodyAsks(run: Run): Promise<boolean> {
  const { world, lease, company } = run
  while (run.halt === undefined) {
    await world.writer.clearWakes(company)
    const check = await seeToWishes(run)
    const isCut = await new Pool(run).work()
    // Nothing waits for it any more; if it still is so, the next record says so.
    if (run.halt === undefined) await run.goOn('subscription_ended', 'calls_refused', 'books_locked', 'access_refused')
    await noteAsks(run)
    if (check)
      await world.writer.noteChecked(lease, { ...check, at: new Date(world.now()).toISOString(), reads: run.reads })
    if (isCut) return true
    if (run.halt !== undefined || (await world.writer.release(lease, false, run.calls))) return false
    if (!(await world.writer.extend(lease, world.now() + world.leaseMs))) run.halt = 'lease-lost'
  }
  return false
}

/**
 * What persons have asked for, and what is due by the clock, besides the records themselves.
 *
 * @returns the look that somebody has asked for, if it is taken now
 */
async function seeToWishes(run: Run): Promise<Check | undefined> {
  const { world, company } = run
  const { releases, preferencesDueAt = 0, turnedTo, checkAsked, asks } = await world.writer.read(company)
  await lookAgain(run, checkAsked !== undefined)
  if (run.halt !== undefined) return checkAsked
  if (run.books.epoch !== turnedTo) await turnToBooks(run)
  if (preferencesDueAt <= world.now() || checkAsked) await readPreferences(run)
  if (asks && asks.dueAt <= world.now()) await askAround(run, asks)
  await carryOut(run, releases)
  await recount(run)
  return checkAsked
}

/**
 * Other books are connected than before: what is synced with the former is not in these, and must not read as if it were;
 * what these had before, they have still. A run that dies in the middle is followed by one that does it again.
 */
async function turnToBooks(run: Run): Promise<void> {
  const { world, company, lease, turn } = run
  const { epoch } = turn
  for (const kind of kinds) {
    if (await world.records.turnKind(turn, kind)) continue
    run.halt = 'lease-lost'
    return
  }
  await world.records.release(company, world.now(), 'waiting')
  const { frozenAttempts } = await world.writer.read(company)
  for (const [attempt, of] of Object.entries(frozenAttempts)) {
    if (of === epoch) await world.writer.thaw(lease, attempt, world.now())
  }
  await world.writer.noteTurned(lease, epoch)
}

/**
 * Lets go what persons have released: a back-fill, or everything that one cause held back. It is done here, and not where
 * they ask, since it may be a hundred thousand records; a run that dies in the middle is followed by one that goes on.
 */
async function carryOut(run: Run, releases: ReadonlySet<string>): Promise<void> {
  if (releases.size === 0) return
  const { world, company, books } = run
  // Whoever releases what was held may have tied what it mentions to something else.
  books.links.clear()
  books.accounts.clear()
  books.hasPayables = false
  for (const release of releases) {
    const prefix = release.slice(release.indexOf(' ') + 1)
    if (prefix === SYNCED_PARTS) await countAnew(run)
    else await world.records.releaseUnder(company, world.now(), prefix)
    await world.writer.noteReleased(company, release)
  }
  await linkAll(run)
}

/** Others are to count the stock than before: parts whose items are of the type for that are looked at again. */
async function countAnew(run: Run): Promise<void> {
  const { world, company, books } = run
  const { settings } = await world.companies.settings(company)
  const isByErp = settings.stockCountedBy === 'erp'
  for await (const { key, open, link } of world.records.tied(company, 'part')) {
    const isCounted = link.facts?.itemType === 'Inventory'
    if (open !== undefined || link.epoch !== books.epoch || isCounted !== isByErp) continue
    const again = ({ kind, id, open: now }: StoredRecord) =>
      now === undefined ? { open: openKey.now(kind, id, true, world.now()) } : undefined
    await moveReadable(run, key, again)
  }
}

async function start(world: World, lease: Lease, hasTime: () => boolean): Promise<Run> {
  const { company } = lease
  const [writer, { settings, unties }, someWait, someShareNumbers, someShareNames] = await Promise.all([
    world.writer.read(company),
    world.companies.settings(company),
    world.records.hasAny(company, 'waiting'),
    world.records.hasAny(company, 'held', 'E_DOCNUMBER'),
    world.records.hasAny(company, 'held', 'name_taken'),
  ])
  const { epoch, country } = writer
  const today = dayOf(world.now(), settings.timeZone)
  const run = new Run({
    world,
    lease,
    hasTime,
    calls: writer.calls,
    quietUntil: writer.pausedUntil ?? 0,
    connection: { realmId: writer.realmId ?? '', connectedAt: writer.connectedAt ?? '' },
    books: {
      settings,
      epoch,
      country,
      preferences: writer.preferences ?? unreadPreferences,
      today,
      links: new Map(),
      coming: new Set(),
      accounts: new Map(),
      taxCodes: [],
      parents: new Map(),
      counted: new Set(),
    },
    someWait,
    someShareNumbers,
    someShareNames,
    someUnlinked: await world.records.hasUnlinked(company, epoch),
    unties,
    remembers: writer.requestIds?.epoch === epoch ? writer.requestIds.remembered : undefined,
    suspension: writer.suspension,
    pausedFor: writer.pausedFor,
  })
  if (writer.status !== 'connected') run.halt = 'not-connected'
  return run
}
