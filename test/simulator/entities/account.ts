import type { Company, Stored } from '../company/company.ts'
import { businessRule, refuse } from '../fault.ts'
import { asText, type Fields, refOf } from '../json.ts'
import { sum } from '../money.ts'
import { bareRef, common, flag, ignored, ref, text } from '../schema.ts'
import { commonFilters, type Definition, type Draft, HOME } from './definition.ts'

type AccountType = {
  classification: 'Asset' | 'Liability' | 'Equity' | 'Revenue' | 'Expense'
  subTypes: readonly [string, ...string[]]
}

/** The types, and of the subtypes those that this simulator knows to belong to them; the first is the default. */
const accountTypes: Record<string, AccountType> = {
  Bank: { classification: 'Asset', subTypes: ['CashOnHand', 'Checking', 'Savings'] },
  'Accounts Receivable': { classification: 'Asset', subTypes: ['AccountsReceivable'] },
  'Other Current Asset': {
    classification: 'Asset',
    subTypes: ['EmployeeCashAdvances', 'Inventory', 'UndepositedFunds', 'PrepaidExpenses', 'OtherCurrentAssets'],
  },
  'Fixed Asset': { classification: 'Asset', subTypes: ['FurnitureAndFixtures', 'Vehicles', 'AccumulatedDepreciation'] },
  'Other Asset': { classification: 'Asset', subTypes: ['OtherLongTermAssets'] },
  'Accounts Payable': { classification: 'Liability', subTypes: ['AccountsPayable'] },
  'Credit Card': { classification: 'Liability', subTypes: ['CreditCard'] },
  'Other Current Liability': { classification: 'Liability', subTypes: ['OtherCurrentLiabilities', 'GlobalTaxPayable'] },
  'Long Term Liability': { classification: 'Liability', subTypes: ['NotesPayable', 'OtherLongTermLiabilities'] },
  Equity: { classification: 'Equity', subTypes: ['OpeningBalanceEquity', 'RetainedEarnings'] },
  Income: {
    classification: 'Revenue',
    subTypes: [
      'OtherPrimaryIncome',
      'SalesOfProductIncome',
      'ServiceFeeIncome',
      'DiscountsRefundsGiven',
      'UnappliedCashPaymentIncome',
    ],
  },
  'Cost of Goods Sold': {
    classification: 'Expense',
    subTypes: [
      'CostOfLaborCos',
      'SuppliesMaterialsCogs',
      'ShippingFreightDeliveryCos',
      'EquipmentRentalCos',
      'OtherCostsOfServiceCos',
    ],
  },
  Expense: { classification: 'Expense', subTypes: ['Travel'] },
  'Other Income': {
    classification: 'Revenue',
    subTypes: ['OtherInvestmentIncome', 'InterestEarned', 'OtherMiscellaneousIncome'],
  },
  'Other Expense': {
    classification: 'Expense',
    subTypes: ['Depreciation', 'OtherMiscellaneousExpense', 'PenaltiesSettlements'],
  },
}

const ACCOUNT_LEVELS_MAX = 5

const filters = [
  ...commonFilters,
  'Name',
  'FullyQualifiedName',
  'Active',
  'AccountType',
  'AccountSubType',
  'Classification',
  'AcctNum',
  'SubAccount',
  'ParentRef',
  'CurrentBalance',
  'Description',
]

/** The type by itself or found by the subtype; neither gives 6010. */
function typesOf(next: Fields): { type: string; subType: string } {
  const type = asText(next['AccountType'])
  const subType = asText(next['AccountSubType'])
  if (!type && !subType) throw refuse('6010', 'Either AccountType or AccountSubType is required', 'AccountType')
  const known =
    type ?? Object.entries(accountTypes).find(([, { subTypes }]) => subTypes.some((each) => each === subType))?.[0]
  const found = known === undefined ? undefined : accountTypes[known]
  if (!known || !found)
    throw refuse(
      '2170',
      `${type ?? subType} is not an account type or subtype`,
      type ? 'AccountType' : 'AccountSubType',
    )
  return { type: known, subType: subType ?? found.subTypes[0] }
}

