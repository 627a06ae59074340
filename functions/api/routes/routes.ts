import * as z from 'zod/mini'
import type { Route } from '../route.ts'
import { accountRoutes } from './accounts.ts'
import { activityRoutes } from './activity.ts'
import { backfillRoutes } from './backfill.ts'
import { batchRoutes } from './batches.ts'
import { catalogRoutes } from './catalog.ts'
import { changeRoutes } from './changes.ts'
import { checkRoutes } from './check.ts'
import { companyRoutes } from './companies.ts'
import { documentRoutes } from './documents.ts'
import { linkRoutes } from './links.ts'
import { openRoutes } from './open.ts'
import { openingStockRoutes } from './opening-stock.ts'
import { problemRoutes } from './problems.ts'
import { pullRoutes } from './pulls.ts'
import { recordRoutes } from './records.ts'
import { refusedEventRoutes } from './refused-events.ts'
import { searchRoutes } from './search.ts'
import { settingsRoutes } from './settings.ts'

/** Every route that the function `api` answers. */
export const routes: readonly Route[] = [
  ...openRoutes,
  ...companyRoutes,
  ...settingsRoutes,
  ...openingStockRoutes,
  ...changeRoutes,
  ...recordRoutes,
  ...problemRoutes,
  ...checkRoutes,
  ...backfillRoutes,
  ...pullRoutes,
  // The first that fits answers, and `links.csv` could be an entity's id.
  ...linkRoutes,
  ...catalogRoutes,
  ...accountRoutes,
  ...batchRoutes,
  ...documentRoutes,
  ...searchRoutes,
  ...activityRoutes,
  ...refusedEventRoutes,
]

/** What other functions answer, and this description itself; here for the documentation only. */
export const elsewhere: readonly Omit<Route, 'handle'>[] = [
  { method: 'get', path: '/', summary: 'The console: a page for people', right: 'anybody', status: 200 },
  { method: 'get', path: '/openapi.json', summary: 'This description', right: 'anybody', status: 200 },
  {
    method: 'post',
    path: '/companies/{company}/connect',
    summary: 'Begin to connect: where to send the browser',
    right: 'admin',
    status: 200,
    answer: z.object({ authorizeUrl: z.string() }),
  },
  {
    method: 'get',
    path: '/oauth/callback',
    summary: 'Where Intuit sends the browser back to',
    right: 'anybody',
    query: ['code', 'state', 'realmId', 'error'],
    status: 302,
  },
  {
    method: 'post',
    path: '/companies/{company}/disconnect',
    summary: 'Revoke the connection and stop pushing',
    right: 'admin',
    status: 200,
  },
]
