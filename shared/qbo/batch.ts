import * as z from 'zod/mini'
import { type Body, type Entity, type EntityType, entityIn, entityTypes } from './entity.ts'
import { type Fault, readFault } from './faults.ts'
import { text, under } from './loose.ts'

/** QuickBooks takes at most 30 items in one batch request. */
export const BATCH_ITEMS_MAX = 30

type Verb = 'create' | 'update' | 'delete' | 'void'

/** One write: what is done to which type of entity, with the exact fields. */
export type Write = { verb: Verb; type: EntityType; body: Body }

/** The batch request that carries these writes; a void is an update with an option. */
export function batchRequest(items: readonly { bId: string; write: Write }[]) {
  return {
    BatchItemRequest: items.map(({ bId, write: { verb, type, body } }) => ({
      bId,
      operation: verb === 'void' ? 'update' : verb,
      ...(verb === 'void' ? { optionsData: 'void' } : {}),
      [type]: body,
    })),
  }
}

export type ItemAnswer = { entity: Entity } | { fault: Fault }

/**
 * What QuickBooks answered for each bId. An item that is missing from the map, or whose answer cannot be read, has not
 * failed: nobody knows what became of it.
 *
 * @returns undefined if this is no answer to a batch at all
 */
export function readBatchAnswer(answer: unknown): Map<string, ItemAnswer> | undefined {
  const items = under(answer, 'BatchItemResponse')
  if (!Array.isArray(items)) return undefined
  const answers = new Map<string, ItemAnswer>()
  for (const item of items) {
    const bId = z.parse(text, under(item, 'bId'))
    const itemAnswer = readItem(item)
    if (bId !== undefined && itemAnswer) answers.set(bId, itemAnswer)
  }
  return answers
}

function readItem(item: unknown): ItemAnswer | undefined {
  const fault = readFault(item)
  if (fault) return { fault }
  for (const type of entityTypes) {
    const entity = entityIn(under(item, type))
    if (entity) return { entity }
  }
  return undefined
}
