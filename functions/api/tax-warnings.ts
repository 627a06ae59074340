import { accountTypesIn } from '../../shared/sync/catalog.ts'
import type { Settings } from '../../shared/sync/settings.ts'
import { incomeAccounts } from '../books.ts'
import type { World } from './world.ts'

type Warning = { code: string; message: string; field: string }
type Books = { company: string; epoch: number; country: string }

/** What of the tax would come out otherwise than meant, or be held, under these settings. */
export async function taxWarnings(world: World, books: Books, settings: Settings): Promise<Warning[]> {
  const { switches } = settings
  const hasInvoices = switches.invoice
  const isElsewhere = books.country !== 'US'
  const hasPurchases = switches['purchase-order'] || switches.voucher
  return [
    ...(hasInvoices && settings.tax === 'line' ? await itemWarnings(world, books, settings.taxLineItem) : []),
    ...(hasInvoices && settings.tax === 'erp-total' && !isElsewhere && settings.taxCode === null ? [noCode] : []),
    ...(isElsewhere && (hasInvoices || hasPurchases) ? missingCodes(settings, books.country) : []),
    ...(await unusableCodes(world, books, settings)),
  ]
}

const noCode: Warning = {
  code: 'tax_code_missing',
  message:
    'The ERP’s tax is posted as a total, but no tax code is chosen for it. QuickBooks may leave such a total unheeded and compute a tax of its own, or none. Choose a tax code, or that the tax is a line of its own.',
  field: 'taxCode',
}

async function itemWarnings(world: World, { company, epoch }: Books, id: string | null): Promise<Warning[]> {
  const field = 'taxLineItem'
  if (id === null) {
    const message = 'The tax is a line of its own, but no item is chosen for it, so invoices with tax are held.'
    return [{ code: 'tax_item_missing', message, field }]
  }
  const item = (await world.catalog.getAll(company, epoch, 'item', [id])).get(id)
  if (!item) return []
  if (!item.active || item.gone) {
    const message = `The item for the tax, "${item.name}", is ${item.gone ? 'not there any more' : 'inactive'} in QuickBooks. Choose another.`
    return [{ code: 'tax_item_unusable', message, field }]
  }
  const booksTo = (await incomeAccounts(world, company, epoch, [id])).get(id)
  const account = booksTo && (await world.catalog.getAll(company, epoch, 'account', [booksTo])).get(booksTo)
  if (!account || accountTypesIn(account.detail).type.includes('Liability')) return []
  const message = `The item for the tax, "${item.name}", books to "${account.name}", which is of the type ${account.detail.type}: the tax would be counted there. Choose an item that books to the account on which the tax is owed.`
  return [{ code: 'tax_item_account', message, field }]
}

const missingCodes = ({ taxCodes, tax }: Settings, country: string): Warning[] =>
  (['taxable', 'exempt'] as const)
    .filter((use) => taxCodes[use] === null && (use === 'exempt' || tax === 'quickbooks' || tax === 'erp-total'))
    .map((use) => ({
      code: 'tax_code_missing',
      message: `QuickBooks in ${country} wants a tax code on every line. None is chosen for lines that are ${use === 'taxable' ? 'taxed' : 'not taxed'}, so documents with such lines are held.`,
      field: `taxCodes.${use}`,
    }))

/** Codes that were chosen and that QuickBooks has no more. One that was never pulled may be there. */
async function unusableCodes(world: World, { company, epoch }: Books, settings: Settings): Promise<Warning[]> {
  const { taxCode, taxCodes } = settings
  const chosen = { taxCode, 'taxCodes.taxable': taxCodes.taxable, 'taxCodes.exempt': taxCodes.exempt }
  const ids = Object.values(chosen).filter((id) => id !== null)
  const pulled = await world.catalog.getAll(company, epoch, 'tax-code', [...new Set(ids)])
  return Object.entries(chosen).flatMap(([field, id]) => {
    const code = pulled.get(id ?? '')
    if (!code || (code.active && !code.gone)) return []
    const message = `The chosen tax code "${code.name}" is not in use in QuickBooks any more. Choose another.`
    return [{ code: 'tax_code_unusable', message, field }]
  })
}
