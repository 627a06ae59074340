import type { Attempt, AttemptItem } from '../../shared/aws/attempts.ts'
import { openKey } from '../../shared/aws/open-key.ts'
import type { RecordKey } from '../../shared/erp/record.ts'
import { apart } from '../../shared/lib/apart.ts'
import type { Write } from '../../shared/qbo/batch.ts'
import type { Entity } from '../../shared/qbo/entity.ts'
import { agrees, butForTax, judgeFound, lookUp, lookUpAll, surelyLeft } from '../../shared/sync/look-back.ts'
import type { Outcome } from '../../shared/sync/outcome.ts'
import { isSwitch } from '../../shared/sync/plan.ts'
import type { Reason } from '../../shared/sync/reason.ts'
import { reasons } from '../../shared/sync/reasons.ts'
import { isList, type StoredRecord } from '../../shared/sync/record.ts'
import { find } from './ask.ts'
import { createdMeanwhile, type Renamed } from './created-meanwhile.ts'
import { adopt, isOvertaken, keepPending } from './note.ts'
import type { Run } from './run.ts'
import { setAsideSent } from './set-aside.ts'
import { type Settled, settleAll } from './settle.ts'

/** Looks for each write that has no outcome, one query each, and settles by what is there. */
export async function lookBack(
  run: Run,
  attempt: Attempt,
  rows: ReadonlyMap<RecordKey, StoredRecord>,
  open: readonly AttemptItem[],
): Promise<Settled> {
  const outcomes: { item: AttemptItem; outcome: Outcome }[] = []
  const renamed = createdMeanwhile(run, attempt, open)
  for (const item of open) {
    const row = rows.get(item.key)
    if (!row) continue
    const [outcome] = await apart(
      [item],
      () => outcomeByLooking(run, attempt, item, row, renamed),
      (_, error) => setAsideSent(run, attempt, item.key, error),
    )
    if (outcome) outcomes.push({ item, outcome })
  }
  return settleAll(run, attempt, rows, outcomes)
}

/**
 * Looks for what an attempt has left, before it can be proved that anything is missing: what is found is done, whatever has
 * been answered. The rest is as unclear as before.
 */
export async function lookForLeft(
  run: Run,
  attempt: Attempt,
  rows: ReadonlyMap<RecordKey, StoredRecord>,
  open: readonly AttemptItem[],
): Promise<Settled> {
  const itemOf = new Map(open.map((item) => [item.write, item]))
  const outcomes: { item: AttemptItem; outcome: Outcome }[] = []
  for (const { type, query, writes } of lookUpAll([...itemOf.keys()])) {
    const found = await find(run, type, query)
    for (const write of found ? writes : []) {
      const item = itemOf.get(write)
      const [left] = await apart(
        item ? [item] : [],
        async () => surelyLeft(write, found ?? [], attempt.sentAt),
        ({ key }, error) => setAsideSent(run, attempt, key, error),
      )
      if (left && item) outcomes.push({ item, outcome: { is: 'done', entity: asLeft(write, left.entity) } })
    }
  }
  const { confirmed } = await settleAll(run, attempt, rows, outcomes)
  return { open: open.filter((item) => !outcomes.some((one) => one.item === item)), confirmed }
}

