import { brandWords, legalForms, places, shortForms } from './lexicon.ts'

/** How often each thing happens to a name on its way into the second list. */
export type Noise = {
  /** The legal form is written otherwise, or left out. */
  readonly legal: number
  /** A word is abbreviated. */
  readonly short: number
  /** A letter is wrong, missing, doubled or swapped. */
  readonly typo: number
  /** Something is added at the end. */
  readonly tail: number
  /** A word is left out. */
  readonly drop: number
  /** Words change places. */
  readonly swap: number
  /** Two words are written as one, or one as two. */
  readonly join: number
  /** "dba" and another name, before or after. */
  readonly alias: number
  /** Case, commas, "and" for "&", "The". */
  readonly style: number
}

export type Random = () => number

export const pick = <Thing>(random: Random, things: readonly Thing[]): Thing => {
  const thing = things[Math.floor(random() * things.length)]
  if (thing === undefined) throw new Error('there is nothing to pick from')
  return thing
}

/** Picks the first ones more often than the last. */
export const pickCommon = <Thing>(random: Random, things: readonly Thing[]): Thing =>
  pick(() => random() ** 1.7, things)

/** The name as somebody else would have typed it. */
export function corrupt(name: string, noise: Noise, random: Random): string {
  const happens = (chance: number) => random() < chance
  let words = name.split(' ')
  if (happens(noise.legal)) words = otherLegalForm(words, random)
  if (happens(noise.short)) words = abbreviated(words, random)
  if (happens(noise.drop) && words.length > 2) words.splice(Math.floor(random() * words.length), 1)
  if (happens(noise.swap) && words.length > 1) words = swapped(words, random)
  if (happens(noise.join)) words = joined(words, random)
  if (happens(noise.typo)) words = misspelled(words, random)
  if (happens(noise.typo * 0.3)) words = misspelled(words, random)
  if (happens(noise.tail)) words.push(tail(random))
  let text = words.join(' ')
  if (happens(noise.alias)) text = happens(0.5) ? `${text} dba ${alias(random)}` : `${alias(random)} dba ${text}`
  return happens(noise.style) ? restyled(text, random) : text
}

const legalAlike: readonly (readonly string[])[] = [
  ['Inc', 'Inc.', 'Incorporated', 'INC'],
  ['Corp', 'Corp.', 'Corporation'],
  ['Co', 'Co.', 'Company'],
  ['Ltd', 'Ltd.', 'Limited'],
  ['LLC', 'L.L.C.', 'Llc'],
  ['LP', 'L.P.', 'Limited Partnership'],
]

const isLegalForm = (word: string) => legalForms.includes(word.replace(/[.,]/g, '')) || legalForms.includes(word)

function otherLegalForm(words: readonly string[], random: Random): string[] {
  const last = words.at(-1) ?? ''
  const kind = random()
  if (!isLegalForm(last))
    return kind < 0.6 ? [...words, pick(random, ['Inc', 'LLC', 'Corp', 'Co', 'Inc.'])] : [...words]
  const alike = legalAlike.find((forms) => forms.includes(last)) ?? [last]
  if (kind < 0.45) return [...words.slice(0, -1), pick(random, alike)]
  // Inc for Corp is a typist's slip; LLC for Inc hardly ever is.
  if (kind < 0.52) return [...words.slice(0, -1), pick(random, ['Inc', 'Corp', 'Co', 'Ltd'])]
  return words.length > 1 ? words.slice(0, -1) : [...words]
}

function abbreviated(words: readonly string[], random: Random): string[] {
  return words.map((word, at) => {
    const short = shortForms.get(word.toLowerCase())
    if (short !== undefined && random() < 0.8) return short
    // Cut where the field ended: Amal for Amalgamated.
    return at > 0 && word.length > 6 && random() < 0.25 ? word.slice(0, 3 + Math.floor(random() * 3)) : word
  })
}

function swapped(words: readonly string[], random: Random): string[] {
  const at = Math.floor(random() * words.length)
  return random() < 0.5 ? [...words.slice(1), words[0] ?? ''] : [...words.slice(at), ...words.slice(0, at)]
}

function joined(words: readonly string[], random: Random): string[] {
  const at = Math.floor(random() * words.length)
  const word = words[at] ?? ''
  if (words.length > 2 && random() < 0.6) {
    const first = Math.min(at, words.length - 2)
    return [...words.slice(0, first), `${words[first]}${words[first + 1]}`, ...words.slice(first + 2)]
  }
  if (word.length < 6) return [...words]
  const cut = 3 + Math.floor(random() * (word.length - 5))
  return [...words.slice(0, at), word.slice(0, cut), word.slice(cut), ...words.slice(at + 1)]
}

function misspelled(words: readonly string[], random: Random): string[] {
  const long = words.flatMap((word, at) => (word.length > 3 && !isLegalForm(word) ? [at] : []))
  if (long.length === 0) return [...words]
  const at = pick(random, long)
  return words.map((word, place) => (place === at ? slip(word, random) : word))
}

/** One wrong letter. */
export function slip(word: string, random: Random): string {
  const at = Math.floor(random() * word.length)
  const letter = 'abcdefghijklmnopqrstuvwxyz'[Math.floor(random() * 26)] ?? 'e'
  const kind = random()
  if (kind < 0.3) return word.slice(0, at) + word.slice(at + 1)
  if (kind < 0.55) return word.slice(0, at) + letter + word.slice(at + 1)
  if (kind < 0.75) return word.slice(0, at) + letter + word.slice(at)
  return word.slice(0, at) + (word[at + 1] ?? '') + (word[at] ?? '') + word.slice(at + 2)
}

function tail(random: Random): string {
  return pick(random, [
    `(${pick(random, places)})`,
    `- ${pick(random, places)}`,
    `#${Math.floor(random() * 900) + 1}`,
    'USA',
    'Group',
    'Holdings',
    '(NEW)',
    '- AP',
    '(V)',
    'Division',
    'of America',
    'Acct 4471',
    'International',
    'Remit To',
  ])
}

const alias = (random: Random) =>
  `${pick(random, brandWords)} ${pick(random, brandWords)} ${pick(random, ['Group', 'Shop', 'Works'])}`

function restyled(text: string, random: Random): string {
  const kind = random()
  if (kind < 0.35) return text.toUpperCase()
  if (kind < 0.45) return text.toLowerCase()
  if (kind < 0.6) return text.includes('&') ? text.replace('&', 'and') : text.replace(/ and /i, ' & ')
  if (kind < 0.75) return text.replace(/ (\S+)$/, ', $1')
  if (kind < 0.85) return text.startsWith('The ') ? text.slice(4) : `The ${text}`
  return text.replace(/[.,']/g, '')
}
