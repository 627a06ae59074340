import Big from 'big.js'
import type { Attempt, AttemptItem } from '../../shared/aws/attempts.ts'
import { openKey } from '../../shared/aws/open-key.ts'
import type { Settlement } from '../../shared/aws/records.ts'
import type { Body, Entity } from '../../shared/qbo/entity.ts'
import { isOffByDate } from '../../shared/sync/admission.ts'
import { disagreement } from '../../shared/sync/agreement.ts'
import type { Differs } from '../../shared/sync/differs.ts'
import { leftFilled, withLeft } from '../../shared/sync/emptied.ts'
import { factsOf } from '../../shared/sync/facts.ts'
import { lineLinks } from '../../shared/sync/lines.ts'
import { areLinksIgnored, isLinking, isLinkWrite, withSentLinks } from '../../shared/sync/linking.ts'
import { notes as said, withRefusedLink } from '../../shared/sync/notes.ts'
import type { Outcome } from '../../shared/sync/outcome.ts'
import { isRetirement, isStepAside, isSwitch, knownIn, linkIn } from '../../shared/sync/plan.ts'
import { differenceIn, quantityStep } from '../../shared/sync/quantity.ts'
import type { Reason } from '../../shared/sync/reason.ts'
import { reasons } from '../../shared/sync/reasons.ts'
import { isList, isTransaction, isWanted, type Link, type StoredRecord } from '../../shared/sync/record.ts'
import { lineMarks } from '../../shared/sync/translate/translate.ts'
import { noteBilled } from './billed.ts'
import { announce, settleUnlinked } from './linking.ts'
import { releaseNames } from './names.ts'
import { releaseNumber } from './numbers.ts'
import type { Run } from './run.ts'
import { recountLater } from './stock.ts'

const IGNORED_LINK = 'it took the bill, and left the link out.'

/** Leaves a record pending with what was learned. */
export const keepPending = (
  { world, company }: Run,
  row: StoredRecord,
  settlement: Omit<Settlement, 'link'> & { link?: Link | null },
) => world.records.settle(company, row, { link: row.link ?? null, ...settlement }, world.now())

/** QuickBooks has done it: the record is synced, or differs by what was answered, unless it has one more way to go. */
export async function noteDone(
  run: Run,
  attempt: Attempt,
  item: AttemptItem,
  row: StoredRecord,
  entity: Entity | undefined,
) {
  const { world, company, books } = run
  const { write, version, hash, notes } = item
  if (write.type === 'InventoryAdjustment') return noteAdjustment(run, attempt, write.body, row)
  // The item has made way: the record is without one, and its next write makes the new one.
  const isReplaced = isRetirement(write)
  const isGone = write.verb === 'delete' || isReplaced || !entity
  const link = await noteBilled(run, row, isGone ? null : linkTo(entity, item, row, books.epoch))
  const isRevival = isSwitch(write) && write.body['Active'] === true
  const isAside = isStepAside(write)
  // A part that is inactive in the ERP is created, or revived, for the documents that mention it, and ends behind them.
  const hasMoreToDo =
    isReplaced ||
    isAside ||
    (link !== null &&
      isList(row.kind) &&
      // A revival carries nothing of a version that came in meanwhile.
      ((isRevival && row.synced?.hash !== row.hash) ||
        link.active !== isWanted(row.record) ||
        isQuantityOff(row, link, run)))
  const left = link && entity && write.verb === 'update' ? leftFilled(write, entity) : []
  // What a sparse update leaves as it is, a full one empties.
  const hasToEmpty = left.length > 0 && !write.empties
  const isIgnored = link !== null && areLinksIgnored(write, link.facts)
  const kept = write.empties && left.length > 0 ? [said.notEmptied(left)] : []
  const told = [...((isIgnored ? withRefusedLink(notes, IGNORED_LINK) : notes) ?? []), ...kept]
  const settlement = {
    open:
      hasMoreToDo || hasToEmpty
        ? openKey.now(row.kind, row.id, isReplaced || isAside || hasToEmpty, world.now())
        : undefined,
    link,
    ...(!isRevival &&
      !isReplaced &&
      !isAside &&
      !hasToEmpty && {
        synced: { version, hash, notes: told, differs: link && entity ? differsBy(run, item, row, entity) : undefined },
      }),
    tries: 0,
    attempt: attempt.id,
    ...(isIgnored && { linkRefused: { epoch: books.epoch, hash, detail: IGNORED_LINK } }),
  }
  // Before it is noted: whoever dies in between does both again.
  await recountLater(run, row)
  await settleUnlinked(run, row, settlement)
  if (link) books.links.set(row.key, link)
  else books.links.delete(row.key)
  if ((link?.active || write.verb === 'delete') && run.someWait)
    await world.records.release(company, world.now(), 'waiting', row.key)
  if (isTransaction(row.kind)) await releaseNumber(run, row.key)
  else await releaseNames(run, row.key, entity)
  if (link?.active) await announce(run, row.key)
}

