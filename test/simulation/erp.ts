import type { Random } from './random.ts'
import type { CompanyName } from './universe.ts'

export type Kind = 'customer' | 'vendor' | 'part' | 'invoice'
export type Key = `${Kind}/${string}`

/** What the ERP says of a record at a version, with the mark by which its content is known again in QuickBooks. */
export type Fact = {
  company: CompanyName
  key: Key
  version: number
  /** Undefined when the ERP has deleted it. */
  record: Record<string, unknown> | undefined
  mark: string
  /** What an invoice comes to, in cents. */
  totalCents: number | undefined
}

export const VERSION_ZERO = 1_763_000_000_000

/** Digits and letters behind the company's name, so that nothing of one company can be taken for another's. */
export const typeOf = { customer: 'Customer', vendor: 'Vendor', part: 'Item', invoice: 'Invoice' } as const
export type EntityType = (typeof typeOf)[Kind]

/** The key of the record that an entity was made of, by its name or number; undefined for a stranger's. */
export function keyIn(type: string, entity: Record<string, unknown>): { company: CompanyName; key: Key } | undefined {
  const text = String(entity['DocNumber'] ?? entity['DisplayName'] ?? entity['Name'] ?? '').replace(' (deleted)', '')
  const [, company, kind, id] = /^(acme|beta)[ -](customer|vendor|part|invoice)[ -]([A-Z0-9]+)/.exec(text) ?? []
  if (!company || !kind || !id || typeOf[kind as Kind] !== type) return undefined
  return { company: company as CompanyName, key: `${kind as Kind}/${company}-${kind}-${id}` }
}

/** The mark in an entity, by which one version of its content is told from another. */
export function markIn(entity: Record<string, unknown>): string | undefined {
  const phone = Object(entity['PrimaryPhone'])['FreeFormNumber']
  const texts = [entity['PrivateNote'], entity['AcctNum'], entity['Description'], phone]
  return /\bv\d+\b/.exec(String(texts.find((text) => typeof text === 'string') ?? ''))?.[0]
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
      Array.from({ length: count }, (_, index): Key => `${kind}/${company}-${kind}-${letter}${index + 1}`)
    this.keys = [
      ...ids('customer', random.between(1, 3), 'C'),
      ...ids('part', random.between(1, 3), 'P'),
      ...ids('vendor', random.between(0, 1), 'V'),
      ...ids('invoice', random.between(1, 5), 'I'),
      // Two numbers that are the same once they are cut to what QuickBooks takes.
      ...(random.chance(0.15) ? ids('invoice', 2, 'TOOLONGFORABOOK') : []),
    ]
  }

  ofKind = (kind: Kind): Key[] => this.keys.filter((key) => key.startsWith(`${kind}/`))

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
    const [kind, id = ''] = key.split('/') as [Kind, string]
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
          const prcpart = random.pick(this.ofKind('part')).slice('part/'.length)
          return { cents, line: { prcpart, qty: String(qty), price: '4.50', amount: (cents / 100).toFixed(2) } }
        })
        const record = {
          invoicenum: id,
          custnum: random.pick(this.ofKind('customer')).slice('customer/'.length),
          custponum: mark,
          // Some are dated before the company went live.
          invoicedate: random.chance(0.06) ? '2022-06-01' : `2026-11-${random.between(10, 24)}`,
          ar_duedate: '2026-12-20',
          lines: lines.map(({ line }) => line),
        }
        return { record, totalCents: lines.reduce((sum, { cents }) => sum + cents, 0) }
      }
    }
  }
}

/** The message of the feed that brings a fact. */
export function eventOf({ company, key, version, record }: Fact): string {
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