function levelBelow({ company, id, next }: Draft): number {
  const parentId = refOf(next, 'ParentRef')
  let level = 1
  for (
    let above = parentId ? company.use('Account', parentId, 'ParentRef') : undefined;
    above;
    above = company.parentOf(above)
  ) {
    if (above.id === id) throw refuse('900', 'An account cannot be the parent of itself', 'ParentRef')
    level += 1
  }
  return level
}

const classificationOf = (account: Stored) => accountTypes[asText(account.body['AccountType']) ?? '']?.classification

/** Refuses with 6430 unless the account is of one of the types. */
export function requireAccountType(account: Stored, element: string, ...types: string[]): void {
  if (!types.some((type) => account.body['AccountType'] === type))
    throw refuse(
      '6430',
      `Invalid account type: ${element} needs an account of type ${types.join(' or ')}, not ${asText(account.body['AccountType'])}`,
      element,
    )
}

/** Whether an account is kept in a currency. */
export const isIn = ({ body }: Stored, currency: string | undefined) => refOf(body, 'CurrencyRef') === currency

/** Refuses with 6000 a receivable or payable account that is kept in another currency, in a world that minds. */
export function requireCurrency(account: Stored, currency: string | undefined, { world, preferences }: Company): void {
  if (world.foreignPayables === 'on any account' || !preferences.multiCurrency || isIn(account, currency)) return
  throw businessRule(`The currency of the account ${asText(account.body['Name'])} has to be that of the transaction.`)
}

export const account: Definition = {
  name: 'Account',
  family: 'list',
  fields: {
    ...common,
    Name: { is: 'text', max: 100, barred: /[":]/ },
    AcctNum: text(7),
    Description: text(100),
    Active: flag,
    SubAccount: flag,
    ParentRef: bareRef('Account'),
    AccountType: text(100),
    AccountSubType: text(100),
    CurrencyRef: ref(),
    TaxCodeRef: ref(),
    Classification: ignored,
    FullyQualifiedName: ignored,
    CurrentBalance: ignored,
    CurrentBalanceWithSubAccounts: ignored,
  },
  required: ['Name'],
  kept: ['CurrencyRef', 'Active', 'AccountType', 'AccountSubType'],
  filterable: filters,
  sortable: filters,
  complete(draft) {
    const { type, subType } = typesOf(draft.next)
    if (levelBelow(draft) > ACCOUNT_LEVELS_MAX)
      throw refuse('6180', `Accounts have at most ${ACCOUNT_LEVELS_MAX} levels`, 'ParentRef')
    return {
      ...draft.next,
      Active: draft.next['Active'] ?? true,
      AccountType: type,
      AccountSubType: subType,
      CurrencyRef: { value: refOf(draft.next, 'CurrencyRef') ?? HOME.value },
    }
  },
  computed(stored, company) {
    return {
      SubAccount: refOf(stored.body, 'ParentRef') !== undefined,
      FullyQualifiedName: company.fullName(stored),
      Classification: classificationOf(stored) ?? 'Asset',
      CurrentBalance: shownBalance(stored, company),
      CurrentBalanceWithSubAccounts: sum(
        [...company.all('Account')]
          .filter((other) => isWithin(other, stored, company))
          .map((other) => shownBalance(other, company)),
      ),
    }
  },
}

/** Income and expense accounts show no balance; of the others, what is owed shows negative. */
function shownBalance(stored: Stored, company: Company): number {
  const classification = classificationOf(stored)
  return classification === 'Revenue' || classification === 'Expense' ? 0 : company.ledger.balanceOf(stored.id)
}

function isWithin(below: Stored, above: Stored, company: Company): boolean {
  if (below.id === above.id) return true
  const parent = company.parentOf(below)
  return parent !== undefined && isWithin(parent, above, company)
}
