import { idOf, isList, type Key, type Kind, keyOf, kindOf } from './keys.ts'
import type { Random } from './random.ts'
import type { StockWay } from './stock-way.ts'
import type { CompanyName } from './universe.ts'

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
  /** What a document comes to, in cents, and how much of that is tax. */
  totalCents: number | undefined
  taxCents: number
  /** Whether nothing is wrong with what the ERP says, so that it is held for nothing of that. */
  isFit: boolean
}

export const VERSION_ZERO = 1_763_000_000_000

/** A company's ERP: records that change, mention one another and go away, as a seed has it. */
export class Erp {
  readonly company: CompanyName
  readonly #random: Random
  readonly #odd: Random
  readonly #isOdd: boolean
  readonly #taxes: Random
  readonly #isTaxed: boolean
  readonly #stock: Random
  readonly #isAdjusted: boolean
  readonly #shipments = new Map<Key, boolean>()
  readonly #versions = new Map<Key, number>()
  readonly #contents = new Map<Key, Fact>()
  readonly keys: Key[]

  /**
   * @param odd and @param taxes chance of what was thought of later, so that the seeds from before are what they were
   * @param stock chance of what moves stock
   */
  constructor(
    company: CompanyName,
    random: Random,
    odd: Random,
    taxes: Random,
    stock: { random: Random; way: StockWay },
  ) {
    this.company = company
    this.#random = random
    this.#odd = odd
    this.#isOdd = odd.chance(0.3)
    this.#taxes = taxes
    this.#isTaxed = taxes.chance(0.5)
    this.#stock = stock.random
    this.#isAdjusted = stock.way.quantities === 'adjust'
    const ids = (kind: Kind, count: number, letter: string): Key[] =>
      Array.from({ length: count }, (_, index) => keyOf(company, kind, `${letter}${index + 1}`))
    const vendors = random.between(0, 2)
    // To have accounts tied takes a pull, which takes longer than all the rest of a seed.
    const hasAccounts = random.chance(0.3) || odd.chance(0.1)
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
      // Two vouchers that may have one number of a vendor.
      ...(hasAccounts && vendors > 0 && odd.chance(0.6) ? ids('voucher', 2, 'S') : []),
    ]
    // Of what there is, some with an id of another kind.
    const kindsThere = [...new Set(this.keys.map(kindOf))]
    if (odd.chance(0.25))
      for (const kind of kindsThere) if (odd.chance(0.5)) this.keys.push(keyOf(company, kind, `X${odd.between(0, 9)}`))
  }

  /** The id of any record of a kind. */
  #anyOf = (kind: Kind): string => idOf(this.#random.pick(this.keys.filter((key) => kindOf(key) === kind)))

  /** The next version of a record: mostly a change, now and then the same content again, or its end. */
  next(key: Key): Fact {
    const version = (this.#versions.get(key) ?? 0) + 1
    this.#versions.set(key, version)
    const before = this.#contents.get(key)
    const random = this.#random
    if (before && random.chance(0.12)) return this.#keep({ ...before, version: VERSION_ZERO + version })
    const isGone = version > 1 && random.chance(0.12)
    const mark = `v${version}`
    const content = isGone ? { record: undefined, totalCents: undefined } : this.#content(key, mark)
    const { record, totalCents, taxCents } = this.#withTax(key, content)
    const isBroken = record !== undefined && this.#isOdd && this.#odd.chance(0.08)
    return this.#keep({
      company: this.company,
      key,
      version: VERSION_ZERO + version,
      record: isBroken ? { ...record, ...broken[kindOf(key)] } : record,
      mark,
      totalCents,
      taxCents,
      isFit: !isBroken && fits(key),
    })
  }

  #keep(fact: Fact): Fact {
    this.#contents.set(fact.key, fact)
    return fact
  }

  #content(key: Key, mark: string): { record: Record<string, unknown>; totalCents: number | undefined } {
    const { company } = this
    const random = this.#random
    const kind = kindOf(key)
    const id = idOf(key)
    const name = id.replaceAll('-', ' ')
    const renamed = random.chance(0.15) ? `${name} renamed` : name
    const active = !random.chance(0.08)
    switch (kind) {
      case 'customer':
        return {
          record: { custnum: id, name: renamed, phone: mark, active, ...this.#contacts() },
          totalCents: undefined,
        }
      case 'vendor':
        return {
          record: { vendnum: id, name: renamed, acct_num: mark, active, ...this.#contacts() },
          totalCents: undefined,
        }
      case 'part': {
        const cost = this.#isOdd && this.#odd.chance(0.2) ? '1.000001' : '1.00'
        const qoh = this.#isAdjusted ? String(this.#stock.between(50, 150)) : '100'
        const prices = { default_cost: cost, default_resale: '2.50', qoh }
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
          ...this.#sharedNumber(key),
          ponums: orders.map(idOf),
          splits: [
            { account: '6100', amount: (cents / 100).toFixed(2), description: `${mark} ${id}` },
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
        // What an entry is about does not change with its versions.
        const isShipment = this.#shipments.get(key) ?? this.#stock.chance(0.3)
        this.#shipments.set(key, isShipment)
        const source = isShipment ? { business_object_type: 'Shipment', business_object_id: id } : {}
        const record = { external_key: id, name: mark, date: this.#day(), splits, ...source }
        return { record, totalCents: Number(amount) * 100 }
      }
    }
  }

  /** An invoice with a tax, now and then: that at which QuickBooks comes too, or another. */
  #withTax(key: Key, content: { record: Record<string, unknown> | undefined; totalCents: number | undefined }) {
    const { record, totalCents } = content
    const isTaxed = this.#isTaxed && kindOf(key) === 'invoice' && record && totalCents && this.#taxes.chance(0.6)
    if (!isTaxed) return { ...content, taxCents: 0 }
    const taxCents = Math.round(totalCents * this.#taxes.pick([0.08, 0.095]))
    const total = totalCents + taxCents
    const inErp = { invoice_tax_subtotal: inUnits(taxCents), total_invoice_amount: inUnits(total) }
    return { record: { ...record, ...inErp }, totalCents: total, taxCents }
  }

  /** What is nice to have, and nothing that money would wait for. */
  #contacts(): { acct_email?: string } {
    if (!this.#isOdd) return {}
    const texts = ['books@shop.example', 'a@shop.example, b@shop.example', 'none', `${'x'.repeat(120)}@shop.example`]
    return { acct_email: this.#odd.pick(texts) }
  }

  /** The number by which the vendor knows a voucher: another voucher may have the same, of this vendor or another one. */
  #sharedNumber(key: Key): { vendor_invoice_number?: string } {
    if (!/-S\d$/.test(key)) return {}
    const namesake = idOf(keyOf(this.company, 'voucher', 'S1'))
    const number = this.#random.pick(['7001', '7001', '7001', '7002', namesake, ''])
    return number === '' ? {} : { vendor_invoice_number: number }
  }

  /** Some are dated before the company went live. */
  #day = (): string => (this.#random.chance(0.06) ? '2022-06-01' : `2026-11-${this.#random.between(10, 24)}`)
}

const inUnits = (cents: number): string => (cents / 100).toFixed(2)

/** What is wrong now and then with a record of each kind. */
const broken: Record<Kind, object> = {
  customer: { name: ' ' },
  vendor: { name: true },
  part: { default_resale: 'much' },
  invoice: { invoicedate: '2026-02-31' },
  'purchase-order': { lines: 'none' },
  voucher: { splits: 'none' },
  'ledger-entry': { splits: [{ account: '6100', debit: '5.00' }] },
}

/** Whether QuickBooks would take the name or number: the United States have Western European letters, and documents 21 of them. */
const fits = (key: Key): boolean => /^[\0-\u00ff]*$/.test(idOf(key)) && (isList(key) || idOf(key).length <= 21)

/** The message of the feed that brings an account, which people tie before anything that names it can go. */
export const accountEventOf = (company: CompanyName, number: string): string =>
  envelope(company, `account/${number}`, VERSION_ZERO, { number, name: `Account ${number}` })

/** The message of the feed that brings a fact. */
export const eventOf = ({ company, key, version, record }: Fact): string =>
  envelope(company, `${kindOf(key)}/${idOf(key)}`, version, record)

function envelope(company: string, subject: string, version: number, record: object | undefined): string {
  const [kind = ''] = subject.split('/')
  return JSON.stringify({
    specversion: '1.0',
    id: `${company}/${subject}@${version}`,
    source: `https://${company}.cetecerp.com`,
    type: `cetec.${kind}.${record ? 'changed' : 'deleted'}`,
    subject,
    company,
    data: { version, ...(record && { record }) },
  })
}
