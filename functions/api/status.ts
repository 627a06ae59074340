import { unreadWriter } from '../../shared/aws/writer.ts'
import { kinds } from '../../shared/erp/record.ts'
import { asAbsent } from '../../shared/lib/passing.ts'
import { standstillOf } from '../standstill.ts'
import type { Status } from './shapes.ts'
import { shownSuspension, stuckFor } from './stuck.ts'
import { judgedCauses } from './waits.ts'
import type { World } from './world.ts'

/** More than Intuit lets through in a minute. */
const ATTEMPTS_A_MINUTE_MAX = 45

/** Is everything in QuickBooks? Counts by kind and state, and how fast it goes. */
export async function statusOf(world: World, company: string): Promise<Status> {
  const [counts, refusedEvents, row, attempts, standstill, { waitForSomebody }] = await Promise.all([
    world.lists.counts(company),
    world.refusedEvents.count(company),
    world.writer.read(company).catch(asAbsent),
    world.attempts.recent(company, ATTEMPTS_A_MINUTE_MAX),
    standstillOf(world, company),
    world.lists.causes(company, ['waiting']).then((causes) => judgedCauses(world, company, causes)),
  ])
  const writer = row ?? unreadWriter()
  const meteredReads = writer.realmId ? await world.reads.thisMonth(writer.realmId, world.now()) : null
  const backlog = kinds.reduce((sum, kind) => sum + counts[kind].pending, 0)
  if (row && stuckFor(row)?.isWhole) {
    for (const kind of kinds) {
      counts[kind].held += counts[kind].pending
      counts[kind].pending = 0
    }
  }
  const stopped = kinds.map((kind) => {
    const { held, rejected, unknown, differs } = counts[kind]
    return held + rejected + unknown + differs
  })
  const minuteAgo = world.now() - 60_000
  const sent = attempts.filter(({ answer }) => answer && answer.at > minuteAgo)
  return {
    kinds: counts,
    refusedEvents,
    releasing: writer.releases.size,
    attention: { records: stopped.reduce((sum, count) => sum + count, waitForSomebody) },
    backlog,
    meteredReads,
    ratePerMinute: sent.reduce((sum, { items }) => sum + items.length, 0),
    lastSyncedAt: writer.lastSyncedAt ?? null,
    standstill: standstill?.reason ?? null,
    suspension: shownSuspension(writer),
  }
}
