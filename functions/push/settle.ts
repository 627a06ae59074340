import type { Attempt, AttemptItem } from '../../shared/aws/attempts.ts'
import { openKey } from '../../shared/aws/open-key.ts'
import type { RecordKey } from '../../shared/erp/record.ts'
import { tellingAnswers } from '../../shared/sync/answers.ts'
import { isSentNoMore } from '../../shared/sync/look-back.ts'
import { judge, type Outcome } from '../../shared/sync/outcome.ts'
import type { StoredRecord } from '../../shared/sync/record.ts'
import { lookAfterGone, lookAfterName, lookAfterStale } from './look.ts'
import {
  lookAfterClosed,
  lookAfterLink,
  lookAfterNumber,
  lookAfterReference,
  lookAfterShipping,
} from './look-around.ts'
import { adoptOvertaken, isNews, isOvertaken, keepPending, noteDone, noteStopped } from './note.ts'
import { NOT_IN_PLAN, type Run } from './run.ts'
import { setAsideSent } from './set-aside.ts'
import { recountLater } from './stock.ts'

export type Settled = {
  /** Items that have no outcome yet. */
  open: AttemptItem[]
  /** How many writes QuickBooks has confirmed. */
  confirmed: number
}

/** Doubling from a quarter of a minute to a quarter of an hour, so that what can be mended is tried soon and often. */
const backoff = (tries: number): number => Math.min(15_000 * 2 ** tries, 15 * 60_000)

type Rows = ReadonlyMap<RecordKey, StoredRecord>

/**
 * Gives the records of an attempt the outcomes that are certain. What was done is noted at once. What was refused goes on only
 * when nothing of the attempt is sent any more: QuickBooks may carry it out when the attempt is replayed for what is unclear
 * beside it. Doing it twice changes nothing.
 */
export async function settle(run: Run, attempt: Attempt, rows: Rows): Promise<Settled> {
  const answers = tellingAnswers(attempt)
  const news = attempt.items
    .map((item) => ({ item, outcome: judge(item.write, answers.get(item.bId)) }))
    .filter(({ item, outcome }) => isNews(rows.get(item.key), attempt, item, outcome))
  const isClear = news.every(({ outcome }) => outcome.is !== 'unclear')
  const isOver = isClear || isSentNoMore(attempt.sentAt, run.world.now())
  const certain = news.filter(({ outcome: { is } }) => is === 'done' || (isOver && is !== 'unclear'))
  const { confirmed } = await settleAll(run, attempt, rows, certain)
  const settledItems = new Set(certain.map(({ item }) => item))
  return { open: news.map(({ item }) => item).filter((item) => !settledItems.has(item)), confirmed }
}

/** Notes outcomes, however they were learned. */
export async function settleAll(
  run: Run,
  attempt: Attempt,
  rows: Rows,
  outcomes: readonly { item: AttemptItem; outcome: Outcome }[],
): Promise<Settled> {
  await Promise.all(
    outcomes.map(async ({ item, outcome }) => {
      try {
        await noteOne(run, attempt, rows.get(item.key), item, outcome)
      } catch (error) {
        const isRefused = outcome.is !== 'done' && outcome.is !== 'unclear'
        await setAsideSent(run, attempt, item.key, error, isRefused)
      }
    }),
  )
  await noteSuspension(run, outcomes)
  if (outcomes.length > 0) await noteActivity(run, attempt, outcomes)
  const confirmed = outcomes.filter(({ outcome }) => outcome.is === 'done').length
  run.confirmed += confirmed
  if (confirmed > 0 && run.books.settings.goLiveAt === null) {
    await run.world.companies.goLive(run.company, new Date(run.world.now()).toISOString())
  }
  return { open: outcomes.flatMap(({ item, outcome }) => (outcome.is === 'unclear' ? [item] : [])), confirmed }
}

/** What answers say of the company as a whole: that it is kept out, that its plan lacks something, or that neither is so. */
async function noteSuspension(run: Run, news: readonly { item: AttemptItem; outcome: Outcome }[]): Promise<void> {
  for (const { item, outcome } of news) if (outcome.is === 'done') await run.noteTaken(item.write.type)
  for (const { item, outcome } of news) {
    if (outcome.is === 'kept-out') await run.suspend(outcome.by)
    const isNotInPlan = outcome.is === 'stopped' && outcome.reason.code === NOT_IN_PLAN
    if (isNotInPlan) await run.noteNotInPlan(item.write.type, outcome.reason)
  }
}

async function noteOne(
  run: Run,
  attempt: Attempt,
  row: StoredRecord | undefined,
  item: AttemptItem,
  outcome: Outcome,
): Promise<void> {
  if (!row) return
  const hasGoneOn = isOvertaken(row, attempt, item) || row.lastAttempt === attempt.id
  if (outcome.is === 'done' && outcome.entity && hasGoneOn) {
    await recountLater(run, row)
    await adoptOvertaken(run, attempt, item, outcome.entity)
  } else await settleOne(run, attempt, item, { ...row, version: item.version }, outcome)
}

/** One line of the company's activity for a batch: which records, what was done, and what came of it. */
function noteActivity(
  { world, company }: Run,
  attempt: Attempt,
  news: readonly { item: AttemptItem; outcome: Outcome }[],
) {
  const records = news.map(({ item: { key, version, write }, outcome }) => ({
    record: key,
    version,
    operation: write.verb === 'update' && write.body['Active'] === false ? 'make-inactive' : write.verb,
    outcome: outcome.is === 'stopped' ? outcome.state : outcome.is,
  }))
  const at = new Date(world.now()).toISOString()
  return world.activity.append({ company, at, by: 'push', what: 'pushed', detail: { attempt: attempt.id, records } })
}

const look = {
  stale: lookAfterStale,
  'name-taken': lookAfterName,
  gone: lookAfterGone,
  reference: lookAfterReference,
  link: lookAfterLink,
  number: lookAfterNumber,
  closed: lookAfterClosed,
  shipping: lookAfterShipping,
}

async function settleOne(run: Run, attempt: Attempt, item: AttemptItem, row: StoredRecord, outcome: Outcome) {
  const { world } = run
  switch (outcome.is) {
    case 'done':
      return noteDone(run, attempt, item, row, outcome.entity)
    case 'stopped':
      return noteStopped(run, attempt, item, row, outcome.state, outcome.reason)
    case 'kept-out':
      // Nothing of it has changed, nor will it have to be mended: it stands where it stood.
      return keepPending(run, row, {
        open: row.open ?? openKey.now(row.kind, row.id, true, world.now()),
        tries: row.tries,
        attempt: attempt.id,
      })
    case 'later': {
      const due = world.now() + backoff(row.tries)
      return keepPending(run, row, { open: openKey.later(due, row.key), tries: row.tries + 1, attempt: attempt.id })
    }
    case 'look':
      return look[outcome.after](run, attempt, item, row, outcome.fault)
    case 'unclear':
      return undefined
  }
}
