import { notFound, refuse } from '../fault.ts'
import { asFields, asList, asText, type Fields, refOf } from '../json.ts'
import { type EntityName, entityNames } from '../schema.ts'
import type { World } from '../world.ts'
import { Ledger } from './ledger.ts'
import { DELETED_SUFFIX, NameIndex, nameScopeOf } from './names.ts'
import type { Preferences } from './preferences.ts'

/** An entity as the company keeps it. What can be computed, such as a balance or the name of a reference, is not in the body. */
export type Stored = {
  type: EntityName
  id: string
  syncToken: number
  createdAt: number
  updatedAt: number
  deletedAt: number | null
  /** Of a list: it was merged into another, and cannot be changed any more. */
  isMerged?: boolean
  body: Fields
}

/** An effective change to an entity, by a call or by a person. */
export type Change = {
  at: number
  by: 'api' | 'person'
  operation: 'create' | 'update' | 'delete' | 'void' | 'merge' | 'pay'
  type: EntityName
  id: string
  syncToken: number
  /** The identity of the call that did it; null for a person. */
  requestId: string | null
  bId: string | null
}

/** Where a number is taken from. Customers, vendors and employees share one, and so do all transactions. */
type Sequence = 'people' | 'items' | 'accounts' | 'terms' | 'taxes' | 'transactions' | 'addresses' | 'numbers'

const sequenceOf = (type: EntityName): Sequence => {
  if (type === 'Customer' || type === 'Vendor' || type === 'Employee') return 'people'
  if (type === 'Item') return 'items'
  if (type === 'Account') return 'accounts'
  if (type === 'TaxRate' || type === 'TaxCode') return 'taxes'
  return type === 'Term' ? 'terms' : 'transactions'
}

/** QuickBooks' plural in the text of fault 2500. */
const plural = (type: EntityName) => `${type}s`

/** The field that a list entity is known by. */
export const nameFieldOf = (type: EntityName) => (nameScopeOf[type] === 'people' ? 'DisplayName' : 'Name')

/** The books of one realm: entities with the indexes that keep look-ups quick, quantities and the ledger. */
export class Company {
  readonly realmId: string
  name: string
  preferences: Preferences
  /** Shared with the simulator, which may change it. */
  readonly world: World
  readonly ledger = new Ledger()
  readonly changes: Change[] = []
  /** What is paid of invoices, by their Id. */
  readonly applied = new Map<string, number>()
  readonly #index = new NameIndex()
  readonly #quantities = new Map<string, number>()
  readonly #last = new Map<Sequence, number>()
  readonly #entities = new Map<EntityName, Map<string, Stored>>(entityNames.map((type) => [type, new Map()]))

  constructor(realmId: string, name: string, preferences: Preferences, world: World) {
    this.realmId = realmId
    this.name = name
    this.preferences = preferences
    this.world = world
  }

