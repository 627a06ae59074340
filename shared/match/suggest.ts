import { suggestAccounts } from './accounts.ts'
import { suggestItems } from './items.ts'
import type { Listed, MatchKind, Suggestion } from './listed.ts'
import { suggestParties } from './parties.ts'
import { suggestTerms } from './terms-of-payment.ts'

/**
 * Suggests for the entities of a QuickBooks list the ERP's records that are the same thing, each at most once. What is
 * `exact` or `sure` may be accepted in bulk; nothing is linked by itself. Ids are unique within each list; the order of
 * the lists makes no difference to who is suggested for whom, and the suggestions come in the order of the entities.
 */
export function suggest(kind: MatchKind, entities: readonly Listed[], records: readonly Listed[]): Suggestion[] {
  const suggestions = rules[kind](sorted(entities), sorted(records))
  const places = new Map(entities.map(({ id }, at) => [id, at]))
  return suggestions.sort((one, other) => (places.get(one.entityId) ?? 0) - (places.get(other.entityId) ?? 0))
}

const rules = {
  customer: (entities: readonly Listed[], records: readonly Listed[]) => suggestParties(entities, records),
  vendor: (entities: readonly Listed[], records: readonly Listed[]) => suggestParties(entities, records),
  item: (entities: readonly Listed[], records: readonly Listed[]) => suggestItems(entities, records),
  account: suggestAccounts,
  term: suggestTerms,
} as const

/** By id: of two equal pairs the first wins, and that must not depend on how a list was read. */
const sorted = (list: readonly Listed[]): Listed[] =>
  list.toSorted((one, other) => (one.id < other.id ? -1 : one.id > other.id ? 1 : 0))
