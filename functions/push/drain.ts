import type { Lease } from '../../shared/aws/writer.ts'
import { Pool } from './pool.ts'
import { Run } from './run.ts'
import type { World } from './world.ts'

export type Progress = { confirmed: number; halt: Run['halt']; hasMore: boolean }

/**
 * Makes QuickBooks agree with a company's newest snapshots, as its only writer, until nothing is due or the time is up.
 *
 * It knows no events: it reads what is due, sees what each record needs next, does it, and looks again. A second run
 * finds nothing to do.
 */
export async function drain(company: string, world: World, hasTime: () => boolean): Promise<Progress | undefined> {
  const acquired = await world.writer.acquire(company, world.now(), world.now() + world.leaseMs)
  if (!acquired) return undefined
  const { lease, tookOver } = acquired
  const run = await start(world, lease, hasTime)
  const stopHeartbeat = world.every(world.leaseMs / 3, async () => {
    if (!(await world.writer.extend(lease, world.now() + world.leaseMs))) run.halt = 'lease-lost'
  })
  try {
    // Whoever died may have died between marking a record as waiting and hearing that what it waits for had come.
    if (tookOver) await world.records.release(company, 'waiting')
    let hasMore = false
    do {
      await world.writer.clearWakes(company)
      if (run.halt === undefined) hasMore = await new Pool(run).work()
    } while (run.halt === undefined && !hasMore && !(await world.writer.release(lease, false)))
    if (run.halt !== undefined || hasMore) await world.writer.release(lease, true)
    return { confirmed: run.confirmed, halt: run.halt, hasMore }
  } finally {
    stopHeartbeat()
  }
}

async function start(world: World, lease: Lease, hasTime: () => boolean): Promise<Run> {
  const { company } = lease
  const [writer, { settings }] = await Promise.all([world.writer.read(company), world.companies.settings(company)])
  const { epoch, country } = writer
  const today = new Date(world.now()).toISOString().slice(0, 10)
  const run = new Run({
    world,
    lease,
    hasTime,
    calls: writer.calls,
    quietUntil: writer.pausedUntil ?? 0,
    realmId: writer.realmId ?? '',
    books: { settings, epoch, country, today, links: new Map() },
    someWait: await world.records.hasAny(company, 'waiting'),
  })
  if (writer.status !== 'connected') run.halt = 'not-connected'
  return run
}
