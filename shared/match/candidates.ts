import type { Book, Books } from './book.ts'
import { spellingVariants, type WordLikeness } from './spelling.ts'
import { type Terms, termIndex, termReader } from './terms.ts'
import type { Trigrams } from './trigrams.ts'

/** A term that occurs in more rows than this does not tell rows apart. */
const ROWS_PER_TERM_MAX = 80

/** Rows touched for one name; what is rarest is looked at first. */
const ROWS_PER_NAME_MAX = 240

/** A name whose words are all common is looked up by the rarest of them, within this. */
const ROWS_OF_COMMON_TERM_MAX = 400

/** Rows that share a strong term and are compared whatever their words. */
const STRONG_MAX = 12

/** Rows compared for one name, beside the strong ones. */
const BEST_MAX = 8

/** Below this the words found too little, and three rare trigrams are tried as well. */
const COSINE_ENOUGH = 0.8

const TRIGRAMS_TRIED = 3

/** Finds the rows of the second list that a row of the first may be; the same array each time, overwritten. */
export function candidateFinder(books: Books, alike: WordLikeness): (rowA: number) => readonly number[] {
  const { a, b, words } = books
  const read = termReader(books)
  const index = termIndex(b, read)
  const variantsOf = remembered(spellingVariants(words, wordsIn(b, words.size), alike))
  const shapes = trigramIndex(b.trigrams)
  const gains = new Float32Array(b.names.count)
  const touched: number[] = []
  const found: number[] = []
  const order: number[] = []
  const best: number[] = []
  const values: number[] = []

  const touch = (row: number, gain: number) => {
    if (gains[row] === 0) touched.push(row)
    gains[row] = (gains[row] ?? 0) + gain
  }
  const touchAll = (number: number, gain: number): number => {
    const end = index.starts[number + 1] ?? 0
    const start = index.starts[number] ?? 0
    for (let at = start; at < end; at++) touch(index.rows[at] ?? 0, gain)
    return end - start
  }
  const rowsOf = (number: number) => (index.starts[number + 1] ?? 0) - (index.starts[number] ?? 0)

  /** Touches the rows that share a term, the rarest terms first. */
  const touchByTerms = (terms: Terms): void => {
    order.length = 0
    let commonest = -1
    for (let at = 0; at < terms.count; at++) {
      const number = index.find(terms.hashes[at] ?? 0)
      if (number < 0) continue
      const size = rowsOf(number)
      if (size <= ROWS_PER_TERM_MAX) order.push(size * 1024 + at)
      else if (size <= ROWS_OF_COMMON_TERM_MAX && !terms.strong[at]) {
        if (commonest < 0 || size * 1024 + at < commonest) commonest = size * 1024 + at
      }
    }
    order.sort((one, other) => one - other)
    if (order.length === 0 && commonest >= 0) order.push(commonest)
    let budget = ROWS_PER_NAME_MAX
    for (const entry of order) {
      const at = entry % 1024
      const number = index.find(terms.hashes[at] ?? 0)
      if (terms.strong[at]) {
        const end = Math.min(index.starts[number + 1] ?? 0, (index.starts[number] ?? 0) + STRONG_MAX)
        for (let to = index.starts[number] ?? 0; to < end; to++) {
          const row = index.rows[to] ?? 0
          if (!found.includes(row)) found.push(row)
        }
      } else if (budget > 0) budget -= touchAll(number, terms.gains[at] ?? 0)
    }
    for (let at = 0; at < terms.count && budget > 0; at++) {
      const word = terms.words[at] ?? -1
      if (word < 0) continue
      for (const variant of variantsOf(word)) {
        const number = index.find(words.hashes[variant] ?? 0)
        if (number < 0 || rowsOf(number) > ROWS_PER_TERM_MAX || budget <= 0) continue
        budget -= touchAll(number, (words.weights[word] ?? 0) * (words.weights[variant] ?? 0) * alike(word, variant))
      }
    }
  }

  const takeBest = (rowA: number): number => {
    const norm = Math.max(a.norms[rowA] ?? 0, 0.01)
    let bestCosine = 0
    best.length = 0
    values.length = 0
    for (const row of touched) {
      const value = (gains[row] ?? 0) / (norm * Math.max(b.norms[row] ?? 0, 0.01))
      gains[row] = 0
      if (value > bestCosine) bestCosine = value
      if (best.length === BEST_MAX && value <= (values[BEST_MAX - 1] ?? 0)) continue
      let place = best.length === BEST_MAX ? BEST_MAX - 1 : best.length
      while (place > 0 && (values[place - 1] ?? 0) < value) {
        best[place] = best[place - 1] ?? 0
        values[place] = values[place - 1] ?? 0
        place--
      }
      best[place] = row
      values[place] = value
    }
    touched.length = 0
    for (const row of best) if (!found.includes(row)) found.push(row)
    return bestCosine
  }

  return (rowA) => {
    found.length = 0
    touchByTerms(read(a, rowA))
    const bestCosine = takeBest(rowA)
    if (bestCosine < COSINE_ENOUGH) {
      touchByTrigrams(a.trigrams, rowA, shapes, books.trigramWeights, touch)
      takeBest(rowA)
    }
    return found
  }
}

