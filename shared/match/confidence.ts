import type { PairFeatures } from './features.ts'
import type { Confidence } from './listed.ts'
import type { NamePair } from './names.ts'

/** Names of common words, such as Green Paper, have namesakes in a long list. */
const DISTINCT_MIN = 0.1

/** Where fewer names than this are the same in both lists, a name of one common word may be the same by chance. */
const SAME_NAME_SHARE_MIN = 1 / 3

/** Evidence from which a pair may be accepted unseen, if nothing speaks against it. */
const SURE_MIN = 0.95

/** And the same for these lists: where few have a mate, a chance likeness is likelier. */
const SURE_SCORE_MIN = 0.85

const LIKELY_MIN = 0.8
const POSSIBLE_MIN = 0.5

/** A word this heavy on one side only makes it another name, unless a field says that it is the same business. */
const REST_MAX = 0.25

/** And with such a field, one name must still hold nearly all of the other. */
const COVERAGE_MIN = 0.9

/** How sure one can be of a probability, where nothing may be accepted in bulk. */
export function confidenceOf(score: number): Confidence | undefined {
  if (score >= LIKELY_MIN) return 'likely'
  return score >= POSSIBLE_MIN ? 'possible' : undefined
}

/** How sure one can be that the pair is one customer, or one vendor. */
export function partyConfidence(pair: NamePair): Confidence | undefined {
  if (mayBeAccepted(pair)) {
    if (pair.isSameName && (isDistinct(pair.features) || pair.sameNameShare >= SAME_NAME_SHARE_MIN)) return 'exact'
    if (
      !pair.isSameName &&
      pair.evidence >= SURE_MIN &&
      pair.score >= SURE_SCORE_MIN &&
      isWhole(pair.features) &&
      isDistinct(pair.features)
    ) {
      return 'sure'
    }
  }
  return confidenceOf(pair.score)
}

/** Pairs called exact were right more often than this on every list tried, however little their names say. */
const EXACT_SCORE_MIN = 0.97

/** The probability that is shown: what passed all guards is righter than its evidence alone. */
export function shownScore({ score, evidence }: NamePair, confidence: Confidence): number {
  if (confidence === 'exact') return Math.max(score, evidence, EXACT_SCORE_MIN)
  return confidence === 'sure' ? Math.max(score, evidence) : score
}

/** Nothing speaks against it: no namesake, no rival, no field that disagrees, no other number, no other legal form. */
function mayBeAccepted(pair: NamePair): boolean {
  const { features: f } = pair
  return (
    !pair.isAlias &&
    pair.sameKeyA <= 1 &&
    pair.sameKeyB <= 1 &&
    pair.rivalEntity === undefined &&
    pair.rivalRecord === undefined &&
    f.numberConflict + f.numberExtra === 0 &&
    f.legalDiffers + f.legalConflict === 0 &&
    !disagrees(f) &&
    pair.entity.active !== false &&
    pair.record.active !== false
  )
}

const agreements = (f: PairFeatures): number => f.phone + f.email + f.domain + f.samePlace

/** Whether a field says that these are two: unless a stronger one says that they are one. */
function disagrees(f: PairFeatures): boolean {
  if (f.otherPlace + f.stateDiffers > 0) return true
  const doubts = f.phoneDiffers + f.zipDiffers + f.cityDiffers + f.streetDiffers + f.houseDiffers
  return doubts > 0 && agreements(f) === 0
}

/** Whether no side has a word of weight that the other lacks: Acme is not Acme Dallas. */
const isWhole = (f: PairFeatures): boolean =>
  f.rest <= REST_MAX || (f.coverageBest >= COVERAGE_MIN && f.phone + f.email + f.samePlace > 0)

/** Whether nobody else is called so by chance, unless a field says that it is the same business. */
const isDistinct = (f: PairFeatures): boolean => f.distinct >= DISTINCT_MIN || agreements(f) > 0
