import type { Body, BodyValue } from './entity.ts'

/** So many characters a document's number has at most. */
export const DOC_NUMBER_MAX = 21

/** How many characters QuickBooks takes in a field, by the field's name and, where that differs, by where it stands. */
const lengthLimits: Record<string, number> = {
  DisplayName: 500,
  CompanyName: 100,
  'Item.Name': 100,
  Sku: 100,
  'Item.Description': 4_000,
  PurchaseDesc: 1_000,
  AcctNum: 100,
  DocNumber: DOC_NUMBER_MAX,
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
const nameFields = new Set([
  'Customer.DisplayName',
  'Customer.CompanyName',
  'Vendor.DisplayName',
  'Vendor.CompanyName',
  'Item.Name',
])

/** Why a text is none that QuickBooks takes in its field. */
export type TextBreach =
  | { rule: 'length'; limit: number; length: number }
  | { rule: 'name-characters' | 'control-character' | 'charset'; character: string }
export type LimitBreach = TextBreach & { field: string }

/** A text without what may stand in no name, where the field is one. */
export const asName = (field: string, text: string): string =>
  nameFields.has(field) ? text.replace(/:/g, '-').replace(/[\t\n\r]+/g, ' ') : text

/** Line breaks are text; other control characters, those that turn the reading direction, and those without a width are not. */
const CONTROL = /(?![\t\n\r])[\p{Cc}\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/gu

/** A text without the characters that nobody sees. */
export const withoutControls = (text: string): string => text.replace(CONTROL, '')

/** The first text of a body that QuickBooks would not take as it is. */
export function limitBreach(type: string, body: Body, country: string): LimitBreach | undefined {
  for (const { field, value } of texts(type, body)) {
    const breach = textBreach(field, value, country)
    if (breach) return { ...breach, field }
  }
  return undefined
}

/** Why QuickBooks would not take a text as it is: too long, or with a character that it does not know. */
export const textBreach = (field: string, value: string, country: string): TextBreach | undefined =>
  lengthBreach(field, value) ?? characterBreach(field, value, country)

/**
 * A length is one in UTF-16 units, as a server counts that is written in Java or C#; one that counts whole characters is
 * sent fewer than it takes.
 */
export function lengthBreach(field: string, value: string): TextBreach | undefined {
  const limit = lengthLimitOf(field)
  return limit !== undefined && value.length > limit ? { rule: 'length', limit, length: value.length } : undefined
}

/** Companies in the United States are documented to take ISO-8859-1 only. */
export function characterBreach(field: string, value: string, country: string): TextBreach | undefined {
  const [badInName] = nameFields.has(field) ? (/[:\t\n\r]/.exec(value) ?? []) : []
  if (badInName) return { rule: 'name-characters', character: badInName }
  // With them two names that look alike are two names.
  const [control] = value.match(CONTROL) ?? []
  if (control) return { rule: 'control-character', character: control }
  const [foreign] = country === 'US' ? (/[^\0-\u00ff]/u.exec(value) ?? []) : []
  return foreign ? { rule: 'charset', character: foreign } : undefined
}

/** How many characters QuickBooks takes in a field; undefined where no limit is known. */
export const lengthLimitOf = (field: string): number | undefined =>
  lengthLimits[field] ?? lengthLimits[field.slice(field.lastIndexOf('.') + 1)]

/** The same body with each text put through a function; what that leaves undefined is left out, and what was nothing else. */
export function mapTexts(holder: string, body: Body, map: (field: string, text: string) => string | undefined): Body {
  const mapped = (name: string, field: string, value: BodyValue): BodyValue | undefined => {
    if (typeof value === 'string') return map(field, value)
    if (Array.isArray(value)) return value.flatMap((element) => mapped(name, field, element) ?? [])
    if (typeof value !== 'object') return value
    const inner = mapTexts(name, value, map)
    return Object.keys(inner).length > 0 || Object.keys(value).length === 0 ? inner : undefined
  }
  return Object.fromEntries(
    Object.entries(body).flatMap(([name, value]) => {
      const fitting = mapped(name, `${holder}.${name}`, value)
      return fitting === undefined ? [] : [[name, fitting]]
    }),
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
