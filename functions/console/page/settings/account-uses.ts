import type { AccountUse } from '../../../../shared/sync/default-accounts.ts'

/** The four default accounts under the ERP's names, and what each is for. */
export const uses: Record<AccountUse, { name: string; advice: string }> = {
  asset: { name: 'Part Asset', advice: 'Where the value of stocked parts stands' },
  income: { name: 'Part Income', advice: 'Where sales are booked' },
  expense: { name: 'Part Expense', advice: 'COGS Material' },
  payable: { name: 'Part A/P', advice: 'Where purchase orders and bills are owed' },
}
