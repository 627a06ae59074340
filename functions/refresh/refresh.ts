import type { ActivityLog } from '../../shared/aws/activity.ts'
import type { CompanyStore } from '../../shared/aws/companies.ts'
import type { ConnectionStore } from '../../shared/aws/connections.ts'
import type { ReadMeter } from '../../shared/aws/reads.ts'
import type { Writer, WriterStore } from '../../shared/aws/writer.ts'
import type { Log } from '../../shared/lib/log.ts'
import { comesBefore } from '../../shared/sync/suspension.ts'
import { endsSoon, isUsable } from '../../shared/sync/token.ts'
import { goOn, suspend } from '../suspension.ts'
import type { TokenKeeper } from '../token-keeper.ts'

/** All that a refresh may touch. */
export type World = {
  now: () => number
  companies: Pick<CompanyStore, 'list'>
  writer: Pick<WriterStore, 'read' | 'suspend' | 'goOn'>
  connections: Pick<ConnectionStore, 'warnedOn'>
  keeper: Pick<TokenKeeper, 'fresh' | 'read'>
  activity: ActivityLog
  reads: Pick<ReadMeter, 'ofTheApp'>
  /** So many reads Intuit lets the app have in a month, over all companies. */
  readsAllowed: number
  log: Log
}

/** A token that ends before the run after the next is renewed now, so that a push seldom has to wait for one. */
const AHEAD_MS = 20 * 60_000
/** A run has 5 min and a company takes a second or two, so some 1,500 can be renewed in one. */
const AT_ONCE = 10
/** Of the reads that are allowed; an operator has the rest of the month to do something. */
const READS_WARNED_AT = 0.6

/**
 * Renews the tokens of every connected company that are about to end, and warns of a connection that will have to be
 * made anew. A company whose tokens cannot be renewed keeps no other from it. Then it warns of the month's reads, if most
 * of those that Intuit allows are used.
 */
export async function refresh(world: World): Promise<void> {
  // One iterator for all workers: each takes the next company when it is done with the one before.
  const companies = (await world.companies.list()).values()
  const work = async () => {
    for (const { company } of companies) await attempt(world, company)
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  const [count, limit] = [await world.reads.ofTheApp(world.now()), world.readsAllowed]
  if (count > READS_WARNED_AT * limit) world.log('warn', 'the reads of this month are running out', { count, limit })
}

async function attempt(world: World, company: string): Promise<void> {
  try {
    const writer = await world.writer.read(company)
    if (writer.status === 'connected') await renew(world, company, writer)
  } catch (error) {
    const name = error instanceof Error ? error.name : 'unknown'
    world.log('error', 'tokens could not be renewed', { company, error: name })
  }
}

async function renew(world: World, company: string, writer: Writer): Promise<void> {
  const now = world.now()
  const tokens = await world.keeper.fresh(company, undefined, AHEAD_MS)
  if ('noAccess' in tokens) {
    world.log('warn', 'tokens could not be renewed', { company, reason: tokens.noAccess })
    if (tokens.noAccess === 'throttled' && !(await isStillUsable(world, company))) {
      if (comesBefore('tokens_refused', writer.suspension)) await suspend(world, company, writer, 'tokens_refused')
    }
    return
  }
  if (writer.suspension?.code === 'tokens_refused') await goOn(world, company, writer.suspension)
  if (!endsSoon(tokens, now) || (await world.connections.warnedOn(company, iso(now).slice(0, 10)))) return
  world.log('warn', 'refresh-token-ending', { company })
  const ends = iso(Math.min(tokens.refreshExpiresAt, tokens.hardExpiresAt ?? Number.POSITIVE_INFINITY))
  await world.activity.append({ company, at: iso(now), by: 'system', what: 'connection-ending', detail: { ends } })
}

async function isStillUsable(world: World, company: string): Promise<boolean> {
  const stored = await world.keeper.read(company)
  return stored !== undefined && isUsable(stored, undefined, world.now())
}

const iso = (time: number): string => new Date(time).toISOString()
