import { openKey } from '../../shared/aws/open-key.ts'
import type { Write } from '../../shared/qbo/batch.ts'
import type { Entity, EntityType } from '../../shared/qbo/entity.ts'
import { selectIn } from '../../shared/qbo/query.ts'
import { disagreement } from '../../shared/sync/agreement.ts'
import { withoutLinks } from '../../shared/sync/linking.ts'
import { saysTheSame } from '../../shared/sync/look-back.ts'
import { linkIn, wantedStep } from '../../shared/sync/plan.ts'
import { reasons } from '../../shared/sync/reasons.ts'
import { isList, type StoredRecord } from '../../shared/sync/record.ts'
import { find, LOOK_AGAIN_MS } from './ask.ts'
import { lastSent } from './last-sent.ts'
import type { Run } from './run.ts'

/** A record to be looked at, and what would be sent of it. */
type Question = { stored: StoredRecord; write: Write; id: string }

/**
 * Of these, what differs and has been let go, as it stands by a look at QuickBooks: somebody may have mended it there. What still
 * differs is sent again if a person has said so, or if other fields would be sent than the last time, as after a change of a
 * setting; sent alike, it would come to the same. All others are as they are.
 *
 * @returns those about which there is something to do now
 */
export async function comparedAgain(run: Run, rows: readonly StoredRecord[]): Promise<StoredRecord[]> {
  const questions = new Map(rows.flatMap((stored) => questionOf(run, stored) ?? []).map((one) => [one.stored.key, one]))
  const found = new Map<EntityType, readonly Entity[] | undefined>()
  for (const [type, some] of Map.groupBy(questions.values(), ({ write }) => write.type)) {
    const ids = some.map(({ id }) => id)
    found.set(
      type,
      await find(
        run,
        type,
        selectIn(
          type,
          'Id',
          ids,
          some.some(({ stored }) => isList(stored.kind)),
        ),
      ),
    )
  }
  const compared = await Promise.all(
    rows.map((stored) => {
      const question = questions.get(stored.key)
      return question ? answered(run, question, found.get(question.write.type)) : stored
    }),
  )
  return compared.filter((stored) => stored !== undefined)
}

function questionOf({ books }: Run, stored: StoredRecord): Question | undefined {
  const { synced, hash, state } = stored
  const link = linkIn(books.epoch, stored)
  if (!link || state !== 'pending' || !synced?.differs || synced.hash !== hash) return undefined
  const again = wantedStep({ ...stored, pushAnyway: true }, books)
  return again.do === 'send' && again.write.type === link.type ? { stored, write: again.write, id: link.id } : undefined
}

async function answered(
  run: Run,
  { stored, write, id }: Question,
  found: readonly Entity[] | undefined,
): Promise<StoredRecord | undefined> {
  const { world, company, books } = run
  const { synced, record, kind, key } = stored
  if (!found) {
    await world.records.move(company, stored, { open: openKey.later(world.now() + LOOK_AGAIN_MS, key) }, world.now())
    return undefined
  }
  const entity = found.find(({ Id }) => Id === id)
  if (!entity || entity.status === 'Deleted') {
    const reason = isList(kind) ? reasons.merged(key, id) : reasons.deletedInQuickBooks(id)
    await world.records.stop(company, stored, 'held', reason, world.now())
    return undefined
  }
  const differs = disagreement(record, write, entity, books.links)
  const seen = { ...stored, ...(synced && { synced: { ...synced, differs } }) }
  if (!differs || stored.pushAnyway) return seen
  const before = await lastSent(run, key, write.type, stored.lastAttempt)
  if (before.some((body) => saysTheSame(withoutLinks(write.body), body))) return seen
  // Kept, since a person may have to approve it first.
  const open = stored.open ?? openKey.now(kind, stored.id, true, world.now())
  const isMoved = await world.records.move(company, stored, { open, pushAnyway: true }, world.now())
  return isMoved ? { ...seen, pushAnyway: true } : undefined
}
