import type { PairFeature } from './features.ts'

/** What is looked at when a pair has been chosen among its rivals, and the sign its weight may have. */
export const evidenceFeatures = {
  /** The log odds of the pair's own score. */
  pair: 1,
  /** How far the entity's next best record is behind, and the record's next best entity. */
  marginEntity: 1,
  marginRecord: 1,
  /** The same among those that are not better matched elsewhere. */
  freeMarginEntity: 1,
  freeMarginRecord: 1,
  /** The same in log odds, so that a doubtful pair without any rival gains by it. */
  oddsMarginEntity: 1,
  oddsMarginRecord: 1,
  mutual: 1,
  information: 1,
  distinct: 1,
  keyUnique: 1,
  keyShared: -1,
  numberConflict: -1,
} as const

export type EvidenceFeature = keyof typeof evidenceFeatures

export type PairWeights = { readonly bias: number } & { readonly [feature in PairFeature]: number }
export type EvidenceWeights = { readonly bias: number } & { readonly [feature in EvidenceFeature]: number }

/** How pairs are judged: each by itself, then among its rivals; and the share of right pairs that it was fitted on. */
export type Stage = { readonly pair: PairWeights; readonly evidence: EvidenceWeights; readonly prior: number }

/** One way to judge pairs of names only, and one for pairs that have a further field in common. */
export type Model = { readonly name: Stage; readonly fields: Stage }