  #table(type: EntityName): Map<string, Stored> {
    const table = this.#entities.get(type)
    if (!table) throw new Error(`there is no table of ${type}`)
    return table
  }

  /** All of a type in the order of their creation, deleted ones included. */
  all = (type: EntityName): Iterable<Stored> => this.#table(type).values()

  /** The entity, deleted or not. */
  find = (type: EntityName, id: string) => this.#table(type).get(id)

  /** The entity if it is there and was not deleted; else fault 610. */
  live(type: EntityName, id: string): Stored {
    const stored = this.find(type, id)
    if (!stored || stored.deletedAt !== null) throw notFound()
    return stored
  }

  /** The entity that a reference points at. One that is absent gives 2500, one that is inactive 610. */
  use(type: EntityName, id: string, element = ''): Stored {
    const stored = this.find(type, id)
    if (!stored || stored.deletedAt !== null)
      throw refuse('2500', `Invalid Reference Id : ${plural(type)} element id ${id} not found`, element)
    if (stored.body['Active'] === false) throw notFound()
    return stored
  }

  /** The next number of a sequence. */
  next(sequence: Sequence): string {
    const next = (this.#last.get(sequence) ?? 0) + 1
    this.#last.set(sequence, next)
    return String(next)
  }

  nextId = (type: EntityName) => this.next(sequenceOf(type))

  /** Keeps an entity, in place of what had its Id, and indexes it. */
  put(stored: Stored): void {
    const table = this.#table(stored.type)
    const before = table.get(stored.id)
    if (before) this.#each(before, (scope, key, holder) => this.#index.remove(scope, key, holder))
    table.set(stored.id, stored)
    this.#each(stored, (scope, key, holder) => this.#index.add(scope, key, holder))
    const sequence = sequenceOf(stored.type)
    if (/^\d{1,15}$/.test(stored.id))
      this.#last.set(sequence, Math.max(this.#last.get(sequence) ?? 0, Number(stored.id)))
  }

  /** Visits every entry of the index that belongs to an entity. */
  #each(stored: Stored, visit: (scope: string, key: string, holder: string) => void): void {
    if (stored.deletedAt !== null) return
    const holder = `${stored.type}/${stored.id}`
    const scope = nameScopeOf[stored.type]
    if (scope) {
      const name = asText(stored.body[nameFieldOf(stored.type)]) ?? ''
      const taken = `taken:${scope}:${this.#levelOf(stored.type, stored.body)}`
      visit(taken, name, holder)
      if (stored.body['Active'] === false) visit(taken, name + DELETED_SUFFIX, holder)
      visit(`shown:${stored.type}`, this.shownName(stored), holder)
    }
    const number = asText(stored.body['DocNumber'])
    if (number) visit(`number:${stored.type}`, number, holder)
    if (stored.type === 'Bill')
      for (const link of asList(stored.body['LinkedTxn'])) visit('bills', asText(link['TxnId']) ?? '', holder)
  }

  /** Items and accounts may share a name under different parents. */
  #levelOf = (type: EntityName, body: Fields) =>
    type === 'Item' || type === 'Account' ? (refOf(body, 'ParentRef') ?? '') : ''

  /** Who else holds the name that this body would have. A name that was made inactive stays taken. */
  holderOfName(type: EntityName, body: Fields, ownId: string | undefined): string | undefined {
    const scope = nameScopeOf[type]
    const name = asText(body[nameFieldOf(type)])
    if (!scope || name === undefined) return undefined
    const holders = this.#index.holders(`taken:${scope}:${this.#levelOf(type, body)}`, name)
    return [...holders].find((holder) => holder !== `${type}/${ownId}`)
  }

  /** The transactions of a type with this DocNumber. */
  withNumber = (type: EntityName, number: string) => this.#found(type, this.#index.holders(`number:${type}`, number))

  /** The list entities that are shown under this name. */
  withName = (type: EntityName, name: string) => this.#found(type, this.#index.holders(`shown:${type}`, name))

  /** The bills that are linked to a purchase order. */
  billsOf = (orderId: string) => this.#found('Bill', this.#index.holders('bills', orderId))

  #found = (type: EntityName, holders: ReadonlySet<string>): Stored[] =>
    [...holders].flatMap((holder) => this.find(type, holder.slice(type.length + 1)) ?? [])

  /** The name as it is shown: one that was made inactive carries a suffix. */
  shownName(stored: Stored): string {
    const name = asText(stored.body[nameFieldOf(stored.type)]) ?? ''
    return stored.body['Active'] === false ? name + DELETED_SUFFIX : name
  }

  /** The names of the parents and its own, joined by colons. */
  fullName(stored: Stored): string {
    const parent = this.parentOf(stored)
    return parent ? `${this.fullName(parent)}:${this.shownName(stored)}` : this.shownName(stored)
  }

  parentOf(stored: Stored): Stored | undefined {
    const parentId = refOf(stored.body, 'ParentRef')
    return parentId === undefined ? undefined : this.find(stored.type, parentId)
  }

  /** The first account of a type, such as the company's Accounts Payable. */
  accountOfType(accountType: string): Stored {
    for (const account of this.all('Account'))
      if (account.body['AccountType'] === accountType && account.body['Active'] !== false) return account
    throw refuse('6430', `The company has no account of type ${accountType}`)
  }

  /** The first account of a subtype, or of the type if no account has the subtype. */
  accountOfSubType(accountType: string, subType: string): Stored {
    for (const account of this.all('Account')) if (account.body['AccountSubType'] === subType) return account
    return this.accountOfType(accountType)
  }

  quantityOf = (itemId: string) => this.#quantities.get(itemId) ?? 0

  /** Moves stock. QuickBooks dates the item anew, but its SyncToken stays. */
  moveStock(itemId: string, difference: number, at: number): void {
    if (difference === 0) return
    this.#quantities.set(itemId, this.quantityOf(itemId) + difference)
    const item = this.find('Item', itemId)
    if (item) item.updatedAt = at
  }

  /** The name that goes with a reference to the entity. */
  referenceName(type: EntityName, id: string): string | undefined {
    const stored = this.find(type, id)
    if (!stored) return undefined
    return asFields(stored.body['ParentRef']) ? this.fullName(stored) : this.shownName(stored)
  }
}
