import type { WordLikeness } from './spelling.ts'
import { ROLE_LEGAL, ROLE_NUMBER, ROLE_STOP, type Rows, type Vocabulary } from './vocabulary.ts'

/** Names are cut at this many words when they are read. */
const WORDS_MAX = 64

/** What two rows have in common, word by word, and what is left over on either side. */
export type Alignment = {
  /** The soft cosine: 1 if all words have a partner that is the same. */
  cosine: number
  /** The shares of each row's weight that found a partner. */
  coverageA: number
  coverageB: number
  /** The weight that found a partner, mean of both sides. */
  matched: number
  /** The rarity of what found a partner, on the side where it is less. */
  rarity: number
  /** The heaviest word left over on either side, legal forms and numbers aside. */
  restA: number
  restB: number
  numbersMatched: number
  numbersRestA: number
  numbersRestB: number
  /** How alike the first words are, if they are partners. */
  first: number
}

/**
 * Pairs the words of two rows, greedily: equal words first, then words that are two on one side and one on the other,
 * then words alike in spelling. The result object is the same each time, and overwritten.
 */
export function aligner(vocabulary: Vocabulary, alike: WordLikeness) {
  const { weights, rarity, roles, letters, offsets, hashes } = vocabulary
  const partnersA = new Float32Array(WORDS_MAX)
  const partnersB = new Float32Array(WORDS_MAX)
  const result: Alignment = {
    cosine: 0,
    coverageA: 0,
    coverageB: 0,
    matched: 0,
    rarity: 0,
    restA: 0,
    restB: 0,
    numbersMatched: 0,
    numbersRestA: 0,
    numbersRestB: 0,
    first: 0,
  }
  let product = 0

  const joinedHash = (one: number, other: number): number => {
    let hash = hashes[one] ?? 0
    const end = offsets[other + 1] ?? 0
    for (let at = offsets[other] ?? 0; at < end; at++) hash = Math.imul(hash ^ (letters[at] ?? 0), 0x01000193)
    return hash >>> 0
  }

  /** Looks for two neighbours of one row that are one word of the other. */
  const join = (
    rows: Rows,
    start: number,
    size: number,
    partners: Float32Array,
    others: Rows,
    otherStart: number,
    otherSize: number,
    otherPartners: Float32Array,
  ) => {
    for (let at = 0; at + 1 < size; at++) {
      if ((partners[at] ?? 0) > 0 || (partners[at + 1] ?? 0) > 0) continue
      const word = rows.words[start + at] ?? 0
      const next = rows.words[start + at + 1] ?? 0
      if (((roles[word] ?? 0) | (roles[next] ?? 0)) & ROLE_LEGAL) continue
      const hash = joinedHash(word, next)
      for (let to = 0; to < otherSize; to++) {
        const other = others.words[otherStart + to] ?? 0
        if ((otherPartners[to] ?? 0) > 0 || hashes[other] !== hash) continue
        partners[at] = 1
        partners[at + 1] = 1
        otherPartners[to] = 1
        product += Math.hypot(weights[word] ?? 0, weights[next] ?? 0) * (weights[other] ?? 0)
        break
      }
    }
  }

  return (a: Rows, rowA: number, normA: number, b: Rows, rowB: number, normB: number): Alignment => {
    const startA = a.starts[rowA] ?? 0
    const startB = b.starts[rowB] ?? 0
    const sizeA = (a.starts[rowA + 1] ?? 0) - startA
    const sizeB = (b.starts[rowB + 1] ?? 0) - startB
    partnersA.fill(0, 0, sizeA)
    partnersB.fill(0, 0, sizeB)
    product = 0
    result.first = 0
    result.numbersMatched = 0
    let restingA = sizeA
    let restingB = sizeB
    for (let at = 0; at < sizeA; at++) {
      const word = a.words[startA + at] ?? 0
      for (let to = 0; to < sizeB; to++) {
        if (b.words[startB + to] !== word || (partnersB[to] ?? 0) > 0) continue
        partnersA[at] = 1
        partnersB[to] = 1
        restingA--
        restingB--
        product += (weights[word] ?? 0) ** 2
        if (at === 0 && to === 0) result.first = 1
        if ((roles[word] ?? 0) & ROLE_NUMBER) result.numbersMatched++
        break
      }
    }
    if (restingA > 0 && restingB > 0) {
      join(a, startA, sizeA, partnersA, b, startB, sizeB, partnersB)
      join(b, startB, sizeB, partnersB, a, startA, sizeA, partnersA)
      for (let at = 0; at < sizeA; at++) {
        if ((partnersA[at] ?? 0) > 0) continue
        const word = a.words[startA + at] ?? 0
        let best = 0
        let bestAt = -1
        for (let to = 0; to < sizeB; to++) {
          if ((partnersB[to] ?? 0) > 0) continue
          const likeness = alike(word, b.words[startB + to] ?? 0)
          if (likeness > best) {
            best = likeness
            bestAt = to
          }
        }
        if (bestAt < 0) continue
        partnersA[at] = best
        partnersB[bestAt] = best
        product += (weights[word] ?? 0) * (weights[b.words[startB + bestAt] ?? 0] ?? 0) * best
        if (at === 0 && bestAt === 0) result.first = best
      }
    }
    if (result.first === 0 && (partnersA[0] ?? 0) > 0 && (partnersB[0] ?? 0) > 0 && sizeA > 0 && sizeB > 0) {
      // Both first words have partners, if elsewhere: "The Palm" and "Palm, The", "Keeley Gaskin" and "Gaskin Keeley".
      result.first = 0.5
    }
    const sumA = sideOf(a, startA, sizeA, partnersA)
    result.coverageA = sumA.coverage
    result.restA = sumA.rest
    result.numbersRestA = sumA.numbers
    const matchedA = sumA.matched
    const rarityA = sumA.rarity
    const sumB = sideOf(b, startB, sizeB, partnersB)
    result.coverageB = sumB.coverage
    result.restB = sumB.rest
    result.numbersRestB = sumB.numbers
    result.matched = (matchedA + sumB.matched) / 2
    result.rarity = Math.min(rarityA, sumB.rarity)
    result.cosine = normA * normB === 0 ? 0 : Math.min(1, product / (normA * normB))
    return result
  }

  function sideOf(rows: Rows, start: number, size: number, partners: Float32Array) {
    let total = 0
    let matched = 0
    let rest = 0
    let numbers = 0
    let rare = 0
    for (let at = 0; at < size; at++) {
      const word = rows.words[start + at] ?? 0
      const weight = weights[word] ?? 0
      const partner = partners[at] ?? 0
      total += weight
      matched += weight * partner
      if (!isRepeated(rows, start, at)) rare += (rarity[word] ?? 0) * partner
      if (partner > 0) continue
      const role = roles[word] ?? 0
      if (role & ROLE_NUMBER) numbers++
      else if (!(role & (ROLE_LEGAL | ROLE_STOP)) && weight > rest) rest = weight
    }
    side.coverage = total === 0 ? 0 : matched / total
    side.matched = matched
    side.rest = rest
    side.numbers = numbers
    side.rarity = rare
    return side
  }
}

/** Whether a word of a name was there before: Cha Cha Cha says no more than Cha. */
function isRepeated({ words }: Rows, start: number, at: number): boolean {
  const word = words[start + at]
  for (let before = start; before < start + at; before++) if (words[before] === word) return true
  return false
}

const side = { coverage: 0, matched: 0, rest: 0, numbers: 0, rarity: 0 }
