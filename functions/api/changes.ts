import { readChange } from '../../shared/erp/change-event.ts'
import { Refusal } from '../../shared/lib/refusal.ts'
import type { World } from './world.ts'

type Result = { id: string; status: 'queued' | 'refused'; code?: string; message?: string; field?: string }

/**
 * Takes change events onto the feed, each by itself: one that cannot be read is answered with its reason, and kept with
 * it, while the others go on.
 */
export async function takeChanges(world: World, company: string, events: readonly unknown[]) {
  const judged = events.map((event, index) => ({
    event,
    id: idOf(event, index),
    refusal: refusalOf(event, company, world),
  }))
  const good = judged.filter(({ refusal }) => !refusal)
  const bodies = good.map(({ event }) => JSON.stringify(event))
  const unsent = new Set((await world.sendChanges(bodies)).map((index) => good[index]))

  const results: Result[] = []
  for (const one of judged) {
    const { id, event, refusal } = one
    if (refusal) {
      const { code, field, message } = refusal
      const at = new Date(world.now()).toISOString()
      await world.refusedEvents.keep({
        id: world.newId(),
        company,
        at,
        code,
        field,
        message,
        body: JSON.stringify(event),
      })
      results.push({ id, status: 'refused', code, message, field })
    } else if (unsent.has(one)) {
      results.push({ id, status: 'refused', code: 'E_QUEUE', message: 'the queue did not take it; send it again' })
    } else {
      results.push({ id, status: 'queued' })
    }
  }
  return { accepted: results.filter(({ status }) => status === 'queued').length, results }
}

function refusalOf(event: unknown, company: string, { now }: World): Refusal | undefined {
  try {
    const change = readChange(event, now())
    if (change.company === company) return undefined
    return new Refusal(
      'E_TENANT',
      '/company',
      `/company is "${change.company}", but the event was sent for "${company}"`,
    )
  } catch (error) {
    if (error instanceof Refusal) return error
    throw error
  }
}

const idOf = (event: unknown, index: number): string =>
  typeof event === 'object' && event !== null && 'id' in event && typeof event.id === 'string'
    ? event.id.slice(0, 256)
    : `#${index}`

/** Sends the kept events of a company that has come to be after them; what is taken now is kept no longer. */
export async function replayRefused(world: World, company: string): Promise<number> {
  let replayed = 0
  let start: Record<string, unknown> | undefined
  do {
    const page = await world.refusedEvents.page(company, 100, start)
    const orphans = page.items.filter(({ code }) => code === 'E_COMPANY')
    const unsent = new Set(await world.sendChanges(orphans.map(({ body }) => body)))
    for (const [index, { id }] of orphans.entries()) {
      if (unsent.has(index)) continue
      await world.refusedEvents.drop(company, id)
      replayed++
    }
    start = page.next
  } while (start)
  return replayed
}