/**
 * QuickBooks does not take the write. A record that is in the books, and was only to be linked to another, stays there without
 * the link; for every other, why it stands still.
 */
export async function noteStopped(
  run: Run,
  attempt: Attempt,
  item: AttemptItem,
  row: StoredRecord,
  state: 'held' | 'rejected',
  reason: Reason,
): Promise<void> {
  const { books } = run
  const { version, hash, write } = item
  const known = linkIn(books.epoch, row)
  const isGone = reason.code === reasons.deletedInQuickBooks('').code
  if (known && !isGone && isLinking({ synced: row.synced, hash }, write)) {
    const linkRefused = { epoch: books.epoch, hash, detail: reason.message }
    const { notes, differs } = row.synced ?? {}
    const synced = { version, hash, notes: withRefusedLink(notes, reason.message), differs }
    await settleUnlinked(run, row, {
      open: undefined,
      link: known,
      synced,
      tries: 0,
      attempt: attempt.id,
      linkRefused,
    })
    return
  }
  if (await goUnemptied(run, attempt, item, row)) return
  const open = openKey.stopped(state, reason.code, row.key)
  // Without its links it was not taken either, so they were not why.
  await keepPending(run, row, {
    open,
    reason,
    tries: 0,
    attempt: attempt.id,
    ...(row.linkRefused && { linkRefused: null }),
  })
}

/** What was to be emptied by a full update, which QuickBooks does not take, it keeps: all else goes without. True if that is so. */
export async function goUnemptied(
  run: Run,
  attempt: Attempt,
  { write }: AttemptItem,
  row: StoredRecord,
): Promise<boolean> {
  const known = linkIn(run.books.epoch, row)
  if (!known || !write.empties || write.body['sparse'] === true) return false
  const keeps = [...new Set([...(known.facts?.keeps ?? []), ...write.empties])]
  const link = { ...known, facts: { ...known.facts, keeps, unemptied: [] } }
  await keepPending(run, row, { open: row.open, link, tries: row.tries + 1, attempt: attempt.id })
  return true
}

/** QuickBooks does not take what the record names for information: it goes without, since that posts nothing. */
export const goUnlinked = (run: Run, attempt: Attempt, { hash }: AttemptItem, row: StoredRecord, detail: string) =>
  keepPending(run, row, {
    open: row.open,
    tries: row.tries + 1,
    attempt: attempt.id,
    linkRefused: { epoch: run.books.epoch, hash, detail },
  })

/**
 * In what an answer is otherwise than the ERP has the record. Where only a link was sent, or that it is active or not, what was
 * known of that still holds; and a version that has come in since is not what was sent.
 */
function differsBy({ books }: Run, item: AttemptItem, row: StoredRecord, entity: Entity): Differs | undefined {
  const { write } = item
  if (write.verb === 'void') return undefined
  if (isLinkWrite(write) || isSwitch(write)) return row.synced?.differs
  return disagreement(sentRecord(item, row), write, entity, books.links)
}

/** The record as it was sent; undefined where another version has come in since. */
const sentRecord = ({ hash }: AttemptItem, row: StoredRecord): StoredRecord['record'] =>
  row.hash === hash ? row.record : undefined

/** The link to an entity as QuickBooks returned it. A sparse answer may leave lines out; then the known ones stay. */
function linkTo(entity: Entity, item: AttemptItem, row: StoredRecord, epoch: number): Link {
  const { write } = item
  const lines = entity.Line ? lineLinks(entity, lineMarks(row.record)) : (row.link?.lines ?? [])
  const known = linkIn(epoch, row)
  const sent = sentRecord(item, row)
  const facts = factsOf(entity, sent, row.link?.facts)
  const left = write.verb === 'update' ? leftFilled(write, entity) : []
  return {
    type: write.type,
    id: entity.Id,
    syncToken: entity.SyncToken ?? '0',
    epoch,
    // A voided document keeps its number; it counts as inactive, and an update brings it back.
    active: write.verb !== 'void' && (entity.Active ?? true),
    lines: isList(row.kind) ? [] : lines,
    ...(row.link?.account && { account: row.link.account }),
    ...(known?.was && { was: known.was }),
    ...(known?.unlinked && { unlinked: known.unlinked }),
    ...(known?.billed && { billed: known.billed }),
    facts: withSentLinks(sent ? withLeft(facts, sent, write, left, known?.facts) : facts, write, entity),
  }
}

