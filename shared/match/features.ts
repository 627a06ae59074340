import { aligner } from './alignment.ts'
import { type Book, type Books, isAlias } from './book.ts'
import { legalFamily } from './dictionary.ts'
import { businessDomain, type Fields, samePhone } from './fields.ts'
import { type WordLikeness, wordLikeness } from './spelling.ts'
import { trigramCosine } from './trigrams.ts'
import { hashOf, ROLE_LEGAL, type Rows, type Vocabulary } from './vocabulary.ts'

/** What is looked at when two rows are compared, each 0 to 1 or thereabouts, and the sign its weight may have. */
export const pairFeatures = {
  soft: 1,
  trigram: 1,
  coverage: 1,
  coverageBest: 1,
  keyEqual: 1,
  alias: -1,
  first: 1,
  information: 1,
  numberMatched: 1,
  acronym: 1,
  conflict: -1,
  numberConflict: -1,
  numberExtra: -1,
  legalDiffers: -1,
  legalConflict: -1,
  code: 1,
  codeConflict: -1,
  phone: 1,
  phoneDiffers: -1,
  email: 1,
  domain: 1,
  zip: 1,
  zipDiffers: -1,
  city: 1,
  cityDiffers: -1,
  stateDiffers: -1,
  street: 1,
  streetDiffers: -1,
  house: 1,
  houseDiffers: -1,
  /** Street, and zip or city, agree; or neither does. */
  samePlace: 1,
  otherPlace: -1,
} as const

export type PairFeature = keyof typeof pairFeatures

/** The features of one pair. The object is the same for every pair, and overwritten. */
export type PairFeatures = Record<PairFeature, number> & {
  /** Whether both know a field of the same kind, so that the fields could be compared. */
  hasFields: boolean
  /** The heaviest word that only one side has. */
  rest: number
  /**
   * How far a name of these words is from being there by chance, in a list of this size: at 0 one would expect one
   * namesake, at 1 none by far.
   */
  distinct: number
}

/** Compares row with row. */
export type Comparer = (rowA: number, rowB: number) => PairFeatures

export function comparer(books: Books, withFields: boolean, alike: WordLikeness = wordLikeness(books.words)): Comparer {
  const { a, b, words, unit } = books
  const align = aligner(words, alike)
  const compareFields = fieldComparer(books)
  const legal = legalComparer(words)
  const f = emptyFeatures()
  return (rowA, rowB) => {
    const common = align(a.names, rowA, a.norms[rowA] ?? 0, b.names, rowB, b.norms[rowB] ?? 0)
    f.soft = common.cosine ** 2
    f.trigram = trigramCosine(a.trigrams, rowA, b.trigrams, rowB, books.trigramWeights)
    f.coverage = Math.min(common.coverageA, common.coverageB)
    f.coverageBest = Math.max(common.coverageA, common.coverageB)
    f.keyEqual = a.keys[rowA] === b.keys[rowB] ? 1 : 0
    f.alias = isAlias(a, rowA) || isAlias(b, rowB) ? 1 : 0
    f.first = common.first
    f.information = Math.min(common.matched / (2 * unit), 1.25)
    f.numberMatched = common.numbersMatched > 0 ? 1 : 0
    f.acronym = f.keyEqual === 0 && isAcronym(books, rowA, rowB) ? 1 : 0
    f.conflict = f.keyEqual ? 0 : Math.min(common.restA, common.restB) / unit
    f.distinct = Math.min(Math.max(common.rarity / unit - 1, -1), 1)
    f.rest = f.keyEqual ? 0 : Math.max(common.restA, common.restB) / unit
    f.numberConflict = common.numbersRestA > 0 && common.numbersRestB > 0 ? 1 : 0
    f.numberExtra = f.numberConflict === 0 && common.numbersRestA + common.numbersRestB > 0 ? 1 : 0
    const forms = legal(a.names, rowA, b.names, rowB)
    f.legalDiffers = forms === 'differs' ? 1 : 0
    f.legalConflict = forms === 'conflict' ? 1 : 0
    compareCodes(f, a, rowA, b, rowB, books.codeRarity)
    if (withFields) compareFields(f, a.owners[rowA] ?? 0, b.owners[rowB] ?? 0)
    return f
  }
}

function emptyFeatures(): PairFeatures {
  return {
    soft: 0,
    trigram: 0,
    coverage: 0,
    coverageBest: 0,
    keyEqual: 0,
    alias: 0,
    first: 0,
    information: 0,
    numberMatched: 0,
    acronym: 0,
    conflict: 0,
    numberConflict: 0,
    numberExtra: 0,
    legalDiffers: 0,
    legalConflict: 0,
    code: 0,
    codeConflict: 0,
    phone: 0,
    phoneDiffers: 0,
    email: 0,
    domain: 0,
    zip: 0,
    zipDiffers: 0,
    city: 0,
    cityDiffers: 0,
    stateDiffers: 0,
    street: 0,
    streetDiffers: 0,
    house: 0,
    houseDiffers: 0,
    samePlace: 0,
    otherPlace: 0,
    hasFields: false,
    rest: 0,
    distinct: 0,
  }
}

function isAcronym({ a, b, words }: Books, rowA: number, rowB: number): boolean {
  const isShortOf = (short: Book, rowShort: number, long: Book, rowLong: number) => {
    const acronym = long.acronyms[rowLong] ?? 0
    const first = short.names.words[short.names.starts[rowShort] ?? 0] ?? 0
    return acronym !== 0 && (short.keys[rowShort] === acronym || words.hashes[first] === acronym)
  }
  return isShortOf(a, rowA, b, rowB) || isShortOf(b, rowB, a, rowA)
}

