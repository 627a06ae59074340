import type { Attempt, AttemptItem } from '../../shared/aws/attempts.ts'
import { openKey } from '../../shared/aws/open-key.ts'
import type { RecordKey } from '../../shared/erp/record.ts'
import type { Entity } from '../../shared/qbo/entity.ts'
import { agrees, judgeFound, lookUp, lookUpCreated, possiblyRenamed } from '../../shared/sync/look-back.ts'
import type { Outcome } from '../../shared/sync/outcome.ts'
import { reasons } from '../../shared/sync/reasons.ts'
import type { StoredRecord } from '../../shared/sync/record.ts'
import { find } from './ask.ts'
import { adopt, isOvertaken, keepPending } from './note.ts'
import type { Run } from './run.ts'
import { type Settled, settleAll } from './settle.ts'

/** Looks for each write that has no outcome, one query each, and settles by what is there. */
export async function lookBack(
  run: Run,
  attempt: Attempt,
  rows: ReadonlyMap<RecordKey, StoredRecord>,
  open: readonly AttemptItem[],
): Promise<Settled> {
  const outcomes: { item: AttemptItem; outcome: Outcome }[] = []
  for (const item of open) {
    const row = rows.get(item.key)
    if (!row) continue
    const outcome = await outcomeByLooking(run, attempt, item, row)
    if (outcome) outcomes.push({ item, outcome })
  }
  return settleAll(run, attempt, rows, outcomes)
}

/** What a look says became of a write; undefined where the record has been seen to already. */
async function outcomeByLooking(
  run: Run,
  attempt: Attempt,
  item: AttemptItem,
  row: StoredRecord,
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
      if (write.verb !== 'create' || isOvertaken(row, attempt, item) || agrees(write.body, finding.entity)) {
        return { is: 'done', entity: finding.entity }
      }
      return adoptUnlessRenamed(run, attempt, item, row, finding.entity)
    case 'gone':
      if (write.verb === 'delete' || write.verb === 'void') return { is: 'done', entity: undefined }
      return { is: 'stopped', state: 'held', reason: reasons.deletedInQuickBooks(String(write.body['Id'])) }
    case 'not-there': {
      const disguised = write.verb === 'create' ? await findRenamed(run, attempt, item, row) : []
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
): Promise<Outcome | undefined> {
  const renamed = await findRenamed(run, attempt, item, row)
  if (!renamed) return { is: 'unclear', detail: 'QuickBooks could not be asked' }
  const other = renamed.find(({ Id }) => Id !== entity.Id)
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

/**
 * What a create may have left under another name or number, since somebody may have changed it before we looked. What is
 * tied to a record is none of it. Undefined if QuickBooks could not be asked.
 */
async function findRenamed(
  run: Run,
  attempt: Attempt,
  { write }: AttemptItem,
  { kind }: StoredRecord,
): Promise<Entity[] | undefined> {
  const { world, company } = run
  const created = await find(run, write.type, lookUpCreated(write, attempt.sentAt))
  if (!created) return undefined
  const { openAttempts } = await world.writer.read(company)
  const open = await Promise.all(Object.keys(openAttempts).map((id) => world.attempts.get(company, id)))
  const others = open.flatMap((other) => other?.items ?? []).map((other) => other.write)
  const alike = possiblyRenamed(write, created, attempt.sentAt, others)
  const owners = await Promise.all(alike.map(({ Id }) => world.records.tiedTo(company, run.books.epoch, kind, Id)))
  return alike.filter((_, index) => owners[index] === undefined)
}

async function unknown(run: Run, attempt: Attempt, row: StoredRecord, detail: string): Promise<undefined> {
  const { world, company, books } = run
  const reason = reasons.outcomeUnknown(detail)
  const open = openKey.stopped('unknown', reason.code, row.key)
  const unresolved = { epoch: books.epoch, detail }
  const settlement = { open, reason, link: row.link ?? null, tries: 0, attempt: attempt.id, unresolved }
  await world.records.settle(company, row, settlement, world.now())
}
