import type { History } from '../history.ts'
import { type EntityType, entityTypes, isList, type Key, keyIn, keyWith, markIn, markNumber } from '../keys.ts'
import type { CompanyName, Universe } from '../universe.ts'
import { taxIn } from './figures.ts'
import { holds } from './violation.ts'

/** An entity that we made, as the ledger shows it. */
type Made = {
  company: CompanyName
  key: Key
  realmId: string
  type: EntityType
  id: string
  mark: number
}

/** Whose a document is, by its type; the customer of a journal entry stands in its lines. */
const parties: Partial<Record<EntityType, 'Customer' | 'Vendor'>> = {
  Invoice: 'Customer',
  PurchaseOrder: 'Vendor',
  Bill: 'Vendor',
}

/** Reads the simulated QuickBooks' ledger, change by change, and says what must never be seen there. */
export class LedgerCheck {
  readonly #universe: Universe
  readonly #history: History
  readonly #read = new Map<string, number>()
  readonly made = new Map<string, Made>()
  /** Entities that a person has touched since we last wrote them. */
  readonly touched = new Set<string>()

  constructor(universe: Universe, history: History) {
    this.#universe = universe
    this.#history = history
  }

  get hasNews(): boolean {
    const { control } = this.#universe.books
    return control.realms().some((realmId) => control.changes(realmId).length > (this.#read.get(realmId) ?? 0))
  }

  check(): void {
    const { control } = this.#universe.books
    for (const realmId of control.realms()) {
      const changes = control.changes(realmId)
      for (let index = this.#read.get(realmId) ?? 0; index < changes.length; index++) {
        const change = changes[index]
        const type = entityTypes.find((name) => name === change?.type)
        if (!change || !type) continue
        const name = `${realmId}/${type}/${change.id}`
        // What is paid says what it said.
        if (change.operation === 'pay') continue
        if (change.by === 'person') this.touched.add(name)
        else this.#ours(realmId, type, change.id, change.operation)
      }
      this.#read.set(realmId, changes.length)
    }
  }

  #ours(realmId: string, type: EntityType, id: string, operation: string): void {
    const name = `${realmId}/${type}/${id}`
    const found = this.#universe.books.control.entity(realmId, type, id)
    if (!found) return
    const { entity } = found
    const belongs = keyIn(type, entity)
    if (operation === 'create') {
      holds(
        belongs !== undefined && this.#history.isFed(belongs.company, belongs.key),
        1,
        () => `${name} was made of no record: ${label(entity)}`,
      )
      this.#onlyOne({ ...belongs, realmId, type, id, mark: -1 })
    }
    const made = this.made.get(name)
    if (!made || operation === 'delete' || operation === 'void') return
    this.touched.delete(name)
    this.#onlyNumber(made, entity)

    const mark = markIn(entity)
    if (mark !== undefined) {
      // 5. Content only moves forward.
      const number = markNumber(mark)
      holds(number >= made.mark, 5, () => `${made.key} went back from v${made.mark} to ${mark} in ${name}`)
      made.mark = number
      if (!isList(made.key)) this.#addsUp(made, entity, mark)
    }
  }

  /** 1. At most one live object per company, books, kind and id, however often the books are left and come back. */
  #onlyOne(made: Made): void {
    const { control } = this.#universe.books
    for (const other of this.made.values()) {
      if (other.key !== made.key || other.realmId !== made.realmId) continue
      const isLive = control.entity(other.realmId, other.type, other.id)?.deleted === false
      holds(!isLive, 1, () => `${made.key} is in the books of ${made.realmId} twice: ${other.id} and ${made.id}`)
    }
    this.made.set(`${made.realmId}/${made.type}/${made.id}`, made)
  }

  /** 1. Of two documents of one party with one number nobody could tell one from the other. */
  #onlyNumber({ key, realmId, type, id }: Made, entity: Record<string, unknown>): void {
    const number = entity['DocNumber']
    if (type !== 'Bill' || number === undefined) return
    for (const other of this.#universe.books.control.entities(realmId, type)) {
      const isLike = other.entity['DocNumber'] === number && partyIn(other.entity) === partyIn(entity)
      const isTwo = isLike && other.id !== id && !other.deleted && this.made.has(`${realmId}/${type}/${other.id}`)
      holds(!isTwo, 1, () => `${key} has the number ${number}, and so has ${other.id} in ${realmId}`)
    }
  }

  /** 6. It mentions the right ones, of this realm. 8. Debits equal credits, and the total is the one that was fed. */
  #addsUp({ company, key, realmId, type, id }: Made, entity: Record<string, unknown>, mark: string): void {
    const { control } = this.#universe.books
    const fact = this.#history.marked(company, key, mark)
    const partyType = parties[type]
    if (partyType) {
      const party = control.entity(realmId, partyType, String(Object(entity[`${partyType}Ref`])['value']))
      const record = fact?.record
      const wanted =
        partyType === 'Customer'
          ? keyWith('customer', String(record?.['custnum']))
          : keyWith('vendor', String(record?.['vendnum']))
      const name = `${realmId}/${partyType}/${party?.id}`
      // One that we made is known even under a name that somebody has given it since.
      const whose = this.made.get(name)?.key ?? (party && keyIn(partyType, party.entity)?.key)
      const isRight = whose === wanted
      const isTouched = this.touched.has(name)
      const seen = () => `${key} ${mark} went to ${label(party?.entity ?? {})} of ${realmId}`
      holds(isRight || isTouched, 6, seen)
    }
    const postings = (control.entity(realmId, type, id)?.postings ?? []).map(({ amount }) =>
      Math.round(Number(amount) * 100),
    )
    const debits = postings.reduce((cents, amount) => cents + Math.max(amount, 0), 0)
    const total = type === 'JournalEntry' ? debits : Math.round(Number(entity['TotalAmt']) * 100)
    // Which tax it keeps, QuickBooks decides, unless that is a line of its own; that a record says so is looked at in the end.
    const theirs = this.#universe.isTaxLine ? 0 : (fact?.taxCents ?? 0)
    const wanted = (fact?.totalCents ?? Number.NaN) - theirs
    const net = total - taxIn(entity)
    holds(
      wanted === net,
      8,
      () => `${key} ${mark} comes to ${net} cents without tax in QuickBooks, ${wanted} in the ERP`,
    )
    const sum = postings.reduce((cents, amount) => cents + amount, 0)
    holds(sum === 0, 8, () => `the postings of ${key} are off by ${sum} cents`)
  }
}

const partyIn = (entity: Record<string, unknown>): unknown => Object(entity['VendorRef'])['value']

const label = (entity: Record<string, unknown>): string =>
  String(entity['DocNumber'] ?? entity['DisplayName'] ?? entity['Name'] ?? 'nothing')
