import type { Reason } from './reason.ts'
import { reasons } from './reasons.ts'
import type { AccountTypes } from './record.ts'
import type { Settings } from './settings.ts'

/** What an account is used for as a default. */
export type AccountUse = keyof Settings['defaultAccounts']

/** The type and detail type of each default account: in Intuit's spelling, and as QuickBooks' own pages say them. */
export const accountRules: Record<AccountUse, { type: string; subType: string; words: string }> = {
  asset: { type: 'Other Current Asset', subType: 'Inventory', words: 'Other Current Asset, detail Inventory' },
  income: { type: 'Income', subType: 'SalesOfProductIncome', words: 'Income, detail Sales of Product Income' },
  expense: {
    type: 'Cost of Goods Sold',
    subType: 'SuppliesMaterialsCogs',
    words: 'Cost of Goods Sold, detail Supplies & Materials - COGS',
  },
  payable: { type: 'Accounts Payable', subType: 'AccountsPayable', words: 'Accounts Payable' },
}

/** QuickBooks refuses an inventory item with another detail type of these; of the others it takes any. */
const strictDetail: readonly AccountUse[] = ['asset', 'income']

/** How an account fits a use: right, wrong (QuickBooks would refuse it), or of an unusual detail type. */
export function fitOf(use: AccountUse, { type, subType }: AccountTypes): 'right' | 'wrong' | 'unusual' {
  const rule = accountRules[use]
  if (type !== rule.type) return 'wrong'
  if (subType === rule.subType) return 'right'
  return strictDetail.includes(use) ? 'wrong' : 'unusual'
}

/** Why an account cannot serve; undefined if it can, or if it was never pulled and QuickBooks has to judge. */
export function accountProblem(
  use: AccountUse,
  id: string,
  accounts: ReadonlyMap<string, AccountTypes>,
): Reason | undefined {
  const account = accounts.get(id)
  return account && fitOf(use, account) === 'wrong'
    ? reasons.accountType(use, id, account, accountRules[use].words)
    : undefined
}
