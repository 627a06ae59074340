import type { CauseCount } from '../../../shared/aws/record-list.ts'
import { catalogTypes } from '../../../shared/sync/catalog.ts'
import { waitsForAccounts, waitsForQuickBooks } from '../../../shared/sync/mended-in-quickbooks.ts'
import { newPull } from '../../../shared/sync/pull-progress.ts'
import { ApiProblem } from '../../problem.ts'
import { queueJob } from '../queue-job.ts'
import type { Call, Route } from '../route.ts'
import * as shapes from '../shapes.ts'
import { shownSuspension } from '../stuck.ts'
import type { World } from '../world.ts'

/** Each look costs reads, which Intuit meters. */
const ONCE_WITHIN_MS = 60_000
/** API Gateway gives up after 30 s; a look takes a second or two, unless the push is at other work. */
const WAIT_MAX_MS = 20_000
const LOOK_EVERY_MS = 500

/** Looking now at what waits for QuickBooks. */
export const checkRoutes: readonly Route[] = [
  {
    method: 'post',
    path: '/companies/{company}/check',
    summary:
      'Look now at whatever waits for QuickBooks: subscription, plan, closed books, names, account types, preferences; once a minute',
    right: 'admin',
    status: 200,
    answer: shapes.CheckAnswer,
    handle: check,
  },
]

/** Asks the push, which alone calls QuickBooks, to look, and waits for a while for what it finds. */
async function check(world: World, call: Call): Promise<Response> {
  const { company, caller } = call
  const { status } = await world.writer.read(company)
  if (status !== 'connected') {
    const detail = 'Connect QuickBooks in QuickBooks Settings first.'
    throw new ApiProblem(409, 'not-connected', 'QuickBooks is not connected', detail)
  }
  const before = waitingIn(await world.lists.causes(company))
  const asked = { id: world.newId(), askedAt: world.now() }
  // What a pull may see mended, the pull lets go.
  const mendable = [...before.keys()].filter((cause) => !waitsForAccounts(cause))
  const releases = mendable.map((cause) => ({ id: world.newId(), prefix: `${cause}/` }))
  if (!(await world.writer.askCheck(company, asked, releases, ONCE_WITHIN_MS))) {
    const detail = 'Somebody has looked within the last minute. Look again in a minute.'
    throw new ApiProblem(429, 'checked-just-now', 'This has just been looked at', detail)
  }
  const at = new Date(asked.askedAt).toISOString()
  await world.activity.append({ company, at, by: caller.id, what: 'checked', detail: { id: asked.id } })
  if (mendable.length < before.size) await pullAccounts(world, call)
  await world.wake(company)
  const isDone = await isTaken(world, company, asked.id)
  const [writer, causes] = await Promise.all([world.writer.read(company), world.lists.causes(company)])
  const after = waitingIn(causes)
  const answer = {
    state: isDone ? 'done' : 'asked',
    askedAt: at,
    checkedAt: isDone ? writer.checked?.at : null,
    reads: isDone ? writer.checked?.reads : null,
    suspension: shownSuspension(writer),
    closedThrough: writer.preferences?.bookCloseDate ?? null,
    causes: [...before].map(([cause, count]) => ({ cause, before: count, after: after.get(cause) ?? 0 })),
  }
  return Response.json(answer, { status: isDone ? 200 : 202 })
}

/** How many records wait for something in QuickBooks, by cause. */
function waitingIn(causes: readonly CauseCount[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const { cause, count } of causes)
    if (waitsForQuickBooks(cause)) counts.set(cause, (counts.get(cause) ?? 0) + count)
  return counts
}

/** What an account is, a pull sees; one that is under way sees it too. */
async function pullAccounts(world: World, call: Call): Promise<void> {
  const types = catalogTypes.filter((type) => type === 'account')
  try {
    await queueJob(world, call, { what: 'pull', slots: types, input: { types }, progress: newPull(types) })
  } catch (error) {
    if (!(error instanceof ApiProblem) || error.code !== 'pull-running') throw error
  }
}

async function isTaken(world: World, company: string, id: string): Promise<boolean> {
  const until = world.now() + WAIT_MAX_MS
  for (;;) {
    if ((await world.writer.read(company)).checked?.id === id) return true
    if (world.now() >= until) return false
    await world.sleep(LOOK_EVERY_MS)
  }
}
