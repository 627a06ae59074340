import { isDeepStrictEqual } from 'node:util'
import { type Change, type Company, nameFieldOf, type Stored } from './company/company.ts'
import { DELETED_SUFFIX } from './company/names.ts'
import type { Definition, Draft } from './entities/definition.ts'
import { definitions } from './entities/definitions.ts'
import { refuseClosed } from './entities/transaction.ts'
import { businessRule, missing, notFound, Refusal, refuse, serviceError, stale, unsupported } from './fault.ts'
import { asFields, asList, asNumber, asText, type Fields, refOf, without } from './json.ts'
import { product } from './money.ts'
import { conform, type EntityName, entityNames } from './schema.ts'
import { show } from './show.ts'

/** A write to one entity: when, by whom, and what the caller asked to let pass. */
export type Write = {
  at: number
  by: 'api' | 'person'
  include: ReadonlySet<string>
  requestId: string | null
  bId: string | null
}

/** The fields that hold an address, of whatever entity. */
export const addressFields = ['BillAddr', 'ShipAddr', 'ShipFromAddr', 'VendorAddr', 'PrimaryAddr']

/** Creates the entity, or updates it if an Id is given. */
export function save(company: Company, definition: Definition, body: Fields, write: Write): Stored {
  if (write.by === 'api' && definition.family === 'only-read') throw unsupported(definition.name)
  const request = conform(body, definition.fields, definition.name)
  return request['Id'] === undefined
    ? create(company, definition, request, write)
    : update(company, definition, request, write)
}

function create(company: Company, definition: Definition, request: Fields, write: Write): Stored {
  const sent = contentOf(request)
  const next = withoutEmpty(sent)
  if (definition.family !== 'only-read' && sent['Active'] === false)
    throw businessRule(`A new ${definition.name} has to be active.`)
  const body = settle(
    { company, at: write.at, id: undefined, sent, before: undefined, next, include: write.include },
    definition,
  )
  const stored: Stored = {
    type: definition.name,
    id: company.nextId(definition.name),
    syncToken: 0,
    createdAt: write.at,
    updatedAt: write.at,
    deletedAt: null,
    body,
  }
  if (body['QtyOnHand'] !== undefined) company.moveStock(stored.id, asNumber(body['QtyOnHand']) ?? 0, write.at)
  keep(company, definition, stored, undefined)
  bookFirstStock(company, stored)
  note(company, stored, 'create', write)
  return stored
}

function update(company: Company, definition: Definition, request: Fields, write: Write): Stored {
  const stored = current(company, definition, request)
  const isSparse = request['sparse'] === true
  if (definition.onlySparse && !isSparse) throw businessRule(`${definition.name} takes sparse updates only.`)
  const content = withoutSuffix(contentOf(request), stored)
  const sent = isSparse && company.world.emptyTexts === 'say nothing' ? withoutEmpty(content) : content
  const kept = isSparse
    ? stored.body
    : Object.fromEntries(Object.entries(stored.body).filter(([name]) => definition.kept.includes(name)))
  const next = withoutEmpty({ ...kept, ...sent })
  const draft = { company, at: write.at, id: stored.id, sent, before: stored.body, next, include: write.include }
  const body = withFirstQuantity(settle(draft, definition), stored)
  const moved = stockChangeOf(company, stored, sent)
  if (moved === 0 && isDeepStrictEqual(body, stored.body)) return stored
  if (definition.name === 'Item') refuseRewritingClosed(company, stored, body, write)
  company.moveStock(stored.id, moved, write.at)
  const updated = { ...stored, syncToken: stored.syncToken + 1, updatedAt: write.at, body }
  keep(company, definition, updated, stored)
  if (definition.name === 'Item') {
    rewriteTransactions(company, stored, body, write)
    bookLeftStock(company, stored, updated)
  }
  note(company, updated, 'update', write)
  return updated
}

