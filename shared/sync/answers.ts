import {
  type AnsweredItem,
  answeredItems,
  type ItemAnswer,
  readBatchAnswer,
  readItem,
  type Write,
} from '../qbo/batch.ts'
import { isRepeatable } from './look-back.ts'
import { judge } from './outcome.ts'

/** A write of an attempt, as far as an answer is read for it. */
type Item = { bId: string; write: Write }

/** Everything that QuickBooks has been told and has said of one attempt. */
type Conversation = {
  items: readonly Item[]
  /** How often it was sent, or was about to be. */
  calls: number
  /** What was answered, folded into one; `calls` tells to which of them, counted from 1. */
  answer?: { body: unknown; calls: readonly number[] } | undefined
}

/** Whether every call that was made with an attempt has been answered, so that none of them is still at work. */
export const isAnswered = ({ calls, answer }: Conversation): boolean =>
  answer !== undefined && new Set(answer.calls).size >= calls

/**
 * Folds the answer to another call of an attempt into what was answered before. That something was done is true whoever says
 * it; that it was refused is true only as long as every answer says so.
 */
export function foldAnswers(
  items: readonly Item[],
  before: unknown,
  body: unknown,
): { BatchItemResponse: AnsweredItem[] } {
  const [earlier, later] = [answeredItems(before), answeredItems(body)]
  const folded = items.flatMap(({ bId, write }): AnsweredItem[] => {
    const told = [earlier?.get(bId), later?.get(bId)]
    const words = told.map((item) => ({ item, is: judge(write, readItem(item)).is }))
    const { item } =
      words.find(({ is }) => is === 'done') ?? words.find(({ is }) => is === 'unclear') ?? words.at(-1) ?? {}
    return item === undefined ? [] : [item]
  })
  return { BatchItemResponse: folded }
}

/**
 * What is certain of the items of an attempt. As long as a call is unanswered, it may have created what the answer to another
 * refuses; then only that something is there counts.
 */
export function tellingAnswers(attempt: Conversation): ReadonlyMap<string, ItemAnswer> {
  const answers = readBatchAnswer(attempt.answer?.body) ?? new Map<string, ItemAnswer>()
  if (isAnswered(attempt)) return answers
  const tells = ({ bId, write }: Item) => write.verb !== 'create' || judge(write, answers.get(bId)).is === 'done'
  const told = new Set(attempt.items.filter(tells).map(({ bId }) => bId))
  return new Map([...answers].filter(([bId]) => told.has(bId)))
}

/**
 * Whether QuickBooks remembers requestids, as two answers to the same call show it: what was done is answered with the same
 * entity, or it is refused, as only a second try would be. Undefined if they do not tell.
 */
export function showsMemory(items: readonly Item[], first: unknown, second: unknown): boolean | undefined {
  const [before, after] = [readBatchAnswer(first), readBatchAnswer(second)]
  const shown = items.flatMap(({ bId, write }) => {
    const [was, is] = [before?.get(bId), after?.get(bId)]
    if (write.verb !== 'create' || !was || !('entity' in was) || !is) return []
    if ('entity' in is) return [is.entity.Id === was.entity.Id]
    const outcome = judge(write, is)
    return outcome.is === 'look' && outcome.after === 'name-taken' ? [false] : []
  })
  return shown.length === 0 ? undefined : shown.every(Boolean)
}

/**
 * Whether an attempt may be sent a second time: QuickBooks is known to remember it, or it can be carried out twice. Where it is
 * known to forget, not even a name is asked for twice, since it may be changed before a late call is carried out.
 */
export const isReplayable = (items: readonly Item[], remembers: boolean | undefined): boolean =>
  remembers === true ||
  items.every(({ write }) => write.verb !== 'create' || (remembers === undefined && isRepeatable(write)))

/**
 * Whether a call that has no answer may yet create something beside what another call of the attempt has created: only where
 * it is not known that QuickBooks remembers, and as long as a name could be changed before that call is carried out.
 */
export const mayDouble = (attempt: Conversation, remembers: boolean | undefined): boolean =>
  remembers !== true &&
  attempt.calls > 1 &&
  !isAnswered(attempt) &&
  attempt.items.some(({ write }) => write.verb === 'create')
