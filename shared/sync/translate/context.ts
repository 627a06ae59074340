import Big from 'big.js'
import type { RecordKey } from '../../erp/record.ts'
import type { Address } from '../../erp/words.ts'
import type { Body, Ref } from '../../qbo/entity.ts'
import type { Reason } from '../reasons.ts'
import type { Link } from '../record.ts'
import type { Settings } from '../settings.ts'

/** What a translation may know besides the record. */
export type Context = {
  settings: Settings
  /** The links of what the record mentions, in this connection. */
  links: ReadonlyMap<RecordKey, Link>
  /** The country of the books, as CompanyInfo has it. */
  country: string
  /** A new entity, or an existing one: some fields are taken only at creation, and on an update empty ones are emptied. */
  purpose: 'create' | 'update'
  /** The day to count inventory from, when the settings name none. */
  inventoryStart: string
}

/** The entity that should exist, or why QuickBooks could not take it. */
export type Translation = { body: Body } | { refused: Reason }

/** The reference to a record that must be tied; whoever translates has seen to that. */
export function refTo(key: RecordKey, { links }: Context): Ref {
  const link = links.get(key)
  if (!link) throw new Error(`${key} is translated before what it mentions is tied`)
  return { value: link.id }
}

/** `{field: ref}` where the record names one and it is tied; nothing otherwise. */
export function optionalRef(field: string, key: RecordKey | undefined, { links }: Context): Body {
  const link = key && links.get(key)
  return link ? { [field]: { value: link.id } } : {}
}

/**
 * `{field: text}`. A sparse update keeps what it does not name, so there an empty text empties what the ERP has emptied;
 * a new entity simply goes without.
 */
export function optionalText(field: string, text: string | undefined, { purpose }: Pick<Context, 'purpose'>): Body {
  const value = text?.trim() ?? ''
  return value !== '' || purpose === 'update' ? { [field]: value } : {}
}

/** An ERP address in QuickBooks' fields. */
export function optionalAddress(field: string, address: Address | undefined, context: Context): Body {
  if (!address && context.purpose === 'create') return {}
  const rows = [address?.name, address?.address1, address?.address2, address?.address3].filter((row) => row?.trim())
  const body: Body = {
    ...optionalText('Line1', rows[0], context),
    ...optionalText('Line2', rows[1], context),
    ...optionalText('Line3', rows[2], context),
    ...optionalText('Line4', rows[3], context),
    ...optionalText('City', address?.city, context),
    ...optionalText('CountrySubDivisionCode', address?.state, context),
    ...optionalText('PostalCode', address?.zip, context),
    ...optionalText('Country', address?.country, context),
  }
  return Object.keys(body).length > 0 ? { [field]: body } : {}
}

/** The first reason there is; translations list theirs in the order in which a person would mend them. */
export const firstOf = (...reasons: (Reason | undefined)[]): Reason | undefined => reasons.find((reason) => reason)

/** An exact decimal as the number that goes over the wire; JSON writes its shortest form, so nothing is added to it. */
export const toNumber = (amount: Big | string): number => new Big(amount).toNumber()

/** Whether an amount is a whole number of cents; fractions cannot be posted. */
export const isCents = (amount: string): boolean => new Big(amount).round(2).eq(amount)
