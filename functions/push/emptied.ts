import { openKey } from '../../shared/aws/open-key.ts'
import { selectIn } from '../../shared/qbo/query.ts'
import { fullUpdate } from '../../shared/sync/emptied.ts'
import { isList } from '../../shared/sync/record.ts'
import { find, LOOK_AGAIN_MS } from './ask.ts'
import type { Run } from './run.ts'
import type { Planned } from './send.ts'

/**
 * Makes full updates of those that are to empty what a sparse one cannot. They carry all else that the entity holds, so it is read
 * before, once for all of a type; where it cannot be read now, they wait.
 */
export async function withEmptied(run: Run, planned: readonly Planned[]): Promise<Planned[]> {
  const { world, company } = run
  const emptying = planned.filter(({ write }) => write.empties)
  const full = new Map<Planned, Planned>()
  const unread = new Set<Planned>()
  for (const [type, some] of Map.groupBy(emptying, ({ write }) => write.type)) {
    const ids = some.map(({ write }) => String(write.body['Id']))
    const withInactive = some.some(({ stored }) => isList(stored.kind))
    const found = await find(run, type, selectIn(type, 'Id', ids, withInactive))
    for (const one of some) {
      const entity = found?.find(({ Id }) => Id === one.write.body['Id'])
      const write = entity && fullUpdate(one.write, entity)
      if (write) full.set(one, { ...one, write })
      if (!found) unread.add(one)
    }
  }
  for (const { stored } of unread) {
    const open = openKey.later(world.now() + LOOK_AGAIN_MS, stored.key)
    await world.records.move(company, stored, { open }, world.now())
  }
  return planned.filter((one) => !unread.has(one)).map((one) => full.get(one) ?? one)
}
