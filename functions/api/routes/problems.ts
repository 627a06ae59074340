import { unreadWriter } from '../../../shared/aws/writer.ts'
import { asAbsent } from '../../../shared/lib/passing.ts'
import { isSeenInPreferences } from '../../../shared/sync/mended-in-quickbooks.ts'
import { causesOf, placesOf, standstillCause, suspensionCause } from '../problems.ts'
import { shownRecord } from '../records.ts'
import { notFound, type Route, taking } from '../route.ts'
import * as shapes from '../shapes.ts'

/** Problems, grouped by what causes them. */
export const problemRoutes: readonly Route[] = [
  {
    method: 'get',
    path: '/companies/{company}/problems',
    summary:
      'What keeps all of the company; what is held, rejected, unknown, waiting, or otherwise there than in the ERP, by cause, the largest first; then what was sent with a note',
    right: 'viewer',
    status: 200,
    answer: shapes.CausePage,
    handle: async (world, { company }) => {
      const writer = (await world.writer.read(company).catch(asAbsent)) ?? unreadWriter()
      const [unmoved, suspended, causes] = await Promise.all([
        standstillCause(world, company),
        suspensionCause(world, company, writer),
        causesOf(world, company),
      ])
      const items = [...unmoved, ...suspended, ...causes].map(({ sample, ...cause }) => ({
        ...cause,
        sample: sample.map((record) => shownRecord(record, writer)),
      }))
      return { items, next: null }
    },
  },
  {
    method: 'post',
    path: '/companies/{company}/problems/release',
    summary: 'Let every record go again that one cause holds back, once that is mended',
    right: 'admin',
    status: 202,
    answer: shapes.Release,
    ...taking(shapes.Release, async (world, { company, caller }, { cause }) => {
      const places = placesOf(cause)
      if (places === undefined) throw notFound('There is no such cause, or each of its records has to be looked at.')
      if (isSeenInPreferences(cause.split('/')[1])) await world.writer.askPreferences(company)
      await world.writer.askRelease(company, world.newId(), places)
      const at = new Date(world.now()).toISOString()
      await world.activity.append({ company, at, by: caller.id, what: 'problem-released', detail: { cause } })
      await world.wake(company)
      return { cause }
    }),
  },
]
