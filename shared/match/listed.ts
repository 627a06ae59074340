/** The kinds of list that are matched; each has its own rules. */
export type MatchKind = 'customer' | 'vendor' | 'item' | 'account' | 'term'

/** What a list says about payment terms, in numbers. */
export type ListedTerms = {
  readonly dueDays?: number | undefined
  readonly discountDays?: number | undefined
  readonly discountPercent?: number | undefined
  readonly dayOfMonth?: number | undefined
}

type ListedAddress = {
  readonly street?: string | undefined
  readonly city?: string | undefined
  readonly state?: string | undefined
  readonly zip?: string | undefined
}

/** One row of either list, in words that belong to neither system. Whatever a list does not know is left out. */
export type Listed = {
  /** Unique within its list. */
  readonly id: string
  readonly name: string
  /** The names of the parents, the top one first; the last part of a `Parent:Child` name is in `name`. */
  readonly parents?: readonly string[] | undefined
  /** An account's number, an item's SKU or part number. */
  readonly number?: string | undefined
  readonly email?: string | undefined
  readonly phone?: string | undefined
  readonly address?: ListedAddress | undefined
  readonly accountType?: string | undefined
  readonly terms?: ListedTerms | undefined
  readonly active?: boolean | undefined
}

/** `exact` and `sure` may be accepted in bulk; `likely` and `possible` are for a person to look at, one by one. */
export type Confidence = 'exact' | 'sure' | 'likely' | 'possible'

export type Suggestion = {
  readonly entityId: string
  readonly recordId: string
  readonly confidence: Confidence
  /** How probable it is that the two are the same, 0 to 1. */
  readonly score: number
  /** Why, in a controller's words; never empty. */
  readonly evidence: readonly string[]
}
