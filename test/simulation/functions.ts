import { env } from '../../shared/env.ts'
import { standIn } from './stand-ins.ts'

/** What the functions are told of their surroundings; the names of tables and queues are those in memory. */
export const environment: Record<string, string> = {
  [env.stage]: 'local',
  [env.companiesTable]: 'companies',
  [env.recordsTable]: 'records',
  [env.attemptsTable]: 'attempts',
  [env.activityTable]: 'activity',
  [env.refusedEventsTable]: 'refused-events',
  [env.changesQueue]: 'changes',
  [env.wakesQueue]: 'wakes',
  [env.pullsQueue]: 'pulls',
  [env.catalogTable]: 'catalog',
  [env.searchTable]: 'search',
  [env.intuitAppSecret]: 'intuit-app',
  [env.tokensPrefix]: 'tokens/',
  [env.tokensKey]: 'key',
  [env.apiUrl]: 'https://api.test',
  [env.consoleUrl]: 'https://console.test',
  [env.leaseSeconds]: '20',
  [env.meteredReadsAMonth]: '500000',
  AWS_REGION: 'us-east-1',
}

export type FunctionName = 'ingest' | 'push' | 'pull' | 'sweep' | 'refresh' | 'connect' | 'api'
type Context = { getRemainingTimeInMillis: () => number }
type Handler = (event: object, context: Context) => Promise<unknown>

/** After so long Lambda ends a function; as `infra` sets it. */
export const timeoutsMs: Record<FunctionName, number> = {
  ingest: 30_000,
  push: 900_000,
  pull: 600_000,
  sweep: 50_000,
  refresh: 300_000,
  connect: 60_000,
  api: 29_000,
}

let loaded: Promise<Record<FunctionName, Handler>> | undefined

/**
 * The functions as they are deployed, with stand-ins for everything at their edge. Loaded when first asked for.
 * What the tables hold is compressed only where its size is of interest, since that takes most of a run's time.
 */
export function loadFunctions(options = { isCompressed: false }): Promise<Record<FunctionName, Handler>> {
  loaded ??= load(options)
  return loaded
}

async function load(options: { isCompressed: boolean }): Promise<Record<FunctionName, Handler>> {
  Object.assign(process.env, environment)
  standIn(options)
  const [ingest, push, pull, sweep, refresh, connect, api] = await Promise.all([
    import('../../functions/ingest/handler.ts'),
    import('../../functions/push/handler.ts'),
    import('../../functions/pull/handler.ts'),
    import('../../functions/sweep/handler.ts'),
    import('../../functions/refresh/handler.ts'),
    import('../../functions/connect/handler.ts'),
    import('../../functions/api/handler.ts'),
    // Loaded when a token has to be obtained; here before, since loading takes the event loop.
    import('intuit-oauth'),
  ])
  const handlers = { ingest, push, pull, sweep, refresh, connect, api }
  // Each handler knows its own event and no other; whoever invokes it makes the right one.
  return Object.fromEntries(
    Object.entries(handlers).map(([name, { handler }]) => [name, handler as unknown as Handler]),
  ) as Record<FunctionName, Handler>
}
