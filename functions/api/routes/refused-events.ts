import { NOBODY } from '../../../shared/aws/refused-events.ts'
import { companySlug } from '../../../shared/erp/change-event.ts'
import { read } from '../../../shared/lib/schema.ts'
import { readCursor, readLimit, writeCursor } from '../paging.ts'
import { type Call, notFound, type Route } from '../route.ts'
import * as shapes from '../shapes.ts'
import type { World } from '../world.ts'

/** Events that could not be taken. */
export const refusedEventRoutes: readonly Route[] = [
  {
    method: 'get',
    path: '/companies/{company}/refused-events',
    summary: 'Events that could not be taken, with the reason and their bytes',
    right: 'viewer',
    query: ['limit', 'cursor'],
    status: 200,
    answer: shapes.RefusedEventPage,
    handle: (world, call) => refusedEvents(world, call, call.company),
  },
  {
    method: 'delete',
    path: '/companies/{company}/refused-events/{id}',
    summary: 'Forget a refused event that has been seen to',
    right: 'admin',
    status: 204,
    handle: async (world, { company, caller, params: { id = '' } }) => {
      const event = await world.refusedEvents.get(company, id)
      if (!event) throw notFound('There is no such refused event.')
      await world.refusedEvents.drop(company, event.id)
      const { code, message } = event
      const at = new Date(world.now()).toISOString()
      const what = 'refused-event-dropped'
      await world.activity.append({ company, at, by: caller.id, what, before: { code, message } })
    },
  },
  {
    method: 'get',
    path: '/refused-events',
    summary: 'Refused events that do not say whose they are, or name a company that there is not',
    right: 'operator',
    query: ['company', 'limit', 'cursor'],
    status: 200,
    answer: shapes.RefusedEventPage,
    handle: (world, call) => {
      const { company } = call.query
      return refusedEvents(world, call, company === undefined ? NOBODY : read(companySlug, company))
    },
  },
]

async function refusedEvents(world: World, { query: { limit, cursor } }: Call, company: string) {
  const page = await world.refusedEvents.page(company, readLimit(limit), readCursor(cursor, company))
  const items = page.items.map((event) => ({ ...event, company: event.company === NOBODY ? null : event.company }))
  return { items, next: writeCursor(page.next) }
}
