import type { AccountTypes } from '../../shared/sync/record.ts'

/** Detail types that decide where an account may be used; every other account of its type gets the plain one. */
const byName: readonly { name: RegExp; subType: string }[] = [
  { name: /^Inventory/, subType: 'Inventory' },
  { name: /^Sales - /, subType: 'SalesOfProductIncome' },
  { name: /^COGS/, subType: 'SuppliesMaterialsCogs' },
]
const plain: Record<string, string> = {
  Bank: 'Checking',
  'Accounts Receivable': 'AccountsReceivable',
  'Other Current Asset': 'OtherCurrentAssets',
  'Fixed Asset': 'MachineryAndEquipment',
  'Accounts Payable': 'AccountsPayable',
  'Other Current Liability': 'OtherCurrentLiabilities',
  'Long Term Liability': 'NotesPayable',
  Equity: 'RetainedEarnings',
  Income: 'OtherPrimaryIncome',
  'Cost of Goods Sold': 'SuppliesMaterialsCogs',
  Expense: 'OfficeGeneralAdministrativeExpenses',
  'Other Income': 'OtherMiscellaneousIncome',
  'Other Expense': 'OtherMiscellaneousExpense',
}

/** The account that a controller would tie an account of the ERP to: of the same type, and of the detail its name asks for. */
export function accountLike({ name, type = 'Expense' }: { name: string; type?: string | undefined }): AccountTypes {
  const subType = byName.find((rule) => rule.name.test(name))?.subType ?? plain[type] ?? 'OtherMiscellaneousExpense'
  return { type, subType }
}
