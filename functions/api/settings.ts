import { SYNCED_PARTS } from '../../shared/aws/open-key.ts'
import { dayOf, inventoryStart } from '../../shared/sync/day.ts'
import { patchSettings, type Settings, type SettingsPatch } from '../../shared/sync/settings.ts'
import { ApiProblem } from '../problem.ts'
import { refuseUnfitAccounts } from './default-accounts.ts'
import { settingsWarnings } from './settings-warnings.ts'
import type { World } from './world.ts'

/** Settings as the API shows them: the inventory start date is the one that holds, also where nobody has chosen it. */
export function shownSettings(settings: Settings, now: number): Settings {
  const start = settings.inventoryStartDate ?? inventoryStart(settings, dayOf(now, settings.timeZone))
  return { ...settings, inventoryStartDate: start }
}

/** Changes settings, unless somebody else is changing them; what held back records is looked at again. */
export async function changeSettings(world: World, company: string, by: string, patch: SettingsPatch) {
  const { chosen: before, revision } = await world.companies.settings(company)
  await refuseUnfitAccounts(world, company, patch)
  const result = patchSettings(before, patch)
  if ('needsConfirmation' in result) {
    const stranded = result.needsConfirmation.join(', ')
    throw new ApiProblem(
      409,
      'needs-confirmation',
      'Other switches need this one',
      `Switching it off switches off ${stranded} too. Send the change again with "confirm": true if that is meant.`,
      { switches: result.needsConfirmation },
    )
  }
  if (!(await world.companies.saveSettings(company, result.settings, revision))) {
    throw new ApiProblem(
      409,
      'changed-meanwhile',
      'Somebody else changed the settings',
      'Read them again, then repeat your change.',
    )
  }
  const at = new Date(world.now()).toISOString()
  const after = changed(result.settings, before)
  const what = 'settings-changed'
  await world.activity.append({ company, at, by, what, before: changed(before, result.settings), after })
  await releaseHeld(world, company, after)
  await world.wake(company)
  return { ...result, warnings: await settingsWarnings(world, company, result.settings) }
}

/** What was sent, and stands in QuickBooks otherwise: it goes again where the setting makes it another write. */
const DIFFERING = 'differs/differs/'

/** What a change of a setting may let go: the beginnings of the open keys of what it held back. */
const released: Partial<Record<keyof Settings, readonly string[]>> = {
  switches: ['held/double_posting/', 'waiting/purchase-order/'],
  defaultAccounts: ['held/default_account_missing/', 'held/E_ACCOUNT_TYPE/'],
  prcAccounts: ['held/default_account_missing/', 'held/E_ACCOUNT_TYPE/'],
  stockCountedBy: [
    'held/double_posting/',
    'held/item_type_fixed/',
    'held/default_account_missing/',
    'held/E_ACCOUNT_TYPE/',
    'waiting/part/',
    'waiting/account/',
    SYNCED_PARTS,
  ],
  stockEntries: ['held/double_posting/'],
  quantities: ['held/double_posting/'],
  tax: ['held/E_TAX/', 'held/E_TAX_CODE/', 'held/E_TAX_ITEM/', DIFFERING],
  taxLineItem: ['held/E_TAX_ITEM/', DIFFERING],
  taxCode: [DIFFERING],
  taxCodes: ['held/E_TAX_CODE/', DIFFERING],
  taxExemptionReason: ['held/exemption_reason/'],
  itemWithoutPart: ['held/E_LINE_ITEM/'],
  freightItem: ['held/shipping_off/'],
  paidDocuments: ['held/paid_document/'],
  longDescriptions: ['held/E_LENGTH/'],
  foreignCharacters: ['held/E_CHARSET/', 'held/E_NAME_CHARS/', 'held/E_CONTROL/'],
  longKeys: ['held/E_LENGTH/'],
  closedPeriod: ['held/closed_period/'],
  untiedAccounts: ['waiting/account/'],
  adoptByExactName: ['held/name_taken/'],
  editedInQuickBooks: ['held/edited_in_quickbooks/'],
  approveBeforePosting: ['held/approval/'],
}

async function releaseHeld(world: World, company: string, after: Record<string, unknown>): Promise<void> {
  const prefixes = Object.entries(released).flatMap(([field, list]) => (field in after ? list : []))
  for (const prefix of new Set(prefixes)) await world.writer.askRelease(company, world.newId(), prefix)
}

const changed = (settings: Settings, other: Settings) =>
  Object.fromEntries(
    Object.entries(settings).filter(
      ([field, value]) =>
        JSON.stringify(value) !== JSON.stringify(Object.entries(other).find(([name]) => name === field)?.[1]),
    ),
  )
