import { SettingsPatch } from '../../../shared/sync/settings.ts'
import { type Route, taking } from '../route.ts'
import { changeSettings, shownSettings } from '../settings.ts'
import { settingsWarnings } from '../settings-warnings.ts'
import * as shapes from '../shapes.ts'
import { shownSuspension } from '../stuck.ts'

/** QuickBooks Settings. */
export const settingsRoutes: readonly Route[] = [
  {
    method: 'get',
    path: '/companies/{company}/settings',
    summary: 'Switches, default accounts, go-live, policies',
    right: 'viewer',
    status: 200,
    answer: shapes.SettingsAnswer,
    handle: async (world, { company }) => {
      const { settings, chosen } = await world.companies.settings(company)
      return {
        ...shownSettings(settings, world.now()),
        timeZone: chosen.timeZone,
        warnings: await settingsWarnings(world, company, settings),
      }
    },
  },
  {
    method: 'patch',
    path: '/companies/{company}/settings',
    summary: 'Change any part of the settings',
    right: 'admin',
    status: 200,
    answer: shapes.SettingsAnswer,
    ...taking(SettingsPatch, async (world, { company, caller }, patch) => {
      const { settings, ...brought } = await changeSettings(world, company, caller.id, patch)
      return { ...shownSettings(settings, world.now()), ...brought }
    }),
  },
  {
    method: 'get',
    path: '/companies/{company}/connection',
    summary: 'The connection to QuickBooks and the five setup checks',
    right: 'viewer',
    status: 200,
    answer: shapes.Connection,
    handle: async (world, { company }) => {
      const [writer, checks] = await Promise.all([world.writer.read(company), world.setupChecks()])
      return {
        status: writer.status ?? 'none',
        realmId: writer.realmId ?? null,
        companyName: writer.companyName ?? null,
        epoch: writer.epoch,
        connectedAt: writer.connectedAt ?? null,
        connectedBy: writer.connectedBy ?? null,
        accessExpiresAt: writer.accessExpiresAt ?? null,
        refreshExpiresAt: writer.refreshExpiresAt ?? null,
        country: writer.companyName ? writer.country : null,
        needsReconnectReason: writer.needsReconnectReason ?? null,
        suspension: shownSuspension(writer),
        checks,
      }
    },
  },
]
