import type { Attempt, AttemptItem } from '../../shared/aws/attempts.ts'
import { openKey } from '../../shared/aws/open-key.ts'
import type { Settlement } from '../../shared/aws/records.ts'
import type { Entity } from '../../shared/qbo/entity.ts'
import { lineLinks } from '../../shared/sync/lines.ts'
import { isList, isWanted, type Link, type StoredRecord } from '../../shared/sync/record.ts'
import { lineMarks } from '../../shared/sync/translate/translate.ts'
import type { Run } from './run.ts'

/** Leaves a record pending with what was learned. */
export const keepPending = (
  { world, company }: Run,
  row: StoredRecord,
  settlement: Omit<Settlement, 'link'> & { link?: Link | null },
) => world.records.settle(company, row, { link: row.link ?? null, ...settlement }, world.now())

/** QuickBooks has done it: the record is synced, unless it has one more way to go. */
export async function noteDone(
  run: Run,
  attempt: Attempt,
  item: AttemptItem,
  row: StoredRecord,
  entity: Entity | undefined,
) {
  const { world, company, books } = run
  const { write, version, hash } = item
  const isGone = write.verb === 'delete' || write.verb === 'void' || !entity
  const link: Link | null = isGone ? null : linkTo(entity, item, row, books.epoch)
  const isRevival =
    isList(row.kind) && write.body['Active'] === true && !('Name' in write.body || 'DisplayName' in write.body)
  // A part that is inactive in the ERP is created, or revived, for the documents that mention it, and ends behind them.
  const hasMoreToDo = link !== null && isList(row.kind) && link.active !== isWanted(row.record)
  await world.records.settle(
    company,
    row,
    {
      open: hasMoreToDo ? openKey.now(row.kind, row.id, false, world.now()) : undefined,
      link,
      ...(!isRevival && { synced: { version, hash } }),
      tries: 0,
      attempt: attempt.id,
    },
    world.now(),
  )
  if (link) books.links.set(row.key, link)
  else books.links.delete(row.key)
  if (link?.active && run.someWait) await world.records.release(company, world.now(), 'waiting', row.key)
}

/** The link to an entity as QuickBooks returned it. A sparse answer may leave lines out; then the known ones stay. */
function linkTo(entity: Entity, { write }: AttemptItem, row: StoredRecord, epoch: number): Link {
  const lines = entity.Line ? lineLinks(entity, lineMarks(row.record)) : (row.link?.lines ?? [])
  return {
    type: write.type,
    id: entity.Id,
    syncToken: entity.SyncToken ?? '0',
    epoch,
    active: entity.Active ?? true,
    lines: isList(row.kind) ? [] : lines,
  }
}

/** Ties the record to an entity that is ours; it stays pending, so that the next write makes the two agree. */
export const adopt = (run: Run, attempt: Attempt, item: AttemptItem, row: StoredRecord, entity: Entity) =>
  keepPending(run, row, {
    open: row.open,
    link: linkTo(entity, item, row, run.books.epoch),
    tries: 0,
    attempt: attempt.id,
  })
