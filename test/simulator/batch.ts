import { stampWithMillis } from './clock.ts'
import type { Company } from './company/company.ts'
import type { Definition } from './entities/definition.ts'
import { definitionNamed } from './entities/definitions.ts'
import { missing, Refusal, refuse, unsupported } from './fault.ts'
import { asFields, asText, type Fields, fieldsOf, type Json } from './json.ts'
import { runQuery } from './query.ts'
import { checkBId, type RememberedRequests } from './requests.ts'
import { conform } from './schema.ts'
import { show, showDeleted } from './show.ts'
import { makeVoid, remove, save, type Write } from './write.ts'

const ITEMS_MAX = 30

/** An item that was understood. */
type Item = {
  bId: string | null
  operation: string | null
  options: string | null
  definition: Definition | null
  body: Fields
  query: string | null
  text: string
}

/** A fault put into the answer for an item, whether or not it is carried out. */
export type ItemFault = { refusal: Refusal; carriedOut: boolean }

export type BatchContext = {
  company: Company
  at: number
  requestId: string | null
  include: ReadonlySet<string>
  remembered: RememberedRequests<Fields>
  random: () => number
  singles: Record<string, () => Fields>
  /** By position in the batch. */
  itemFaults: ReadonlyMap<number, ItemFault>
}

/** Reads a batch; one item that cannot be read refuses them all. */
export function parseBatch(body: Json, requestId: string | null): Item[] {
  const fields = asFields(body)
  const items = fields?.['BatchItemRequest']
  const stranger = Object.keys(fields ?? {}).find((name) => name !== 'BatchItemRequest')
  if (stranger) throw refuse('2010', `Property Name:Unrecognized field "${stranger}"`, stranger)
  if (!Array.isArray(items) || items.length === 0) throw missing('BatchItemRequest')
  if (items.length > ITEMS_MAX) throw refuse('1040', `A batch has at most ${ITEMS_MAX} items. Supplied:${items.length}`)
  return items.map((item) => parseItem(asFields(item), requestId))
}

function parseItem(fields: Fields | undefined, requestId: string | null): Item {
  if (!fields)
    throw refuse(
      '2010',
      'Property Name:failed to parse json object; a property specified is unsupported or invalid',
      'BatchItemRequest',
    )
  const bId = asText(fields['bId']) ?? null
  if (bId === null) throw missing('bId')
  checkBId(bId, requestId)
  const names = Object.keys(fields).filter((name) => !['bId', 'operation', 'optionsData', 'Query'].includes(name))
  const [name] = names
  const definition = name === undefined ? null : (definitionNamed(name) ?? null)
  const body = name === undefined ? {} : asFields(fields[name])
  if (names.length > 1 || (name !== undefined && (!definition || !body)))
    throw refuse(
      '2010',
      `Property Name:Unrecognized field "${names.find((each) => !definitionNamed(each)) ?? name}"`,
      name,
    )
  if (definition && body) refuseUnreadable(body, definition)
  return {
    bId,
    operation: asText(fields['operation']) ?? null,
    options: asText(fields['optionsData']) ?? null,
    definition,
    body: body ?? {},
    query: asText(fields['Query']) ?? null,
    text: JSON.stringify(fields),
  }
}

/** A value that is merely wrong is the item's own fault; what cannot be read at all is the batch's. */
function refuseUnreadable(body: Fields, definition: Definition): void {
  try {
    conform(body, definition.fields, definition.name)
  } catch (error) {
    if (error instanceof Refusal && !error.isUnreadable) return
    throw error
  }
}

/** How many reads the batch is counted for. */
export const readsIn = (items: Item[]) => items.filter(({ query }) => query !== null).length

/** Carries the items out, in no order that could be relied on, and answers each for itself. */
export function runBatch(items: Item[], context: BatchContext): Fields {
  const answers = new Map<number, Fields>()
  for (const index of shuffled(items.length, context.random)) {
    const item = items[index]
    if (item) answers.set(index, answerItem(item, context, context.itemFaults.get(index)))
  }
  const responses = items.map((item, index) => ({ ...answers.get(index), ...fieldsOf({ bId: item.bId }) }))
  return { BatchItemResponse: responses, time: stampWithMillis(context.at) }
}

function shuffled(length: number, random: () => number): number[] {
  const order = Array.from({ length }, (_, index) => index)
  for (let last = length - 1; last > 0; last -= 1) {
    const chosen = Math.floor(random() * (last + 1))
    const [one, other] = [order[last] ?? 0, order[chosen] ?? 0]
    order[last] = other
    order[chosen] = one
  }
  return order
}

function answerItem(item: Item, context: BatchContext, injected: ItemFault | undefined): Fields {
  if (injected && !injected.carriedOut) return { Fault: injected.refusal.fault }
  const { company, requestId, remembered, at } = context
  const { requestIds } = company.world
  const isByItem = requestIds === 'every item' || requestIds === 'what was done'
  const isRemembered = requestId !== null && item.query === null && isByItem
  const key = isRemembered ? `${company.realmId}|${requestId}|${item.bId}` : undefined
  const answer = refusalAsAnswer(() => {
    const earlier = key === undefined ? undefined : remembered.recall(key, item.text, at)
    if (earlier) return earlier
    const fresh = refusalAsAnswer(() => carryOut(item, context))
    const isWorthIt = !('Fault' in fresh) || requestIds === 'every item'
    if (key !== undefined && isWorthIt) remembered.remember(key, item.text, fresh, at)
    return fresh
  })
  return injected ? { Fault: injected.refusal.fault } : answer
}

function refusalAsAnswer(answer: () => Fields): Fields {
  try {
    return answer()
  } catch (error) {
    if (error instanceof Refusal) return { Fault: error.fault }
    throw error
  }
}

function carryOut(item: Item, { company, at, requestId, include, singles, random }: BatchContext): Fields {
  const { definition, operation, body, bId } = item
  if (item.query !== null) return { QueryResponse: runQuery(company, item.query, singles, random) }
  if (!definition) throw unsupported('without an entity')
  const options = new Set([...include, ...(item.options ?? '').split(',').filter(Boolean)])
  const write: Write = { at, by: 'api', include: options, requestId, bId }
  switch (operation) {
    case 'create':
      if (body['Id'] !== undefined) throw refuse('2600', 'Id is given to a create', 'Id')
      return { [definition.name]: show(save(company, definition, body, write), company) }
    case 'update':
      if (body['Id'] === undefined) throw missing('Id')
      if (options.has('void')) return { [definition.name]: show(makeVoid(company, definition, body, write), company) }
      return { [definition.name]: show(save(company, definition, body, write), company) }
    case 'delete':
      return { [definition.name]: showDeleted(remove(company, definition, body, write)) }
    default:
      throw unsupported(`${operation}`)
  }
}
