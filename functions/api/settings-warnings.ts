import { doublePosting } from '../../shared/sync/admission.ts'
import { accountProblem } from '../../shared/sync/default-accounts.ts'
import type { Settings } from '../../shared/sync/settings.ts'
import { accountTypes } from '../books.ts'
import { taxWarnings } from './tax-warnings.ts'
import type { World } from './world.ts'

type Warning = { code: string; message: string; field?: string; count?: number }

/** Ledger entries that are looked at to count those that are held back; beyond that it is "more than". */
const ENTRIES_LOOKED_AT_MAX = 5_000

/** What a person should know about these settings: what is switched on and cannot work yet, or is held back by a guard. */
export async function settingsWarnings(world: World, company: string, settings: Settings): Promise<Warning[]> {
  const { switches, defaultAccounts, stockCountedBy } = settings
  const { epoch, country } = await world.writer.read(company)
  const uses = stockCountedBy === 'erp' ? (['income', 'expense'] as const) : (['asset', 'income', 'expense'] as const)
  const missing = uses.filter((use) => switches.part && !defaultAccounts[use])
  const chosen = Object.values(defaultAccounts).filter((id) => id !== null)
  const types = await accountTypes(world, company, epoch, chosen)
  const wrong = (['asset', 'income', 'expense', 'payable'] as const).flatMap((use) => {
    const id = defaultAccounts[use]
    const reason = id === null ? undefined : accountProblem(use, id, types)
    return reason ? [{ code: reason.code, message: reason.message, field: `defaultAccounts.${use}` }] : []
  })
  return [
    ...missing.map((use) => missingAccount(use, 'parts that use it')),
    ...(switches['purchase-order'] && !defaultAccounts.payable ? [missingAccount('payable', 'purchase orders')] : []),
    ...wrong,
    ...(await untiedAccounts(world, company, settings)),
    ...(await taxWarnings(world, { company, epoch, country }, settings)),
    ...uncounted(settings),
    ...(await doublePostings(world, company, settings)),
  ]
}

const missingAccount = (use: string, what: string): Warning => ({
  code: 'default_account_missing',
  message: `No default ${use} account is chosen, so ${what} are held until there is one.`,
  field: `defaultAccounts.${use}`,
})

/** Vouchers and ledger entries are booked to the ERP's accounts, so these have to be pulled and tied before. */
async function untiedAccounts(world: World, company: string, { switches }: Settings): Promise<Warning[]> {
  const users = [
    ...(switches.voucher ? ['Vouchers'] : []),
    ...(switches['ledger-entry'] ? ['General-ledger entries'] : []),
  ]
  if (users.length === 0 || (await world.lists.hasTied(company, 'account'))) return []
  const message = `${users.join(' and ')} wait until the chart of accounts is pulled and linked, and no account is linked yet.`
  return [{ code: 'accounts_not_tied', message, field: 'switches' }]
}

/** Where QuickBooks counts, what is received or made comes to it by adjustments only: the ledger entries of it are held. */
function uncounted({ switches, stockCountedBy, quantities }: Settings): Warning[] {
  const isLacking =
    switches.part && switches['ledger-entry'] && stockCountedBy === 'quickbooks' && quantities !== 'adjust'
  if (!isLacking) return []
  const message =
    'QuickBooks counts the stock, but its quantities are not adjusted, and ledger entries that move stock are held back: what is received or made never reaches QuickBooks. Choose that quantities are always adjusted, or that the ERP counts the stock.'
  return [{ code: 'quantities_not_adjusted', message, field: 'quantities' }]
}

/** With documents and the ledger both on, the same money could be posted twice; the guard holds those entries back. */
async function doublePostings(world: World, company: string, settings: Settings): Promise<Warning[]> {
  const { switches } = settings
  if (!switches['ledger-entry'] || !(switches.invoice || switches.voucher || switches.part)) return []
  let [looked, count] = [0, 0]
  let cursor: Record<string, unknown> | undefined
  do {
    const page = await world.lists.page(company, { kind: 'ledger-entry' }, 500, cursor)
    looked += page.items.length
    count += page.items.filter(
      ({ record }) => record?.kind === 'ledger-entry' && doublePosting(record.content, settings) !== undefined,
    ).length
    cursor = page.next
  } while (cursor && looked < ENTRIES_LOOKED_AT_MAX)
  if (count === 0) return []
  const number = cursor ? `More than ${count}` : String(count)
  const message = `General Ledger is on together with documents. ${number} of the ledger entries so far belong to a document that is pushed too, or move stock that QuickBooks counts itself; they are held back, so that nothing is posted twice.`
  return [{ code: 'double_posting', message, field: 'switches.ledger-entry', count }]
}
