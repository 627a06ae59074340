import type { Customer } from '../../erp/customer.ts'
import { keyOf } from '../../erp/record.ts'
import type { Vendor } from '../../erp/vendor.ts'
import type { Body } from '../../qbo/entity.ts'
import { notes } from '../notes.ts'
import { reasons } from '../reasons.ts'
import {
  assemble,
  type Context,
  type Fields,
  optionalAddress,
  optionalRef,
  optionalText,
  refTo,
  type Translation,
} from './context.ts'

/** QuickBooks' limit for the company name, which is an extra: DisplayName carries the name whole. */
const COMPANY_NAME_MAX = 100
const EMAIL_MAX = 100
const PHONE_MAX = 30

/** The Customer that should exist for a customer: the same name, its addresses and its terms. Contacts are not pushed. */
export function toCustomer(customer: Customer, context: Context): Translation {
  return assemble(...party(customer, context), {
    ...optionalAddress(
      'ShipAddr',
      customer.addresses.find(({ kind }) => kind === 'ship_to'),
      context,
    ),
    ...optionalRef('SalesTermRef', customer.terms ? keyOf('terms', customer.terms) : undefined, context),
    // QuickBooks takes a parent for a job only.
    ...(customer.parent ? { Job: true, ParentRef: refTo(keyOf('customer', customer.parent), context) } : {}),
    ...taxation(customer, context),
  })
}

/** Only what the ERP says: what the controller has set in QuickBooks is not undone by an ERP that knows nothing of tax. */
function taxation({ tax_exempt: isExempt, tax_exemption_reason: own }: Customer, { settings }: Context): Body {
  if (isExempt === undefined) return {}
  const reason = own ?? settings.taxExemptionReason
  return { Taxable: !isExempt, ...(isExempt && reason !== null ? { TaxExemptionReasonId: reason } : {}) }
}

/** The Vendor that should exist for a vendor: the same name, its address, its terms, and our number in its books. */
export function toVendor(vendor: Vendor, context: Context): Translation {
  return assemble(...party(vendor, context), {
    ...optionalText('AcctNum', vendor.acct_num, context),
    ...optionalRef('TermRef', vendor.terms ? keyOf('terms', vendor.terms) : undefined, context),
  })
}

/** What customers and vendors share. A currency is fixed once the entity exists, so it goes out at creation only. */
function party(record: Customer | Vendor, context: Context): (Body | Fields)[] {
  const name = record.name.trim()
  if (name === '') return [{ refused: reasons.nameEmpty('name') }]
  return [
    { DisplayName: name, ...(name.length <= COMPANY_NAME_MAX ? { CompanyName: name } : {}) },
    email(record.acct_email?.trim() ?? ''),
    phone(record.phone?.trim() ?? ''),
    optionalAddress(
      'BillAddr',
      record.addresses.find(({ kind }) => kind === 'bill_to'),
      context,
    ),
    context.purpose === 'create' ? currency(record.currency, context) : { Active: true },
  ]
}

/** People write several into one field; QuickBooks is certain to take one, so it gets the first that is one. */
function email(text: string): Fields {
  if (text === '') return { fields: {} }
  const Address = text.split(/[,;<>\s]+/).find(isEmail)
  const told = Address === text ? [] : [notes.email(text, Address)]
  return { fields: Address ? { PrimaryEmailAddr: { Address } } : {}, notes: told }
}

const isEmail = (text: string): boolean => text.length <= EMAIL_MAX && /^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(text)

/** Of several numbers in one field the first; half a number is of no use. */
function phone(text: string): Fields {
  if (text === '') return { fields: {} }
  const isShort = (number: string) => number.length <= PHONE_MAX
  const FreeFormNumber = isShort(text)
    ? text
    : text
        .split(/[/,;|\n]/)
        .map((part) => part.trim())
        .find((part) => part && isShort(part))
  const told = FreeFormNumber === text ? [] : [notes.phone(text, FreeFormNumber)]
  return { fields: FreeFormNumber ? { PrimaryPhone: { FreeFormNumber } } : {}, notes: told }
}

/** Without multicurrency there is none but the company's own. */
function currency(code: string | undefined, { preferences }: Context): Body | Fields {
  if (code === undefined) return {}
  const { homeCurrency, multiCurrency } = preferences
  if (!multiCurrency && code !== homeCurrency) return { refused: reasons.currencyOff(code, homeCurrency) }
  return { CurrencyRef: { value: code } }
}
