import { type Fields, fieldsOf } from './fields.ts'
import { growing32 } from './growing.ts'
import type { Listed } from './listed.ts'
import { measured, type Trigrams, trigramCollector, trigramWeights } from './trigrams.ts'
import { hashOf, type Rows, readRows, type Vocabulary, vocabularyOf } from './vocabulary.ts'
import { aliasesOf, codesIn, isLegal, keyWordsOf, streetWordsOf, wordsOf } from './words.ts'

/** One list, read once. A row is a name; a record that goes by several names has several rows, its full name first. */
export type Book = {
  readonly listed: readonly Listed[]
  readonly owners: Uint32Array
  readonly names: Rows
  readonly norms: Float32Array
  readonly trigrams: Trigrams
  /** The hash of the words that make the name, written together. */
  readonly keys: Uint32Array
  /** The hash of all words but "the" and "and", legal forms last. */
  readonly wholes: Uint32Array
  /** The hash of the first letters, where there are three words or more; else 0. */
  readonly acronyms: Uint32Array
  /** The model numbers in the title. */
  readonly codes: readonly (readonly string[])[]
  /** By record, not by row. */
  readonly fields: readonly Fields[]
  readonly streets: Rows
  readonly streetNorms: Float32Array
}

/** Both lists and what they share. */
export type Books = {
  readonly a: Book
  readonly b: Book
  readonly words: Vocabulary
  readonly streetWords: Vocabulary
  readonly trigramWeights: Float32Array
  /** The information of a word that occurs once in both lists: the measure of all others. */
  readonly unit: number
  /** How rare a model number is, 0 to 1: "1080p" is none. */
  readonly codeRarity: (code: string) => number
}

/** The full name as QuickBooks writes it, parents first. */
export const fullName = ({ name, parents = [] }: Listed): string => [...parents, name].join(':')

/** Whether a row is a further name of its record; the full name comes first. */
export const isAlias = ({ owners }: Book, row: number): boolean => row > 0 && owners[row] === owners[row - 1]

/** Every name of a record, its full name first. A sub-customer's own name, without its parents, is an alias. */
function namesOf(listed: Listed): string[] {
  const full = fullName(listed)
  const own = full.slice(full.lastIndexOf(':') + 1).trim()
  const names = aliasesOf(full)
  return own === '' || names.includes(own) ? names : [...names, own]
}

/** Reads both lists. */
export function openBooks(entities: readonly Listed[], records: readonly Listed[], withCodes: boolean): Books {
  const wordNumbers = new Map<string, number>()
  const streetNumbers = new Map<string, number>()
  const a = readBook(entities, wordNumbers, streetNumbers, withCodes)
  const b = readBook(records, wordNumbers, streetNumbers, withCodes)
  const words = vocabularyOf(wordNumbers, a.names, b.names)
  const streetWords = vocabularyOf(streetNumbers, a.streets, b.streets)
  const weights = trigramWeights([a.rawTrigrams, b.rawTrigrams])
  const close = ({ rawTrigrams, ...book }: typeof a): Book => ({
    ...book,
    trigrams: measured(rawTrigrams, weights),
    norms: normsOf(book.names, words),
    streetNorms: normsOf(book.streets, streetWords),
  })
  const unit = Math.log(1 + a.names.count + b.names.count)
  const codeRarity = codeRarityOf([...a.codes, ...b.codes], unit)
  return { a: close(a), b: close(b), words, streetWords, trigramWeights: weights, unit, codeRarity }
}

function readBook(
  listed: readonly Listed[],
  wordNumbers: Map<string, number>,
  streetNumbers: Map<string, number>,
  withCodes: boolean,
) {
  const owners = growing32(listed.length)
  const keys = growing32(listed.length)
  const wholes = growing32(listed.length)
  const acronyms = growing32(listed.length)
  const trigrams = trigramCollector(listed.length)
  const codes: string[][] = []

  // One name at a time: the texts of a hundred thousand would fill the memory twice.
  function* read() {
    for (const [owner, record] of listed.entries()) {
      for (const text of namesOf(record)) {
        const words = wordsOf(text)
        const key = keyWordsOf(words)
        owners.push(owner)
        keys.push(hashOf(key.join('')))
        wholes.push(wholeOf(words))
        acronyms.push(key.length > 2 ? hashOf(key.map((word) => word.charAt(0)).join('')) : 0)
        trigrams.add(key.join(' '))
        if (withCodes) codes.push(codesIn(text))
        yield words
      }
    }
  }
  const names = readRows(read(), wordNumbers)
  const fields = listed.map(fieldsOf)
  return {
    listed,
    names,
    owners: owners.taken(),
    keys: keys.taken(),
    wholes: wholes.taken(),
    acronyms: acronyms.taken(),
    rawTrigrams: trigrams.taken(),
    codes,
    fields,
    streets: readRows(streetsOf(fields), streetNumbers),
  }
}

function* streetsOf(fields: readonly Fields[]) {
  for (const { street } of fields) yield street === '' ? [] : streetWordsOf(street)
}

function wholeOf(words: readonly string[]): number {
  const said = words.filter((word) => word !== 'the' && word !== 'and' && !isLegal(word))
  return hashOf([...said, ...words.filter(isLegal).sort()].join(' '))
}

function codeRarityOf(codes: readonly (readonly string[])[], unit: number): Books['codeRarity'] {
  const frequency = new Map<string, number>()
  for (const own of codes) for (const code of own) frequency.set(code, (frequency.get(code) ?? 0) + 1)
  // Once in each list is as rare as a shared one can be.
  return (code) => Math.min(1, Math.log(1 + codes.length / Math.max(frequency.get(code) ?? 1, 2)) / (unit - Math.LN2))
}

function normsOf({ count, starts, words }: Rows, { weights }: Vocabulary): Float32Array {
  const norms = new Float32Array(count)
  for (let row = 0; row < count; row++) {
    let squares = 0
    const end = starts[row + 1] ?? 0
    for (let at = starts[row] ?? 0; at < end; at++) squares += (weights[words[at] ?? 0] ?? 0) ** 2
    norms[row] = Math.sqrt(squares)
  }
  return norms
}
