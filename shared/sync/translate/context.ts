import Big from 'big.js'
import type { RecordKey } from '../../erp/record.ts'
import type { Address } from '../../erp/words.ts'
import type { Body, Ref } from '../../qbo/entity.ts'
import type { Preferences } from '../../qbo/preferences.ts'
import type { Note } from '../note.ts'
import type { Reason } from '../reason.ts'
import { reasons } from '../reasons.ts'
import type { AccountTypes, Billed, Link } from '../record.ts'
import type { Settings } from '../settings.ts'
import type { TaxCode } from './tax.ts'

/** What a translation may know besides the record. */
export type Context = {
  settings: Settings
  /** The links of what the record mentions, in this connection. */
  links: ReadonlyMap<RecordKey, Link>
  /** Types of accounts by their Id, as far as they have been pulled. */
  accounts: ReadonlyMap<string, AccountTypes>
  /** The tax codes of the company, as far as a record names some. */
  taxCodes: readonly TaxCode[]
  /** The country of the books, as CompanyInfo has it. */
  country: string
  preferences: Preferences
  /** A new entity, or an existing one: some fields are taken only at creation, and on an update empty ones are emptied. */
  purpose: 'create' | 'update'
  /** The record's own link, where it has one. */
  link: Link | undefined
  /** Why QuickBooks did not take this version with what it names for information, so that is left out. */
  linkRefused?: string | undefined
  /** Of an order: what the bills cover of it that are in these books. */
  billed?: Billed | undefined
  /** The day to count inventory from, when the settings name none. */
  inventoryStart: string
}

/** The entity that should exist, with what it has otherwise than the ERP; or why QuickBooks could not take it. */
export type Translation = { body: Body; notes: Note[] } | { refused: Reason }

/** Fields of a body, or why there can be none. */
export type Fields = { fields: Body; notes?: readonly Note[] } | { refused: Reason }

/** Puts a body together from its parts; the first part that is refused refuses the whole. */
export function assemble(...parts: (Body | Fields)[]): Translation {
  const body: Body = {}
  const notes: Note[] = []
  for (const part of parts) {
    if (isRefused(part)) return part
    Object.assign(body, isFields(part) ? part.fields : part)
    if (isFields(part)) notes.push(...(part.notes ?? []))
  }
  return { body, notes }
}

/** Whether a part of a translation is a refusal of the whole. */
const isRefused = (part: object): part is { refused: Reason } => 'refused' in part
const isFields = (part: Body | Fields): part is Exclude<Fields, { refused: Reason }> => 'fields' in part

/** The lines of a document, or why one of them cannot be. */
export function linesOf<Line>(
  lines: readonly Line[],
  toLine: (line: Line, index: number) => Body | Fields,
): { lines: Body[] } | { refused: Reason } {
  const bodies: Body[] = []
  for (const [index, line] of lines.entries()) {
    const part = toLine(line, index)
    if (isRefused(part)) return part
    bodies.push(isFields(part) ? part.fields : part)
  }
  return { lines: bodies }
}

/** The reference to a record that must be tied; whoever translates has seen to that. */
export function refTo(key: RecordKey, { links }: Pick<Context, 'links'>): Ref {
  const link = links.get(key)
  if (!link) throw new Error(`${key} is translated before what it mentions is linked`)
  return { value: link.id }
}

/** `{field: ref}` where the record names one and it is tied; nothing otherwise. */
export function optionalRef(field: string, key: RecordKey | undefined, { links }: Context): Body {
  const link = key && links.get(key)
  return link ? { [field]: { value: link.id } } : {}
}

/** Whether the ERP has filled this field of the entity before. */
export const wasGiven = (field: string, { link }: Pick<Context, 'link'>): boolean =>
  link?.facts?.given?.includes(field) ?? false

/**
 * `{field: text}`. A sparse update keeps what it does not name, so an empty text is sent for what the ERP has filled before
 * and emptied since; what it never filled stays as somebody has entered it in QuickBooks.
 */
