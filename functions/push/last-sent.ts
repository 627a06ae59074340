import type { Attempt, AttemptItem } from '../../shared/aws/attempts.ts'
import type { RecordKey } from '../../shared/erp/record.ts'
import type { Body, Entity, EntityType } from '../../shared/qbo/entity.ts'
import { isAnswered, tellingAnswers } from '../../shared/sync/answers.ts'
import { isLinkWrite, withoutLinks } from '../../shared/sync/linking.ts'
import { asAnswered, butForTax } from '../../shared/sync/look-back.ts'
import { judge } from '../../shared/sync/outcome.ts'
import { isSwitch } from '../../shared/sync/plan.ts'
import type { Run } from './run.ts'

/**
 * What an entity holds if nobody but us has written it: the contents that QuickBooks has last confirmed, as they were sent or as it
 * answered that it has them, or what was sent after them and may be there too. Empty if none of ours is remembered.
 *
 * @param newest the record's last attempt; those before it are found from there
 */
export async function lastSent(
  { world, company, books }: Run,
  key: RecordKey,
  type: EntityType,
  newest: string | undefined,
): Promise<Body[]> {
  const contents: Body[] = []
  let switched: Body = {}
  for (let id = newest; id !== undefined; ) {
    const attempt = await world.attempts.get(company, id)
    const item = attempt?.items.find((one) => one.key === key)
    if (!attempt || !item) break
    id = item.previous
    const { verb, body, type: written } = item.write
    const { word, answered } = wordOn(attempt, item)
    // A removal says nothing of what the entity holds.
    const isOfEntity = attempt.epoch === books.epoch && written === type && (verb === 'create' || verb === 'update')
    if (!isOfEntity || word === 'refused') continue
    // A link alone says nothing of all that was posted before.
    if (isLinkWrite(item.write)) continue
    if (isSwitch(item.write)) switched = { ...body, ...switched }
    else {
      const sent = withoutLinks({ ...body, ...switched })
      contents.push(
        answered ? sent : butForTax(sent),
        ...(answered ? [{ ...asAnswered(sent, answered), ...switched }] : []),
      )
    }
    if (word === 'done' && !isSwitch(item.write)) break
  }
  return contents
}

/** What QuickBooks has said of a write for certain: one that has been refused may be there as long as a call is unanswered. */
function wordOn(
  attempt: Attempt,
  { bId, write }: AttemptItem,
): { word: 'done' | 'refused' | undefined; answered?: Entity | undefined } {
  const outcome = judge(write, tellingAnswers(attempt).get(bId))
  if (outcome.is === 'done') return { word: 'done', answered: outcome.entity }
  return { word: outcome.is === 'unclear' || !isAnswered(attempt) ? undefined : 'refused' }
}
