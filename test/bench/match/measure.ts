import type { Found } from './baselines.ts'
import type { MatchSet } from './sets.ts'

/** What came of one method on one set. */
export type Measured = {
  readonly precision: number
  readonly recall: number
  readonly f1: number
}

/** Best pair first, each side once: the same step for every method. */
export function oneToOne(found: readonly Found[]): Found[] {
  const entities = new Set<number>()
  const records = new Set<number>()
  const sorted = found.toSorted(
    (one, other) => other.score - one.score || one.entity - other.entity || one.record - other.record,
  )
  return sorted.filter(({ entity, record }) => {
    if (entities.has(entity) || records.has(record)) return false
    entities.add(entity)
    records.add(record)
    return true
  })
}

/** Tells right from wrong pairs of a set. */
export function truthOf({ pairs }: MatchSet) {
  const right = new Set(pairs.map(([entity, record]) => `${entity} ${record}`))
  const mated = new Set(pairs.map(([entity]) => entity))
  return {
    isRight: ({ entity, record }: { entity: number; record: number }) => right.has(`${entity} ${record}`),
    hasMate: ({ entity }: { entity: number }) => mated.has(entity),
    count: pairs.length,
  }
}

/** Precision, recall and their harmonic mean of what was found. */
export function measure(right: number, found: number, wanted: number): Measured {
  const precision = found === 0 ? 0 : right / found
  const recall = wanted === 0 ? 0 : right / wanted
  return { precision, recall, f1: right === 0 ? 0 : (2 * precision * recall) / (precision + recall) }
}

/** The best F1 that any threshold would have given, chosen with hindsight. */
export function bestF1(found: readonly Found[], set: MatchSet): number {
  const truth = truthOf(set)
  let best = 0
  let right = 0
  const sorted = found.toSorted((one, other) => other.score - one.score)
  for (const [at, pair] of sorted.entries()) {
    if (truth.isRight(pair)) right++
    // Equal scores cannot be told apart by a threshold.
    if (sorted[at + 1]?.score === pair.score) continue
    best = Math.max(best, measure(right, at + 1, truth.count).f1)
  }
  return best
}

/** Runs something and tells the processor time that it took, in seconds. */
export function timed<Result>(run: () => Result): { result: Result; seconds: number } {
  const before = process.cpuUsage()
  const result = run()
  const { user, system } = process.cpuUsage(before)
  return { result, seconds: (user + system) / 1e6 }
}