/** Whether the legal forms are the same or not both known, differ within a family, or cannot be one business. */
function legalComparer({ roles, texts }: Vocabulary) {
  return (a: Rows, rowA: number, b: Rows, rowB: number): 'agrees' | 'differs' | 'conflict' => {
    let hasA = false
    let hasB = false
    let family = false
    const endA = a.starts[rowA + 1] ?? 0
    const endB = b.starts[rowB + 1] ?? 0
    for (let at = a.starts[rowA] ?? 0; at < endA; at++) {
      const one = a.words[at] ?? 0
      if (!((roles[one] ?? 0) & ROLE_LEGAL)) continue
      hasA = true
      for (let to = b.starts[rowB] ?? 0; to < endB; to++) {
        const other = b.words[to] ?? 0
        if (!((roles[other] ?? 0) & ROLE_LEGAL)) continue
        hasB = true
        if (one === other) return 'agrees'
        if (legalFamily(texts[one] ?? '') === legalFamily(texts[other] ?? '')) family = true
      }
    }
    if (!hasA || !hasB) return 'agrees'
    return family ? 'differs' : 'conflict'
  }
}

/**
 * Model numbers in titles: a rare one in both is nearly proof, and then other numbers, which are often parts of it, do
 * not matter. None the same although both have some is a doubt.
 */
function compareCodes(
  f: PairFeatures,
  a: Book,
  rowA: number,
  b: Book,
  rowB: number,
  rarity: Books['codeRarity'],
): void {
  const codesA = a.codes[rowA] ?? []
  const codesB = b.codes[rowB] ?? []
  f.code = 0
  for (const one of codesA) {
    for (const other of codesB) {
      const alike = codeLikeness(one, other) * Math.max(rarity(one), rarity(other))
      if (alike > f.code) f.code = alike
    }
  }
  f.codeConflict = f.code === 0 && codesA.length > 0 && codesB.length > 0 ? 1 : 0
  if (f.code > 0.5) f.numberConflict = f.numberExtra = f.conflict = 0
}

/** A suffix of a few letters is a colour or a package more often than another product. */
function codeLikeness(one: string, other: string): number {
  if (one === other) return 1
  const [short, long] = one.length < other.length ? [one, other] : [other, one]
  return short.length >= 5 && long.startsWith(short) && !/^\d/.test(long.slice(short.length)) ? 0.6 : 0
}

const STREET_ALIKE_MIN = 0.35
const STREET_SAME_MIN = 0.75
const CITY_ALIKE_MIN = 0.6

function fieldComparer({ a, b, streetWords }: Books) {
  const alignStreets = aligner(streetWords, wordLikeness(streetWords))
  return (f: PairFeatures, atA: number, atB: number): void => {
    const one = a.fields[atA]
    const other = b.fields[atB]
    if (!one || !other) return
    const differ = (key: keyof Fields) => one[key] !== '' && other[key] !== '' && one[key] !== other[key]
    const equal = (key: keyof Fields) => one[key] !== '' && one[key] === other[key]
    const hasPhones = one.phone !== '' && other.phone !== ''
    f.phone = hasPhones && samePhone(one.phone, other.phone) ? 1 : 0
    f.phoneDiffers = hasPhones && f.phone === 0 ? 1 : 0
    f.email = equal('email') ? 1 : 0
    const domain = businessDomain(one.email)
    f.domain = f.email === 0 && domain !== '' && domain === businessDomain(other.email) ? 1 : 0
    f.zip = equal('zip') ? 1 : 0
    f.zipDiffers = differ('zip') ? 1 : 0
    const cityKnown = one.city !== '' && other.city !== ''
    const city = cityKnown ? textLikeness(one.city, other.city) : 0
    f.city = city >= CITY_ALIKE_MIN ? city : 0
    f.cityDiffers = cityKnown && city < CITY_ALIKE_MIN ? 1 : 0
    f.stateDiffers = differ('state') ? 1 : 0
    const streetKnown = one.street !== '' && other.street !== ''
    const street = streetKnown
      ? alignStreets(a.streets, atA, a.streetNorms[atA] ?? 0, b.streets, atB, b.streetNorms[atB] ?? 0).cosine
      : 0
    f.street = street
    f.streetDiffers = streetKnown && street < STREET_ALIKE_MIN ? 1 : 0
    f.house = equal('houseNumber') ? 1 : 0
    f.houseDiffers = differ('houseNumber') ? 1 : 0
    f.samePlace = street >= STREET_SAME_MIN && f.houseDiffers === 0 && (f.zip === 1 || f.city > 0) ? 1 : 0
    f.otherPlace = f.zip === 0 && f.city === 0 && f.zipDiffers + f.cityDiffers > 0 && f.streetDiffers === 1 ? 1 : 0
    f.hasFields =
      hasPhones || cityKnown || streetKnown || f.zip + f.zipDiffers > 0 || (one.email !== '' && other.email !== '')
  }
}

/** How much of the shorter text's pairs of letters the other has too; enough for the name of a town. */
function textLikeness(one: string, other: string): number {
  if (one === other) return 1
  const pairs = new Set<number>()
  for (let at = 0; at + 1 < one.length; at++) pairs.add(one.charCodeAt(at) * 65_536 + one.charCodeAt(at + 1))
  let both = 0
  for (let at = 0; at + 1 < other.length; at++) {
    if (pairs.has(other.charCodeAt(at) * 65_536 + other.charCodeAt(at + 1))) both++
  }
  const shorter = Math.min(one.length, other.length) - 1
  return shorter <= 0 ? 0 : Math.min(1, both / shorter)
}

/** The hash under which a word or code of a title is found. */
export const termHash = (kind: string, text: string): number => hashOf(text, hashOf(`${kind}:`))
