import { pathOf } from '../api/client.ts'
import type { CatalogEntry, Connection, Page, Settings } from '../api/shapes.ts'
import { type Asked, useAnswer } from '../api/use-answer.ts'
import { areAllSet } from '../connection/checks.tsx'
import { type SettingsHere, useSettings } from '../settings/use-settings.tsx'
import { useCompany } from '../shell/context.ts'

export type Setup = {
  connection: Asked<Connection>
  settings: SettingsHere
  /** Some of what was pulled: whether there is any is all that is asked. */
  catalog: Asked<Page<CatalogEntry>>
}

/** Where the company stands, as its answers say it. */
export type Now = { connection: Connection; settings: Settings; catalog: Page<CatalogEntry> }

export function useSetup(): Setup {
  const { company } = useCompany()
  const base = ['companies', company.company]
  return {
    connection: useAnswer<Connection>(pathOf([...base, 'connection'])),
    settings: useSettings(),
    catalog: useAnswer<Page<CatalogEntry>>(pathOf([...base, 'catalog'], { type: 'account', limit: 1 })),
  }
}

export type StepId =
  | 'checks'
  | 'connect'
  | 'pull'
  | 'link'
  | 'accounts'
  | 'stock'
  | 'tax'
  | 'go-live'
  | 'switches'
  | 'rehearsal'

/** Which steps are done already; those that are only looked at are done when the last one is. */
export function doneSteps({ connection, settings, catalog }: Now): Record<StepId, boolean> {
  const isOn = Object.values(settings.switches).some(Boolean)
  return {
    checks: areAllSet(connection.checks),
    connect: connection.status === 'connected',
    pull: catalog.items.length > 0,
    link: isOn,
    accounts: Object.entries(settings.defaultAccounts).every(
      ([use, id]) => id !== null || (use === 'asset' && settings.stockCountedBy === 'erp'),
    ),
    stock: isOn,
    tax: isOn,
    'go-live': settings.goLiveAt !== null,
    switches: isOn,
    rehearsal: isOn,
  }
}
