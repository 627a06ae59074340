import type { Entity } from '../shared/qbo/entity.ts'
import { firstPlace, type Order, orders, type Place, pageQuery, placeAfter, type Scope } from '../shared/qbo/walk.ts'

/** What a query has found; `unsortable` if QuickBooks does not sort by that, undefined if it could not be asked. */
export type Found = readonly Entity[] | 'unsortable' | undefined

/** What a page held that no page before it did, and where the next one begins; nowhere at the end. */
export type Page = { entities: readonly Entity[]; next: Place | undefined }

/**
 * Reads all entities of a kind, page by page. It goes by the first order that QuickBooks takes; and begins anew by the next
 * one where rows of the same second come twice, since then others of that second may not have come at all.
 *
 * @param from where an earlier walk has stopped
 * @returns pages; the last is undefined if QuickBooks could not be asked
 */
export async function* walk(
  scope: Scope,
  ask: (query: string) => Promise<Found>,
  from?: Place,
): AsyncGenerator<Page | undefined> {
  const seen = new Set<string>()
  let place: Place | undefined = from ?? firstPlace(scope, orders[0])
  /** The Ids that this place's second has had so far. */
  let ofThisSecond = new Set<string>()
  while (place) {
    const found = await ask(pageQuery(scope, place))
    if (found === undefined) return yield undefined
    const isShuffled = found !== 'unsortable' && found.some(({ Id }) => ofThisSecond.has(Id))
    const entities = found === 'unsortable' ? [] : found.filter(({ Id }) => !seen.has(Id))
    for (const { Id } of entities) seen.add(Id)
    const after = orderAfter(place.order)
    if (found === 'unsortable' || (isShuffled && after)) {
      // There is no way left to ask for them.
      if (!after) return yield undefined
      place = firstPlace(scope, after)
      ofThisSecond = new Set()
    } else {
      const next = placeAfter(place, found)
      ofThisSecond = next && next.skipped > 0 ? new Set([...ofThisSecond, ...found.map(({ Id }) => Id)]) : new Set()
      place = next
    }
    yield { entities, next: place }
  }
}

const orderAfter = (order: Order): Order | undefined => orders[orders.indexOf(order) + 1]
