import { openKey } from '../../shared/aws/open-key.ts'
import { entityTypes } from '../../shared/qbo/entity.ts'
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

/**
 * A record that differs and has been let go, as it stands by a look at QuickBooks: somebody may have mended it there. What still
 * differs is sent again if a person has said so, or if other fields would be sent than the last time, as after a change of a
 * setting; sent alike, it would come to the same. Any other record is as it is.
 *
 * @returns undefined if there is nothing more to do about it now
 */
export async function comparedAgain(run: Run, stored: StoredRecord): Promise<StoredRecord | undefined> {
  const { world, company, books } = run
  const { synced, hash, record, kind, key } = stored
  const link = linkIn(books.epoch, stored)
  const type = entityTypes.find((name) => name === link?.type)
  if (!link || !type || !synced?.differs || synced.hash !== hash) return stored
  const again = wantedStep({ ...stored, pushAnyway: true }, books)
  if (again.do !== 'send' || again.write.type !== type) return stored
  const found = await find(run, type, selectIn(type, 'Id', [link.id], isList(kind)))
  if (!found) {
    await world.records.move(company, stored, { open: openKey.later(world.now() + LOOK_AGAIN_MS, key) }, world.now())
    return undefined
  }
  const [entity] = found
  if (!entity || entity.status === 'Deleted') {
    const reason = isList(kind) ? reasons.merged(key, link.id) : reasons.deletedInQuickBooks(link.id)
    await world.records.stop(company, stored, 'held', reason, world.now())
    return undefined
  }
  const differs = disagreement(record, again.write, entity, books.links)
  const seen = { ...stored, synced: { ...synced, differs } }
  if (!differs || stored.pushAnyway) return seen
  const before = await lastSent(run, key, type, stored.lastAttempt)
  if (before.some((body) => saysTheSame(withoutLinks(again.write.body), body))) return seen
  // Kept, since a person may have to approve it first.
  const isMoved = await world.records.move(
    company,
    stored,
    { open: stored.open ?? openKey.now(kind, stored.id, true, world.now()), pushAnyway: true },
    world.now(),
  )
  return isMoved ? { ...seen, pushAnyway: true } : undefined
}