/** What a look says became of a write; undefined where the record has been seen to already. */
async function outcomeByLooking(
  run: Run,
  attempt: Attempt,
  item: AttemptItem,
  row: StoredRecord,
  renamed: Renamed,
): Promise<Outcome | undefined> {
  const { write } = item
  if (write.type === 'InventoryAdjustment') {
    // Whether it was made shows in the item's own quantity, which the next plan asks for.
    const link = row.link && { ...row.link, facts: { ...row.link.facts, quantity: undefined } }
    await keepPending(run, row, { open: row.open, tries: 0, attempt: attempt.id, ...(link && { link }) })
    return undefined
  }
  const query = lookUp(write)
  if (!query) return unknown(run, attempt, row, 'it carries no number by which it could be found')
  const found = await find(run, write.type, query)
  if (!found) return { is: 'unclear', detail: 'QuickBooks could not be asked' }
  const finding = judgeFound(write, found, attempt.sentAt)
  switch (finding.is) {
    case 'there':
      if (isOvertaken(row, attempt, item)) return { is: 'done', entity: finding.entity }
      if (isSwitch(write)) return { is: 'done', entity: asLeft(write, finding.entity) }
      if (write.verb !== 'create' || agrees(butForTax(write.body), finding.entity)) {
        return { is: 'done', entity: finding.entity }
      }
      return adoptUnlessRenamed(run, attempt, item, row, finding.entity, renamed)
    case 'gone':
      if (write.verb === 'delete' || write.verb === 'void') return { is: 'done', entity: undefined }
      return { is: 'stopped', state: 'held', reason: goneReason(row, String(write.body['Id'])) }
    case 'not-there': {
      const disguised = write.verb === 'create' ? await untied(run, row, await renamed(item)) : []
      if (!disguised) return { is: 'unclear', detail: 'QuickBooks could not be asked' }
      const [entity] = disguised
      if (!entity) return planAnew(run, attempt, row)
      const detail = `QuickBooks has ${write.type} ${entity.Id}, made at that time, which may be it under another name or number`
      return unknown(run, attempt, row, detail)
    }
    case 'changed':
      return planAnew(run, attempt, row)
    case 'unclear':
      return unknown(run, attempt, row, finding.detail)
  }
}

/** Of what was made active or inactive all else may have been edited since: its old SyncToken lets the next write find out. */
const asLeft = (write: Write, entity: Entity | undefined): Entity | undefined =>
  entity && isSwitch(write) ? { ...entity, SyncToken: String(write.body['SyncToken']) } : entity

/**
 * Ties the record to what bears its name or number but is not as it was sent: somebody has edited ours, unless ours is
 * another, which somebody has renamed before the name was given to this one.
 */
async function adoptUnlessRenamed(
  run: Run,
  attempt: Attempt,
  item: AttemptItem,
  row: StoredRecord,
  entity: Entity,
  renamed: Renamed,
): Promise<Outcome | undefined> {
  const candidates = await untied(run, row, await renamed(item))
  if (!candidates) return { is: 'unclear', detail: 'QuickBooks could not be asked' }
  const other = candidates.find(({ Id }) => Id !== entity.Id)
  if (!other) {
    await adopt(run, attempt, item, row, entity)
    return undefined
  }
  const { type } = item.write
  return unknown(run, attempt, row, `QuickBooks has ${type} ${entity.Id} and ${type} ${other.Id}, and each could be it`)
}

/** Proven not to have been written as sent: the record may be planned anew; a change of a person's shows as 5010. */
async function planAnew(run: Run, attempt: Attempt, row: StoredRecord): Promise<undefined> {
  const open = row.open ?? openKey.now(row.kind, row.id, true, run.world.now())
  await keepPending(run, row, { open, tries: 0, attempt: attempt.id })
}

/** Which of these are tied to no record, and so may be of one that has no link yet. */
async function untied(
  { world, company, books }: Run,
  { kind }: StoredRecord,
  entities: readonly Entity[] | undefined,
): Promise<Entity[] | undefined> {
  if (!entities) return undefined
  const owners = await Promise.all(entities.map(({ Id }) => world.records.tiedTo(company, books.epoch, kind, Id)))
  return entities.filter((_, index) => owners[index] === undefined)
}

async function unknown(run: Run, attempt: Attempt, row: StoredRecord, detail: string): Promise<undefined> {
  const { world, company, books } = run
  const reason = reasons.outcomeUnknown(detail)
  const open = openKey.stopped('unknown', reason.code, row.key)
  const unresolved = { epoch: books.epoch, detail }
  const settlement = { open, reason, link: row.link ?? null, tries: 0, attempt: attempt.id, unresolved }
  await world.records.settle(company, row, settlement, world.now())
}

/** A document that is gone was deleted; QuickBooks deletes nothing of a list, so that was merged into something else. */
const goneReason = ({ kind, key }: StoredRecord, id: string): Reason =>
  isList(kind) ? reasons.merged(key, id) : reasons.deletedInQuickBooks(id)
