import {
  abbreviations,
  aliasMarks,
  finalLegalForms,
  legalForms,
  legalPhrases,
  stopWords,
  streetWords,
  twoWordStates,
} from './dictionary.ts'

/** Longer names are cut: what follows is a description, and two of them must not cost the work of a whole list. */
const WORDS_MAX = 64

const LETTERS_MAX = 1000

const specialLetters = new Map([
  ['ß', 'ss'],
  ['ø', 'o'],
  ['æ', 'ae'],
  ['œ', 'oe'],
  ['ł', 'l'],
  ['đ', 'd'],
  ['ð', 'd'],
  ['þ', 'th'],
  ['ı', 'i'],
])

const romanNumbers = new Map(
  ['i', 'ii', 'iii', 'iv', 'v', 'vi', 'vii', 'viii', 'ix', 'x', 'xi', 'xii', 'xiii', 'xiv', 'xv'].map((roman, at) => [
    roman,
    String(at + 1),
  ]),
)

/** Lower case, without accents and apostrophes. */
export function fold(text: string): string {
  const short = text.slice(0, LETTERS_MAX)
  const plain = /^[\x20-\x7e]*$/.test(short)
    ? short.toLowerCase()
    : short
        .normalize('NFKD')
        .replace(/\p{M}+/gu, '')
        .toLowerCase()
        .replace(/[ßøæœłđðþı]/g, (letter) => specialLetters.get(letter) ?? letter)
  return plain.replace(/['’‘`´]/g, '')
}

/** The words of a business or product name as two careless typists would agree on them; legal forms start with a dot. */
export function wordsOf(name: string): string[] {
  return joinInitials(meaningsOf(legalPhrasesIn(splitWords(fold(name)))))
}

/** The words of a street, with its abbreviations spelled out. */
export function streetWordsOf(street: string): string[] {
  return splitWords(fold(street))
    .map((word) => streetWords.get(word) ?? word)
    .slice(0, WORDS_MAX)
}

/** The names a business goes by: the whole; what stands before and after "dba" and its like; what is not in brackets. */
export function aliasesOf(name: string): string[] {
  const parts = name.split(aliasMarks).map((part) => part.replace(/\)\s*$/, '').trim())
  const aliases = parts.length > 1 ? parts.slice(0, 3) : [name.replace(/\s*\([^()]*\)\s*/g, ' ').trim()]
  return [...new Set([name, ...aliases.filter((alias) => alias !== '')])]
}

/** Runs of letters and numbers; a number keeps its decimals and loses its thousands' commas and leading zeros. */
function splitWords(folded: string): string[] {
  const text = folded
    .replace(/&|\+/g, ' and ')
    // L.L.C. and J. P. are initials, and belong together.
    .replace(/(?<=(?<!\p{L})\p{L})\.\s?(?=\p{L}(?!\p{L}))/gu, '')
    .replace(/(?<=\d),(?=\d{3}\b)/g, '')
  const words = text.match(/1st|2nd|3rd|\p{L}+|\d+(?:\.\d+)?/gu) ?? []
  return words.slice(0, WORDS_MAX).map((word) => word.replace(/^0+(?=\d)/, ''))
}

function legalPhrasesIn(words: string[]): string[] {
  const text = words.join(' ')
  if (!/\b(?:l [lp]|n a|liability|partnership|public limited)\b/.test(text)) return words
  return legalPhrases.reduce((so, [pattern, form]) => so.replace(pattern, form), text).split(' ')
}

/** J P Morgan, A and B, AT and T: letters that stand alone are one word. */
function joinInitials(words: string[]): string[] {
  if (!words.some((word) => word.length === 1)) return words
  return words
    .join(' ')
    .replace(/(?<= |^)\p{L}(?: \p{L})+(?= |$)/gu, (letters) => letters.replaceAll(' ', ''))
    .replace(/(?<= |^)(\p{L}{1,2}) and (\p{L})(?= |$)/gu, '$1$2')
    .split(' ')
}

function meaningsOf(words: string[]): string[] {
  const meanings: string[] = []
  const isLast = (at: number) =>
    words.slice(at + 1).every((later) => legalForms.has(later) || finalLegalForms.has(later))
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? ''
    const state = twoWordStates.get(`${word}-${words[at + 1]}`)
    if (state !== undefined) {
      meanings.push(state)
      at++
    } else meanings.push(meanings.length === 0 ? (abbreviations.get(word) ?? word) : meaningOf(word, () => isLast(at)))
  }
  return meanings
}

/** What a word after the first means. The first is part of the name, whatever it looks like: Limited Brands, Co-op. */
function meaningOf(word: string, isLast: () => boolean): string {
  const legal = legalForms.get(word)
  if (legal !== undefined) return legal
  const final = finalLegalForms.get(word)
  if (final !== undefined && isLast()) return final
  const roman = romanNumbers.get(word)
  // A single i, v or x is a number only where one would stand: Fund V LP, but John V Smith.
  if (roman !== undefined && (word.length > 1 || isLast())) return roman
  return abbreviations.get(word) ?? word
}

/** Whether a word is a legal form. */
export const isLegal = (word: string): boolean => word.startsWith('.')

/** The words that make the name: without legal forms and words that say nothing, unless there is nothing else. */
export function keyWordsOf(words: readonly string[]): string[] {
  const key = words.filter((word) => !isLegal(word) && !stopWords.has(word))
  return key.length > 0 ? key : [...words]
}

/**
 * The model numbers within a title: words with a digit in them, without their punctuation, also where a space divides
 * letters from digits. "KX-TS108W", "KX TS108W" and "KXTS108W" are one.
 */
export function codesIn(title: string): string[] {
  const words = fold(title)
    .split(/[\s,;()[\]"/]+/)
    .map((word) => word.replace(/[^\p{L}\p{N}]/gu, ''))
  const codes = new Set(words.filter((word) => word.length >= 4 && isCode(word)))
  words.forEach((word, at) => {
    const next = words[at + 1] ?? ''
    if (/^\p{L}{1,4}$/u.test(word) && /\d/.test(next) && isCode(word + next)) codes.add(word + next)
  })
  return [...codes].slice(0, 8)
}

const isCode = (word: string) => /\d/.test(word) && word.length >= 4 && (/\p{L}/u.test(word) || word.length >= 5)

/** A part number without what typists leave out: punctuation, case, and leading zeros where it is all digits. */
export function bareCode(code: string): string {
  const bare = fold(code).replace(/[^\p{L}\p{N}]/gu, '')
  return /^\d+$/.test(bare) ? bare.replace(/^0+(?=\d)/, '') : bare
}
