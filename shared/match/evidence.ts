import type { Assignment } from './assignment.ts'
import type { Book, Books } from './book.ts'
import { type Edges, HAS_FIELDS, KEY_EQUAL, NUMBER_CONFLICT } from './edges.ts'
import type { EvidenceFeature, EvidenceWeights, Model } from './model.ts'
import { logOdds, probability } from './regression.ts'

/** How often a key occurs in each list. */
export type KeyCounts = { readonly ofA: (key: number) => number; readonly ofB: (key: number) => number }

/** Counts the records, not the rows: an alias that is the same name again is no second record. */
export function keyCounts({ a, b }: Books): KeyCounts {
  return { ofA: keyCounter(a), ofB: keyCounter(b) }
}

/** A sorted list is searched, not a Map: that would be the largest thing in memory. */
function keyCounter({ keys, owners }: Book): (key: number) => number {
  const isAgain = (row: number) => {
    let before = row - 1
    while (before >= 0 && owners[before] === owners[row] && keys[before] !== keys[row]) before--
    return before >= 0 && owners[before] === owners[row]
  }
  const sorted = keys.filter((_, row) => !isAgain(row)).sort()
  const placeOf = (key: number) => {
    let low = 0
    let high = sorted.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((sorted[middle] ?? 0) < key) low = middle + 1
      else high = middle
    }
    return low
  }
  return (key) => placeOf(key + 1) - placeOf(key)
}

export type EvidenceFeatures = Record<EvidenceFeature, number>

/** What speaks for a chosen edge, its rivals considered. The object is the same each time, and overwritten. */
export function evidenceReader(
  books: Books,
  edges: Edges,
  { ofEntity, ofRecord, rivals }: Assignment,
  keys: KeyCounts,
) {
  const f: EvidenceFeatures = {
    pair: 0,
    marginEntity: 0,
    marginRecord: 0,
    freeMarginEntity: 0,
    freeMarginRecord: 0,
    oddsMarginEntity: 0,
    oddsMarginRecord: 0,
    mutual: 0,
    information: 0,
    distinct: 0,
    keyUnique: 0,
    keyShared: 0,
    numberConflict: 0,
  }
  return (edge: number): EvidenceFeatures => {
    const score = edges.scores[edge] ?? 0
    const { entity, record, freeEntity, freeRecord } = rivals(edge)
    const bits = edges.bits[edge] ?? 0
    f.pair = Math.min(Math.max(logOdds(score), -7), 8) / 4
    f.marginEntity = score - entity
    f.marginRecord = score - record
    f.freeMarginEntity = score - freeEntity
    f.freeMarginRecord = score - freeRecord
    f.oddsMarginEntity = oddsMargin(score, freeEntity)
    f.oddsMarginRecord = oddsMargin(score, freeRecord)
    const isChosen = ofEntity[edges.entities[edge] ?? 0] === edge && ofRecord[edges.records[edge] ?? 0] === edge
    f.mutual = isChosen && score >= entity && score >= record ? 1 : 0
    f.information = edges.information[edge] ?? 0
    f.distinct = edges.distinct[edge] ?? 0
    const equal = (bits & KEY_EQUAL) !== 0
    const unique =
      keys.ofA(books.a.keys[edges.rowsA[edge] ?? 0] ?? 0) <= 1 &&
      keys.ofB(books.b.keys[edges.rowsB[edge] ?? 0] ?? 0) <= 1
    f.keyUnique = equal && unique ? 1 : 0
    f.keyShared = equal && !unique ? 1 : 0
    f.numberConflict = bits & NUMBER_CONFLICT ? 1 : 0
    return f
  }
}

/** Rivals below this count as none. */
const RIVAL_MIN = 0.004

/** A margin of this many log odds is as good as any larger one. */
const ODDS_ENOUGH = 6

function oddsMargin(score: number, rival: number): number {
  const margin = logOdds(score) - logOdds(Math.max(rival, RIVAL_MIN))
  return Math.min(Math.max(margin, -ODDS_ENOUGH), ODDS_ENOUGH) / ODDS_ENOUGH
}

function evidenceSum(f: EvidenceFeatures, w: EvidenceWeights): number {
  return (
    w.bias +
    w.pair * f.pair +
    w.marginEntity * f.marginEntity +
    w.marginRecord * f.marginRecord +
    w.freeMarginEntity * f.freeMarginEntity +
    w.freeMarginRecord * f.freeMarginRecord +
    w.oddsMarginEntity * f.oddsMarginEntity +
    w.oddsMarginRecord * f.oddsMarginRecord +
    w.mutual * f.mutual +
    w.information * f.information +
    w.distinct * f.distinct +
    w.keyUnique * f.keyUnique +
    w.keyShared * f.keyShared +
    w.numberConflict * f.numberConflict
  )
}

/** A chosen pair: how probable it is by what lists in general are like, and by what these two lists are like. */
export type Judged = { readonly edge: number; readonly evidence: number; readonly score: number }

/** Judges every chosen pair. */
export function judge(books: Books, edges: Edges, assignment: Assignment, keys: KeyCounts, model: Model): Judged[] {
  const read = evidenceReader(books, edges, assignment, keys)
  const judged: { edge: number; evidence: number }[] = []
  let prior = 0
  for (const edge of assignment.ofEntity) {
    if (edge < 0) continue
    const stage = (edges.bits[edge] ?? 0) & HAS_FIELDS ? model.fields : model.name
    judged.push({ edge, evidence: probability(evidenceSum(read(edge), stage.evidence)) })
    prior += stage.prior
  }
  const shift = priorShift(
    judged.map(({ evidence }) => evidence),
    prior / Math.max(judged.length, 1),
  )
  return judged.map(({ edge, evidence }) => ({ edge, evidence, score: probability(logOdds(evidence) + shift) }))
}

/** A list never moves the odds by more than this factor's logarithm: a few hundred pairs can be unlike all others. */
const SHIFT_MAX = Math.log(4)

const ROUNDS = 25

/**
 * By how much the odds of all pairs move because these lists share more, or less, than the lists the weights were
 * fitted on: Saerens et al. 2002, the expectation is taken until it agrees with itself.
 */
function priorShift(evidence: readonly number[], prior: number): number {
  if (evidence.length === 0) return 0
  let shift = 0
  for (let round = 0; round < ROUNDS; round++) {
    let sum = 0
    for (const chance of evidence) sum += probability(logOdds(chance) + shift)
    // As if twenty further pairs had been of the usual kind, so that short lists do not run away.
    const share = (sum + 20 * prior) / (evidence.length + 20)
    shift = Math.min(Math.max(logOdds(share) - logOdds(prior), -SHIFT_MAX), SHIFT_MAX)
  }
  return shift
}
