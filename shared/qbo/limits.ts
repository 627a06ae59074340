import type { Body, BodyValue } from './entity.ts'

/** How many characters QuickBooks takes in a field, by the field's name and, where that differs, by where it stands. */
const lengthLimits: Record<string, number> = {
  DisplayName: 500,
  CompanyName: 100,
  'Item.Name': 100,
  Sku: 100,
  'Item.Description': 4_000,
  PurchaseDesc: 1_000,
  AcctNum: 100,
  DocNumber: 21,
  PrivateNote: 4_000,
  'Line.Description': 4_000,
  Memo: 4_000,
  'PrimaryPhone.FreeFormNumber': 30,
  'PrimaryEmailAddr.Address': 100,
  Line1: 500,
  Line2: 500,
  Line3: 500,
  Line4: 500,
  Line5: 500,
  City: 255,
  Country: 255,
  CountrySubDivisionCode: 255,
  PostalCode: 30,
}

/** Names that may hold no colon, tab or line break. */
const nameFields = new Set(['Customer.DisplayName', 'Vendor.DisplayName', 'Item.Name'])

export type LimitBreach =
  | { rule: 'length'; field: string; limit: number; length: number }
  | { rule: 'name-characters'; field: string; character: string }
  | { rule: 'control-character'; field: string; character: string }
  | { rule: 'charset'; field: string; character: string }

/**
 * The first text that QuickBooks would not take as it is: too long, or with a character that it does not know.
 * Companies in the United States are documented to take ISO-8859-1 only.
 */
export function limitBreach(type: string, body: Body, country: string): LimitBreach | undefined {
  for (const { field, value } of texts(type, body)) {
    const limit = lengthLimitOf(field)
    if (limit !== undefined && value.length > limit) return { rule: 'length', field, limit, length: value.length }
    const [badInName] = nameFields.has(field) ? (/[:\t\n\r]/.exec(value) ?? []) : []
    if (badInName) return { rule: 'name-characters', field, character: badInName }
    // Line breaks are text; other control characters, those that turn the reading direction, and those without a width
    // are not: with them two names that look alike are two names.
    const [control] = /(?![\t\n\r])[\p{Cc}\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/u.exec(value) ?? []
    if (control) return { rule: 'control-character', field, character: control }
    const [foreign] = country === 'US' ? (/[^\0-\u00ff]/u.exec(value) ?? []) : []
    if (foreign) return { rule: 'charset', field, character: foreign }
  }
  return undefined
}

/** How many characters QuickBooks takes in a field; undefined where no limit is known. */
export const lengthLimitOf = (field: string): number | undefined =>
  lengthLimits[field] ?? lengthLimits[field.slice(field.lastIndexOf('.') + 1)]

/** The same body with each text put through a function. */
export function mapTexts(holder: string, body: Body, map: (field: string, text: string) => string): Body {
  const mapped = (name: string, field: string, value: BodyValue): BodyValue => {
    if (typeof value === 'string') return map(field, value)
    if (Array.isArray(value)) return value.map((element) => mapped(name, field, element))
    return typeof value === 'object' ? mapTexts(name, value, map) : value
  }
  return Object.fromEntries(
    Object.entries(body).map(([name, value]) => [name, mapped(name, `${holder}.${name}`, value)]),
  )
}

/** Every text in a body with the name of its field and of what holds it: `Item.Name`, `BillAddr.City`. */
function* texts(holder: string, value: BodyValue): Generator<{ field: string; value: string }> {
  if (typeof value !== 'object') return
  if (Array.isArray(value)) {
    for (const element of value) yield* texts(holder, element)
    return
  }
  for (const [name, inner] of Object.entries(value)) {
    if (typeof inner === 'string') yield { field: `${holder}.${name}`, value: inner }
    else yield* texts(name, inner)
  }
}
