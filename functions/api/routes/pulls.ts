import * as z from 'zod/mini'
import type { Job } from '../../../shared/aws/jobs.ts'
import { type CatalogType, catalogTypes } from '../../../shared/sync/catalog.ts'
import { newPull, PullProgress } from '../../../shared/sync/pull-progress.ts'
import { ApiProblem } from '../../problem.ts'
import { readCursor, readLimit, writeCursor } from '../paging.ts'
import { notFound, type Route, taking } from '../route.ts'
import * as shapes from '../shapes.ts'
import type { World } from '../world.ts'

const pullTypes = [...catalogTypes, 'all'] as const
const PullPost = z.strictObject({ type: z.enum(pullTypes) })
const Failure = z.object({ code: z.string(), message: z.string(), next: z.string() })
const Pull = z.object({
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
    summary: 'Run a full sync: copy a list, or all five, from QuickBooks, to tie its entities to records',
    right: 'admin',
    status: 202,
    answer: Pull,
    ...taking(PullPost, async (world, { company, caller }, { type }) =>
      shown(await startPull(world, company, caller.id, type === 'all' ? catalogTypes : [type])),
    ),
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

async function startPull(world: World, company: string, by: string, types: readonly CatalogType[]): Promise<Job> {
  const { status, epoch } = await world.writer.read(company)
  if (status !== 'connected') {
    const detail = 'Connect QuickBooks in QuickBooks Settings first; then pull its lists.'
    throw new ApiProblem(409, 'not-connected', 'QuickBooks is not connected', detail)
  }
  const startedAt = new Date(world.now()).toISOString()
  const progress = newPull(types)
  const job: Job = {
    id: world.newId(),
    company,
    what: 'pull',
    epoch,
    by,
    slots: [...types],
    input: {},
    state: 'queued',
    total: 0,
    done: 0,
    progress,
    tries: 0,
    startedAt,
  }
  const busy = await world.jobs.queue(job)
  if (busy) {
    const detail = 'One pull of a type runs at a time. Wait for the one that is under way, and look at its progress.'
    throw new ApiProblem(409, 'pull-running', 'This is being pulled already', detail, { pull: busy.busyWith })
  }
  await world.activity.append({ company, at: startedAt, by, what: 'pull-started', detail: { pull: job.id, types } })
  await world.askForJobs(company)
  return job
}

function shown({ id, by, state, total, done, progress, startedAt, endedAt, error }: Job): z.output<typeof Pull> {
  const { parts, reads } = z.parse(PullProgress, progress)
  const [first] = parts
  const type = parts.length === 1 && first ? first.type : 'all'
  return { id, type, state, total, done, startedAt, endedAt: endedAt ?? null, error: error ?? null, parts, reads, by }
}
