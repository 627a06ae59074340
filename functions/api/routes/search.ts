import * as z from 'zod/mini'
import { isKind, kinds } from '../../../shared/erp/record.ts'
import { isFoundBy, nameOf, queryWords, searchText } from '../../../shared/erp/search-words.ts'
import { Refusal } from '../../../shared/lib/refusal.ts'
import { linkIn } from '../../../shared/sync/plan.ts'
import { type StoredRecord, states } from '../../../shared/sync/record.ts'
import type { Call, Route } from '../route.ts'
import type { World } from '../world.ts'

/** As many as fit into a list below a search field. */
const FOUND_MAX = 20

/** A record that was found, as a list below a search field shows it. */
export const Found = z.object({
  key: z.string(),
  kind: z.enum(kinds),
  id: z.string(),
  name: z.string(),
  state: z.enum(states),
  link: z.nullable(z.object({ type: z.string(), id: z.string() })),
})

/** Finding records while somebody types. */
export const searchRoutes: readonly Route[] = [
  {
    method: 'get',
    path: '/companies/{company}/search',
    summary: 'Records by name, number and parts of words, as one types; of one kind or of all',
    right: 'viewer',
    query: ['q', 'kind'],
    status: 200,
    answer: z.object({ items: z.array(Found) }),
    handle: (world, call) => search(world, call),
  },
]

async function search(world: World, { company, query: { q = '', kind } }: Call) {
  if (kind !== undefined && !isKind(kind)) {
    throw new Refusal('E_TYPE', 'kind', `there is no kind "${kind.slice(0, 40)}"`)
  }
  const words = queryWords(q.slice(0, 200))
  if (words.length === 0) return { items: [] }
  const within = kind ? [kind] : kinds
  const [found, { epoch }] = await Promise.all([
    Promise.all(within.map((one) => world.search.find(company, one, words, FOUND_MAX))),
    world.writer.read(company),
  ])
  const records = await world.records.getAll(company, [
    ...new Set(found.flatMap((keys) => keys.slice(0, 3 * FOUND_MAX))),
  ])
  // The index may still hold words that a record had before, so what is shown is what the records say.
  return {
    items: [...records.values()]
      .flatMap((stored) => (stored.record ? [{ stored, text: searchText(stored.key, stored.record) }] : []))
      .filter(({ text }) => isFoundBy(text, words))
      .sort((one, other) => rank(one.text, words) - rank(other.text, words) || (one.text < other.text ? -1 : 1))
      .slice(0, FOUND_MAX)
      .map(({ stored }) => shown(stored, epoch)),
  }
}

/** The number as typed first, then what begins with it, then what has a word that does, then the rest. */
function rank(text: string, words: readonly string[]): number {
  const [first = ''] = words
  if (text.split(' ').includes(words.join(''))) return 0
  if (text.startsWith(first)) return 1
  return words.every((word) => ` ${text}`.includes(` ${word}`)) ? 2 : 3
}

function shown(stored: StoredRecord, epoch: number): z.output<typeof Found> {
  const { key, kind, id, record, state } = stored
  const link = linkIn(epoch, stored)
  return {
    key,
    kind,
    id,
    name: record ? nameOf(record) : '',
    state,
    link: link ? { type: link.type, id: link.id } : null,
  }
}
