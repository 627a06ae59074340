import { keyOf as productKeyOf } from '../../shared/erp/record.ts'
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
/**
 * The name by which the simulation knows the record with this letter and number: the company's name is in it, so that nothing
 * can be taken for another's.
 */
export const keyOf = (company: CompanyName, kind: Kind, id: string): Key =>
  `${kind}/${company}-${kinds[kind].word}-${id}`

/** What ids end with in an ERP: separators, signs that mean something in a path, a query or a key, and other scripts. */
const endings = ['/4-20', '#2', ' 5%', ' "P"', '\\', 'Ü', '/1/~', '%2F', "'s", '漢']
/** Numbers with an X before them have such an ending. */
const ending = (id: string): string => endings[Number(/X(\d)$/.exec(id)?.[1])] ?? ''

/** The id of a record in the ERP. */
export function idOf(key: Key): string {
  const id = key.slice(key.indexOf('/') + 1)
  return id + ending(id)
}

/** The record that has this id in the ERP. */
export const keyWith = (kind: Kind, id: string): Key => `${kind}/${/^[a-z]+-[a-z]+-[A-Z0-9]+/.exec(id)?.[0] ?? id}`

/** How the product names a record in what it tells. */
export const toldAs = (key: Key): string => productKeyOf(kindOf(key), idOf(key))

/** Where the API has a record. */
export const pathOf = (key: Key): string => `/records/${kindOf(key)}/${encodeURIComponent(idOf(key))}`

/**
 * The key of the record that an entity was made of, by its first line, where its number may be another's too, or by its name or
 * number; undefined for a stranger's.
 */
export function keyIn(type: string, entity: Record<string, unknown>): { company: CompanyName; key: Key } | undefined {
  const texts = [descriptionIn(entity), wholeNumberIn(entity), entity['DisplayName'], entity['Name']]
  for (const text of texts) {
    const [, company, word, id] = /\b(acme|beta)[ -]([a-z]+)[ -]([A-Z0-9]+)/.exec(String(text ?? '')) ?? []
    const kind = everyKind.find((name) => kinds[name].type === type && kinds[name].word === word)
    if (company && kind && id) return { company: company as CompanyName, key: keyOf(company as CompanyName, kind, id) }
  }
  return undefined
}

/** A document's number, or the whole one that its memo says; one that is only cut may be that of several. */
function wholeNumberIn({ DocNumber, PrivateNote }: Record<string, unknown>): unknown {
  const [, whole] = /Number in the ERP: ([^\s.]+)/.exec(String(PrivateNote)) ?? []
  return whole && !whole.startsWith(String(DocNumber)) ? whole : DocNumber
}

const descriptionIn = (entity: Record<string, unknown>) => Object(Object(entity['Line'])[0])['Description']

/** The mark in an entity, by which one version of its content is told from another. */
export function markIn(entity: Record<string, unknown>): string | undefined {
  const phone = Object(entity['PrimaryPhone'])['FreeFormNumber']
  const texts = [entity['PrivateNote'], entity['AcctNum'], entity['Description'], phone, descriptionIn(entity)]
  return texts.flatMap((text) => /\bv\d+\b/.exec(typeof text === 'string' ? text : '') ?? [])[0]
}

export const markNumber = (mark: string): number => Number(mark.slice(1))
