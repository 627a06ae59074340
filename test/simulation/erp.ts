import type { Random } from './random.ts'
import type { CompanyName } from './universe.ts'

/** The type of entity that a kind of record becomes, and the word that its numbers carry. */
const kinds = {
  customer: { type: 'Customer', word: 'customer' },
  vendor: { type: 'Vendor', word: 'vendor' },
  part: { type: 'Item', word: 'part' },
  invoice: { type: 'Invoice', word: 'invoice' },
  'purchase-order': { type: 'PurchaseOrder', word: 'order' },
  voucher: { type: 'Bill', word: 'voucher' },
  'ledger-entry': { type: 'JournalEntry', word: 'entry' },
} as const
export type Kind = keyof typeof kinds
export type Key = `${Kind}/${string}`
export type EntityType = (typeof kinds)[Kind]['type']
const everyKind = Object.keys(kinds) as Kind[]
export const entityTypes: readonly EntityType[] = everyKind.map((kind) => kinds[kind].type)

export const kindOf = (key: Key): Kind => key.slice(0, key.indexOf('/')) as Kind
export const typeOf = (key: Key): EntityType => kinds[kindOf(key)].type
export const namesAccounts = (key: Key): boolean => ['voucher', 'ledger-entry'].includes(kindOf(key))
export const isList = (key: Key): boolean => ['customer', 'vendor', 'part'].includes(kindOf(key))
/** The key of the record with this letter and number: the company's name is in it, so that nothing can be taken for another's. */
export const keyOf = (company: CompanyName, kind: Kind, id: string): Key =>
  `${kind}/${company}-${kinds[kind].word}-${id}`

/** The accounts of the ERP that splits name, and the accounts of QuickBooks that people tie them to. */
export const accounts = { 6100: '15', 6200: '22', 1200: '84' } as const

/** What the ERP says of a record at a version, with the mark by which its content is known again in QuickBooks. */
export type Fact = {
  company: CompanyName
  key: Key
  version: number
  /** Undefined when the ERP has deleted it. */
  record: Record<string, unknown> | undefined
  mark: string
  /** What a document comes to, in cents. */
  totalCents: number | undefined
}

export const VERSION_ZERO = 1_763_000_000_000

/** The key of the record that an entity was made of, by its name or number; undefined for a stranger's. */
export function keyIn(type: string, entity: Record<string, unknown>): { company: CompanyName; key: Key } | undefined {
  const text = String(entity['DocNumber'] ?? entity['DisplayName'] ?? entity['Name'] ?? '').replace(' (deleted)', '')
  const [, company, word, id] = /^(acme|beta)[ -]([a-z]+)[ -]([A-Z0-9]+)/.exec(text) ?? []
  const kind = everyKind.find((name) => kinds[name].type === type && kinds[name].word === word)
  if (!company || !kind || !id) return undefined
  return { company: company as CompanyName, key: keyOf(company as CompanyName, kind, id) }
}

/** The mark in an entity, by which one version of its content is told from another. */
export function markIn(entity: Record<string, unknown>): string | undefined {
  const phone = Object(entity['PrimaryPhone'])['FreeFormNumber']
  const line = Object(Object(entity['Line'])[0])['Description']
  const texts = [entity['PrivateNote'], entity['AcctNum'], entity['Description'], phone, line]
  return texts.flatMap((text) => /\bv\d+\b/.exec(typeof text === 'string' ? text : '') ?? [])[0]
}

export const markNumber = (mark: string): number => Number(mark.slice(1))

/** A company's ERP: records that change, mention one another and go away, as a seed has it. */
export class Erp {
  readonly company: CompanyName
  readonly #random: Random
  readonly #versions = new Map<Key, number>()
  readonly #contents = new Map<Key, Fact>()
  readonly keys: Key[]

  constructor(company: CompanyName, random: Random) {
    this.company = company
    this.#random = random
    const ids = (kind: Kind, count: number, letter: string): Key[] =>
      Array.from({ length: count }, (_, index) => keyOf(company, kind, `${letter}${index + 1}`))
    const vendors = random.between(0, 2)
    // To have accounts tied takes a pull, which takes longer than all the rest of a seed.
    const hasAccounts = random.chance(0.3)
    this.keys = [
      ...ids('customer', random.between(1, 3), 'C'),
      ...ids('part', random.between(1, 3), 'P'),
      ...ids('vendor', vendors, 'V'),
      ...ids('invoice', random.between(1, 5), 'I'),
      ...ids('purchase-order', vendors > 0 ? random.between(0, 2) : 0, 'O'),
      ...ids('voucher', hasAccounts && vendors > 0 ? random.between(0, 2) : 0, 'B'),
      ...ids('ledger-entry', hasAccounts ? random.between(0, 2) : 0, 'J'),
      // Two numbers that are the same once they are cut to what QuickBooks takes.
      ...(random.chance(0.15) ? ids('invoice', 2, 'TOOLONGFORABOOK') : []),
    ]
  }

