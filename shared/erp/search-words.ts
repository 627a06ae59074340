import { beginning } from '../lib/beginning.ts'
import { type ErpRecord, parseKey, type RecordKey } from './record.ts'

/** A record with more is found by the beginning of it. */
const TEXT_MAX = 300

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

/**
 * All that a record is found by, folded: its number, whole and in parts, its name, and the numbers of others; its number alone
 * where the rest cannot be read.
 */
export function searchText(key: RecordKey, record: ErpRecord | undefined): string {
  const { id = '' } = parseKey(key) ?? {}
  const others = record ? [...otherNumbers(record).flatMap(numberWords), foldText(nameOf(record))] : []
  return beginning([...numberWords(id), ...others].join(' '), TEXT_MAX)
}

/** `INV-10482` as it is typed in one, and in its parts. */
function numberWords(number: string): string[] {
  const folded = foldText(number)
  if (folded === '') return []
  const whole = folded.replaceAll(' ', '')
  const parts = folded.match(/\p{L}+|\p{N}+/gu) ?? []
  return [...new Set([whole, ...folded.split(' '), ...parts])]
}

/** What somebody has typed so far, word by word. */
export const queryWords = (typed: string): string[] =>
  [...new Set(foldText(typed).split(' ').filter(Boolean))].slice(0, 8)

/** Whether all of the words, or what is typed of them so far, stand in a text. */
export const isFoundBy = (text: string, words: readonly string[]): boolean => words.every((word) => text.includes(word))

/** The record whose number was typed first, then what has that as a word, then what begins with it, then what has words that do. */
export function rankOf(text: string, words: readonly string[]): number {
  const [first = ''] = words
  const whole = words.join('')
  if (`${text} `.startsWith(`${whole} `)) return 0
  if (` ${text} `.includes(` ${whole} `)) return 1
  if (text.startsWith(first)) return 2
  return words.every((word) => ` ${text}`.includes(` ${word}`)) ? 3 : 4
}
