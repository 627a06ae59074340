import type { Attempt, AttemptItem } from '../../shared/aws/attempts.ts'
import { apart } from '../../shared/lib/apart.ts'
import { readBatchAnswer, type Write } from '../../shared/qbo/batch.ts'
import { readFault } from '../../shared/qbo/faults.ts'
import { refusalReason } from '../../shared/sync/advice.ts'
import { isReplayable, mayDouble } from '../../shared/sync/answers.ts'
import { isRepeatable, mayLookBack, nextRecovery } from '../../shared/sync/look-back.ts'
import type { Note } from '../../shared/sync/note.ts'
import { judge } from '../../shared/sync/outcome.ts'
import { movedBy } from '../../shared/sync/quantity.ts'
import type { StoredRecord } from '../../shared/sync/record.ts'
import { callAgain, callWith, keepAnswer } from './call.ts'
import { goUnemptied } from './note.ts'
import { NOT_IN_PLAN, type Run } from './run.ts'
import { setAside, standingsOf } from './set-aside.ts'
import { type Settled, settle } from './settle.ts'

/** An attempt's calls are counted from here. */
const FIRST_CALL = 1

/** A record, the write that its plan asks for, and what QuickBooks then has otherwise than the ERP. */
export type Planned = { stored: StoredRecord; write: Write; notes?: readonly Note[] | undefined }

/** What a send leaves to be done. */
export type Sent =
  /** Every record has its outcome. */
  | { is: 'settled' }
  /** Nothing was sent; these are to be planned again. */
  | { is: 'again' }
  /** QuickBooks cannot take the batch as a whole: each half is to be tried by itself. */
  | { is: 'halves'; halves: [Planned[], Planned[]] }
  /** Some have no clear outcome: the attempt stays open, and its records take part in nothing else. */
  | { is: 'open'; attempt: { id: string; items: readonly Pick<AttemptItem, 'key'>[] }; at: number }

/**
 * Sends a batch of writes: stores the attempt, opens it under the lease, makes sure that no record has changed since it
 * was planned, and only then calls QuickBooks. So there is no write that nobody knows of, and none of something that was
 * stopped or overtaken in time.
 */
export async function send(run: Run, planned: readonly Planned[]): Promise<Sent> {
  const { world, lease, company, books } = run
  if (!(await run.takeTurn(true))) return { is: 'again' }
  const attempt: Attempt = {
    id: world.newId(),
    company,
    epoch: books.epoch,
    realmId: run.connection.realmId,
    sentAt: world.now(),
    items: planned.map(itemOf),
    calls: 1,
  }
  const [stored] = await Promise.all([
    apart(
      [attempt],
      () => world.attempts.put(attempt),
      (_, error) => cannotBeStored(run, planned, error),
    ),
    run.once('wake if we die', () => run.wakeIfWeDie()),
  ])
  if (stored.length === 0) return planned.length > 1 ? inHalves(planned) : { is: 'settled' }
  const lookAt = nextRecovery(attempt.sentAt, attempt.sentAt, isReplayable(attempt.items, run.remembers))
  if (!(await world.writer.open(lease, attempt.id, books.epoch, lookAt, run.calls))) {
    run.halt ??= 'lease-lost'
    return { is: 'again' }
  }
  if (await someMoved(run, planned)) {
    await run.close(attempt.id)
    return { is: 'again' }
  }
  return deliver(run, attempt, planned)
}

/** What cannot even be noted is not sent. Of several it may be the fault of one, which is found by trying each half. */
async function cannotBeStored(run: Run, planned: readonly Planned[], error: unknown): Promise<void> {
  const [one, ...others] = planned
  if (one && others.length === 0) await setAside(run, one.stored.key, error)
}

function inHalves(planned: readonly Planned[]): Sent {
  const half = Math.ceil(planned.length / 2)
  return { is: 'halves', halves: [planned.slice(0, half), planned.slice(half)] }
}

const itemOf = ({ stored, write, notes = [] }: Planned, index: number): AttemptItem => ({
  bId: String(index + 1),
  key: stored.key,
  version: stored.version,
  hash: stored.hash,
  write,
  ...(notes.length > 0 && { notes }),
  ...(stored.lastAttempt && { previous: stored.lastAttempt }),
})

/** A hold, a newer version or a settings change between reading and opening: what was planned may no longer be sent. */
async function someMoved(run: Run, planned: readonly Planned[]): Promise<boolean> {
  const now = await standingsOf(
    run,
    planned.map(({ stored }) => stored.key),
  )
  return planned.some(({ stored }) => {
    const standing = now.get(stored.key)
    return standing?.version !== stored.version || standing.open !== stored.open
  })
}

