import * as z from 'zod/mini'
import type { Job } from '../../../shared/aws/jobs.ts'
import { isCatalogType, type PulledType, pulledTypes } from '../../../shared/sync/catalog.ts'
import { newPull, PullProgress } from '../../../shared/sync/pull-progress.ts'
import { readCursor, readLimit, writeCursor } from '../paging.ts'
import { queueJob } from '../queue-job.ts'
import { notFound, type Route, taking } from '../route.ts'
import * as shapes from '../shapes.ts'

const pullTypes = [...pulledTypes, 'all'] as const
const PullPost = z.strictObject({ type: z.enum(pullTypes) })
const Failure = z.object({ code: z.string(), message: z.string(), next: z.string() })
/** A pull, and how far it is. */
export const Pull = z.object({
  id: z.string(),
  type: z.enum(pullTypes),
  state: z.enum(['queued', 'running', 'done', 'failed']),
  total: z.number(),
  done: z.number(),
  startedAt: z.string(),
  endedAt: z.nullable(z.string()),
  error: z.nullable(Failure),
  /** How far each type is, and how many metered reads it took. */
  parts: PullProgress.shape.parts,
  reads: z.number(),
  by: z.string(),
})

/** Pulling lists from QuickBooks. */
export const pullRoutes: readonly Route[] = [
  {
    method: 'post',
    path: '/companies/{company}/pulls',
    summary:
      'Run a full sync: copy a list, or all of them, from QuickBooks, to link its entities to records and to choose from',
    right: 'admin',
    status: 202,
    answer: Pull,
    ...taking(PullPost, async (world, call, { type }) => {
      const types = listsOf(type)
      const wanted = {
        what: 'pull',
        slots: [...new Set(types.map(slotOf))],
        input: { types },
        progress: newPull(types),
      }
      return shown(await queueJob(world, call, wanted))
    }),
  },
  {
    method: 'get',
    path: '/companies/{company}/pulls',
    summary: 'The pulls of late, newest first',
    right: 'viewer',
    query: ['limit', 'cursor'],
    status: 200,
    answer: shapes.page(Pull),
    handle: async (world, { company, query: { limit, cursor } }) => {
      const start = readCursor(cursor, world.jobs.partition(company))
      const { items, next } = await world.jobs.page(company, readLimit(limit), start)
      return { items: items.filter(({ what }) => what === 'pull').map(shown), next: writeCursor(next) }
    },
  },
  {
    method: 'get',
    path: '/companies/{company}/pulls/{id}',
    summary: 'A pull, and how far it is',
    right: 'viewer',
    status: 200,
    answer: Pull,
    handle: async (world, { company, params: { id = '' } }) => {
      const job = /^\w{1,40}$/.test(id) ? await world.jobs.get(company, id) : undefined
      if (job?.what !== 'pull') throw notFound('There is no such pull.')
      return shown(job)
    },
  },
]

const slotOf = (type: PulledType) => (isCatalogType(type) ? type : 'taxes')

/** The lists that a pull brings: tax codes come with the rates that they are made of. */
function listsOf(type: (typeof pullTypes)[number]): readonly PulledType[] {
  if (type === 'all') return pulledTypes
  return type === 'tax-code' ? ['tax-rate', 'tax-code'] : [type]
}

function shown({ id, by, state, total, done, progress, startedAt, endedAt, error }: Job): z.output<typeof Pull> {
  const { parts, reads } = z.parse(PullProgress, progress)
  const last = parts.at(-1)
  const type = last && parts.length <= listsOf(last.type).length ? last.type : 'all'
  return { id, type, state, total, done, startedAt, endedAt: endedAt ?? null, error: error ?? null, parts, reads, by }
}
