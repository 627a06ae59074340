import {
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  TransactionCanceledException,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb'
import * as z from 'zod/mini'
import type { Call } from '../sync/rate.ts'
import { attributes, conditional, type Item, plain, queryAll, queryPage, readEach, setting } from './table.ts'

/** What stands still while a job is at it: each type of the catalog, what there is of taxes, and the links as a whole. */
const slots = ['account', 'term', 'vendor', 'customer', 'item', 'taxes', 'links'] as const
export type Slot = (typeof slots)[number]

const JobRow = z.object({
  sk: z.string(),
  pk: z.string(),
  what: z.string(),
  epoch: z.number(),
  by: z.string(),
  slots: z.array(z.enum(slots)),
  input: z.unknown(),
  state: z.enum(['queued', 'running', 'done', 'failed']),
  total: z.number(),
  done: z.number(),
  progress: z.unknown(),
  /** How many runs in a row have begun with it and come to nothing. */
  tries: z._default(z.number(), 0),
  startedAt: z.string(),
  endedAt: z.optional(z.string()),
  error: z.optional(z.object({ code: z.string(), message: z.string(), next: z.string() })),
})

/** Work that takes longer than an answer may: a pull, or links in bulk. It is taken up again wherever it was left. */
export type Job = Omit<z.output<typeof JobRow>, 'sk' | 'pk'> & { id: string; company: string }

const WorkerRow = z.object({
  fence: z._default(z.number(), 0),
  leaseUntil: z.optional(z.number()),
  calls: z._default(z.array(z.number()), []),
  account: z.optional(z.string()),
  term: z.optional(z.string()),
  vendor: z.optional(z.string()),
  customer: z.optional(z.string()),
  item: z.optional(z.string()),
  taxes: z.optional(z.string()),
  links: z.optional(z.string()),
})

/** Who works for a company, by a number that rises at every take-over. */
export type WorkLease = { company: string; fence: number }

const leaseIsFree = 'attribute_not_exists(leaseUntil) OR leaseUntil < :now'
const leaseIsOurs = 'fence = :fence AND attribute_exists(leaseUntil)'
/** A step is needed only as long as its job may be taken up again, or undone. */
const STEP_KEPT_DAYS = 90

/** The slots were left between two looks at them; that this happens again and again would be a mistake of ours. */
const QUEUE_TRIES_MAX = 3

export type JobStore = ReturnType<typeof jobStore>

/** The jobs of every company: one worker a company, and never two jobs at the same thing. */
export function jobStore(db: DynamoDBClient, table: string) {
  const partition = (company: string) => `${company}#jobs`
  const workerKey = (company: string) => attributes({ pk: partition(company), sk: 'worker' })
  const jobKey = (company: string, id: string) => attributes({ pk: partition(company), sk: `job/${id}` })

  const updateWorker = (
    company: string,
    input: { update: string; condition?: string; names?: Record<string, string>; values?: Item },
  ) =>
    conditional(
      db.send(
        new UpdateItemCommand({
          TableName: table,
          Key: workerKey(company),
          UpdateExpression: input.update,
          ...(input.condition && { ConditionExpression: input.condition }),
          ...(input.names && { ExpressionAttributeNames: input.names }),
          ...(input.values && { ExpressionAttributeValues: attributes(input.values) }),
          ReturnValues: 'UPDATED_OLD',
        }),
      ),
    )

  async function worker(company: string) {
    const { Item } = await db.send(
      new GetItemCommand({ TableName: table, Key: workerKey(company), ConsistentRead: true }),
    )
    const row = z.parse(WorkerRow, Item ? plain(Item) : {})
    const busy = new Map(slots.flatMap((slot) => (row[slot] === undefined ? [] : [[slot, row[slot]] as const])))
    return { leaseUntil: row.leaseUntil, calls: row.calls, busy }
  }

  return {
    /** Where the cursors of a company's jobs belong. */
    partition,

    /** Queues a job, unless another is at the same thing: then that one is named. */
    async queue(job: Job, tries = QUEUE_TRIES_MAX): Promise<{ busyWith: string } | undefined> {
      const { id, company, ...row } = job
      const setSlots = setting(Object.fromEntries(job.slots.map((slot) => [slot, id])))
      try {
        await db.send(
          new TransactWriteItemsCommand({
            TransactItems: [
              {
                Update: {
                  TableName: table,
                  Key: workerKey(company),
                  ...setSlots,
                  ConditionExpression: job.slots.map((slot) => `attribute_not_exists(#${slot})`).join(' AND '),
                },
              },
              { Put: { TableName: table, Item: { ...jobKey(company, id), ...attributes(row) } } },
            ],
          }),
        )
        return undefined
      } catch (error) {
        if (!(error instanceof TransactionCanceledException)) throw error
        const { busy } = await worker(company)
        const held = job.slots.map((slot) => [slot, busy.get(slot)] as const)
        for (const [slot, other] of held) {
          // Its answer was lost, and the SDK asked again: it is this very job that is queued.
          if (other === id) return undefined
          if (other === undefined) continue
          if ((await this.get(company, other))?.endedAt === undefined) return { busyWith: other }
          // It has ended, which whoever asks now may have seen, and would leave the slot in a moment.
          await this.free(company, slot, other)
        }
        if (tries === 1) throw error
        return this.queue(job, tries - 1)
      }
    },

    async get(company: string, id: string): Promise<Job | undefined> {
      const { Item } = await db.send(
        new GetItemCommand({ TableName: table, Key: jobKey(company, id), ConsistentRead: true }),
      )
      return Item && readJob(plain(Item))
    },

    /** A page of a company's jobs, newest first; what cannot be read any more is left out. */
    async page(company: string, limit: number, start: Item | undefined) {
      const { items, next } = await queryPage(
        db,
        {
          TableName: table,
          KeyConditionExpression: 'pk = :pk AND begins_with(sk, :job)',
          ExpressionAttributeValues: attributes({ ':pk': partition(company), ':job': 'job/' }),
          ScanIndexForward: false,
          Limit: limit,
        },
        start,
      )
      return { items: readEach(items, readJob, () => []), next }
    },

    /** Whether a company has jobs that nobody is at. */
    async isLeft(company: string, now: number): Promise<boolean> {
      const { leaseUntil = 0, busy } = await worker(company)
      return busy.size > 0 && leaseUntil < now
    },

    /** The oldest job that has not ended. One that is not there, or has ended, leaves its slots to others. */
    async next(company: string): Promise<Job | undefined> {
      const { busy } = await worker(company)
      const ids = [...new Set(busy.values())].sort()
      for (const id of ids) {
        const { Item } = await db.send(
          new GetItemCommand({ TableName: table, Key: jobKey(company, id), ConsistentRead: true }),
        )
        const job = Item && readJob(plain(Item))
        if (job && job.endedAt === undefined) return job
        for (const [slot, holder] of busy) if (holder === id) await this.free(company, slot, id)
      }
      return undefined
    },

    /** Leaves a slot to others, if this job holds it. */
    async free(company: string, slot: Slot, id: string): Promise<void> {
      await updateWorker(company, {
        update: 'REMOVE #slot',
        condition: '#slot = :id',
        names: { '#slot': slot },
        values: { ':id': id },
      })
    },

    /** Becomes the company's worker, unless somebody else is; with the times of the calls that the last one made. */
    async acquire(
      company: string,
      now: number,
      until: number,
    ): Promise<{ lease: WorkLease; calls: Call[] } | undefined> {
      const before = await updateWorker(company, {
        update: 'SET leaseUntil = :until ADD fence :one',
        condition: leaseIsFree,
        values: { ':until': until, ':now': now, ':one': 1 },
      })
      if (!before.done) return undefined
      const { calls } = await worker(company)
      const fence = Number(before.old['fence'] ?? 0) + 1
      return { lease: { company, fence }, calls: calls.map((at) => ({ at, batch: false })) }
    },

    /** Stays the worker for longer, and notes its calls; false if somebody has taken over. */
    async extend({ company, fence }: WorkLease, until: number, calls: readonly Call[]): Promise<boolean> {
      const { done } = await updateWorker(company, {
        update: 'SET leaseUntil = :until, calls = :calls',
        condition: leaseIsOurs,
        values: { ':until': until, ':fence': fence, ':calls': calls.map(({ at }) => at) },
      })
      return done
    },

    async release({ company, fence }: WorkLease, calls: readonly Call[]): Promise<void> {
      await updateWorker(company, {
        update: 'SET calls = :calls REMOVE leaseUntil',
        condition: 'fence = :fence',
        values: { ':fence': fence, ':calls': calls.map(({ at }) => at) },
      })
    },

    /** Notes how far a job is. One that has ended stays as it ended: a note may arrive long after it was sent. */
    async note(job: Job, fields: Partial<Omit<Job, 'id' | 'company'>>): Promise<Job> {
      await conditional(
        db.send(
          new UpdateItemCommand({
            TableName: table,
            Key: jobKey(job.company, job.id),
            ...setting(fields),
            ConditionExpression: 'attribute_not_exists(endedAt)',
          }),
        ),
      )
      return { ...job, ...fields }
    },

    /** Notes what has become of what a job did, once it has ended. */
    async noteAfterwards(job: Job, progress: Job['progress']): Promise<void> {
      await db.send(
        new UpdateItemCommand({ TableName: table, Key: jobKey(job.company, job.id), ...setting({ progress }) }),
      )
    },

    /** Notes that a step of a job is done, with what it leaves for later steps. */
    async putStep(job: Pick<Job, 'id' | 'company'>, name: string, value: Item, now: number): Promise<void> {
      const expiresAt = Math.floor(now / 1_000) + STEP_KEPT_DAYS * 86_400
      const key = { pk: partition(job.company), sk: `step/${job.id}/${name}` }
      await db.send(new PutItemCommand({ TableName: table, Item: attributes({ ...key, ...value, expiresAt }) }))
    },

    /** The steps of a job whose names begin so, in their order. */
    async *steps(company: string, id: string, prefix: string): AsyncGenerator<Item> {
      const begin = `step/${id}/${prefix}`
      for await (const item of queryAll(db, {
        TableName: table,
        ConsistentRead: true,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :begin)',
        ExpressionAttributeValues: attributes({ ':pk': partition(company), ':begin': begin }),
      })) {
        yield item
      }
    },

    /** A page of the steps of a job whose names begin so. */
    stepPage: (company: string, id: string, prefix: string, limit: number, start: Item | undefined) =>
      queryPage(
        db,
        {
          TableName: table,
          KeyConditionExpression: 'pk = :pk AND begins_with(sk, :begin)',
          ExpressionAttributeValues: attributes({ ':pk': partition(company), ':begin': `step/${id}/${prefix}` }),
          Limit: limit,
        },
        start,
      ),
  }
}

function readJob(item: Item): Job {
  const { sk, pk, ...job } = z.parse(JobRow, item)
  return { ...job, id: sk.slice('job/'.length), company: pk.slice(0, -'#jobs'.length) }
}
