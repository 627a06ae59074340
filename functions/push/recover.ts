import type { Attempt, AttemptAnswer, AttemptItem, UnreadableAttempt } from '../../shared/aws/attempts.ts'
import type { RecordKey } from '../../shared/erp/record.ts'
import { apart } from '../../shared/lib/apart.ts'
import { isPassing } from '../../shared/lib/passing.ts'
import { type ItemAnswer, readBatchAnswer } from '../../shared/qbo/batch.ts'
import { mayLookBack, maySend, nextRecovery } from '../../shared/sync/look-back.ts'
import { judge } from '../../shared/sync/outcome.ts'
import type { StoredRecord } from '../../shared/sync/record.ts'
import { lookBack } from './look-back.ts'
import { isSettled } from './note.ts'
import type { Run } from './run.ts'
import { leaveOpen, requestText, type Sent, settled } from './send.ts'
import { setAsideSent } from './set-aside.ts'
import { settle } from './settle.ts'

type Rows = ReadonlyMap<RecordKey, StoredRecord>

/**
 * Takes up an attempt that has no clear outcome, and never by sending its records anew: from the answer that was stored
 * before a crash; by replaying the same bytes under the same requestid while QuickBooks surely still knows it; or, late
 * enough for the look to prove something, by looking for what it may have left.
 */
export async function recover(run: Run, id: string): Promise<Sent> {
  const { world, lease, books } = run
  const attempt = await readAttempt(run, id)
  if (!attempt) {
    await run.close(id)
    return { is: 'settled' }
  }
  if ('error' in attempt) return giveUp(run, attempt)
  if (attempt.epoch !== books.epoch) {
    // Nothing of other books can be looked up in these. It is taken up when those are connected again.
    const keys = attempt.items.map(({ key }) => key)
    const isTurned = await world.records.turnKeys(run.turn, keys)
    if (!isTurned || !(await world.writer.freeze(lease, id, attempt.epoch))) run.halt ??= 'lease-lost'
    return { is: 'settled' }
  }
  // Another run may have taken over while this one was paused, and be about to send this very attempt, or to drop it.
  const { at } = nextRecovery(attempt.sentAt, world.now())
  if (!(await run.postpone(attempt, at))) return { is: 'settled' }
  const answers = (attempt.answer && tellingAnswers(attempt, attempt.answer)) ?? new Map<string, ItemAnswer>()
  const isClear = (item: AttemptItem) => judge(item.write, answers.get(item.bId)).is !== 'unclear'
  let rows = await readRows(run, attempt)
  let confirmed = 0
  if (openItems(attempt, rows).some(isClear)) {
    const told = await settle(run, attempt, [...rows.values()], answers)
    confirmed = told.confirmed
    rows = await readRows(run, attempt)
  }
  // What went on in other books since cannot be noted on its record; that it has been seen to must be enough.
  const open = openItems(attempt, rows).filter((item) => !isClear(item))
  if (open.length === 0) return settled(run, attempt, { unclear: [], confirmed })
  const now = world.now()
  if (maySend(attempt.sentAt, now)) return replay(run, attempt, rows)
  if (mayLookBack(attempt.sentAt, now)) return settled(run, attempt, await lookBack(run, attempt, rows, open))
  return { is: 'open', attempt, at }
}

/** An attempt, or what can be told of one that cannot be read. Where not even its records are known, nothing may be sent. */
export async function readAttempt(run: Run, id: string): Promise<Attempt | UnreadableAttempt | undefined> {
  const { world, company } = run
  try {
    return await world.attempts.get(company, id)
  } catch (error) {
    if (isPassing(error)) throw error
    world.log('error', 'an attempt cannot be read', { company, attempt: id })
    const told = await world.attempts.keysOf(company, id)
    if (!told) throw error
    return { id, ...told, error }
  }
}

/** Leaves the records of an attempt that cannot be read to a person: they may be in QuickBooks. */
async function giveUp(run: Run, attempt: UnreadableAttempt): Promise<Sent> {
  const { id, keys, error } = attempt
  await Promise.all(keys.map((key) => setAsideSent(run, attempt, key, error)))
  if (keys.every((key) => !run.leftAlone.has(key))) {
    await run.close(id)
    return { is: 'settled' }
  }
  const { at } = nextRecovery(run.world.now(), run.world.now())
  return { is: 'open', attempt: { id, items: keys.map((key) => ({ key })) }, at }
}

/** The records of an attempt; one that cannot be read has its outcome by that: only a person can tell. */
async function readRows(run: Run, attempt: Attempt): Promise<Rows> {
  const { world, company } = run
  const rows = await apart(
    attempt.items.map(({ key }) => key),
    (some) => world.records.getAll(company, some),
    (key, error) => setAsideSent(run, attempt, key, error),
  )
  return new Map(rows.flatMap((some) => [...some]))
}

/** The items that this attempt has not settled yet. */
const openItems = (attempt: Attempt, rows: Rows): AttemptItem[] =>
  attempt.items.filter(({ key, ...item }) => !isSettled(rows.get(key), attempt, item))

/**
 * The answers by which items may be settled. A replay may refuse what the first call created all the same, so that of a
 * create it counts only that it is there; any other word leaves it to the look back.
 */
function tellingAnswers(
  { items }: Attempt,
  { body, ofReplay }: AttemptAnswer,
): ReadonlyMap<string, ItemAnswer> | undefined {
  const answers = readBatchAnswer(body)
  if (!answers || !ofReplay) return answers
  const tells = (item: AttemptItem) =>
    item.write.verb !== 'create' || judge(item.write, answers.get(item.bId)).is === 'done'
  const told = new Set(items.filter(tells).map(({ bId }) => bId))
  return new Map([...answers].filter(([bId]) => told.has(bId)))
}

async function replay(run: Run, attempt: Attempt, rows: Rows): Promise<Sent> {
  const { world, company } = run
  // Perhaps it was never sent; what somebody has stopped since must not go out for the first time now.
  if ([...rows.values()].some(({ state }) => state === 'held' || state === 'off')) return leaveOpen(run, attempt)
  if (!(await run.takeTurn(true))) return leaveOpen(run, attempt)
  world.log('info', 'replaying an attempt', { company, attempt: attempt.id })
  const result = await run.call((access) => world.quickBooks.batch(access, attempt.id, requestText(attempt)), {
    since: attempt.sentAt,
  })
  if (result?.is !== 'answered') return leaveOpen(run, attempt)
  const answer = { ...result, at: world.now(), ofReplay: true }
  const answers = tellingAnswers(attempt, answer)
  if (!answers) return leaveOpen(run, attempt)
  await world.attempts.answer(company, attempt.id, answer)
  return settled(run, attempt, await settle(run, attempt, [...rows.values()], answers))
}