/** QuickBooks has adjusted the quantity on hand; the item itself is as it was. */
async function noteAdjustment({ world, company, books }: Run, attempt: Attempt, body: Body, row: StoredRecord) {
  const { link } = row
  if (!link) return
  const before = link.facts?.quantity
  const quantity = before === undefined ? undefined : new Big(before).plus(differenceIn(body)).toFixed()
  const adjusted = { ...link, facts: { ...link.facts, quantity } }
  const open = isQuantityOff(row, adjusted, { books }) ? openKey.now(row.kind, row.id, true, world.now()) : undefined
  await world.records.settle(company, row, { open, link: adjusted, tries: 0, attempt: attempt.id }, world.now())
}

/** A quantity that was seen before documents went out is asked for once more; one that QuickBooks does not tell is let be. */
const isQuantityOff = (row: StoredRecord, link: Link, { books }: Pick<Run, 'books'>): boolean =>
  quantityStep(row, link, books, () =>
    books.counted?.has(row.key) === false ? { do: 'first', keys: [row.key] } : { do: 'settle' },
  ).do !== 'settle'

/** Ties the record to an entity that is ours; it stays pending, so that the next write makes the two agree. */
export async function adopt(run: Run, attempt: Attempt, item: AttemptItem, row: StoredRecord, entity: Entity) {
  const link = linkTo(entity, item, row, run.books.epoch)
  await keepPending(run, row, { open: row.open, link, tries: 0, attempt: attempt.id })
}

/**
 * Whether the record has gone on since this attempt, which it does only in other books: an attempt was settled after it, or
 * it came to rest without the one that was to create it.
 */
export const isOvertaken = (
  { lastAttempt, open }: StoredRecord,
  { id }: Attempt,
  { write }: Pick<AttemptItem, 'write'>,
): boolean => (lastAttempt !== undefined && lastAttempt > id) || (write.verb === 'create' && open === undefined)

/** Whether an attempt's word on a record is noted: as the last one, or, of a create that was overtaken, as what it is tied to. */
const isSettled = (row: StoredRecord | undefined, attempt: Attempt, item: Pick<AttemptItem, 'write'>): boolean =>
  row !== undefined &&
  (row.lastAttempt === attempt.id ||
    (item.write.verb === 'create' && isOvertaken(row, attempt, item) && linkIn(attempt.epoch, row) !== undefined))

/**
 * Whether what an attempt says of a record is not noted yet. That it was done is news also where the record stands by a refusal
 * of the same attempt: whoever says so last is right.
 */
export const isNews = (row: StoredRecord | undefined, attempt: Attempt, item: AttemptItem, outcome: Outcome): boolean =>
  !isSettled(row, attempt, item) || isDoneUnnoted(row, attempt, item, outcome)

function isDoneUnnoted(
  row: StoredRecord | undefined,
  attempt: Attempt,
  { write }: AttemptItem,
  outcome: Outcome,
): boolean {
  if (!row || outcome.is !== 'done' || row.lastAttempt !== attempt.id || write.type === 'InventoryAdjustment')
    return false
  const known = linkIn(attempt.epoch, row)
  if (!outcome.entity) return known !== undefined
  // What has made way for another item is tied to nothing any more.
  return known ? isLaterThan(outcome.entity, known) : !isRetirement(write)
}

/**
 * Ties the record to an entity that an attempt made or changed before the record went on without it, in other books or by a
 * refusal of the same attempt, and notes the version that these books have by that; nothing else that the attempt knew still
 * counts. The record stays as it is while somebody else changes it.
 */
export function adoptOvertaken(run: Run, attempt: Attempt, item: AttemptItem, entity: Entity): Promise<void> {
  const { world, company, books } = run
  const now = world.now()
  const tied = (row: StoredRecord) => {
    const known = linkIn(books.epoch, row)
    if (known && !isLaterThan(entity, known)) return undefined
    const isPutAside = row.reason?.code === reasons.otherBooks().code
    // Where something newer has come in, or another content of the same version, that is why it stands, and not the refusal.
    const isOfThis = row.lastAttempt === attempt.id && row.version === item.version
    const isRefused =
      isOfThis && !row.onHold && row.state !== 'off' && row.reason?.code !== reasons.versionTie(row.version).code
    const place =
      row.open === undefined || isPutAside || isRefused || isOffByDate(row)
        ? { open: openKey.now(row.kind, row.id, isWanted(row.record), now) }
        : { open: row.open, reason: row.reason }
    const { version, hash, notes, write } = item
    // Making it active or inactive, or making way, carries nothing of a version.
    const synced =
      isSwitch(write) || isRetirement(write) || isStepAside(write)
        ? knownIn(books.epoch, row).synced
        : { version, hash, notes, differs: differsBy(run, item, row, entity) }
    return { ...place, link: linkTo(entity, item, row, books.epoch), synced }
  }
  return world.records.moveAnew(company, item.key, tied, now)
}

/** Whether this is how the entity of a link came to be after what the link knows of it. QuickBooks counts SyncTokens up. */
const isLaterThan = ({ Id, SyncToken = '0' }: Entity, link: Link): boolean =>
  Id === link.id && Number(SyncToken) > Number(link.syncToken)
