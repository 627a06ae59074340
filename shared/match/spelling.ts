import { ROLE_LEGAL, ROLE_NUMBER, type Vocabulary } from './vocabulary.ts'

/** Words less alike than this are different words. */
const ALIKE_MIN = 0.7

const PLURAL = 0.96
const ABBREVIATED = 0.85
const CONTRACTED = 0.72

/** How alike two words of a vocabulary are: 0, or ALIKE_MIN to 1. Numbers and legal forms are equal or different. */
export type WordLikeness = (one: number, other: number) => number

/** Compares words by spelling: typing slips, plurals, and abbreviations such as "elec" or "mfg". */
export function wordLikeness(vocabulary: Vocabulary): WordLikeness {
  const { letters, offsets, masks, roles } = vocabulary
  const distance = editDistance(letters)
  return (one, other) => {
    if (one === other) return 1
    if (((roles[one] ?? 0) | (roles[other] ?? 0)) & (ROLE_NUMBER | ROLE_LEGAL)) return 0
    const startOne = offsets[one] ?? 0
    const startOther = offsets[other] ?? 0
    const lengthOne = (offsets[one + 1] ?? 0) - startOne
    const lengthOther = (offsets[other + 1] ?? 0) - startOther
    const longer = Math.max(lengthOne, lengthOther)
    const shorter = Math.min(lengthOne, lengthOther)
    const sameFirst = letters[startOne] === letters[startOther]
    if (shorter >= 2 && sameFirst && longer > shorter) {
      const [short, long] = lengthOne < lengthOther ? [startOne, startOther] : [startOther, startOne]
      const same = commonStart(letters, short, long, shorter)
      if (same === shorter && longer === shorter + 1 && letters[long + shorter] === 115 && shorter >= 3) return PLURAL
      if (same === shorter && shorter >= 3) return ABBREVIATED
      if (
        same < shorter &&
        shorter <= 5 &&
        longer >= shorter + 2 &&
        isContraction(letters, short, shorter, long, longer)
      ) {
        return CONTRACTED
      }
    }
    if (longer < 3) return 0
    // Letters that only one of them has: each slip can account for two at most.
    const slipsMax = Math.floor(longer * (1 - ALIKE_MIN) + 1e-9) || (longer === 3 ? 1 : 0)
    if (slipsMax === 0 || longer - shorter > slipsMax) return 0
    if (ones((masks[one] ?? 0) ^ (masks[other] ?? 0)) > 2 * slipsMax) return 0
    const slips = distance(startOne, lengthOne, startOther, lengthOther, slipsMax)
    if (slips > slipsMax) return 0
    const alike = 1 - slips / longer - (sameFirst ? 0 : 0.06)
    return alike >= ALIKE_MIN - 0.04 ? alike : 0
  }
}

function commonStart(letters: Uint16Array, one: number, other: number, most: number): number {
  let at = 0
  while (at < most && letters[one + at] === letters[other + at]) at++
  return at
}

/** Whether the short word is the long one without some inner letters: mfg, bldg, hgts. It must end in a consonant. */
function isContraction(letters: Uint16Array, short: number, shorter: number, long: number, longer: number): boolean {
  let at = 1
  for (let to = 1; to < longer && at < shorter; to++) if (letters[short + at] === letters[long + to]) at++
  if (at < shorter || shorter < 3) return false
  for (let letter = 1; letter < shorter; letter++) if (isVowel(letters[short + letter] ?? 0)) return false
  return true
}

const isVowel = (letter: number) =>
  letter === 97 || letter === 101 || letter === 105 || letter === 111 || letter === 117

