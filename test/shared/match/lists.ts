import type { Listed, MatchKind, Suggestion } from '../../../shared/match/listed.ts'
import { suggest } from '../../../shared/match/suggest.ts'

/** Rows whose ids are their names, and what else a test is about. */
export const listOf = (...rows: (string | ({ name: string } & Partial<Listed>))[]): Listed[] =>
  rows.map((row) => (typeof row === 'string' ? { id: row, name: row } : { id: row.name, ...row }))

/** Forty businesses that both lists have in common, so that a test's own rows stand in a list as long as a small firm's. */
export const others: readonly string[] = `Abernathy Foundry;Blackwood Castings;Castellano Foods;Drummond Valve;Eastwick
  Paper;Fairbanks Gravel;Gallagher Optics;Hargrove Lumber;Inglewood Dairy;Jablonski Tool;Kirkpatrick Signs;Lattimore
  Motor;Merriweather Glass;Northcutt Paving;Ostrander Rubber;Pemberton Cable;Quackenbush Farms;Rosenthal Dental;Stallworth
  Forge;Thackeray Bank;Underhill Pump;Vasquez Trucking;Whitcomb Nursery;Yarborough Boats;Zimmerman Bakery;Halvorsen
  Media;Kestrel Wireless;Brightwave Labs;Omnitek Sensors;Duracore Battery;Voltaire Lighting;Lumina Roofing;Zephyr
  Aviation;Polaris Marine;Axion Chemical;Nordica Furniture;Sonoray Medical;Vertex Stamping;Graphex Printing;Mirado Tire`
  .split(';')
  .map((name) => name.replace(/\s+/g, ' ').trim())

/** Suggests among those forty and a test's own rows, and gives what came of the test's own. */
export function suggestAmong(kind: MatchKind, entities: readonly Listed[], records: readonly Listed[]): Suggestion[] {
  const common = listOf(...others)
  const own = new Set(entities.map(({ id }) => id))
  return suggest(kind, [...common, ...entities], [...common, ...records]).filter(({ entityId }) => own.has(entityId))
}

/** The one suggestion for two rows, or nothing. */
export const between = (
  kind: MatchKind,
  entity: string | ({ name: string } & Partial<Listed>),
  record: typeof entity,
) => suggestAmong(kind, listOf(entity), listOf(record))[0]

/** Whether a suggestion may be accepted in bulk. */
export const isBulk = (suggestion: Suggestion | undefined): boolean =>
  suggestion?.confidence === 'exact' || suggestion?.confidence === 'sure'
