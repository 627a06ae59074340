import { ApiError, pathOf } from '../api/client.ts'
import type { Batch, BatchItem, Page } from '../api/shapes.ts'
import { useApi, useCompany } from '../shell/context.ts'

const LOOK_EVERY_MS = 700
/** More nobody reads before a click; the file of links holds all. */
const ITEMS_SHOWN_MAX = 500

/** Whether a pull or a batch has not come to its end yet. */
export const isUnderWay = ({ state }: Pick<Batch, 'state'>): boolean => state === 'queued' || state === 'running'
/** Between two looks at what runs. */
export const pause = () => new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS))

/** Runs what links many at once, and follows it to its end. */
export function useBatch() {
  const api = useApi()
  const { company } = useCompany()
  const base = ['companies', company.company]

  async function follow(begun: Batch): Promise<Batch> {
    let now = begun
    while (isUnderWay(now)) {
      await pause()
      now = await api.get<Batch>(pathOf([...base, 'batches', now.id]))
    }
    if (now.error) throw new ApiError(0, { title: now.error.message, detail: now.error.next, code: now.error.code })
    return now
  }

  return {
    /** Begins it by a POST, and comes back when it has ended. */
    run: async (parts: readonly string[], body: unknown): Promise<Batch> =>
      follow(await api.post<Batch>(pathOf([...base, ...parts]), body)),

    /** Waits until the suggestions are there that a pull has asked for. */
    async matched(): Promise<void> {
      const { items } = await api.get<Page<Batch>>(pathOf([...base, 'batches'], { limit: 20 }))
      for (const one of items) if (one.what === 'match') await follow(one)
    },

    async itemsOf({ id }: Batch): Promise<BatchItem[]> {
      const items: BatchItem[] = []
      let cursor: string | undefined
      do {
        const page = await api.get<Page<BatchItem>>(pathOf([...base, 'batches', id, 'items'], { cursor }))
        items.push(...page.items)
        cursor = page.next ?? undefined
      } while (cursor && items.length < ITEMS_SHOWN_MAX)
      return items
    },
  }
}
