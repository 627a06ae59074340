import type { Attempt, AttemptItem } from '../../shared/aws/attempts.ts'
import { openKey } from '../../shared/aws/open-key.ts'
import { readBatchAnswer } from '../../shared/qbo/batch.ts'
import { type Entity, type EntityType, nameSharers } from '../../shared/qbo/entity.ts'
import type { Fault } from '../../shared/qbo/faults.ts'
import { selectIn } from '../../shared/qbo/query.ts'
import { refusalReason } from '../../shared/sync/advice.ts'
import { isCategory } from '../../shared/sync/catalog.ts'
import {
  foldName,
  holdsWhatWasSent,
  judgeFound,
  nameField,
  shownNames,
  surelyLeft,
} from '../../shared/sync/look-back.ts'
import { linkToGone, sinceMerged } from '../../shared/sync/merged.ts'
import { linkIn } from '../../shared/sync/plan.ts'
import { reasons } from '../../shared/sync/reasons.ts'
import { entityTypeOf, isList, isWanted, type StoredRecord } from '../../shared/sync/record.ts'
import { pushedKinds } from '../../shared/sync/settings.ts'
import { find, lookLater } from './ask.ts'
import { lastSent } from './last-sent.ts'
import { linkedOf, lookAfterReference } from './look-around.ts'
import { holdBehindName } from './names.ts'
import { adopt, keepPending, noteDone, noteStopped } from './note.ts'
import type { Run } from './run.ts'

/**
 * Somebody changed the entity since we saw it (5010). One read tells whether it still holds what we sent last: then only
 * the token is new, and the write goes out again; if a person changed it, the company's setting says who wins.
 */
export async function lookAfterStale(run: Run, attempt: Attempt, item: AttemptItem, row: StoredRecord) {
  const { world, company, books } = run
  const { write, previous } = item
  const id = String(write.body['Id'])
  const found = await find(run, write.type, selectIn(write.type, 'Id', [id], isList(row.kind)))
  if (!found) return lookLater(run, attempt, row)
  const [entity] = found
  if (!entity && isList(row.kind)) return noteGone(run, attempt, row, id)
  if (!entity || !row.link) {
    return world.records.stop(company, row, 'held', reasons.deletedInQuickBooks(id), world.now(), attempt.id)
  }
  // A call of this very attempt may have done it, and a second one found it done.
  if (surelyLeft(write, [entity], attempt.sentAt)) return noteDone(run, attempt, item, row, entity)
  const isOurs = await isAsSent(run, row, write.type, entity, previous)
  if (!isOurs && books.settings.editedInQuickBooks === 'hold') {
    return noteStopped(run, attempt, item, row, 'held', reasons.editedInQuickBooks(id))
  }
  const link = { ...row.link, syncToken: entity.SyncToken ?? row.link.syncToken, active: entity.Active ?? true }
  // One that was to be made active for others, and is so by now, ends behind them.
  const hasToEnd = isList(row.kind) && link.active !== isWanted(row.record)
  const open = row.open ?? (hasToEnd ? openKey.now(row.kind, row.id, false, world.now()) : undefined)
  return keepPending(run, row, { open, link, tries: row.tries + 1 })
}

/** Whether an entity holds what was sent last, by this attempt or one before it: then nobody has changed it since. */
export async function isAsSent(
  run: Run,
  row: StoredRecord,
  type: EntityType,
  entity: Entity,
  newest: string | undefined,
): Promise<boolean> {
  const sent = await lastSent(run, row.key, type, newest)
  const named = linkedOf(run, row).map(({ link }) => link)
  return sent.length === 0 || sent.some((body) => holdsWhatWasSent(type, sinceMerged(body, named), entity))
}

/**
 * The entity is not there any more, or something that it mentions is not: a look at the entity tells which. One that was to
 * be deleted and is not there is done with.
 */
