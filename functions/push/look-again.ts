import type { Kind } from '../../shared/erp/record.ts'
import { selectIn } from '../../shared/qbo/query.ts'
import { agrees } from '../../shared/sync/look-back.ts'
import { linkIn } from '../../shared/sync/plan.ts'
import { entityTypeOf, isList } from '../../shared/sync/record.ts'
import { pushedKinds } from '../../shared/sync/settings.ts'
import { stopsAll } from '../../shared/sync/suspension.ts'
import { find } from './ask.ts'
import { lastSent } from './last-sent.ts'
import { readPreferences } from './preferences.ts'
import { NOT_IN_PLAN, type Run } from './run.ts'

/** Of each kind, so many entities are looked for to tell whether the books are those that we have written. */
const SAMPLES = 3

/**
 * Looks whether what keeps the company from QuickBooks still does, when it is time or somebody has asked; before that, a
 * company that stands still is left alone. Whether it may write shows when one write is tried, so the run goes on to that.
 */
export async function lookAgain(run: Run, isAsked: boolean): Promise<void> {
  const { suspension, world, company } = run
  if (!suspension) return
  if (!isAsked && suspension.lookAt > world.now()) {
    if (stopsAll(suspension)) run.halt ??= 'suspended'
    return
  }
  run.suspension = { ...suspension, lookAt: world.now() }
  if (suspension.code === 'tokens_refused') await run.hasAccess()
  if (suspension.code === 'reads_refused') await readPreferences(run)
  if (suspension.code === 'company_reset') await lookForOurs(run)
  if (suspension.code === 'plan_lowered') {
    const tried = await world.records.releaseUnder(company, world.now(), `held/${NOT_IN_PLAN}/`, 1)
    if (tried === 0) await run.goOn('plan_lowered')
    else await run.suspend('plan_lowered')
  }
}

/** What was reset is not what we have written, even if it answers again: that shows in an entity that is as we sent it. */
async function lookForOurs(run: Run): Promise<void> {
  const verdicts = []
  for (const kind of pushedKinds.toReversed()) verdicts.push(...(await samplesOf(run, kind)))
  if (run.halt !== undefined) return
  if (verdicts.length === 0 || verdicts.some((isOurs) => isOurs)) await run.goOn('company_reset')
  else await run.suspend('company_reset')
}

/** Of some entities of a kind that we have written, whether each is there as it was sent; none if QuickBooks does not say. */
async function samplesOf(run: Run, kind: (typeof pushedKinds)[number] & Kind): Promise<boolean[]> {
  const { world, company, books } = run
  const verdicts: boolean[] = []
  for await (const standing of world.records.tied(company, kind)) {
    if (verdicts.length === SAMPLES || run.halt !== undefined) break
    const link = linkIn(books.epoch, standing)
    const row = link && (await world.records.getAll(company, [standing.key])).get(standing.key)
    const type = entityTypeOf[kind]
    const sent = row ? await lastSent(run, row.key, type, row.lastAttempt) : []
    if (!link || sent.length === 0) continue
    const found = await find(run, type, selectIn(type, 'Id', [link.id], isList(kind)))
    if (!found) break
    verdicts.push(found.some((entity) => sent.some((body) => agrees(body, entity))))
  }
  return verdicts
}
