import * as z from 'zod/mini'
import { isKind, kinds } from '../../../shared/erp/record.ts'
import { isFoundBy, nameOf, queryWords, rankOf, searchText } from '../../../shared/erp/search-words.ts'
import { beginning } from '../../../shared/lib/beginning.ts'
import { chunks } from '../../../shared/lib/each.ts'
import { Refusal } from '../../../shared/lib/refusal.ts'
import { linkIn } from '../../../shared/sync/plan.ts'
import { type StoredRecord, states } from '../../../shared/sync/record.ts'
import type { Call, Route } from '../route.ts'
import type { World } from '../world.ts'

/** As many as fit into a list below a search field. */
const FOUND_MAX = 20
/** A few more than are shown, since some may be called otherwise by now; where very many are, the list stays shorter. */
const LOOKED_AT_ONCE = 30
const LOOKED_AT_MAX = 300

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
    throw new Refusal('E_TYPE', 'kind', `there is no kind "${beginning(kind, 40)}"`)
  }
  const words = queryWords(beginning(q, 200))
  if (words.length === 0) return { items: [] }
  const [keys, { epoch }] = await Promise.all([
    world.search.find(company, kind ? [kind] : kinds, words, LOOKED_AT_MAX),
    world.writer.read(company),
  ])
  // The index may still hold what a record was called before, so what is shown is what the records say.
  const found: { stored: StoredRecord; text: string }[] = []
  for (const some of chunks(keys, LOOKED_AT_ONCE)) {
    for (const stored of (await world.records.getShown(company, some)).values()) {
      const text = stored.record || stored.flaw ? searchText(stored.key, stored.record) : undefined
      if (text !== undefined && isFoundBy(text, words)) found.push({ stored, text })
    }
    if (found.length >= FOUND_MAX) break
  }
  return {
    items: found
      .sort((one, other) => rankOf(one.text, words) - rankOf(other.text, words) || (one.text < other.text ? -1 : 1))
      .slice(0, FOUND_MAX)
      .map(({ stored }) => shown(stored, epoch)),
  }
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
