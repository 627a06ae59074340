import { takeChanges } from '../changes.ts'
import { type Route, taking } from '../route.ts'
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
    answer: shapes.ChangesAnswer,
    ...taking(
      shapes.ChangesPost,
      (world, { company }, { events }) => takeChanges(world, company, events),
      CHANGES_BYTES_MAX,
    ),
  },
]
