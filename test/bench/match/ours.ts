import { confidenceOf, partyConfidence, shownScore } from '../../../shared/match/confidence.ts'
import type { Confidence } from '../../../shared/match/listed.ts'
import type { Model } from '../../../shared/match/model.ts'
import { pairNames } from '../../../shared/match/names.ts'
import type { Found } from './baselines.ts'
import type { MatchSet } from './sets.ts'

/** A pair of ours; without a confidence it is not suggested to anyone, and counts for the best threshold only. */
export type OurPair = Found & { readonly confidence: Confidence | undefined }

/** What our engine says with these weights, down to the least probable pair. */
export function ourPairs(set: MatchSet, model: Model): OurPair[] {
  const isItem = set.kind === 'item'
  const options = { model, withFields: !isItem, withCodes: isItem }
  return pairNames(set.entities, set.records, options, (pair): OurPair => {
    const confidence = isItem ? confidenceOf(pair.score) : partyConfidence(pair)
    const score = confidence === undefined || isItem ? pair.score : shownScore(pair, confidence)
    return { entity: Number(pair.entity.id), record: Number(pair.record.id), score, confidence }
  })
}

/** Accepted at once by whoever trusts us. */
export const isBulk = ({ confidence }: OurPair): boolean => confidence === 'exact' || confidence === 'sure'
