import { genericWords, stopWords } from './dictionary.ts'
import { growing32 } from './growing.ts'
import { isLegal } from './words.ts'

/** The words of many texts, as numbers, one after the other: row r has words[starts[r]] up to words[starts[r + 1]]. */
export type Rows = {
  readonly count: number
  readonly starts: Uint32Array
  readonly words: Uint32Array
}

/** Roles of a word, as bits. */
export const ROLE_NUMBER = 1
export const ROLE_LEGAL = 2
export const ROLE_STOP = 4
const ROLE_INITIAL = 8

/**
 * All words of both lists. A word's weight is its information, the logarithm of its rarity, and less for words that carry
 * little of a name.
 */
export type Vocabulary = {
  readonly size: number
  readonly texts: readonly string[]
  readonly roles: Uint8Array
  readonly weights: Float32Array
  /** The information that is left if one occurrence in each list is that of the pair itself. */
  readonly rarity: Float32Array
  /** The letters of word w: letters[offsets[w]] up to letters[offsets[w + 1]]. */
  readonly letters: Uint16Array
  readonly offsets: Uint32Array
  /** A bit for each letter that occurs in the word. */
  readonly masks: Uint32Array
  /** A hash that can be carried on over the letters of a further word. */
  readonly hashes: Uint32Array
}

const LEGAL_WEIGHT = 0.12
const STOP_WEIGHT = 0.08
const GENERIC_WEIGHT = 0.55
const INITIAL_WEIGHT = 0.6

/** Numbers the words of all texts; the same numbers are given to both lists by handing in the same map. */
export function readRows(texts: Iterable<readonly string[]>, numbers: Map<string, number>): Rows {
  const starts = growing32(1024)
  const words = growing32(4096)
  starts.push(0)
  for (const text of texts) {
    for (const word of text) {
      let number = numbers.get(word)
      if (number === undefined) {
        number = numbers.size
        numbers.set(word, number)
      }
      words.push(number)
    }
    starts.push(words.size)
  }
  return { count: starts.size - 1, starts: starts.taken(), words: words.taken() }
}

/** Weighs every word by how rare it is in both lists together. */
export function vocabularyOf(numbers: ReadonlyMap<string, number>, a: Rows, b: Rows): Vocabulary {
  const texts = [...numbers.keys()]
  const size = texts.length
  const { information, rarity } = informationOf(size, a, b)
  const roles = Uint8Array.from(texts, roleOf)
  const weights = new Float32Array(size)
  for (let word = 0; word < size; word++) {
    weights[word] = (information[word] ?? 0) * shareOf(texts[word] ?? '', roles[word] ?? 0)
  }
  return { size, texts, roles, weights, rarity, ...spellingOf(texts) }
}

function informationOf(size: number, a: Rows, b: Rows) {
  const frequency = new Uint32Array(size)
  for (const { words } of [a, b]) for (const word of words) frequency[word] = (frequency[word] ?? 0) + 1
  const rows = a.count + b.count
  return {
    information: Float32Array.from(frequency, (times) => Math.log(1 + rows / Math.max(times, 1))),
    rarity: Float32Array.from(frequency, (times) => Math.log(1 + rows / (Math.max(times - 2, 0) + 0.5))),
  }
}

function roleOf(word: string): number {
  if (isLegal(word)) return ROLE_LEGAL
  if (stopWords.has(word)) return ROLE_STOP
  if (/^\d/.test(word)) return ROLE_NUMBER
  return word.length === 1 ? ROLE_INITIAL : 0
}

function shareOf(word: string, role: number): number {
  if (role === ROLE_LEGAL) return LEGAL_WEIGHT
  if (role === ROLE_STOP) return STOP_WEIGHT
  if (role === ROLE_INITIAL) return INITIAL_WEIGHT
  return genericWords.has(word) ? GENERIC_WEIGHT : 1
}

function spellingOf(texts: readonly string[]) {
  const size = texts.length
  const offsets = new Uint32Array(size + 1)
  texts.forEach((text, word) => {
    offsets[word + 1] = (offsets[word] ?? 0) + text.length
  })
  const letters = new Uint16Array(offsets[size] ?? 0)
  const masks = new Uint32Array(size)
  const hashes = new Uint32Array(size)
  texts.forEach((text, word) => {
    const start = offsets[word] ?? 0
    let mask = 0
    for (let at = 0; at < text.length; at++) {
      const letter = text.charCodeAt(at)
      letters[start + at] = letter
      mask |= 1 << (letter % 32)
    }
    masks[word] = mask
    hashes[word] = hashOf(text)
  })
  return { letters, offsets, masks, hashes }
}

/** FNV-1a; what it gives for "power" carried on over "tech" is what it gives for "powertech". */
export function hashOf(text: string, from = 0x811c9dc5): number {
  let hash = from
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  return hash >>> 0
}
