import type { Attempt, AttemptItem, UnreadableAttempt } from '../../shared/aws/attempts.ts'
import type { RecordKey } from '../../shared/erp/record.ts'
import { apart } from '../../shared/lib/apart.ts'
import { isPassing } from '../../shared/lib/passing.ts'
import { answeredItems } from '../../shared/qbo/batch.ts'
import { isAnswered, isReplayable, mayDouble } from '../../shared/sync/answers.ts'
import { isSentNoMore, mayLookBack, maySend, nextRecovery } from '../../shared/sync/look-back.ts'
import type { StoredRecord } from '../../shared/sync/record.ts'
import { callAgain } from './call.ts'
import { lookBack, lookForLeft } from './look-back.ts'
import type { Run } from './run.ts'
import { leaveOpen, type Sent, settled } from './send.ts'
import { setAsideSent } from './set-aside.ts'
import { type Settled, settle } from './settle.ts'

type Rows = ReadonlyMap<RecordKey, StoredRecord>

/**
 * Takes up an attempt that has no clear outcome, and never by sending its records anew: from what was answered so far; by
 * replaying the same bytes under the same requestid, where QuickBooks is known to remember it; by looking for what it has left,
 * which proves something at any time if it is found, and late enough also if it is not.
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
  const next = nextRecovery(attempt.sentAt, world.now(), isReplayable(attempt.items, run.remembers))
  if (!(await run.postpone(attempt, next))) return { is: 'settled' }
  const told = await settle(run, attempt, await readRows(run, attempt))
  // One whose items are all there tells, when it is sent once more, whether QuickBooks remembers it; then it need not stay open.
  if (told.open.length === 0 && !mayDouble(attempt, run.remembers)) return settled(run, attempt, told)
  return takeUp(run, attempt, told)
}

/** Goes on with what has no outcome yet: sends the same again where that is safe, and looks where a look tells. */
async function takeUp(run: Run, attempt: Attempt, told: Settled): Promise<Sent> {
  const { world, company } = run
  const rows = await readRows(run, attempt)
  const isDue = maySend(attempt.sentAt, world.now())
  // Perhaps it was never sent; what somebody has stopped since must not go out for the first time now.
  const isStopped = [...rows.values()].some(({ state, onHold }) => onHold || state === 'held' || state === 'off')
  if (isDue && !isStopped && isReplayable(attempt.items, run.remembers)) {
    if (!(await run.takeTurn(true))) return leaveOpen(run, attempt)
    world.log('info', 'replaying an attempt', { company, attempt: attempt.id })
    const answered = await callAgain(run, attempt)
    return settled(run, answered, add(told, await settle(run, answered, rows)))
  }
  const provable = told.open.filter((item) => isProvable(attempt, item, world.now()))
  const proved = await lookBack(run, attempt, rows, provable)
  const found = await lookForLeft(
    run,
    attempt,
    rows,
    told.open.filter((item) => !provable.includes(item)),
  )
  return settled(
    run,
    attempt,
    add(told, { open: [...proved.open, ...found.open], confirmed: proved.confirmed + found.confirmed }),
  )
}

/**
 * Whether not finding a write proves that it was not carried out. A call that is over has left behind all that it ever will;
 * one that has no answer, or whose answer leaves open what became of an item, may yet do so for minutes.
 */
function isProvable(attempt: Attempt, { bId }: AttemptItem, now: number): boolean {
  if (mayLookBack(attempt.sentAt, now)) return true
  const isLeftOut = !answeredItems(attempt.answer?.body)?.has(bId)
  return isSentNoMore(attempt.sentAt, now) && isAnswered(attempt) && isLeftOut
}

const add = (before: Settled, { open, confirmed }: Settled): Settled => ({
  open,
  confirmed: before.confirmed + confirmed,
})

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
  const at = nextRecovery(run.world.now(), run.world.now(), false)
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
