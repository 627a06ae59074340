import type { ErpRecord, RecordKey } from './record.ts'

/** One BatchWriteItem takes so many rows; a record with more words is found by the first of them. */
const WORDS_MAX = 25
const TEXT_MAX = 300
/** Shorter ends of words would be found in nearly every record. */
const ENDING_MIN = 3

/** A text without case, accents and punctuation, as people type it. */
function foldText(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
}

/** The name that people know a record by, if it has one. */
export function nameOf({ kind, content }: ErpRecord): string {
  switch (kind) {
    case 'account':
    case 'terms':
    case 'vendor':
    case 'customer':
      return content.name
    case 'part':
      return content.description ?? ''
    case 'ledger-entry':
      return content.name ?? ''
    case 'invoice':
      return content.custnum
    case 'purchase-order':
    case 'voucher':
      return content.vendnum
  }
}

/** The numbers of others by which people know a record. */
function otherNumbers({ kind, content }: ErpRecord): string[] {
  switch (kind) {
    case 'vendor':
      return [content.acct_num ?? '']
    case 'invoice':
      return [content.custponum ?? '', content.custnum]
    case 'purchase-order':
      return [content.vendnum]
    case 'voucher':
      return [content.vendor_invoice_number ?? '', content.vendnum]
    default:
      return []
  }
}

/** All that a record is found by, folded: its number, whole and in parts, its name, and the numbers of others. */
export function searchText(key: RecordKey, record: ErpRecord): string {
  const id = key.slice(key.indexOf('/') + 1)
  return [...numberWords(id), ...otherNumbers(record).flatMap(numberWords), foldText(nameOf(record))]
    .join(' ')
    .slice(0, TEXT_MAX)
}

/** `INV-10482` as it is typed in one, and in its parts. */
function numberWords(number: string): string[] {
  const folded = foldText(number)
  if (folded === '') return []
  const whole = folded.replaceAll(' ', '')
  const parts = folded.match(/\p{L}+|\p{N}+/gu) ?? []
  return [...new Set([whole, ...folded.split(' '), ...parts])]
}

/**
 * The words under which a record stands in the index. A query finds what begins with it, so words stand there with their
 * endings too, and `0482` finds INV-10482; one that another begins with has no need to. Whole words come first.
 */
export function searchWords(key: RecordKey, record: ErpRecord | undefined): string[] {
  if (!record) return []
  const words = searchText(key, record).split(' ').filter(Boolean)
  const all = [...new Set([...words, ...words.flatMap(endingsOf)])]
  return all.filter((word) => !all.some((other) => other !== word && other.startsWith(word))).slice(0, WORDS_MAX)
}

/** What remains of a word from its second character on, its third, and so on. Nobody types a number from amid its letters. */
function endingsOf(word: string): string[] {
  const isNumber = /\p{N}/u.test(word)
  const starts = Array.from({ length: Math.max(0, word.length - ENDING_MIN) }, (_, index) => index + 1)
  return starts.flatMap((start) => {
    const isAmidLetters = isNumber && /^\p{L}\p{L}/u.test(word.slice(start - 1))
    return isAmidLetters ? [] : [word.slice(start)]
  })
}

/** What somebody has typed so far, word by word. */
export const queryWords = (typed: string): string[] =>
  [...new Set(foldText(typed).split(' ').filter(Boolean))].slice(0, 8)

/** Whether all of the words, or what is typed of them so far, stand in a text. */
export const isFoundBy = (text: string, words: readonly string[]): boolean => words.every((word) => text.includes(word))
