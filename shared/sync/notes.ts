import type { RecordKey } from '../erp/record.ts'
import { beginning } from '../lib/beginning.ts'
import type { TextBreach } from '../qbo/limits.ts'
import { shown } from './limit-reason.ts'
import type { Note } from './note.ts'
import { spoken } from './reasons/words.ts'

/** So much of a text is quoted: enough to recognise it by. */
const QUOTED_MAX = 60
/** So many of what one note is about are named. */
const NAMED_MAX = 3

const quoted = (text: string): string => `"${text.length > QUOTED_MAX ? `${beginning(text, QUOTED_MAX)}…` : text}"`

/** The first few of a list, and how many there are besides. */
const listed = (all: readonly string[]): string =>
  [...all.slice(0, NAMED_MAX), ...(all.length > NAMED_MAX ? [`${all.length - NAMED_MAX} more`] : [])].join(', ')

/** Why a text does not fit, as the first half of a sentence. */
function misfit(field: string, breach: TextBreach): string {
  switch (breach.rule) {
    case 'length':
      return `${field} has ${breach.length} characters, and QuickBooks takes ${breach.limit}`
    case 'charset':
      return `${field} holds ${shown(breach.character)}, and QuickBooks in the United States takes Western European letters only`
    case 'name-characters':
      return `${field} holds ${shown(breach.character)}, which QuickBooks does not allow in a name`
    default:
      return `${field} holds the invisible character ${shown(breach.character)}`
  }
}

export const notes = {
  /** @param changes what was posted otherwise than the ERP has it, in words */
  rounded: (field: string, total: string, changes: readonly string[]): Note => ({
    code: 'amount_rounded',
    message: `The ERP reckons with fractions of a cent, which cannot be posted. So that it comes to ${total}, it was posted with ${listed(changes)}.`,
    field,
  }),
  number: (whole: string, short: string): Note => ({
    code: 'number_shortened',
    message: `Its number ${quoted(whole)} has ${whole.length} characters, and QuickBooks takes 21. There it is ${short}, with the whole number in the memo.`,
    field: 'DocNumber',
  }),
  orderMissing: (ponum: string): Note =>
    unlinked(`Purchase order ${quoted(ponum)} is not in QuickBooks. Once it is, the bill is linked to it by itself.`),
  orderOfAnother: (ponum: string): Note =>
    unlinked(`Purchase order ${quoted(ponum)} is another vendor's in QuickBooks, so the bill is not linked to it.`),
  orderClosed: (ponum: string): Note =>
    unlinked(`Purchase order ${quoted(ponum)} is closed in QuickBooks, so the bill is not linked to it.`),
  orderLater: (ponum: string, ordered: string, billed: string): Note =>
    unlinked(
      `Purchase order ${quoted(ponum)} is dated ${ordered}, after the bill of ${billed}; QuickBooks links a bill to none that is later. Once the ERP says another date, the two are linked by themselves.`,
    ),
  linkRefused: (detail: string): Note =>
    unlinked(
      `The bill is posted, but not linked to the orders that it covers, since QuickBooks did not take that: ${detail}`,
    ),
  /** @param other the record that says what the entity holds */
  merged: (other: RecordKey): Note => ({
    code: 'merged',
    message: `In QuickBooks it is one with ${spoken(other)}, into which it was merged there. What is posted for it goes to that one; its own name, address and terms are not sent.`,
  }),
  /** @param other the record for which the entity stays as it is */
  keptForMerged: (other: RecordKey): Note => ({
    code: 'kept_active',
    message: `QuickBooks keeps it active, since it stands there for ${spoken(other)} too, which was merged into it.`,
  }),
  /** @param fields of QuickBooks, by its names */
  notEmptied: (fields: readonly string[]): Note => ({
    code: 'not_emptied',
    message: `The ERP has emptied what QuickBooks still has as ${listed(fields)}, and QuickBooks does not let it be emptied from here. Empty it there if it is wrong.`,
    ...(fields[0] && { field: fields[0] }),
  }),
  unapplied: (paid: string, total: string, unapplied: string): Note => ({
    code: 'payment_unapplied',
    message: `${paid} of it was paid in QuickBooks when it was changed, and it now comes to ${total}: ${unapplied} is applied to nothing any more. Apply it there to what is open, or pay it back.`,
  }),
  email: (text: string, sent: string | undefined): Note => ({
    code: 'email_left_out',
    message: sent
      ? `QuickBooks gets one e-mail address, ${quoted(sent)}; the ERP has ${quoted(text)}.`
      : `${quoted(text)} is no e-mail address that QuickBooks takes, so it was left out.`,
    field: 'acct_email',
  }),
  phone: (text: string, sent: string | undefined): Note => ({
    code: 'phone_left_out',
    message: `The telephone number ${quoted(text)} has ${text.length} characters, and QuickBooks takes 30. ${sent ? `It got ${quoted(sent)} of it.` : 'It was left out.'}`,
    field: 'phone',
  }),
  price: (field: string, price: string, sent: string, most: number): Note => ({
    code: 'price_rounded',
    message: `${price} has more decimals than QuickBooks takes, which are ${most}. It got ${sent}.`,
    field,
  }),
  /** @param others how many more of the same field are like it, in other lines */
  textCut: (field: string, breach: TextBreach, others: number): Note => ({
    code: 'text_cut',
    message: `${misfit(field, breach)}, so its end was cut off${inOthers(others)}.`,
    field,
  }),
  characters: (field: string, breach: TextBreach, others: number): Note => ({
    code: 'characters_replaced',
    message: `${misfit(field, breach)}, so what does not fit was replaced${inOthers(others)}.`,
    field,
  }),
  unread: (field: string, message: string): Note => ({
    code: 'field_left_out',
    message: `What the ERP sent as ${field} cannot be read, so it was left out: ${message}.`,
    field,
  }),
  leftOut: (field: string, breach: TextBreach, others: number): Note => ({
    code: 'field_left_out',
    message: `${misfit(field, breach)}. A part of it would be of no use, so it was left out${inOthers(others)}.`,
    field,
  }),
}

const inOthers = (others: number): string => (others > 0 ? `, here and in ${others} more` : '')

const ORDER_NOT_LINKED = 'order_not_linked'
const unlinked = (message: string): Note => ({ code: ORDER_NOT_LINKED, message, field: 'ponums' })

/** The notes of a record whose link QuickBooks does not take, in place of what they said of it before. */
export const withRefusedLink = (before: readonly Note[] = [], detail: string): Note[] => [
  ...before.filter(({ code }) => code !== ORDER_NOT_LINKED),
  notes.linkRefused(detail),
]
