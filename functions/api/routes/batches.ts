import * as z from 'zod/mini'
import { confidences } from '../../../shared/aws/catalog.ts'
import type { Job } from '../../../shared/aws/jobs.ts'
import { BatchProgress, batchKinds, isBatchKind, isTying, newBatch, ShownItem } from '../../../shared/sync/batch.ts'
import { ApiProblem } from '../../problem.ts'
import { readCursor, readLimit, writeCursor } from '../paging.ts'
import { queueJob } from '../queue-job.ts'
import { type Call, notFound, type Route, taking } from '../route.ts'
import * as shapes from '../shapes.ts'
import type { World } from '../world.ts'
import { readType } from './catalog.ts'

const LinkAllPost = z.strictObject({
  /** This confidence, or a surer one. */
  confidence: z.enum(confidences),
  dryRun: z._default(z.boolean(), false),
  confirm: z.optional(z.boolean()),
})
/** A batch as the API shows it. */
export const Batch = z.object({
  id: z.string(),
  what: z.enum(batchKinds),
  /** What it was asked to do. */
  input: z.unknown(),
  state: z.enum(['queued', 'running', 'done', 'failed']),
  total: z.number(),
  done: z.number(),
  linked: z.number(),
  /** Pairs that were tied before; undoing the batch leaves them alone. */
  alreadyLinked: z.number(),
  unlinked: z.number(),
  skipped: z.number(),
  differing: z.number(),
  reads: z.number(),
  undoneBy: z.nullable(z.string()),
  startedAt: z.string(),
  endedAt: z.nullable(z.string()),
  error: z.nullable(z.object({ code: z.string(), message: z.string(), next: z.string() })),
  by: z.string(),
})

/** Many links at once: each is a batch that can be looked at while it runs, and undone as a whole. */
export const batchRoutes: readonly Route[] = [
  {
    method: 'post',
    path: '/companies/{company}/catalog/{type}/match',
    summary: 'Suggest records anew, after records of the ERP have changed; a pull does so by itself',
    right: 'admin',
    status: 202,
    answer: Batch,
    handle: async (world, call) => {
      const type = readType(call.params['type'])
      return shownBatch(await queueBatch(world, call, { what: 'match', input: { type }, isPlanned: true }))
    },
  },
  {
    method: 'post',
    path: '/companies/{company}/catalog/{type}/link-all',
    summary:
      'Link all entities of a type to their suggestions, from a confidence up; or try, and tell what would differ',
    right: 'admin',
    status: 202,
    answer: Batch,
    ...taking(LinkAllPost, async (world, call, { confidence, dryRun, confirm }) => {
      const type = readType(call.params['type'])
      if (!dryRun && !confirm && (confidence === 'likely' || confidence === 'possible')) {
        const detail = `"${confidence}" suggestions are for a person to look at one by one; some of them are wrong. Send it again with "confirm": true if you have, or try with "dryRun": true.`
        throw new ApiProblem(409, 'needs-confirmation', 'These are not sure', detail)
      }
      return shownBatch(
        await queueBatch(world, call, { what: 'link-all', input: { type, confidence, dryRun }, isPlanned: false }),
      )
    }),
  },
  {
    method: 'get',
    path: '/companies/{company}/batches',
    summary: 'The batches of late, newest first',
    right: 'viewer',
    query: ['limit', 'cursor'],
    status: 200,
    answer: shapes.page(Batch),
    handle: async (world, { company, query: { limit, cursor } }) => {
      const start = readCursor(cursor, world.jobs.partition(company))
      const { items, next } = await world.jobs.page(company, readLimit(limit), start)
      return { items: items.filter(({ what }) => isBatchKind(what)).map(shownBatch), next: writeCursor(next) }
    },
  },
  {
    method: 'get',
    path: '/companies/{company}/batches/{id}',
    summary: 'A batch, and how far it is',
    right: 'viewer',
    status: 200,
    answer: Batch,
    handle: async (world, call) => shownBatch(await theBatch(world, call)),
  },
  {
    method: 'get',
    path: '/companies/{company}/batches/{id}/items',
    summary: 'What became, or would become, of each pair of a batch; with what the next push changes in QuickBooks',
    right: 'viewer',
    query: ['cursor'],
    status: 200,
    answer: shapes.page(ShownItem),
    handle: async (world, call) => {
      const { id } = await theBatch(world, call)
      const start = readCursor(call.query['cursor'], world.jobs.partition(call.company))
      const { items, next } = await world.items.page(call.company, id, start)
      return { items: items.map(({ link: _link, ...item }) => item), next: writeCursor(next) }
    },
  },
  {
    method: 'post',
    path: '/companies/{company}/batches/{id}/undo',
    summary: 'Unlink all that a batch has linked; what was pushed since stays in QuickBooks',
    right: 'admin',
    status: 202,
    answer: Batch,
    handle: async (world, call) => shownBatch(await undo(world, call)),
  },
]

async function theBatch(world: World, { company, params: { id = '' } }: Call): Promise<Job> {
  const job = /^\w{1,40}$/.test(id) ? await world.jobs.get(company, id) : undefined
  if (!job || !isBatchKind(job.what)) throw notFound('There is no such batch.')
  return job
}

async function undo(world: World, call: Call): Promise<Job> {
  const batch = await theBatch(world, call)
  const progress = z.parse(BatchProgress, batch.progress)
  const hasTied = isTying(batch.what) && !z.safeParse(z.object({ dryRun: z.literal(true) }), batch.input).success
  if (!hasTied || progress.undoneBy || batch.endedAt === undefined) {
    const detail = !hasTied
      ? 'It has linked nothing.'
      : progress.undoneBy
        ? 'It is undone already.'
        : 'It is still running. Undo it once it has ended.'
    throw new ApiProblem(409, 'wrong-state', 'The batch cannot be undone', detail)
  }
  const { epoch } = await world.writer.read(call.company)
  if (epoch !== batch.epoch) {
    const detail = 'It belongs to an earlier connection, whose links count for nothing any more.'
    throw new ApiProblem(409, 'other-connection', 'The batch cannot be undone', detail)
  }
  const job = await queueBatch(world, call, { what: 'undo', input: { batch: batch.id }, isPlanned: false })
  await world.jobs.noteAfterwards(batch, { ...progress, undoneBy: job.id })
  return job
}

/** Queues a batch; one runs at a time. */
export function queueBatch(
  world: World,
  call: Call,
  { isPlanned, ...batch }: { what: string; input: object; isPlanned: boolean; id?: string; total?: number },
): Promise<Job> {
  return queueJob(world, call, { ...batch, slots: ['links'], progress: newBatch(isPlanned) })
}

export function shownBatch({
  id,
  by,
  what,
  input,
  state,
  total,
  done,
  progress,
  startedAt,
  endedAt,
  error,
}: Job): z.output<typeof Batch> {
  const { linked, alreadyLinked, unlinked, skipped, differing, reads, undoneBy } = z.parse(BatchProgress, progress)
  return {
    ...{ id, what: z.parse(z.enum(batchKinds), what), input, state, total, done },
    ...{ linked, alreadyLinked, unlinked, skipped, differing, reads, undoneBy: undoneBy ?? null },
    ...{ startedAt, endedAt: endedAt ?? null, error: error ?? null, by },
  }
}