  /** The id of any record of a kind. */
  #anyOf = (kind: Kind): string =>
    this.#random.pick(this.keys.filter((key) => kindOf(key) === kind)).slice(kind.length + 1)

  /** The next version of a record: mostly a change, now and then the same content again, or its end. */
  next(key: Key): Fact {
    const version = (this.#versions.get(key) ?? 0) + 1
    this.#versions.set(key, version)
    const before = this.#contents.get(key)
    const random = this.#random
    if (before && random.chance(0.12)) return this.#keep({ ...before, version: VERSION_ZERO + version })
    const isGone = version > 1 && random.chance(0.12)
    const mark = `v${version}`
    const { record, totalCents } = isGone ? { record: undefined, totalCents: undefined } : this.#content(key, mark)
    return this.#keep({ company: this.company, key, version: VERSION_ZERO + version, record, mark, totalCents })
  }

  #keep(fact: Fact): Fact {
    this.#contents.set(fact.key, fact)
    return fact
  }

  #content(key: Key, mark: string): { record: Record<string, unknown>; totalCents: number | undefined } {
    const { company } = this
    const random = this.#random
    const kind = kindOf(key)
    const id = key.slice(kind.length + 1)
    const name = id.replaceAll('-', ' ')
    const renamed = random.chance(0.15) ? `${name} renamed` : name
    const active = !random.chance(0.08)
    switch (kind) {
      case 'customer':
        return { record: { custnum: id, name: renamed, phone: mark, active }, totalCents: undefined }
      case 'vendor':
        return { record: { vendnum: id, name: renamed, acct_num: mark, active }, totalCents: undefined }
      case 'part': {
        const prices = { default_cost: '1.00', default_resale: '2.50', qoh: '100' }
        const record = { prcpart: id, description: `${company} ${mark}`, ...prices, active }
        return { record: { ...record, non_inventory: id.endsWith('2') }, totalCents: undefined }
      }
      case 'invoice': {
        const lines = Array.from({ length: random.between(1, 3) }, () => {
          const qty = random.between(1, 9)
          const cents = qty * 450
          const prcpart = this.#anyOf('part')
          return { cents, line: { prcpart, qty: String(qty), price: '4.50', amount: (cents / 100).toFixed(2) } }
        })
        const record = {
          invoicenum: id,
          custnum: this.#anyOf('customer'),
          custponum: mark,
          invoicedate: this.#day(),
          ar_duedate: '2026-12-20',
          lines: lines.map(({ line }) => line),
        }
        return { record, totalCents: lines.reduce((sum, { cents }) => sum + cents, 0) }
      }
      case 'purchase-order': {
        const qty = random.between(1, 9)
        const cents = qty * 100
        const line = { prcpart: this.#anyOf('part'), qty: String(qty), price: '1.00', amount: String(qty) }
        const record = { ponum: id, vendnum: this.#anyOf('vendor'), date: this.#day(), notes: mark, lines: [line] }
        return { record, totalCents: cents }
      }
      case 'voucher': {
        const cents = random.between(1, 9) * 100
        const orders = this.keys.filter((other) => kindOf(other) === 'purchase-order' && random.chance(0.3))
        const record = {
          vouchernum: id,
          vendnum: this.#anyOf('vendor'),
          invoice_date: this.#day(),
          ponums: orders.map((order) => order.slice('purchase-order/'.length)),
          splits: [
            { account: '6100', amount: (cents / 100).toFixed(2), description: mark },
            { account: '6200', amount: '3.00' },
          ],
        }
        return { record, totalCents: cents + 300 }
      }
      case 'ledger-entry': {
        const amount = `${random.between(1, 9)}.00`
        // A line on receivables names its customer.
        const receivable = { account: '1200', custnum: this.#anyOf('customer'), debit: amount }
        const debit = random.chance(0.4) ? receivable : { account: '6100', debit: amount }
        const splits = [debit, { account: '6200', credit: amount }]
        return { record: { external_key: id, name: mark, date: this.#day(), splits }, totalCents: Number(amount) * 100 }
      }
    }
  }

  /** Some are dated before the company went live. */
  #day = (): string => (this.#random.chance(0.06) ? '2022-06-01' : `2026-11-${this.#random.between(10, 24)}`)
}

/** The message of the feed that brings an account, which people tie before anything that names it can go. */
export const accountEventOf = (company: CompanyName, number: string): string =>
  envelope(company, `account/${number}`, VERSION_ZERO, { number, name: `Account ${number}` })

/** The message of the feed that brings a fact. */
export const eventOf = ({ company, key, version, record }: Fact): string => envelope(company, key, version, record)

function envelope(company: string, key: string, version: number, record: object | undefined): string {
  const [kind = ''] = key.split('/')
  return JSON.stringify({
    specversion: '1.0',
    id: `${company}/${key}@${version}`,
    source: `https://${company}.cetecerp.com`,
    type: `cetec.${kind}.${record ? 'changed' : 'deleted'}`,
    subject: key,
    company,
    data: { version, ...(record && { record }) },
  })
}
