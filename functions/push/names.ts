import type { Attempt } from '../../shared/aws/attempts.ts'
import { openKey, ownerOfName, placesBehindName } from '../../shared/aws/open-key.ts'
import type { Standing } from '../../shared/aws/record-row.ts'
import type { RecordKey } from '../../shared/erp/record.ts'
import type { Entity } from '../../shared/qbo/entity.ts'
import { foldName, shownNames } from '../../shared/sync/look-back.ts'
import type { Reason } from '../../shared/sync/reason.ts'
import type { StoredRecord } from '../../shared/sync/record.ts'
import { ownNameOf } from '../../shared/sync/translate/translate.ts'
import { keepPending } from './note.ts'
import type { Run } from './run.ts'
import { readable, standingsOf } from './set-aside.ts'

/** So many records may stand in a ring of names; a longer one is a mistake that a person should see. */
const RING_MAX = 50

/**
 * Holds a record as long as another has its name. Where that one is held for a name as well, and so on around to this one, as when
 * two have swapped names in the ERP, this one steps aside: its entity gets a name that nobody wants, and all others follow. The hold
 * is noted first and looked at then, so that of those in a ring the last one sees it.
 */
export async function holdBehindName(run: Run, attempt: Attempt, row: StoredRecord, owner: RecordKey, reason: Reason) {
  const { world, company } = run
  run.someShareNames = true
  await keepPending(run, row, { open: openKey.named(owner, row.key), reason, tries: 0, attempt: attempt.id })
  if (!row.link || !(await isRing(run, row.key, owner))) return
  run.toStepAside.add(row.key)
  await world.records.releaseUnder(company, world.now(), openKey.named(owner, row.key))
}

async function isRing(run: Run, key: RecordKey, owner: RecordKey): Promise<boolean> {
  let next: RecordKey | undefined = owner
  for (let length = 1; next !== undefined && length < RING_MAX; length++) {
    if (next === key) return true
    const standing: Standing | undefined = (await standingsOf(run, [next])).get(next)
    next = standing?.open === undefined ? undefined : ownerOfName(standing.open)
  }
  return false
}

/** Lets go whoever was held for the name of a record that has another one now, or whose entity is gone. */
export async function releaseNames(run: Run, owner: RecordKey, entity: Entity | undefined): Promise<void> {
  const { world, company, someShareNames } = run
  if (!someShareNames) return
  const places = placesBehindName(owner).map((prefix) => world.records.under(company, prefix))
  const behind = (await Promise.all(places)).flat()
  const rows = await readable(
    run,
    behind.map(({ key }) => key),
    (some) => world.records.getAll(company, some),
  )
  const has = foldName(entity?.DisplayName ?? entity?.Name)
  for (const { key, open } of behind) {
    const name = ownNameOf(rows.get(key)?.record)
    const isTaken = name !== undefined && shownNames(name).map(foldName).includes(has)
    if (!isTaken) await world.records.releaseUnder(company, world.now(), open)
  }
}
