import { partyConfidence, shownScore } from './confidence.ts'
import type { Listed, Suggestion } from './listed.ts'
import type { Model } from './model.ts'
import { pairNames } from './names.ts'
import { partyModel } from './weights.ts'
import { evidenceOf } from './wording.ts'

/** Suggests which customers, or vendors, are the same: by name first, and by what else both lists know. */
export function suggestParties(
  entities: readonly Listed[],
  records: readonly Listed[],
  model: Model = partyModel,
): Suggestion[] {
  const options = { model, withFields: true, withCodes: false }
  return pairNames(entities, records, options, (pair, context) => {
    const confidence = partyConfidence(pair)
    if (confidence === undefined) return undefined
    return {
      entityId: pair.entity.id,
      recordId: pair.record.id,
      confidence,
      score: Math.round(shownScore(pair, confidence) * 1000) / 1000,
      evidence: evidenceOf(pair, context),
    }
  })
}
