import { fullName } from './book.ts'
import { confidenceOf } from './confidence.ts'
import type { Confidence, Listed, Suggestion } from './listed.ts'
import { pairNames } from './names.ts'
import { partyModel } from './weights.ts'
import { evidenceOf } from './wording.ts'
import { bareCode, keyWordsOf, wordsOf } from './words.ts'

/** What a number, or a name within its class, is worth. Nothing of this was measured: there is no public data. */
const SAME_NUMBER_AND_NAME = 0.99
const SAME_NUMBER = 0.97
const SAME_NUMBER_CLASS_UNKNOWN = 0.85
const SAME_NAME = 0.96
const ALIKE_MAX = 0.9
const OTHER_NUMBER_MAX = 0.7

type AccountClass = 'asset' | 'liability' | 'equity' | 'income' | 'expense'

type Account = {
  readonly listed: Listed
  readonly number: string
  /** The name without its number, parents and all. */
  readonly name: string
  readonly key: string
  readonly class: AccountClass | undefined
}

/**
 * Suggests which accounts are the same: the number first, if the class allows it; else the name within the class. An
 * income account is never suggested for an expense account.
 */
export function suggestAccounts(entities: readonly Listed[], records: readonly Listed[]): Suggestion[] {
  const ours = entities.map(readAccount)
  const theirs = records.map(readAccount)
  const byNumber = pairUnique(ours, theirs, ({ number }) => number, sameNumber)
  const rest = without(ours, theirs, byNumber)
  const byName = pairUnique(rest.ours, rest.theirs, ({ key }) => key, sameName)
  const last = without(rest.ours, rest.theirs, byName)
  return [...byNumber, ...byName, ...suggestAlike(last.ours, last.theirs)]
}

function readAccount(listed: Listed): Account {
  const own = /^\s*(\d[\d.-]{2,})(?:\s*[-:·]\s*|\s+)(?=\S)/.exec(listed.name)
  const plain = own ? listed.name.slice(own[0].length) : listed.name
  const name = fullName({ ...listed, name: plain })
  return {
    listed,
    number: bareCode(listed.number ?? own?.[1] ?? ''),
    name,
    key: keyWordsOf(wordsOf(name)).join(' '),
    class: classOf(listed.accountType ?? ''),
  }
}

const classes: readonly (readonly [pattern: RegExp, of: AccountClass])[] = [
  [/cost of (?:goods|sales)|cogs|expense/i, 'expense'],
  [/income|revenue|sales/i, 'income'],
  [/equity|capital|retained/i, 'equity'],
  [/liabilit|payable|credit card|loan/i, 'liability'],
  [/asset|bank|cash|receivable|inventory/i, 'asset'],
]

/** Costs of goods and expenses are one class: the two systems draw that line differently. */
function classOf(type: string): AccountClass | undefined {
  return classes.find(([pattern]) => pattern.test(type))?.[1]
}

const isCompatible = (one: Account, other: Account): boolean =>
  one.class === undefined || other.class === undefined || one.class === other.class

function without(ours: readonly Account[], theirs: readonly Account[], done: readonly Suggestion[]) {
  const entityIds = new Set(done.map(({ entityId }) => entityId))
  const recordIds = new Set(done.map(({ recordId }) => recordId))
  return {
    ours: ours.filter(({ listed }) => !entityIds.has(listed.id)),
    theirs: theirs.filter(({ listed }) => !recordIds.has(listed.id)),
  }
}

/** Pairs what has a key that comes once in each list. */
function pairUnique(
  ours: readonly Account[],
  theirs: readonly Account[],
  keyOf: (account: Account) => string,
  toSuggestion: (one: Account, other: Account) => Suggestion | undefined,
): Suggestion[] {
  const others = Map.groupBy(theirs, keyOf)
  return [...Map.groupBy(ours, keyOf)].flatMap(([key, [one, ...more]]) => {
    const [other, ...further] = others.get(key) ?? []
    if (key === '' || !one || !other || more.length + further.length > 0 || !isCompatible(one, other)) return []
    const suggestion = toSuggestion(one, other)
    return suggestion ? [suggestion] : []
  })
}