export async function lookAfterGone(run: Run, attempt: Attempt, item: AttemptItem, row: StoredRecord, fault: Fault) {
  const { write } = item
  const id = String(write.body['Id'])
  const found = await find(run, write.type, selectIn(write.type, 'Id', [id], isList(row.kind)))
  if (!found) return lookLater(run, attempt, row)
  const isOut = write.verb === 'delete' || write.verb === 'void'
  const isThere = found.some(({ status }) => status !== 'Deleted')
  if (isThere && isOut) {
    return run.world.records.stop(run.company, row, 'rejected', refusalReason(fault), run.world.now(), attempt.id)
  }
  // What is inactive is made active by an update, unless it was merged away.
  const isInactive = isList(row.kind) && found.some(({ Active }) => Active === false) && write.body['Active'] === true
  if (isInactive || (!isThere && isList(row.kind))) return noteGone(run, attempt, row, id)
  if (isThere) return lookAfterReference(run, attempt, item, row, fault)
  if (isOut) return noteDone(run, attempt, item, row, undefined)
  return run.world.records.stop(run.company, row, 'held', reasons.deletedInQuickBooks(id), run.world.now(), attempt.id)
}

/** The entity of a list is gone, which is so only where it was merged into another: the next plan says what that means. */
function noteGone(run: Run, attempt: Attempt, row: StoredRecord, id: string) {
  run.books.links.delete(row.key)
  const link = linkToGone(row, run.books.epoch, id) ?? row.link ?? null
  const open = row.open ?? openKey.now(row.kind, row.id, isWanted(row.record), run.world.now())
  return keepPending(run, row, { open, link, tries: 0, attempt: attempt.id })
}

/** So often a name is tried again that QuickBooks says is taken, and that nobody is found to have. */
const FREE_NAME_TRIES = 3

/**
 * The name exists already (6240). It is taken over only if it is our own lost create, or if the company allows it for an
 * exact name and type; otherwise the record is held, and both names are told.
 */
export async function lookAfterName(run: Run, attempt: Attempt, item: AttemptItem, row: StoredRecord, fault: Fault) {
  const { world, company, books } = run
  const { type, body } = item.write
  const name = String(body[nameField(type)])
  for (const other of type === 'Item' ? ['Item'] : [type, ...nameSharers.filter((sharer) => sharer !== type)]) {
    const names = shownNames(name)
    const found = await find(run, other, selectIn(other, nameField(other), names, true))
    if (!found) return lookLater(run, attempt, row)
    const entity = found.find((candidate) => names.map(foldName).includes(foldName(candidate[nameField(other)])))
    if (!entity) continue
    const kind = pushedKinds.find((pushed) => entityTypeOf[pushed] === other)
    const owner = kind && (await world.records.tiedTo(company, books.epoch, kind, entity.Id))
    const isForCategory = row.record?.kind === 'part' && row.record.content.is_category
    const fits = other === type && isCategory(entity['Type']) === isForCategory
    const mayAdopt = fits && !owner && linkIn(books.epoch, row) === undefined
    if (mayAdopt && (books.settings.adoptByExactName || (await isOurLostCreate(run, item, entity)))) {
      return adopt(run, attempt, item, row, entity)
    }
    if (owner && owner !== row.key) {
      return holdBehindName(run, attempt, row, owner, reasons.nameTakenByRecord(name, owner, entity.Id))
    }
    const reason =
      other === type && !fits
        ? reasons.categoryName(name, entity.Id, isForCategory)
        : reasons.nameTakenByEntity(name, other, entity.Id, mayAdopt)
    return world.records.stop(company, row, 'held', reason, world.now(), attempt.id)
  }
  // Nobody has it any more: it became free between the answer and our look.
  if (row.tries < FREE_NAME_TRIES) return lookLater(run, attempt, row)
  return world.records.stop(company, row, 'held', refusalReason(fault), world.now(), attempt.id)
}

/** An earlier attempt of ours created just this in these books, never got an answer, and so must have left it there. */
async function isOurLostCreate({ world, company, books }: Run, item: AttemptItem, entity: Entity): Promise<boolean> {
  const before = item.previous === undefined ? undefined : await world.attempts.get(company, item.previous)
  const sent = before?.items.find(({ key }) => key === item.key)
  const wasAnswered = before?.answer && sent && readBatchAnswer(before.answer.body)?.has(sent.bId)
  if (!before || before.epoch !== books.epoch || !sent || wasAnswered) return false
  return judgeFound(sent.write, [entity], before.sentAt).is === 'there'
}
