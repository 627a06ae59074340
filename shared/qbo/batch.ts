import * as z from 'zod/mini'
import { type Body, type Entity, type EntityType, entityIn, entityTypes } from './entity.ts'
import { type Fault, readFault } from './faults.ts'
import { text, under } from './loose.ts'

/** QuickBooks takes at most 30 items in one batch request. */
export const BATCH_ITEMS_MAX = 30

type Verb = 'create' | 'update' | 'delete' | 'void'

/** One write: what is done to which type of entity, with the exact fields. */
export type Write = {
  verb: Verb
  type: EntityType
  body: Body
  /** Whether its number may be that of another document too. */
  mayShareNumber?: boolean | undefined
  /** Whether what was posted with an item stays on the accounts that the item had then. */
  keepsPosted?: boolean | undefined
  /** Fields that it is to empty, and that a sparse update says nothing of. */
  empties?: readonly string[] | undefined
  /** The due date that a document had before such a write; one that has been emptied QuickBooks may fill by itself. */
  dueBefore?: string | undefined
}

/**
 * The batch request that carries these writes. A void is an update with an option; others are leave to repeat a number, and that
 * another account of an item moves nothing that was posted with it.
 */
export function batchRequest(items: readonly { bId: string; write: Write }[]) {
  return {
    BatchItemRequest: items.map(({ bId, write: { verb, type, body, mayShareNumber, keepsPosted } }) => ({
      bId,
      operation: verb === 'void' ? 'update' : verb,
      ...(verb === 'void' ? { optionsData: 'void' } : {}),
      ...(mayShareNumber ? { optionsData: 'allowduplicatedocnum' } : {}),
      ...(keepsPosted ? { optionsData: 'donotupdateaccountontxns' } : {}),
      [type]: body,
    })),
  }
}

export type ItemAnswer = { entity: Entity } | { fault: Fault }

/** One item of an answer as QuickBooks sent it. */
export type AnsweredItem = unknown

/** The items of an answer by their bId, as they came; undefined if this is no answer to a batch at all. */
export function answeredItems(answer: unknown): Map<string, AnsweredItem> | undefined {
  const items = under(answer, 'BatchItemResponse')
  if (!Array.isArray(items)) return undefined
  return new Map(
    items.flatMap((item) => {
      const bId = z.parse(text, under(item, 'bId'))
      return bId === undefined ? [] : [[bId, item] as const]
    }),
  )
}

/**
 * What QuickBooks answered for each bId. An item that is missing from the map, or whose answer cannot be read, has not
 * failed: nobody knows what became of it.
 *
 * @returns undefined if this is no answer to a batch at all
 */
export function readBatchAnswer(answer: unknown): Map<string, ItemAnswer> | undefined {
  const items = answeredItems(answer)
  return (
    items &&
    new Map(
      [...items].flatMap(([bId, item]) => {
        const read = readItem(item)
        return read ? [[bId, read] as const] : []
      }),
    )
  )
}

/** What QuickBooks says of one item; undefined if it cannot be read. */
export function readItem(item: AnsweredItem): ItemAnswer | undefined {
  const fault = readFault(item)
  if (fault) return { fault }
  for (const type of entityTypes) {
    const entity = entityIn(under(item, type))
    if (entity) return { entity }
  }
  return undefined
}
