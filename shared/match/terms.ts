import type { Book, Books } from './book.ts'
import { termHash } from './features.ts'
import { ROLE_LEGAL, ROLE_NUMBER, ROLE_STOP } from './vocabulary.ts'

/** A name of 64 words has no more terms than this. */
const TERMS_MAX = 256

/**
 * What a row can be found by: its words, neighbouring words written together, its first letters, its whole key, model
 * numbers, and its phone, e-mail and place. A strong term is enough by itself.
 */
export type Terms = {
  count: number
  readonly hashes: Uint32Array
  readonly gains: Float32Array
  readonly strong: Uint8Array
  /** The word a term is, or -1. */
  readonly words: Int32Array
}

/** Lists a row's terms. The result is the same object each time, and overwritten. */
export function termReader({ words: vocabulary, streetWords, unit }: Books): (book: Book, row: number) => Terms {
  const { hashes, weights, roles, letters, offsets } = vocabulary
  const terms: Terms = {
    count: 0,
    hashes: new Uint32Array(TERMS_MAX),
    gains: new Float32Array(TERMS_MAX),
    strong: new Uint8Array(TERMS_MAX),
    words: new Int32Array(TERMS_MAX),
  }
  const add = (hash: number, gain: number, strong: 0 | 1, word = -1) => {
    if (terms.count === TERMS_MAX) return
    terms.hashes[terms.count] = hash
    terms.gains[terms.count] = gain
    terms.strong[terms.count] = strong
    terms.words[terms.count] = word
    terms.count++
  }
  const addWords = ({ names }: Book, row: number) => {
    let last = -1
    const end = names.starts[row + 1] ?? 0
    for (let at = names.starts[row] ?? 0; at < end; at++) {
      const word = names.words[at] ?? 0
      if ((roles[word] ?? 0) & (ROLE_LEGAL | ROLE_STOP)) continue
      const weight = weights[word] ?? 0
      add(hashes[word] ?? 0, weight * weight, 0, word)
      if (last >= 0) {
        let joined = hashes[last] ?? 0
        const stop = offsets[word + 1] ?? 0
        for (let letter = offsets[word] ?? 0; letter < stop; letter++) {
          joined = Math.imul(joined ^ (letters[letter] ?? 0), 0x01000193)
        }
        add(joined >>> 0, 0.6 * weight * (weights[last] ?? 0), 0)
      }
      last = word
    }
  }
  /** Each word of a street within its zip or city. */
  const addStreet = ({ streets }: Book, owner: number, place: number) => {
    const end = streets.starts[owner + 1] ?? 0
    for (let at = streets.starts[owner] ?? 0; at < end; at++) {
      const word = streets.words[at] ?? 0
      if ((streetWords.roles[word] ?? 0) & ROLE_NUMBER) continue
      add(mixed(place, streetWords.hashes[word] ?? 0), PLACE_SHARE * unit * unit, 0)
    }
  }
  return (book, row) => {
    terms.count = 0
    addWords(book, row)
    const key = book.keys[row] ?? 0
    add(mixed(key, KEY), 0, 1)
    const acronym = book.acronyms[row] ?? 0
    if (acronym !== 0) add(acronym, 1, 0)
    for (const code of book.codes[row] ?? []) add(termHash('code', code), 0, 1)
    const owner = book.owners[row] ?? 0
    const fields = book.fields[owner]
    if (fields) {
      if (fields.phone !== '') add(termHash('phone', fields.phone.slice(-7)), 0, 1)
      if (fields.email !== '') add(termHash('email', fields.email), 0, 1)
      if (fields.houseNumber !== '' && fields.zip !== '')
        add(termHash('zip', `${fields.zip} ${fields.houseNumber}`), 0, 1)
      if (fields.houseNumber !== '' && fields.city !== '')
        add(termHash('city', `${fields.city} ${fields.houseNumber}`), 0, 1)
      if (fields.zip !== '') addStreet(book, owner, termHash('street', fields.zip))
      if (fields.city !== '') addStreet(book, owner, termHash('street', fields.city))
    }
    return terms
  }
}

const KEY = 0x51ed270b

/** What a street's word counts beside a rare word of the name. */
const PLACE_SHARE = 0.3

/** Makes another term of a hash. */
const mixed = (hash: number, kind: number) => Math.imul(hash ^ kind, 0x9e3779b1) >>> 0

/** Where each term occurs in a list. */
export type TermIndex = {
  /** The place of the term's rows, or -1. */
  readonly find: (hash: number) => number
  readonly starts: Uint32Array
  readonly rows: Uint32Array
}

/** Indexes all rows of a list by their terms. */
export function termIndex(book: Book, read: (book: Book, row: number) => Terms): TermIndex {
  let total = 0
  for (let row = 0; row < book.names.count; row++) total += read(book, row).count
  const slots = 2 ** Math.ceil(Math.log2(Math.max(total * 1.5, 16)))
  const hashes = new Uint32Array(slots)
  const numbers = new Int32Array(slots).fill(-1)
  const slotOf = (hash: number): number => {
    let slot = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d) & (slots - 1)
    while ((numbers[slot] ?? -1) >= 0 && hashes[slot] !== hash) slot = (slot + 1) & (slots - 1)
    return slot
  }

  const starts = new Uint32Array(total + 2)
  let known = 0
  for (let row = 0; row < book.names.count; row++) {
    const terms = read(book, row)
    for (let at = 0; at < terms.count; at++) {
      const hash = terms.hashes[at] ?? 0
      const slot = slotOf(hash)
      if ((numbers[slot] ?? -1) < 0) {
        hashes[slot] = hash
        numbers[slot] = known++
      }
      const number = numbers[slot] ?? 0
      starts[number + 1] = (starts[number + 1] ?? 0) + 1
    }
  }
  for (let number = 0; number < known; number++) {
    starts[number + 1] = (starts[number + 1] ?? 0) + (starts[number] ?? 0)
  }
  const rows = new Uint32Array(total)
  const ends = starts.slice(0, known)
  for (let row = 0; row < book.names.count; row++) {
    const terms = read(book, row)
    for (let at = 0; at < terms.count; at++) {
      const number = numbers[slotOf(terms.hashes[at] ?? 0)] ?? 0
      const end = ends[number] ?? 0
      rows[end] = row
      ends[number] = end + 1
    }
  }
  return { find: (hash) => numbers[slotOf(hash)] ?? -1, starts, rows }
}