/** Deletes a transaction. Lists cannot be deleted, only made inactive. */
export function remove(company: Company, definition: Definition, body: Fields, write: Write): Stored {
  if (definition.family !== 'transaction') throw unsupported(`delete of ${definition.name}`)
  const stored = current(company, definition, conform(body, definition.fields, definition.name))
  refuseClosed(company, asText(stored.body['TxnDate']))
  if (definition.name === 'PurchaseOrder' && company.billsOf(stored.id).length > 0)
    throw refuse('800', 'The purchase order is linked to a bill. Delete the bill first.')
  const removed = { ...stored, syncToken: stored.syncToken + 1, updatedAt: write.at, deletedAt: write.at }
  company.ledger.post(keyOf(stored), [])
  moveStock(company, definition, stored.body, -1, write.at)
  company.put(removed)
  note(company, removed, 'delete', write)
  return removed
}

/** Makes the amounts of an invoice nought and keeps its number. */
export function makeVoid(company: Company, definition: Definition, body: Fields, write: Write): Stored {
  if (!definition.canVoid) throw unsupported(`void of ${definition.name}`)
  const stored = current(company, definition, conform(body, definition.fields, definition.name))
  refuseClosed(company, asText(stored.body['TxnDate']))
  const voided = {
    ...stored,
    syncToken: stored.syncToken + 1,
    updatedAt: write.at,
    body: {
      ...stored.body,
      PrivateNote: 'Voided',
      LinkedTxn: [],
      TxnTaxDetail: { TotalTax: 0 },
      Line: asList(stored.body['Line']).map(withoutAmount),
    },
  }
  keep(company, definition, voided, stored)
  note(company, voided, 'void', write)
  return voided
}

function withoutAmount(line: Fields): Fields {
  const detail = asFields(line['SalesItemLineDetail'])
  return { ...line, Amount: 0, ...(detail ? { SalesItemLineDetail: { ...detail, Qty: 0, UnitPrice: 0 } } : {}) }
}

/** The entity that the request means, if its SyncToken is the newest. */
function current(company: Company, definition: Definition, request: Fields): Stored {
  const id = asText(request['Id'])
  if (id === undefined) throw missing('Id')
  if (!/^\d+$/.test(id)) throw refuse('2030', `Id should be a valid number. Supplied value:${id}`, 'Id')
  if (request['SyncToken'] === undefined) throw missing('SyncToken')
  const stored = company.live(definition.name, id)
  if (stored.isMerged) throw notFound()
  if (request['SyncToken'] !== String(stored.syncToken)) throw stale()
  return stored
}

const contentOf = (request: Fields) => without(request, 'Id', 'SyncToken', 'sparse')

/** An empty text clears a field. */
const withoutEmpty = (fields: Fields): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== ''))

/** Whoever sends an inactive name back as it was shown means the name without the suffix. */
function withoutSuffix(sent: Fields, stored: Stored): Fields {
  const field = nameFieldOf(stored.type)
  const name = asText(sent[field])
  const isShownName = stored.body['Active'] === false && name?.endsWith(DELETED_SUFFIX)
  return isShownName ? { ...sent, [field]: name?.slice(0, -DELETED_SUFFIX.length) ?? '' } : sent
}

function settle(draft: Draft, definition: Definition): Fields {
  const absent = definition.required.filter((field) => draft.next[field] === undefined)
  if (absent.length > 0)
    throw new Refusal(
      absent.map((field) => serviceError('2020', `Required parameter ${field} is missing in the request`, field)),
    )
  const body = definition.complete(draft)
  const holder = draft.company.holderOfName(definition.name, body, draft.id)
  if (holder) throw refuse('6240', `The name supplied already exists. : Id=${holder.slice(holder.indexOf('/') + 1)}`)
  return withAddressIds(body, draft)
}

/** An address keeps its Id for as long as it says the same. */
function withAddressIds(body: Fields, { company, before }: Draft): Fields {
  const settled = { ...body }
  for (const field of addressFields) {
    const address = asFields(settled[field])
    if (!address || address['Id'] !== undefined) continue
    const earlier = asFields(before?.[field])
    const isSame = earlier !== undefined && isDeepStrictEqual(without(earlier, 'Id'), address)
    settled[field] = isSame ? earlier : { Id: company.next('addresses'), ...address }
  }
  return settled
}

const keyOf = ({ type, id }: Stored) => `${type}/${id}`

