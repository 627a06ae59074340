import type { Attempt, AttemptAnswer } from '../../shared/aws/attempts.ts'
import type { CallResult } from '../../shared/intuit/quickbooks.ts'
import { batchRequest, readBatchAnswer } from '../../shared/qbo/batch.ts'
import { foldAnswers, showsMemory } from '../../shared/sync/answers.ts'
import type { Run } from './run.ts'

/** More often than that no other process keeps an answer to the same attempt. */
const KEEP_TRIES = 5

/** The exact text of a batch request; a replay is the same text, byte for byte. */
const requestText = ({ items }: Attempt): string => JSON.stringify(batchRequest(items))

/** Sends an attempt under its own requestid. Undefined if nothing was sent. */
export const callWith = (run: Run, attempt: Attempt): Promise<CallResult | undefined> =>
  run.call('write', (access) => run.world.quickBooks.batch(access, attempt.id, requestText(attempt)), {
    since: attempt.sentAt,
  })

/**
 * Sends an attempt once more, and keeps what is answered beside what was answered before. The call is counted before it is
 * made, so that whoever reads the attempt knows that something may be on its way.
 *
 * @returns the attempt as it stands now
 */
export async function callAgain(run: Run, attempt: Attempt): Promise<Attempt> {
  const { world, company } = run
  const call = await world.attempts.nextCall(company, attempt.id)
  const counted = { ...attempt, calls: call }
  const result = await callWith(run, attempt)
  if (result?.is === 'unclear') return counted
  const isAnswer = result?.is === 'answered' && readBatchAnswer(result.body) !== undefined
  if (result?.is === 'answered' && !isAnswer) return counted
  // Whatever else came back says that this call was not carried out: it is over, and tells nothing.
  const told = isAnswer ? result : undefined
  const kept = await keepAnswer(run, counted, call, told)
  const shown = told && attempt.answer && showsMemory(attempt.items, attempt.answer.body, told.body)
  if (shown !== undefined) await run.noteRequestIds(shown)
  return kept
}

/** Keeps the answer to one call of an attempt; without one, that the call is over and has done nothing. */
export async function keepAnswer(
  { world, company }: Run,
  attempt: Attempt,
  call: number,
  told: { status: number; intuitTid: string; body: unknown } | undefined,
): Promise<Attempt> {
  let known = attempt
  for (let tries = 0; tries < KEEP_TRIES; tries++) {
    const answer = withCall(known, call, told, world.now())
    if (await world.attempts.answer(company, attempt.id, answer, known.answer)) return { ...known, answer }
    // Another process has heard something, or this very answer is there already: it is folded into what stands there.
    known = (await world.attempts.get(company, attempt.id)) ?? known
    if (known.answer?.calls.includes(call)) return known
  }
  // What stands there cannot be read, so that this call counts as one without an answer.
  return known
}

function withCall(
  { items, answer }: Attempt,
  call: number,
  told: { status: number; intuitTid: string; body: unknown } | undefined,
  at: number,
): AttemptAnswer {
  const calls = [...(answer?.calls ?? []), call]
  if (!told) return { status: 0, intuitTid: '', body: { BatchItemResponse: [] }, ...answer, at, calls }
  const { status, intuitTid, body } = told
  return { status, intuitTid, at, calls, body: answer ? foldAnswers(items, answer.body, body) : body }
}
