import type { Company, Stored } from '../company/company.ts'
import { businessRule, missing, refuse } from '../fault.ts'
import { asText, type Fields, fieldsOf, refOf } from '../json.ts'
import {
  address,
  bareRef,
  common,
  date,
  email,
  type FieldTable,
  flag,
  ignored,
  money,
  name,
  oneOf,
  phone,
  ref,
  text,
  website,
} from '../schema.ts'
import { commonFilters, type Definition, type Draft, HOME } from './definition.ts'

/** The customer at the top and four levels below. */
const CUSTOMER_LEVELS_MAX = 5

const nameParts: FieldTable = {
  Title: name(16),
  GivenName: name(100),
  MiddleName: name(100),
  FamilyName: name(100),
  Suffix: name(16),
}

const contact: FieldTable = {
  ...common,
  ...nameParts,
  DisplayName: name(500),
  CompanyName: text(100),
  Active: flag,
  PrimaryPhone: phone,
  AlternatePhone: phone,
  Mobile: phone,
  Fax: phone,
  PrimaryEmailAddr: email,
  WebAddr: website,
  BillAddr: address,
  CurrencyRef: ref(),
  Balance: ignored,
  V4IDPseudonym: ignored,
}

const peopleFilters = [
  ...commonFilters,
  'DisplayName',
  'GivenName',
  'FamilyName',
  'MiddleName',
  'Suffix',
  'CompanyName',
  'PrintOnCheckName',
  'Active',
  'Balance',
]

/** DisplayName composed of the name parts, the name on cheques, and the currency, which is fixed at creation. */
function completePerson({ company, sent, next, before }: Draft): Fields {
  const parts = (...fields: string[]) => fields.flatMap((field) => asText(next[field]) || []).join(' ')
  const displayName = asText(next['DisplayName']) || parts('Title', 'GivenName', 'MiddleName', 'FamilyName', 'Suffix')
  if (displayName.trim() === '')
    throw refuse(
      '6080',
      'At least one of the following must be given: DisplayName, Title, GivenName, MiddleName, FamilyName, Suffix',
      'DisplayName',
    )

  const currency = refOf(sent, 'CurrencyRef')
  const fixed = refOf(before, 'CurrencyRef')
  if (currency && fixed && currency !== fixed)
    throw businessRule('The currency of a customer or vendor cannot be changed.')
  if (currency && currency !== HOME.value && !company.preferences.multiCurrency)
    throw businessRule('Multi currency should be enabled to perform this operation')

  return {
    ...next,
    DisplayName: displayName.trim(),
    PrintOnCheckName:
      asText(next['PrintOnCheckName']) ||
      asText(next['CompanyName']) ||
      parts('GivenName', 'FamilyName') ||
      displayName.trim(),
    Active: next['Active'] ?? true,
    CurrencyRef: { value: fixed ?? currency ?? HOME.value },
  }
}

const pseudonym = (company: Company, { id }: Stored) =>
  `002098${Buffer.from(`${company.realmId}/${id}`).toString('hex').padEnd(32, '0').slice(-32)}`

export const customer: Definition = {
  name: 'Customer',
  family: 'list',
  fields: {
    ...contact,
    PrintOnCheckName: name(110),
    ShipAddr: address,
    Notes: text(2000),
    ResaleNum: text(16),
    Taxable: flag,
    TaxExemptionReasonId: text(15),
    DefaultTaxCodeRef: ref(),
    SalesTermRef: bareRef('Term'),
    PaymentMethodRef: ref(),
    PreferredDeliveryMethod: oneOf('Print', 'Email', 'None'),
    ParentRef: bareRef('Customer'),
    Job: flag,
    BillWithParent: flag,
    PrimaryTaxIdentifier: text(20),
    OpenBalanceDate: date,
    BalanceWithJobs: ignored,
    FullyQualifiedName: ignored,
    Level: ignored,
    IsProject: ignored,
    ClientEntityId: ignored,
  },
  required: [],
  kept: ['CurrencyRef', 'Active'],
  filterable: [...peopleFilters, 'FullyQualifiedName', 'Taxable'],
  sortable: [...peopleFilters, 'FullyQualifiedName'],
  complete(draft) {
    const next = completePerson(draft)
    checkParent(draft, next)
    const term = refOf(draft.sent, 'SalesTermRef')
    if (term) draft.company.use('Term', term, 'SalesTermRef')
    const isMadeExempt = draft.sent['Taxable'] === false && draft.before?.['Taxable'] !== false
    if (isMadeExempt && !next['TaxExemptionReasonId'] && draft.company.world.exemption === 'with a reason')
      throw businessRule('A customer who is exempt from tax needs a reason for it: TaxExemptionReasonId.')
    return {
      ...next,
      Taxable: next['Taxable'] ?? draft.company.preferences.usingSalesTax,
      Job: next['Job'] ?? false,
      BillWithParent: next['BillWithParent'] ?? false,
      PreferredDeliveryMethod: next['PreferredDeliveryMethod'] ?? 'Print',
      DefaultTaxCodeRef: { value: '2' },
    }
  },
  computed: (stored, company) =>
    fieldsOf({
      Balance: company.ledger.owedBy(`Customer/${stored.id}`),
      BalanceWithJobs: company.ledger.owedBy(`Customer/${stored.id}`),
      FullyQualifiedName: company.fullName(stored),
      Level: company.parentOf(stored) ? levelOf(stored, company) - 1 : undefined,
      IsProject: false,
      V4IDPseudonym: pseudonym(company, stored),
    }),
}