/** Calls QuickBooks with an attempt for the first time. */
async function deliver(run: Run, attempt: Attempt, planned: readonly Planned[]): Promise<Sent> {
  const { counted } = run.books
  for (const { stored } of planned) for (const key of movedBy(stored)) counted?.delete(key)
  const result = await callWith(run, attempt)
  switch (result?.is) {
    case 'answered': {
      for (const { stored, write } of planned) if (write.type === 'Item') counted?.add(stored.key)
      if (!readBatchAnswer(result.body)) return leaveOpen(run, attempt)
      const answered = await learnMemory(run, await keepAnswer(run, attempt, FIRST_CALL, result))
      const rows = new Map(planned.map(({ stored }) => [stored.key, stored]))
      return settled(run, answered, await settle(run, answered, rows))
    }
    case 'unclear':
      run.world.log('warn', 'no clear answer from QuickBooks', { company: run.company, attempt: attempt.id })
      return leaveOpen(run, attempt)
    case 'malformed':
      await keepAnswer(run, attempt, FIRST_CALL, result)
      return rejectWhole(run, attempt, planned, result.body, result.detail)
    default:
      // Throttled, not let in, or too late to be sent: it was not carried out, so nothing is open.
      await run.close(attempt.id)
      return { is: 'again' }
  }
}

/**
 * Sends a batch of lists a second time, once in a connection, to see whether QuickBooks remembers requestids: Intuit does not say
 * for how long, and others have seen that it does not. A list is safe to ask with, since no name is taken twice.
 */
async function learnMemory(run: Run, attempt: Attempt): Promise<Attempt> {
  const answers = readBatchAnswer(attempt.answer?.body)
  const isDone = attempt.items.every(({ bId, write }) => judge(write, answers?.get(bId)).is === 'done')
  const tells =
    attempt.items.every(({ write }) => isRepeatable(write)) &&
    attempt.items.some(({ write }) => write.verb === 'create')
  if (run.remembers !== undefined || run.isLearningMemory || !isDone || !tells) return attempt
  run.isLearningMemory = true
  return (await run.takeTurn(true)) ? callAgain(run, attempt) : attempt
}

/** One malformed item fails a whole batch, so a batch is halved until the item stands alone. */
async function rejectWhole(
  run: Run,
  attempt: Attempt,
  planned: readonly Planned[],
  body: unknown,
  detail: string,
): Promise<Sent> {
  if (planned.length > 1) {
    await run.close(attempt.id)
    return inHalves(planned)
  }
  const fault = readFault(body) ?? { code: 'E_REQUEST', message: detail, detail: '', element: '' }
  for (const { stored, write } of planned) {
    const outcome = judge(write, { fault })
    const { state, reason } =
      outcome.is === 'stopped' ? outcome : { state: 'rejected' as const, reason: refusalReason(fault) }
    if (reason.code === NOT_IN_PLAN) await run.noteNotInPlan(write.type, reason)
    const item = attempt.items.find(({ key }) => key === stored.key)
    if (item && (await goUnemptied(run, attempt, item, stored))) continue
    await run.world.records.stop(run.company, stored, state, reason, run.world.now())
  }
  await run.close(attempt.id)
  return { is: 'settled' }
}

/** Closes an attempt whose records all have their outcome, or leaves it open for those that have none. */
export async function settled(run: Run, attempt: Attempt, { open, confirmed }: Settled): Promise<Sent> {
  const { world, remembers } = run
  const isNoted = attempt.items.every(({ key }) => !run.leftAlone.has(key))
  // What may yet be carried out a second time must find the names as they are.
  const mayComeYet = mayDouble(attempt, remembers) && !mayLookBack(attempt.sentAt, world.now())
  if (open.length > 0 || !isNoted || mayComeYet) return leaveOpen(run, attempt)
  const now = world.now()
  await run.close(attempt.id, {
    lastSyncedAt: confirmed > 0 ? new Date(now).toISOString() : undefined,
    longQueueMovedAt: run.hasLongQueue ? now : undefined,
  })
  return { is: 'settled' }
}

/** Notes when the attempt is taken up again; until then its records are left alone. */
export async function leaveOpen(run: Run, attempt: Attempt): Promise<Sent> {
  const at = nextRecovery(attempt.sentAt, run.world.now(), isReplayable(attempt.items, run.remembers))
  await run.postpone(attempt, at)
  return { is: 'open', attempt, at }
}