function wordsIn({ names }: Book, size: number): Uint8Array {
  const present = new Uint8Array(size)
  for (const word of names.words) present[word] = 1
  return present
}

function remembered(find: (word: number) => number[]): (word: number) => readonly number[] {
  const memory = new Map<number, readonly number[]>()
  return (word) => {
    let known = memory.get(word)
    if (known === undefined) {
      known = find(word)
      memory.set(word, known)
    }
    return known
  }
}

type TrigramIndex = { readonly starts: Uint32Array; readonly rows: Uint32Array }

function trigramIndex({ starts, buckets }: Trigrams): TrigramIndex {
  const places = new Uint32Array(65_537)
  for (const bucket of buckets) places[bucket + 1] = (places[bucket + 1] ?? 0) + 1
  for (let bucket = 0; bucket < 65_536; bucket++) places[bucket + 1] = (places[bucket + 1] ?? 0) + (places[bucket] ?? 0)
  const rows = new Uint32Array(buckets.length)
  const ends = places.slice()
  for (let row = 0; row + 1 < starts.length; row++) {
    const end = starts[row + 1] ?? 0
    for (let at = starts[row] ?? 0; at < end; at++) {
      const bucket = buckets[at] ?? 0
      const place = ends[bucket] ?? 0
      rows[place] = row
      ends[bucket] = place + 1
    }
  }
  return { starts: places, rows }
}

/** Touches the rows that share the rarest trigrams, for names whose words are all misspelled or abbreviated. */
function touchByTrigrams(
  { starts, buckets }: Trigrams,
  row: number,
  index: TrigramIndex,
  weights: Float32Array,
  touch: (row: number, gain: number) => void,
): void {
  const rarest: number[] = []
  const end = starts[row + 1] ?? 0
  for (let at = starts[row] ?? 0; at < end; at++) {
    const bucket = buckets[at] ?? 0
    const size = (index.starts[bucket + 1] ?? 0) - (index.starts[bucket] ?? 0)
    if (size > 0 && size <= ROWS_PER_TERM_MAX) rarest.push(size * 65_536 + bucket)
  }
  rarest.sort((one, other) => one - other)
  for (const entry of rarest.slice(0, TRIGRAMS_TRIED)) {
    const bucket = entry % 65_536
    const stop = index.starts[bucket + 1] ?? 0
    const gain = (weights[bucket] ?? 0) ** 2
    for (let at = index.starts[bucket] ?? 0; at < stop; at++) touch(index.rows[at] ?? 0, gain)
  }
}