function ones(bits: number): number {
  let value = bits - ((bits >>> 1) & 0x55555555)
  value = (value & 0x33333333) + ((value >>> 2) & 0x33333333)
  return Math.imul((value + (value >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
}

/** Longer words are compared by their first letters: no name has them, and the rows of the table must fit. */
const LETTERS_MAX = 64

/** Slips between two runs of letters: a letter more, less, other, or two neighbours swapped. Stops above `most`. */
function editDistance(letters: Uint16Array) {
  let before = new Uint8Array(LETTERS_MAX + 1)
  let above = new Uint8Array(LETTERS_MAX + 1)
  let row = new Uint8Array(LETTERS_MAX + 1)
  return (one: number, sizeOne: number, other: number, sizeOther: number, most: number): number => {
    const lengthOne = Math.min(sizeOne, LETTERS_MAX)
    const lengthOther = Math.min(sizeOther, LETTERS_MAX)
    for (let to = 0; to <= lengthOther; to++) above[to] = to
    for (let at = 1; at <= lengthOne; at++) {
      const letter = letters[one + at - 1]
      row[0] = at
      let least = at
      for (let to = 1; to <= lengthOther; to++) {
        const same = letter === letters[other + to - 1]
        let slips = (above[to - 1] ?? 0) + (same ? 0 : 1)
        const dropped = (above[to] ?? 0) + 1
        const added = (row[to - 1] ?? 0) + 1
        if (dropped < slips) slips = dropped
        if (added < slips) slips = added
        if (
          at > 1 &&
          to > 1 &&
          letter === letters[other + to - 2] &&
          letters[one + at - 2] === letters[other + to - 1]
        ) {
          const swapped = (before[to - 2] ?? 0) + 1
          if (swapped < slips) slips = swapped
        }
        row[to] = slips
        if (slips < least) least = slips
      }
      if (least > most) return most + 1
      const spare = before
      before = above
      above = row
      row = spare
    }
    return above[lengthOther] ?? 0
  }
}

/** Shorter words have too many neighbours to mean anything. */
const VARIANT_LETTERS_MIN = 4

/** More variants than this, and the word is so common a shape that its neighbours say nothing. */
const VARIANTS_MAX = 8

/**
 * For a word, the words of the other list that differ from it by a slip or two. Two words are neighbours if they become
 * equal by leaving out one letter of each, at most, so only the vocabulary is searched, never the records.
 */
export function spellingVariants(vocabulary: Vocabulary, ofList: Uint8Array, alike: WordLikeness) {
  const { roles, texts } = vocabulary
  const isFuzzy = (word: number) =>
    (texts[word] ?? '').length >= VARIANT_LETTERS_MIN && ((roles[word] ?? 0) & (ROLE_NUMBER | ROLE_LEGAL)) === 0
  const shapes = shapeIndex(vocabulary, (word) => ofList[word] === 1 && isFuzzy(word))
  return (word: number): number[] => {
    if (!isFuzzy(word)) return []
    const variants: number[] = []
    shapes.visit(word, (other) => {
      if (other !== word && !variants.includes(other) && alike(word, other) > 0) variants.push(other)
      return variants.length < VARIANTS_MAX
    })
    return variants
  }
}

/** Words by their shapes: the whole word and the word without each one of its letters, hashed and chained. */
function shapeIndex({ letters, offsets, size }: Vocabulary, isIn: (word: number) => boolean) {
  const heads = new Int32Array(2 ** Math.ceil(Math.log2(Math.max(offsets[size] ?? 0, 16)))).fill(-1)
  const nexts = new Int32Array(heads.length + size)
  const words = new Uint32Array(heads.length + size)
  let count = 0

  const shape = (word: number, without: number): number => {
    const end = offsets[word + 1] ?? 0
    let hash = 0x811c9dc5
    for (let at = offsets[word] ?? 0; at < end; at++) {
      if (at !== without) hash = Math.imul(hash ^ (letters[at] ?? 0), 0x01000193)
    }
    return (hash ^ (hash >>> 15)) & (heads.length - 1)
  }
  for (let word = 0; word < size; word++) {
    if (!isIn(word)) continue
    // -1 leaves nothing out.
    for (let at = (offsets[word] ?? 0) - 1; at < (offsets[word + 1] ?? 0); at++) {
      const slot = shape(word, at < (offsets[word] ?? 0) ? -1 : at)
      nexts[count] = heads[slot] ?? -1
      words[count] = word
      heads[slot] = count++
    }
  }
  return {
    visit(word: number, wantsMore: (other: number) => boolean): void {
      for (let at = (offsets[word] ?? 0) - 1; at < (offsets[word + 1] ?? 0); at++) {
        const slot = shape(word, at < (offsets[word] ?? 0) ? -1 : at)
        for (let entry = heads[slot] ?? -1; entry >= 0; entry = nexts[entry] ?? -1) {
          if (!wantsMore(words[entry] ?? 0)) return
        }
      }
    },
  }
}