/** Stores an entity with all that follows from it: postings and quantities. */
function keep(company: Company, definition: Definition, stored: Stored, before: Stored | undefined): void {
  if (before) moveStock(company, definition, before.body, -1, stored.updatedAt)
  moveStock(company, definition, stored.body, 1, stored.updatedAt)
  company.put(stored)
  if (definition.postings) company.ledger.post(keyOf(stored), definition.postings(stored.id, stored.body, company))
}

function moveStock(company: Company, definition: Definition, body: Fields, sign: 1 | -1, at: number): void {
  for (const { item, quantity } of definition.stockMoves?.(body, company) ?? [])
    company.moveStock(item, sign * quantity, at)
}

function stockChangeOf(company: Company, stored: Stored, sent: Fields): number {
  const quantity = stored.type === 'Item' ? asNumber(sent['QtyOnHand']) : undefined
  return quantity === undefined ? 0 : quantity - company.quantityOf(stored.id)
}

/** The body keeps the quantity an item began with; what there is now follows from all that moved it. */
const withFirstQuantity = (body: Fields, { body: { QtyOnHand } }: Stored): Fields =>
  QtyOnHand === undefined ? body : { ...body, QtyOnHand }

const itemAccounts = ['IncomeAccountRef', 'ExpenseAccountRef', 'AssetAccountRef']

/** Whether an item's accounts change, and what was posted with it before follows. */
const movesThePast = ({ world }: Company, before: Fields, after: Fields, { include }: Write) =>
  itemAccounts.some((field) => refOf(before, field) !== refOf(after, field)) &&
  world.itemAccount === 'moves the past' &&
  !include.has('donotupdateaccountontxns')

function* transactionsWith(company: Company, itemId: string): Iterable<Stored> {
  for (const type of entityNames) {
    if (!definitions[type].postings) continue
    for (const stored of company.all(type)) {
      if (stored.deletedAt === null && asList(stored.body['Line']).some((line) => usesItem(line, itemId))) yield stored
    }
  }
}

const usesItem = (line: Fields, itemId: string) =>
  ['SalesItemLineDetail', 'ItemBasedExpenseLineDetail'].some(
    (detail) => refOf(asFields(line[detail]), 'ItemRef') === itemId,
  )

/** Another account on an item rewrites what was posted with it, which a closed period does not allow. */
function refuseRewritingClosed(company: Company, item: Stored, body: Fields, write: Write): void {
  if (!movesThePast(company, item.body, body, write)) return
  for (const { body: used } of transactionsWith(company, item.id)) refuseClosed(company, asText(used['TxnDate']))
}

function rewriteTransactions(company: Company, item: Stored, body: Fields, write: Write): void {
  if (!movesThePast(company, item.body, body, write)) return
  for (const used of transactionsWith(company, item.id)) {
    const { postings } = definitions[used.type]
    if (postings) company.ledger.post(keyOf(used), postings(used.id, used.body, company))
  }
}

function note(
  company: Company,
  stored: Stored,
  operation: Change['operation'],
  { at, by, requestId, bId }: Write,
): void {
  const { type, id, syncToken } = stored
  company.changes.push({ at, by, operation, type, id, syncToken, requestId, bId })
}

/** What an item begins with is worth its cost. */
function bookFirstStock(company: Company, { type, id, body }: Stored): void {
  const quantity = type === 'Item' ? (asNumber(body['QtyOnHand']) ?? 0) : 0
  if (quantity === 0 || company.world.costOfSales !== 'booked') return
  const amount = product(quantity, asNumber(body['PurchaseCost']) ?? 0)
  company.ledger.post(`Item/${id}/first`, [
    { account: refOf(body, 'AssetAccountRef') ?? '', amount },
    { account: company.accountOfSubType('Equity', 'OpeningBalanceEquity').id, amount: 0 - amount },
  ])
}

