import { anEvent } from '../scenarios/stage.ts'
import type { Random } from '../simulation/random.ts'
import type { EntityName } from '../simulator/schema.ts'

/** A record that the soak feeds: which entity it becomes, and by which field and value that is found. */
export type Fed = {
  key: string
  type: EntityName
  field: 'DocNumber' | 'DisplayName' | 'Name'
  value: string
  /** How often its content has changed; the newest content says so. */
  version: number
  isDeleted: boolean
}

const types = {
  customer: ['Customer', 'DisplayName'],
  vendor: ['Vendor', 'DisplayName'],
  part: ['Item', 'Name'],
  'purchase-order': ['PurchaseOrder', 'DocNumber'],
  invoice: ['Invoice', 'DocNumber'],
  voucher: ['Bill', 'DocNumber'],
  'ledger-entry': ['JournalEntry', 'DocNumber'],
} as const satisfies Record<string, readonly [EntityName, Fed['field']]>
type Kind = keyof typeof types

const LISTS = 20
/** One in so many documents is deleted again. */
const DELETED = 0.05
const CHANGED = 0.25

/** A company's books as they come into being: lists first, then ever more documents, some changed, some deleted. */
export class Books {
  readonly company: string
  readonly #random: Random
  readonly fed = new Map<string, Fed>()
  readonly events: string[] = []

  constructor(company: string, random: Random) {
    this.company = company
    this.#random = random
  }

  lists(): string[] {
    const ids = Array.from({ length: LISTS }, (_, index) => String(index + 1))
    return ids.flatMap((id) => [
      this.#event('customer', `C${id}`, `Customer C${id}`),
      this.#event('vendor', `V${id}`, `Vendor V${id}`),
      this.#event('part', `PRT${id}`, `PRT${id}`),
    ])
  }

  /** Some new documents, and changes to earlier ones. */
  documents(count: number): string[] {
    const random = this.#random
    return Array.from({ length: count }, () => {
      const kind = random.pick(['invoice', 'invoice', 'invoice', 'purchase-order', 'voucher', 'ledger-entry'] as const)
      const known = [...this.fed.values()].filter(({ key, isDeleted }) => key.startsWith(`${kind}/`) && !isDeleted)
      if (known.length > 0 && random.chance(CHANGED)) {
        const { value } = random.pick(known)
        return this.#event(kind, value, value, random.chance(DELETED / CHANGED))
      }
      const id = `${kind.slice(0, 3).toUpperCase()}-${this.fed.size}`
      return this.#event(kind, id, id)
    })
  }

  #event(kind: Kind, id: string, value: string, isDeleted = false): string {
    const key = `${kind}/${id}`
    const [type, field] = types[kind]
    const version = (this.fed.get(key)?.version ?? 0) + 1
    this.fed.set(key, { key, type, field, value, version, isDeleted })
    const event = anEvent(this.company, key, isDeleted ? undefined : this.#content(kind, id, `v${version}`))
    this.events.push(event)
    return event
  }

  #content(kind: Kind, id: string, mark: string): object {
    const number = () => this.#random.between(1, LISTS)
    const [customer, vendor, part] = [`C${number()}`, `V${number()}`, `PRT${number()}`]
    const line = { prcpart: part, qty: '2', price: '4.50', amount: '9.00' }
    switch (kind) {
      case 'customer':
        return { custnum: id, name: `Customer ${id}`, phone: mark }
      case 'vendor':
        return { vendnum: id, name: `Vendor ${id}`, acct_num: mark }
      case 'part':
        return { prcpart: id, description: mark, default_resale: '4.50', default_cost: '2.00', qoh: '50' }
      case 'invoice':
        return { invoicenum: id, custnum: customer, invoicedate: '2026-11-20', custponum: mark, lines: [line] }
      case 'purchase-order':
        return { ponum: id, vendnum: vendor, date: '2026-11-20', notes: mark, lines: [line] }
      case 'voucher': {
        const splits = [{ account: '6100', amount: '12.00', description: mark }]
        return { vouchernum: id, vendnum: vendor, invoice_date: '2026-11-20', splits }
      }
      case 'ledger-entry': {
        const splits = [
          { account: '6100', debit: '7.00' },
          { account: '6200', credit: '7.00' },
        ]
        return { external_key: id, name: mark, date: '2026-11-20', splits }
      }
    }
  }
}
