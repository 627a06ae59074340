import { stampWithMillis } from './clock.ts'
import type { Company } from './company/company.ts'
import { definitionNamed } from './entities/definitions.ts'
import { missing, refuse } from './fault.ts'
import type { Fields } from './json.ts'
import { show } from './show.ts'

const DAYS_BACK_MAX = 30
const DAY_MS = 86_400_000
/** Objects in one answer, over all types. What is beyond is left out without a word. */
const OBJECTS_MAX = 1000

/** The types that a request for changes asks for; each is counted as a read. */
export function typesAsked(query: URLSearchParams): string[] {
  const entities = query.get('entities')
  if (!entities) throw missing('entities')
  return entities.split(',').map((name) => name.trim())
}

/** Everything of these types that changed since an instant, deleted transactions included. */
export function changesSince(company: Company, query: URLSearchParams, at: number): Fields {
  const since = query.get('changedSince')
  if (!since) throw missing('changedSince')
  const from = Date.parse(since)
  if (Number.isNaN(from))
    throw refuse('2060', `changedSince is not an instant. Supplied value:${since}`, 'changedSince')
  if (from < at - DAYS_BACK_MAX * DAY_MS)
    throw refuse('2070', `changedSince goes back ${DAYS_BACK_MAX} days at most`, 'changedSince')
  let room = OBJECTS_MAX
  const responses = typesAsked(query).map((name): Fields => {
    const definition = definitionNamed(name)
    if (!definition) throw refuse('2000', `Unknown object ${name}`, 'entities')
    const changed = [...company.all(definition.name)].filter((stored) => stored.updatedAt >= from).slice(0, room)
    room -= changed.length
    if (changed.length === 0) return {}
    return { [name]: changed.map((stored) => show(stored, company)), startPosition: 1, maxResults: changed.length }
  })
  return { CDCResponse: [{ QueryResponse: responses }], time: stampWithMillis(at) }
}