export function optionalText(field: string, text: string | undefined, context: Pick<Context, 'link'>): Body {
  const value = text?.trim() ?? ''
  return value !== '' || wasGiven(field, context) ? { [field]: value } : {}
}

/** `{Description: text}` of a line, where there is one. */
export const lineDescription = (text: string | undefined): Body => (text?.trim() ? { Description: text.trim() } : {})

/** An ERP address in QuickBooks' fields, whole: on an update its empty lines are emptied. */
export function optionalAddress(field: string, address: Address | undefined, context: Context): Body {
  if (!address && !wasGiven(field, context)) return {}
  const line = (name: string, text: string | undefined): Body =>
    text?.trim() || context.purpose === 'update' ? { [name]: text?.trim() ?? '' } : {}
  const rows = [address?.name, address?.address1, address?.address2, address?.address3].filter((row) => row?.trim())
  const body: Body = {
    ...line('Line1', rows[0]),
    ...line('Line2', rows[1]),
    ...line('Line3', rows[2]),
    ...line('Line4', rows[3]),
    ...line('City', address?.city),
    ...line('CountrySubDivisionCode', address?.state),
    ...line('PostalCode', address?.zip),
    ...line('Country', address?.country),
  }
  return Object.keys(body).length > 0 ? { [field]: body } : {}
}

/** The first reason there is; translations list theirs in the order in which a person would mend them. */
export const firstOf = (...reasons: (Reason | undefined)[]): Reason | undefined => reasons.find((reason) => reason)

/** An exact decimal as the number that goes over the wire; JSON writes its shortest form, so nothing is added to it. */
export const toNumber = (amount: Big | string): number => new Big(amount).toNumber()

export const sum = (amounts: readonly (string | Big | undefined)[]): Big =>
  amounts.reduce<Big>((total, amount) => total.plus(amount ?? 0), new Big(0))

/** QuickBooks takes more decimals in a price than in an amount; with seven, a price for most discounts can be told. */
const PRICE_DECIMALS_MAX = 7

/** A line as far as its price goes. */
export type PricedLine = { qty?: string | undefined; price?: string | undefined; amount: string }

/**
 * QuickBooks refuses a line whose Qty x UnitPrice is not its Amount (fault 6070). After a line discount that is so; then
 * the price that was really paid is given instead of the list price. Where no price gives the amount, the line goes out
 * as a lump sum. The amount is true in each case.
 */
export function quantityAndPrice({ qty, price, amount }: PricedLine): Body {
  if (qty === undefined || new Big(qty).eq(0)) return {}
  const quantity = new Big(qty)
  const paid = new Big(amount).div(quantity).round(PRICE_DECIMALS_MAX)
  const unitPrice = [...(price === undefined ? [] : [new Big(price)]), paid].find((candidate) =>
    candidate.times(quantity).round(2).eq(amount),
  )
  return unitPrice ? { Qty: toNumber(quantity), UnitPrice: toNumber(unitPrice) } : {}
}

/**
 * An amount below quantity times price is a discount; one above it, or of the other sign, is a mistake that nobody should
 * post. The price may have been rounded, by half of its last digit on each piece.
 */
export function lineSumProblem(lines: readonly PricedLine[]): Reason | undefined {
  for (const [index, { qty, price, amount }] of lines.entries()) {
    if (qty === undefined || price === undefined) continue
    const product = new Big(qty).times(price)
    const priceDecimals = price.split('.')[1]?.length ?? 0
    const rounding = new Big(10).pow(-Math.max(2, priceDecimals)).div(2)
    const tolerance = rounding.times(new Big(qty).abs()).plus('0.005')
    const isOtherSign = !product.eq(0) && new Big(amount).times(product).lt(0)
    if (isOtherSign || new Big(amount).abs().gt(product.abs().plus(tolerance))) {
      return reasons.lineSum(index + 1, { qty, price, product: product.round(2).toFixed(2), amount })
    }
  }
  return undefined
}
