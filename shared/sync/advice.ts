import type { Fault } from '../qbo/faults.ts'
import type { Action, Reason } from './reason.ts'
import { correct, inErp } from './reasons/words.ts'
import { reasons } from './reasons.ts'

/** What to do about a refusal, by QuickBooks' code. */
const nextSteps: Record<string, string> = {
  610: 'Something that it uses was deleted or made inactive in QuickBooks. Make it active again there, then retry.',
  620: 'QuickBooks does not take the link between the two documents. See whether the order is still open there, then retry.',
  800: 'Other documents hang on it in QuickBooks, such as a bill on an order. Delete or unlink those there first, then retry.',
  2020: `QuickBooks misses a field. ${inErp}`,
  2050: `A text is too long for QuickBooks. ${inErp}`,
  2500: 'Something that it uses is inactive or gone in QuickBooks. Make it active again there, then retry.',
  6000: `QuickBooks has a business rule against it, in its own words above. ${inErp}`,
  6070: `An amount is not quantity times price. ${inErp}`,
  6100: 'Check the sales-tax setting of this company in QuickBooks and in QuickBooks Settings.',
  6140: 'The number is used by another transaction in QuickBooks. Renumber one of the two, then retry.',
  6220: 'It still has a balance in QuickBooks. Settle that there first, then retry.',
  6240: 'The name exists already in QuickBooks. Rename one of the two, then retry.',
  6270: 'The date lies before the inventory start date of an item. Choose an earlier inventory start date in QuickBooks Settings before the item is first pushed, or change it on the item in QuickBooks, then retry.',
  6280: 'It has charges in QuickBooks that are not billed yet. Bill or delete them there first, then retry.',
  6400: 'It is linked to an invoice in QuickBooks. Unlink the two there first, then retry.',
  6430: 'An account has the wrong type for this use. Choose another default account in QuickBooks Settings, then retry.',
  6450: 'It is paid in QuickBooks. Take the payment off it there first, then retry; or correct the ERP to what was paid.',
  6480: 'It is matched to a bank line in QuickBooks. Undo the match there, then retry.',
  6540: 'It is part of a deposit in QuickBooks. Take it out of the deposit there, then retry.',
}

/** The refusals that have an advice of their own. */
export const refusalCodes: readonly string[] = Object.keys(nextSteps)

/** Which of these steps is a setting of this company, and which one is taken in QuickBooks; the others are taken in the ERP. */
const settingsFor: Record<string, string> = { 6100: 'tax', 6270: 'inventoryStartDate', 6430: 'defaultAccounts' }
const inQuickBooks = new Set([
  '610',
  '620',
  '800',
  '2500',
  '6140',
  '6220',
  '6240',
  '6280',
  '6400',
  '6450',
  '6480',
  '6540',
])

function actionFor(code: string): Action {
  const setting = settingsFor[code]
  if (setting) return { kind: 'setting', target: setting }
  return inQuickBooks.has(code) ? { kind: 'quickbooks' } : correct
}

/** QuickBooks' refusal in words that a controller can act on. */
export function refusalReason({ code, message, detail }: Fault): Reason {
  const next = nextSteps[code] ?? `${inErp} Or retry once QuickBooks would take it.`
  return reasons.refused(code, message, detail, next, actionFor(code))
}