/** An item that is made inactive may have its quantity booked to nought, at its cost. */
function bookLeftStock(company: Company, before: Stored, after: Stored): void {
  const quantity = company.quantityOf(after.id)
  const isMadeInactive = before.body['Active'] !== false && after.body['Active'] === false
  if (!isMadeInactive || quantity === 0 || company.world.inactiveStock === 'stays') return
  company.moveStock(after.id, 0 - quantity, after.updatedAt)
  const amount = product(quantity, asNumber(after.body['PurchaseCost']) ?? 0)
  const [cost, asset] = [refOf(after.body, 'ExpenseAccountRef') ?? '', refOf(after.body, 'AssetAccountRef') ?? '']
  company.ledger.post(`${keyOf(after)}/${after.syncToken}`, [
    { account: cost, amount },
    { account: asset, amount: 0 - amount },
  ])
}

/** Notes an invoice as paid, as a person does. What it says stays as it is; it may get another SyncToken. */
export function pay(company: Company, id: string, write: Write): Stored {
  const stored = company.live('Invoice', id)
  company.applied.set(id, asNumber(show(stored, company)['TotalAmt']) ?? 0)
  if (company.world.paidInvoice === 'as it was') return stored
  const paid = { ...stored, syncToken: stored.syncToken + 1, updatedAt: write.at }
  company.put(paid)
  note(company, paid, 'pay', write)
  return paid
}

/** Merges a list entity into another, as a person does by giving it the other's name: what used it uses the other. */
export function merge(company: Company, type: EntityName, fromId: string, intoId: string, write: Write): void {
  const from = company.live(type, fromId)
  company.live(type, intoId)
  if (fromId === intoId) throw notFound()
  for (const each of entityNames) {
    for (const stored of [...company.all(each)]) {
      if (stored.deletedAt !== null || stored.id === fromId) continue
      const body = repoint(stored.body, type, fromId, intoId)
      if (body === stored.body) continue
      keep(
        company,
        definitions[each],
        { ...stored, syncToken: stored.syncToken + 1, updatedAt: write.at, body },
        stored,
      )
    }
  }
  company.moveStock(intoId, type === 'Item' ? company.quantityOf(fromId) : 0, write.at)
  const merged: Stored = {
    ...from,
    syncToken: from.syncToken + 1,
    updatedAt: write.at,
    isMerged: true,
    ...(company.world.mergedAway === 'is gone' ? { deletedAt: write.at } : { body: { ...from.body, Active: false } }),
  }
  company.put(merged)
  note(company, merged, 'merge', write)
}

const referencesTo: Partial<Record<EntityName, string[]>> = {
  Customer: ['CustomerRef', 'ShipTo'],
  Vendor: ['VendorRef', 'PrefVendorRef'],
  Item: ['ItemRef'],
  Account: [
    'AccountRef',
    'IncomeAccountRef',
    'ExpenseAccountRef',
    'AssetAccountRef',
    'APAccountRef',
    'DiscountAccountRef',
  ],
}

/** The body with references to one entity turned to another; the same object if there are none. */
function repoint(body: Fields, type: EntityName, fromId: string, intoId: string): Fields {
  const names = referencesTo[type] ?? []
  let hits = 0
  const turned = JSON.stringify(body, (key, value) => {
    const isParty = key === 'Entity' && value?.Type === type && value.EntityRef?.value === fromId
    if (isParty) hits += 1
    if (isParty) return { ...value, EntityRef: { value: intoId } }
    if (!names.includes(key) || value?.value !== fromId) return value
    hits += 1
    return { ...value, value: intoId }
  })
  const copy: Fields = JSON.parse(turned)
  return hits === 0 ? body : copy
}

/** Puts an entity in place under a given Id and SyncToken, as if it had always been there. */
export function plant(
  company: Company,
  type: EntityName,
  id: string,
  body: Fields,
  { at, syncToken = 0 }: { at: number; syncToken?: number },
): Stored {
  const definition = definitions[type]
  const sent = contentOf(conform(body, definition.fields, type))
  const include = new Set(['allowduplicatedocnum'])
  const settled = settle({ company, at, id, sent, before: undefined, next: withoutEmpty(sent), include }, definition)
  const stored: Stored = { type, id, syncToken, createdAt: at, updatedAt: at, deletedAt: null, body: settled }
  const before = company.find(type, id)
  if (stored.body['QtyOnHand'] !== undefined)
    company.moveStock(id, (asNumber(stored.body['QtyOnHand']) ?? 0) - company.quantityOf(id), at)
  keep(company, definition, stored, before)
  return stored
}
