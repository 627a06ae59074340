import type { Body } from '../../qbo/entity.ts'
import { lengthLimitOf, mapTexts } from '../../qbo/limits.ts'
import type { Context } from './context.ts'

/** Descriptions, and nothing by which anybody would look for a record. */
const DESCRIPTIONS = new Set(['Item.Description', 'Item.PurchaseDesc', 'Line.Description'])

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

/**
 * The texts of a body as QuickBooks compares them, and, where the company has chosen so, with what it does not take
 * replaced and descriptions cut. Names and numbers are never cut: two of them could become one.
 */
export function fittingTexts(type: string, body: Body, { settings, country }: Context): Body {
  const isReplacing = settings.foreignCharacters === 'replace' && country === 'US'
  return mapTexts(type, body, (field, text) => {
    const composed = text.normalize('NFC')
    const fitting = isReplacing ? latin(composed) : composed
    const limit = settings.longDescriptions === 'cut' && DESCRIPTIONS.has(field) ? lengthLimitOf(field) : undefined
    return limit === undefined ? fitting : fitting.slice(0, limit)
  })
}

/** The text in Western European letters, as far as there are such for it; what is left over is refused later. */
const latin = (text: string): string =>
  [...text].map((char) => (char <= '\u00ff' ? char : (PLAIN.get(char) ?? withoutMarks(char)))).join('')

/** A letter that is one of ours with a mark on it, without the mark. */
function withoutMarks(char: string): string {
  const bare = char.normalize('NFKD').replace(/\p{M}/gu, '')
  return [...bare].every((each) => each <= '\u00ff') ? bare : char
}
