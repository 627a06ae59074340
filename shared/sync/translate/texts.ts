import type { Body } from '../../qbo/entity.ts'
import {
  asName,
  characterBreach,
  lengthBreach,
  lengthLimitOf,
  mapTexts,
  type TextBreach,
  textBreach,
  withoutControls,
} from '../../qbo/limits.ts'
import type { Note } from '../note.ts'
import { notes } from '../notes.ts'
import type { Context } from './context.ts'

/** By these a record is known: they are never cut, and their characters replaced only where the company has chosen so. */
const IDENTIFYING = new Set(['DisplayName', 'CompanyName', 'Name', 'Sku', 'DocNumber'])
/** These repeat a name, so what becomes of them is told of the name. */
const REPEATING = new Set(['CompanyName', 'Sku'])
/** These are of no use in part. */
const WHOLE = new Set(['AcctNum', 'PostalCode', 'Address', 'FreeFormNumber'])
/** The company decides whether these are cut. */
const DESCRIPTIONS = new Set(['Description', 'PurchaseDesc'])

/** Typographic signs and what a typewriter has for them. */
const PLAIN = new Map([
  ['\u2018', "'"],
  ['\u2019', "'"],
  ['\u201a', ','],
  ['\u201c', '"'],
  ['\u201d', '"'],
  ['\u201e', '"'],
  ['\u2010', '-'],
  ['\u2011', '-'],
  ['\u2012', '-'],
  ['\u2013', '-'],
  ['\u2014', '-'],
  ['\u2026', '...'],
  ['\u2022', '*'],
  ['\u2122', '(TM)'],
  ['\u20ac', 'EUR'],
  ['\u2033', '"'],
  ['\u2032', "'"],
  ['\u2044', '/'],
  ['\u2212', '-'],
  ['\u2265', '>='],
  ['\u2264', '<='],
  ['\u03a9', 'Ohm'],
  ['\u2126', 'Ohm'],
  ['\u03bc', '\u00b5'],
])

/** What became of a text that QuickBooks does not take as it is, and why. */
type Loss = { field: string; became: 'leftOut' | 'textCut' | 'characters'; breach: TextBreach | undefined }

/**
 * The texts of a body as QuickBooks takes them, and notes of what was lost. Money never waits for a text that posts
 * nothing: it is cut, its foreign characters are replaced, or it is left out. Names and numbers stay as they are, since two
 * of them could become one; those that do not fit are refused afterwards.
 */
export function fittingTexts(type: string, body: Body, context: Context): { body: Body; notes: Note[] } {
  const losses: Loss[] = []
  const fitting = mapTexts(type, body, (field, text) => {
    const composed = text.normalize('NFC')
    const breach = textBreach(field, composed, context.country)
    if (!breach) return composed
    if (WHOLE.has(nameOf(field))) {
      losses.push({ field, became: 'leftOut', breach })
      return undefined
    }
    const known = inKnownCharacters(field, composed, context)
    const short = mayCut(field, context) ? cut(known, lengthLimitOf(field) ?? known.length) : known
    if (known !== composed && !REPEATING.has(nameOf(field)))
      losses.push({ field, became: 'characters', breach: characterBreach(field, composed, context.country) })
    if (short !== known) losses.push({ field, became: 'textCut', breach: lengthBreach(field, known) })
    return short
  })
  return { body: fitting, notes: notesOf(losses) }
}

const nameOf = (field: string): string => field.slice(field.lastIndexOf('.') + 1)

function inKnownCharacters(field: string, text: string, { settings, country }: Context): string {
  if (IDENTIFYING.has(nameOf(field)) && settings.foreignCharacters === 'hold') return text
  const seen = withoutControls(text)
  if (IDENTIFYING.has(nameOf(field))) return asName(field, country === 'US' ? latin(seen) : seen)
  return country === 'US' ? latin(seen).replace(/[^\0-\u00ff]+/gu, '?') : seen
}

const mayCut = (field: string, { settings }: Context): boolean =>
  !IDENTIFYING.has(nameOf(field)) && (settings.longDescriptions === 'cut' || !DESCRIPTIONS.has(nameOf(field)))

/** The beginning of a text that has so many UTF-16 units at most, and ends with a whole character and all its marks. */
function cut(text: string, limit: number): string {
  const across = new Intl.Segmenter().segment(text).containing(limit)
  return across ? text.slice(0, across.index) : text
}

/** One note for each field and what became of it, however many lines are alike. */
function notesOf(losses: readonly Loss[]): Note[] {
  const alike = Map.groupBy(losses, ({ field, became }) => `${became} ${field}`)
  return [...alike.values()].flatMap(([first, ...others]) =>
    first?.breach ? [notes[first.became](first.field, first.breach, others.length)] : [],
  )
}

/** The text in Western European letters, as far as there are such for it; what is left over stays. */
const latin = (text: string): string =>
  [...text].map((char) => (char <= '\u00ff' ? char : (PLAIN.get(char) ?? withoutMarks(char)))).join('')

/** A letter that is one of ours with a mark on it, without the mark. */
function withoutMarks(char: string): string {
  const bare = char.normalize('NFKD').replace(/\p{M}/gu, '')
  return [...bare].every((each) => each <= '\u00ff') ? bare : char
}
