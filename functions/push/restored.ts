import { openKey } from '../../shared/aws/open-key.ts'
import { selectIn } from '../../shared/qbo/query.ts'
import { reasons } from '../../shared/sync/reasons.ts'
import { find, LOOK_AGAIN_MS } from './ask.ts'
import type { Run } from './run.ts'
import type { Planned } from './send.ts'

/**
 * Leaves out, and holds, what a person wants posted anew and QuickBooks has already under its number: somebody may have entered it
 * there by hand since. Numbers need not differ there, so only a look tells; one for all of a type.
 */
export async function withoutDoubles(run: Run, planned: readonly Planned[]): Promise<Planned[]> {
  const asked = planned.filter(({ stored, write }) => stored.restored && write.verb === 'create' && numberIn(write))
  const looks = Map.groupBy(asked, ({ write }) => write.type)
  const doubles = new Set<Planned>()
  for (const [type, some] of looks) {
    const numbers = [...new Set(some.flatMap(({ write }) => numberIn(write) ?? []))]
    const found = await find(run, type, selectIn(type, 'DocNumber', numbers, false))
    for (const one of some) if (await isThere(run, one, found)) doubles.add(one)
  }
  return planned.filter((one) => !doubles.has(one))
}

async function isThere(
  run: Run,
  { stored, write }: Planned,
  found: Awaited<ReturnType<typeof find>>,
): Promise<boolean> {
  const { world, company } = run
  if (!found) {
    await world.records.move(
      company,
      stored,
      { open: openKey.later(world.now() + LOOK_AGAIN_MS, stored.key) },
      world.now(),
    )
    return true
  }
  for (const { Id, DocNumber } of found) {
    if (DocNumber === undefined || DocNumber !== numberIn(write)) continue
    if (await world.records.tiedTo(company, run.books.epoch, stored.kind, Id)) continue
    const reason = reasons.existsInQuickBooks(write.type, DocNumber, Id)
    await world.records.stop(company, stored, 'held', reason, world.now())
    return true
  }
  return false
}

const numberIn = ({ body: { DocNumber } }: Planned['write']): string | undefined =>
  typeof DocNumber === 'string' && DocNumber !== '' ? DocNumber : undefined
