import * as z from 'zod/mini'
import { ITEMS_A_STEP, stepName } from '../../shared/aws/batch-items.ts'
import { chunks, eachOf } from '../../shared/lib/each.ts'
import { type BatchItem, BatchProgress, counted } from '../../shared/sync/batch.ts'
import type { Shift } from './shift.ts'

/** Links that are made at the same time. */
const LINKS_AT_ONCE = 8

/** What a kind of batch is about: which pairs, and what is done to each. */
export type BatchWork = {
  plan: () => AsyncGenerator<BatchItem> | Generator<BatchItem>
  perform: (item: BatchItem) => Promise<BatchItem>
  /** What the company's activity calls it; undefined where nothing is changed. */
  what: 'linked' | 'unlinked' | undefined
}

/**
 * Does a batch: notes all pairs before the first is touched, then goes through them, a few dozen at a time, and notes what
 * became of each. So a run that ends early is gone on with, and a whole batch can be undone.
 */
export async function runBatch(shift: Shift, work: BatchWork): Promise<void> {
  const { world, job } = shift
  const { company, id } = job
  let progress = z.parse(BatchProgress, job.progress)
  const before = progress.reads
  const note = (more: { total?: number; done?: number }) => {
    progress = { ...progress, reads: before + shift.reader.reads }
    return shift.note({ progress, ...more })
  }
  if (!progress.isPlanned) {
    const planned: BatchItem[] = []
    for await (const item of work.plan()) planned.push(item)
    for (const [index, items] of chunks(planned, ITEMS_A_STEP).entries()) {
      await world.items.put(job, 'plan', stepName(index), items, world.now())
    }
    progress = { ...progress, isPlanned: true }
    await note({ total: planned.length })
  }
  const done = new Set<string>()
  let count = 0
  progress = { ...progress, linked: 0, alreadyLinked: 0, unlinked: 0, skipped: 0, differing: 0 }
  for await (const { step, items } of world.items.all(company, id, 'item')) {
    done.add(step)
    count += items.length
    progress = counted(progress, items)
  }
  for await (const { step, items } of world.items.all(company, id, 'plan')) {
    if (done.has(step)) continue
    const ended: BatchItem[] = []
    await eachOf(items, LINKS_AT_ONCE, async (item) => {
      ended[items.indexOf(item)] = await work.perform(item)
    })
    await noteActivity(shift, work.what, ended)
    await world.items.put(job, 'item', step, ended, world.now())
    count += ended.length
    progress = counted(progress, ended)
    await note({ done: count })
    if (work.what && ended.some(({ outcome }) => outcome === 'linked')) await world.wake(company)
  }
}

/** One line of the company's activity for a step: which records were tied to which entities. */
async function noteActivity(
  { world, job }: Shift,
  what: string | undefined,
  items: readonly BatchItem[],
): Promise<void> {
  const changed = items.filter(({ outcome }) => outcome === what)
  if (!what || changed.length === 0) return
  const records = changed.map(({ key, type, id, name }) => ({ record: key, entity: { type, id, name } }))
  const at = new Date(world.now()).toISOString()
  await world.activity.append({ company: job.company, at, by: job.by, what, detail: { batch: job.id, records } })
}
