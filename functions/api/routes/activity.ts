import { isKind, parseKey } from '../../../shared/erp/record.ts'
import { beginning } from '../../../shared/lib/beginning.ts'
import { Refusal } from '../../../shared/lib/refusal.ts'
import { readCursor, readLimit, writeCursor } from '../paging.ts'
import type { Route } from '../route.ts'
import * as shapes from '../shapes.ts'

/** What happened, for ever. */
export const activityRoutes: readonly Route[] = [
  {
    method: 'get',
    path: '/companies/{company}/activity',
    summary: 'Who changed what, newest first',
    right: 'viewer',
    query: ['since', 'kind', 'record', 'limit', 'cursor'],
    status: 200,
    answer: shapes.ActivityPage,
    handle: async (world, { company, query: { since, kind, record, limit, cursor } }) => {
      if (kind !== undefined && !isKind(kind))
        throw new Refusal('E_TYPE', 'kind', `there is no kind "${beginning(kind, 40)}"`)
      const key = record === undefined ? undefined : parseKey(record)
      if (record !== undefined && !key) throw new Refusal('E_TYPE', 'record', 'record must be such as invoice/10482')
      const from = readCursor(cursor, company)
      const page = key
        ? await world.activity.ofRecord(company, key.key, readLimit(limit), from)
        : await world.activity.ofCompany(company, { since, kind, limit: readLimit(limit), cursor: from })
      return { items: page.items, next: writeCursor(page.next) }
    },
  },
]
