import { Refusal } from '../../shared/lib/refusal.ts'
import { patchSettings, type Settings, type SettingsPatch } from '../../shared/sync/settings.ts'
import { ApiProblem } from '../problem.ts'
import type { World } from './world.ts'

/** Settings as the API shows them: the inventory start date is the one that holds, also where nobody has chosen it. */
export function shownSettings(settings: Settings, now: number): Settings {
  const year = (settings.goLiveAt ?? new Date(now).toISOString()).slice(0, 4)
  return { ...settings, inventoryStartDate: settings.inventoryStartDate ?? `${year}-01-01` }
}

/** Changes settings, unless somebody else is changing them; what held back records is looked at again. */
export async function changeSettings(world: World, company: string, by: string, patch: SettingsPatch) {
  const { settings: before, revision } = await world.companies.settings(company)
  refuseUnbuilt(patch)
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
  await world.activity.append({
    company,
    at: new Date(world.now()).toISOString(),
    by,
    what: 'settings-changed',
    before: changed(before, result.settings),
    after: changed(result.settings, before),
  })
  await world.records.release(company, world.now(), 'held', 'default_account_missing')
  await world.wake(company)
  return result
}

/** What is not part of this release, and so must not be promised by a switch that does nothing. */
const unbuilt: readonly { field: string; isAsked: (patch: SettingsPatch) => boolean; instead: string }[] = [
  ...(['purchase-order', 'voucher', 'ledger-entry'] as const).map((kind) => ({
    field: `/switches/${kind}`,
    isAsked: ({ switches }: SettingsPatch) => switches?.[kind] === true,
    instead: 'its records are kept, and shown as off',
  })),
  {
    field: '/closedPeriod',
    isAsked: ({ closedPeriod }) => closedPeriod === 're-date',
    instead: 'a transaction in a closed period is held',
  },
  {
    field: '/quantities',
    isAsked: ({ quantities }) => quantities === 'adjust',
    instead: 'a quantity goes out when the item is created',
  },
  {
    field: '/approveBeforePosting',
    isAsked: ({ approveBeforePosting }) => approveBeforePosting === true,
    instead: 'a document goes out by itself, unless it is put on hold',
  },
]

function refuseUnbuilt(patch: SettingsPatch): void {
  const asked = unbuilt.find(({ isAsked }) => isAsked(patch))
  if (asked)
    throw new Refusal('E_UNSUPPORTED', asked.field, `${asked.field} is not in this release yet; ${asked.instead}`)
}

const changed = (settings: Settings, other: Settings) =>
  Object.fromEntries(
    Object.entries(settings).filter(
      ([field, value]) =>
        JSON.stringify(value) !== JSON.stringify(Object.entries(other).find(([name]) => name === field)?.[1]),
    ),
  )
