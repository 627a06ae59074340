import type { Customer } from '../../erp/customer.ts'
import { keyOf } from '../../erp/record.ts'
import type { Vendor } from '../../erp/vendor.ts'
import type { Body } from '../../qbo/entity.ts'
import type { Reason } from '../reason.ts'
import { reasons } from '../reasons.ts'
import {
  type Context,
  firstOf,
  optionalAddress,
  optionalRef,
  optionalText,
  refTo,
  type Translation,
} from './context.ts'

/** QuickBooks' limit for the company name, which is an extra: DisplayName carries the name whole. */
const COMPANY_NAME_MAX = 100
const EMAIL_MAX = 100

/** The Customer that should exist for a customer: the same name, its addresses and its terms. Contacts are not pushed. */
export function toCustomer(customer: Customer, context: Context): Translation {
  const refused = partyProblem(customer)
  if (refused) return { refused }
  return {
    body: {
      ...party(customer, context),
      ...optionalAddress(
        'ShipAddr',
        customer.addresses.find(({ kind }) => kind === 'ship_to'),
        context,
      ),
      ...optionalRef('SalesTermRef', customer.terms ? keyOf('terms', customer.terms) : undefined, context),
      // QuickBooks takes a parent for a job only.
      ...(customer.parent ? { Job: true, ParentRef: refTo(keyOf('customer', customer.parent), context) } : {}),
      Taxable: !customer.tax_exempt,
    },
  }
}

/** The Vendor that should exist for a vendor: the same name, its address, its terms, and our number in its books. */
export function toVendor(vendor: Vendor, context: Context): Translation {
  const refused = partyProblem(vendor)
  if (refused) return { refused }
  return {
    body: {
      ...party(vendor, context),
      ...optionalText('AcctNum', vendor.acct_num, context),
      ...optionalRef('TermRef', vendor.terms ? keyOf('terms', vendor.terms) : undefined, context),
    },
  }
}

function partyProblem({ name, acct_email: email }: Customer | Vendor): Reason | undefined {
  return firstOf(
    name.trim() === '' ? reasons.nameEmpty('name') : undefined,
    email?.trim() && !isEmail(email.trim()) ? reasons.email('acct_email', email) : undefined,
  )
}

const isEmail = (text: string): boolean => text.length <= EMAIL_MAX && /^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(text)

/** What customers and vendors share. A currency is fixed once the entity exists, so it goes out at creation only. */
function party(record: Customer | Vendor, context: Context): Body {
  const name = record.name.trim()
  const email = record.acct_email?.trim() ?? ''
  return {
    DisplayName: name,
    ...(name.length <= COMPANY_NAME_MAX ? { CompanyName: name } : {}),
    ...(email === '' ? {} : { PrimaryEmailAddr: { Address: email } }),
    ...(record.phone ? { PrimaryPhone: { FreeFormNumber: record.phone.trim() } } : {}),
    ...optionalAddress(
      'BillAddr',
      record.addresses.find(({ kind }) => kind === 'bill_to'),
      context,
    ),
    ...(context.purpose === 'create' ? currency(record.currency) : { Active: true }),
  }
}

const currency = (code: string | undefined): Body => (code ? { CurrencyRef: { value: code } } : {})
