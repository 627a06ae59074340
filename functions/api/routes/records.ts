import { actOn, acts } from '../acts.ts'
import { readCursor, readLimit, writeCursor } from '../paging.ts'
import { preview } from '../preview.ts'
import { historyOf, listRecords, shownRecord, theRecord } from '../records.ts'
import { type Route, taking } from '../route.ts'
import * as shapes from '../shapes.ts'
import { statusOf } from '../status.ts'
import { withWaits } from '../waits.ts'

/** Records: where each stands and why, and what a person may do about it. */
export const recordRoutes: readonly Route[] = [
  {
    method: 'get',
    path: '/companies/{company}/records',
    summary: 'Records with their states',
    right: 'viewer',
    query: ['kind', 'state', 'noted', 'q', 'limit', 'cursor'],
    status: 200,
    answer: shapes.RecordPage,
    handle: async (world, { company, query: { kind, state, noted, q, limit, cursor } }) => {
      const page = await listRecords(
        world,
        company,
        { kind, state, noted, q },
        readLimit(limit),
        readCursor(cursor, company),
      )
      return { items: page.items, next: writeCursor(page.next) }
    },
  },
  {
    method: 'get',
    path: '/companies/{company}/records/{kind}/{id}',
    summary: 'A record, its link, and every write to QuickBooks for it',
    right: 'viewer',
    query: ['id'],
    status: 200,
    answer: shapes.RecordDetail,
    handle: async (world, call) => {
      const stored = await theRecord(world, call)
      const [writer, history, shown] = await Promise.all([
        world.writer.read(call.company),
        historyOf(world, call.company, stored),
        withWaits(world, call.company, [stored]),
      ])
      return { ...shownRecord(shown[0] ?? stored, writer), history }
    },
  },
  {
    method: 'get',
    path: '/companies/{company}/records/{kind}/{id}/preview',
    summary: 'The exact entity that would be written, with its debits and credits by account; nothing is sent',
    right: 'viewer',
    query: ['id', 'digest'],
    status: 200,
    answer: shapes.Preview,
    handle: async (world, call) => preview(world, call.company, await theRecord(world, call), call.query['digest']),
  },
  ...acts.map(
    ({ name, summary, body }): Route => ({
      method: 'post',
      path: `/companies/{company}/records/{kind}/{id}/${name}`,
      summary,
      right: 'admin',
      query: ['id'],
      status: 200,
      answer: shapes.RecordAnswer,
      ...(body
        ? taking(body, (world, call, sent) => actOn(world, call, name, sent))
        : { handle: (world, call) => actOn(world, call, name, {}) }),
    }),
  ),
  {
    method: 'get',
    path: '/companies/{company}/status',
    summary: 'Counts by kind and state, backlog, rate',
    right: 'viewer',
    status: 200,
    answer: shapes.Status,
    handle: (world, { company }) => statusOf(world, company),
  },
]