function levelOf(stored: Stored, company: Company): number {
  const parent = company.parentOf(stored)
  return parent ? levelOf(parent, company) + 1 : 1
}

function checkParent({ company, id }: Draft, next: Fields): void {
  const parentId = refOf(next, 'ParentRef')
  if (next['Job'] === true && !parentId) throw refuse('6150', 'ParentRef is required if Job is true', 'ParentRef')
  if (!parentId) return
  if (next['Job'] !== true) throw refuse('2600', 'ParentRef is given but Job is not true', 'Job')
  if (parentId === id) throw refuse('900', 'A customer cannot be the parent of itself', 'ParentRef')
  for (
    let above: Stored | undefined = company.use('Customer', parentId, 'ParentRef');
    above;
    above = company.parentOf(above)
  )
    if (above.id === id) throw refuse('700', 'A customer cannot be below one of its own sub-customers', 'ParentRef')
  if (levelOf(company.use('Customer', parentId), company) >= CUSTOMER_LEVELS_MAX)
    throw refuse('6180', `Customers have at most ${CUSTOMER_LEVELS_MAX} levels`, 'ParentRef')
}

export const vendor: Definition = {
  name: 'Vendor',
  family: 'list',
  fields: {
    ...contact,
    PrintOnCheckName: name(100),
    AcctNum: text(100),
    TaxIdentifier: text(20),
    Vendor1099: flag,
    TermRef: bareRef('Term'),
    BillRate: money,
    CostRate: money,
  },
  required: [],
  kept: ['CurrencyRef', 'Active'],
  filterable: [...peopleFilters, 'AcctNum'],
  sortable: peopleFilters,
  complete(draft) {
    const next = completePerson(draft)
    const term = refOf(draft.sent, 'TermRef')
    if (term) draft.company.use('Term', term, 'TermRef')
    return {
      ...next,
      Vendor1099: next['Vendor1099'] ?? false,
      BillRate: next['BillRate'] ?? 0,
      CostRate: next['CostRate'] ?? 0,
    }
  },
  computed(stored, company) {
    const taxIdentifier = asText(stored.body['TaxIdentifier'])
    return fieldsOf({
      Balance: 0 - company.ledger.owedBy(`Vendor/${stored.id}`),
      V4IDPseudonym: pseudonym(company, stored),
      TaxIdentifier: taxIdentifier?.slice(-4).padStart(taxIdentifier.length, 'X'),
    })
  },
}

/** Employees take up names; the API of this simulator only reads them. */
export const employee: Definition = {
  name: 'Employee',
  family: 'only-read',
  fields: { ...contact, PrintOnCheckName: name(110), PrimaryAddr: address },
  required: [],
  kept: ['CurrencyRef', 'Active'],
  filterable: peopleFilters,
  sortable: peopleFilters,
  complete: completePerson,
  computed: () => ({ BillableTime: false }),
}

export const term: Definition = {
  name: 'Term',
  family: 'only-read',
  fields: {
    ...common,
    Name: text(31),
    Active: flag,
    Type: ignored,
    DueDays: { is: 'number', decimals: 0, min: 0, max: 999 },
    DiscountDays: { is: 'number', decimals: 0, min: 0, max: 999 },
    DiscountPercent: { is: 'number', decimals: 5, min: 0, max: 100 },
    DayOfMonthDue: { is: 'number', decimals: 0, min: 1, max: 31 },
    DueNextMonthDays: { is: 'number', decimals: 0, min: 0, max: 999 },
    DiscountDayOfMonth: { is: 'number', decimals: 0, min: 1, max: 31 },
  },
  required: ['Name'],
  kept: ['Active'],
  filterable: [...commonFilters, 'Name', 'Active', 'Type'],
  sortable: [...commonFilters, 'Name'],
  complete({ next }) {
    if (next['DueDays'] === undefined && next['DayOfMonthDue'] === undefined) throw missing('DueDays')
    const type = next['DueDays'] === undefined ? 'DATE_DRIVEN' : 'STANDARD'
    return {
      DiscountPercent: 0,
      ...(type === 'STANDARD' ? { DiscountDays: 0 } : {}),
      ...next,
      Active: next['Active'] ?? true,
      Type: type,
    }
  },
  computed: () => ({}),
}
