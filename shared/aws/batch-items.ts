import * as z from 'zod/mini'
import { pack, unpack } from '../lib/packed.ts'
import { BatchItem } from '../sync/batch.ts'
import type { Job, JobStore } from './jobs.ts'
import { type Item, readEach } from './table.ts'

/** Items that are planned, done and noted together. */
export const ITEMS_A_STEP = 50

const Step = z.object({ sk: z.string(), items: z.instanceof(Uint8Array) })
const readStep = (item: Item): { step: string; items: BatchItem[] } => {
  const { sk, items } = z.parse(Step, item)
  return { step: sk.split('/').at(-1) ?? '', items: z.parse(z.array(BatchItem), unpack(items)) }
}

/** The items of batches, as they were planned and as they were done, a few dozen to a row. */
export function batchItems(jobs: JobStore) {
  return {
    put: (
      job: Pick<Job, 'id' | 'company'>,
      stage: 'plan' | 'item',
      step: string,
      items: readonly BatchItem[],
      now: number,
    ): Promise<void> => jobs.putStep(job, `${stage}/${step}`, { items: pack(items) }, now),

    async *all(company: string, id: string, stage: 'plan' | 'item') {
      for await (const item of jobs.steps(company, id, `${stage}/`)) yield readStep(item)
    },

    /** A page of what became of a batch's items, as far as it can be read, and the cursor of the next one. */
    async page(company: string, id: string, start: Item | undefined) {
      const { items, next } = await jobs.stepPage(company, id, 'item/', 2, start)
      return {
        items: readEach(
          items,
          (item) => readStep(item).items,
          () => [],
        ).flat(),
        next,
      }
    },
  }
}

export type BatchItems = ReturnType<typeof batchItems>

/** The name of a step; they sort as they are numbered. */
export const stepName = (index: number): string => String(index).padStart(6, '0')
