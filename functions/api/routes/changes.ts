import { eventsIn, takeChanges } from '../changes.ts'
import type { Route } from '../route.ts'
import * as shapes from '../shapes.ts'

/** Lambda takes 6 MB; what is beyond four is better sent in two requests. */
const CHANGES_BYTES_MAX = 4 * 1_048_576

/** The change feed over HTTP. */
export const changeRoutes: readonly Route[] = [
  {
    method: 'post',
    path: '/companies/{company}/changes',
    summary: 'Send up to 500 change events',
    right: 'feed',
    status: 202,
    body: shapes.ChangesPost,
    answer: shapes.ChangesAnswer,
    handle: async (world, call) => takeChanges(world, call.company, eventsIn(await call.text(CHANGES_BYTES_MAX))),
  },
]
