import Big from 'big.js'
import { openPrefix } from '../../shared/aws/open-key.ts'
import type { CauseCount } from '../../shared/aws/record-list.ts'
import { unreadWriter } from '../../shared/aws/writer.ts'
import { kinds } from '../../shared/erp/record.ts'
import { asAbsent } from '../../shared/lib/passing.ts'
import { answerOf } from '../../shared/sync/answer.ts'
import { shownStates } from '../../shared/sync/record.ts'
import { standstillOf } from '../standstill.ts'
import type { Status } from './shapes.ts'
import { shownSuspension, stuckFor } from './stuck.ts'
import { judgedCauses } from './waits.ts'
import type { World } from './world.ts'

/** More than Intuit lets through in a minute. */
const ATTEMPTS_A_MINUTE_MAX = 45

/** Is everything in QuickBooks? The answer, counts by kind and state, and how fast it goes. */
export async function statusOf(world: World, company: string): Promise<Status> {
  const [{ counts, causes }, refusedEvents, row, attempts, standstill, feed, stored] = await Promise.all([
    world.lists.survey(company),
    world.refusedEvents.count(company),
    world.writer.read(company).catch(asAbsent),
    world.attempts.recent(company, ATTEMPTS_A_MINUTE_MAX),
    standstillOf(world, company),
    world.feed.unread(world.now()),
    world.companies.settings(company).catch(asAbsent),
  ])
  const writer = row ?? unreadWriter()
  const [meteredReads, { waitForSomebody }] = await Promise.all([
    writer.realmId ? world.reads.thisMonth(writer.realmId, world.now()) : null,
    judgedCauses(world, company, causes),
  ])
  const totals = Object.fromEntries(
    shownStates.map((state) => [state, kinds.reduce((sum, kind) => sum + counts[kind][state], 0)]),
  )
  const backlog = totals['pending'] ?? 0
  const isStuck = row !== undefined && stuckFor(row)?.isWhole === true
  if (isStuck) {
    for (const kind of kinds) {
      counts[kind].held += counts[kind].pending
      counts[kind].pending = 0
    }
  }
  const approvals = causes.filter(isForApproval)
  const stopped = causes.filter((cause) => !isWait(cause) && !isForApproval(cause))
  const attention = summed([...stopped, ...waitForSomebody])
  const reads = { used: meteredReads?.count ?? 0, budget: world.readsAllowed }
  const suspension = shownSuspension(writer)
  const releasing = writer.releases.size
  // What cannot be read is no sign that somebody has switched all of it off.
  const isSwitchedOn = Object.values(stored?.settings.switches ?? { unread: true }).some(Boolean)
  const { pausedUntil = 0 } = writer
  const minuteAgo = world.now() - 60_000
  const sent = attempts.filter(({ answer }) => answer && answer.at > minuteAgo)
  return {
    kinds: counts,
    answer: answerOf({
      counts: totals,
      waitForSomebody: summed(waitForSomebody).records,
      refusedEvents,
      isSwitchedOn,
      isConnected: writer.status === 'connected',
      isSuspended: suspension !== null,
      isStill: standstill !== undefined,
      feed,
      reads,
      releasing,
    }),
    refusedEvents,
    releasing,
    attention: { ...attention, records: attention.records + (isStuck ? backlog : 0) },
    approvals: summed(approvals),
    feed,
    reads,
    isSwitchedOn,
    connection: writer.status ?? 'none',
    pausedUntil: pausedUntil > world.now() ? new Date(pausedUntil).toISOString() : null,
    backlog,
    meteredReads,
    ratePerMinute: sent.reduce((sum, { items }) => sum + items.length, 0),
    lastSyncedAt: writer.lastSyncedAt ?? null,
    standstill: standstill?.reason ?? null,
    suspension,
  }
}

const isForApproval = ({ cause }: CauseCount): boolean => cause === 'held/approval'
const isWait = ({ cause }: CauseCount): boolean => cause.startsWith(openPrefix('waiting'))

const summed = (causes: readonly Pick<CauseCount, 'count' | 'amount'>[]) => ({
  records: causes.reduce((sum, { count }) => sum + count, 0),
  amount: causes.reduce((sum, { amount }) => sum.plus(amount), new Big(0)).toFixed(2),
})