function suggestion(
  one: Account,
  other: Account,
  confidence: Confidence,
  score: number,
  evidence: string[],
): Suggestion {
  const inactive = [
    ...(one.listed.active === false ? ['inactive in QuickBooks'] : []),
    ...(other.listed.active === false ? ['inactive in the ERP'] : []),
  ]
  return {
    entityId: one.listed.id,
    recordId: other.listed.id,
    confidence: inactive.length > 0 && confidence === 'exact' ? 'likely' : confidence,
    score,
    evidence: [...evidence, ...inactive],
  }
}

const sameLastName = (one: Account, other: Account): boolean => {
  const last = ({ key, name }: Account) =>
    name.includes(':') ? keyWordsOf(wordsOf(name.slice(name.lastIndexOf(':') + 1))).join(' ') : key
  return last(one) === last(other)
}

function sameNumber(one: Account, other: Account): Suggestion {
  const isNamed = one.key === other.key || sameLastName(one, other)
  const name = isNamed ? 'same name' : `named otherwise: ${one.name} and ${other.name}`
  const isKnown = one.class !== undefined && other.class !== undefined
  if (isNamed) return suggestion(one, other, 'exact', SAME_NUMBER_AND_NAME, ['same account number', name])
  return isKnown
    ? suggestion(one, other, 'exact', SAME_NUMBER, ['same account number', `both are ${one.class} accounts`, name])
    : suggestion(one, other, 'likely', SAME_NUMBER_CLASS_UNKNOWN, ['same account number', name])
}

function sameName(one: Account, other: Account): Suggestion {
  if (one.number !== '' && other.number !== '') {
    return suggestion(one, other, 'possible', OTHER_NUMBER_MAX, ['same name', numbersDiffer(one, other)])
  }
  const isKnown = one.class !== undefined && other.class !== undefined
  return isKnown
    ? suggestion(one, other, 'exact', SAME_NAME, ['same name', `both are ${one.class} accounts`])
    : suggestion(one, other, 'likely', ALIKE_MAX, ['same name', 'the type is not known on both sides'])
}

const numbersDiffer = (one: Account, other: Account) => `account numbers differ: ${one.number} and ${other.number}`

/** Names that are alike, within what the classes allow; never for acceptance in bulk. */
function suggestAlike(ours: readonly Account[], theirs: readonly Account[]): Suggestion[] {
  const classOfId = new Map([...ours, ...theirs].map((account) => [account.listed, account]))
  const suggestions: Suggestion[] = []
  for (const group of ['asset', 'liability', 'equity', 'income', 'expense', undefined] as const) {
    const left = without(ours, theirs, suggestions)
    const inGroup = (account: Account) => group === undefined || account.class === group || account.class === undefined
    const entities = left.ours.filter(inGroup)
    const records = left.theirs.filter(inGroup)
    suggestions.push(...pairWithin(entities, records, classOfId))
  }
  return suggestions
}

function pairWithin(
  ours: readonly Account[],
  theirs: readonly Account[],
  accounts: ReadonlyMap<Listed, Account>,
): Suggestion[] {
  const bare = new Map<Listed, Account>()
  const named = (account: Account): Listed => {
    const listed = { id: account.listed.id, name: account.name }
    bare.set(listed, accounts.get(account.listed) ?? account)
    return listed
  }
  const options = { model: partyModel, withFields: false, withCodes: false }
  return pairNames(ours.map(named), theirs.map(named), options, (pair, context): Suggestion | undefined => {
    const one = bare.get(pair.entity)
    const other = bare.get(pair.record)
    if (!one || !other || !isCompatible(one, other)) return undefined
    const conflict = one.number !== '' && other.number !== ''
    const score = Math.min(pair.score, conflict ? OTHER_NUMBER_MAX : ALIKE_MAX)
    const confidence = confidenceOf(score)
    if (confidence === undefined) return undefined
    const words = [...evidenceOf(pair, context), ...(conflict ? [numbersDiffer(one, other)] : [])]
    return suggestion(one, other, confidence, Math.round(score * 1000) / 1000, words)
  })
}
