import Big from 'big.js'
import type { RecordKey } from '../../erp/record.ts'
import type { Body } from '../../qbo/entity.ts'
import { notes } from '../notes.ts'
import { docNumber } from '../number.ts'
import { reasons } from '../reasons.ts'
import type { AccountTypes } from '../record.ts'
import { type Context, type Fields, toNumber, wasGiven } from './context.ts'

/** What a document says of money besides its lines. */
type Money = { currency?: string | undefined; exchange_rate?: string | undefined }

/** A document's number as QuickBooks takes it, and what its memo says of one that it does not take whole. */
export function numbered(whole: string, { settings }: Context): { number: Fields; memo: string | undefined } {
  const short = settings.longKeys === 'shorten' ? docNumber(whole) : whole
  if (short === whole) return { number: { fields: { DocNumber: whole } }, memo: undefined }
  const number = { fields: { DocNumber: short }, notes: [notes.number(whole, short)] }
  return { number, memo: `Number in the ERP: ${whole}` }
}

/**
 * The day on which a document is posted, and what its memo says: its own day, or, where the books are closed there and
 * the company wants that, the first open day. A document that is posted keeps the day that it was moved to.
 *
 * @param texts what people wrote, at the end of the memo, where it may be cut
 */
export function postingDay(
  date: string,
  memo: readonly (string | undefined)[],
  context: Context,
  texts: readonly (string | undefined)[] = [],
): Fields {
  const { settings, preferences, link } = context
  const closed = preferences.bookCloseDate
  const posted = link?.facts?.postedOn
  if (closed !== undefined && posted !== undefined && posted <= closed) {
    return { refused: reasons.closedByDate(posted, closed) }
  }
  const wasMoved = posted !== undefined && link?.facts?.movedFrom === date
  const isClosed = closed !== undefined && date <= closed
  if (isClosed && !wasMoved && settings.closedPeriod === 'hold') return { refused: reasons.closedByDate(date, closed) }
  const day = wasMoved ? posted : isClosed ? dayAfter(closed) : date
  const moved = day === date ? undefined : `Dated ${date} in the ERP; the books were closed there`
  // QuickBooks writes "Voided" into the memo of what is voided, and leaves it there when it comes back.
  const isVoided = link?.active === false
  const hadNote = wasGiven('PrivateNote', context) || link?.facts?.movedFrom !== undefined || isVoided
  const note = [...memo, moved, ...texts].filter((text) => text?.trim()).join('. ')
  return { fields: { TxnDate: day, ...(note !== '' || hadNote ? { PrivateNote: note } : {}) } }
}

const dayAfter = (day: string): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10)

/**
 * The currency of a document, and its rate where it is a foreign one: home units for one foreign unit. It has to be the
 * party's, which QuickBooks fixes when it first learns of the party.
 */
export function currencyOf(
  { currency, exchange_rate: rate }: Money,
  party: RecordKey | undefined,
  { preferences, links }: Context,
): Fields {
  const { homeCurrency, multiCurrency } = preferences
  if (rate !== undefined && new Big(rate).lte(0)) return { refused: reasons.rate(rate) }
  if (!multiCurrency) {
    if (currency !== undefined && currency !== homeCurrency) {
      return { refused: reasons.currencyOff(currency, homeCurrency) }
    }
    return { fields: currency === undefined ? {} : { CurrencyRef: { value: currency } } }
  }
  const own = currency ?? homeCurrency
  const partys = party && links.get(party)?.facts?.currency
  if (party && partys !== undefined && partys !== own) return { refused: reasons.currencyDiffers(own, party, partys) }
  if (own === homeCurrency) return { fields: { CurrencyRef: { value: own } } }
  if (rate === undefined) return { refused: reasons.rateMissing(own, homeCurrency) }
  return { fields: { CurrencyRef: { value: own }, ExchangeRate: toNumber(rate) } }
}

/**
 * The payable account of an order or a bill, which has to be kept in its currency: the company's own, or the only one of that
 * currency. Where neither is known none is named, and QuickBooks takes the one that it keeps for the currency.
 */
export function payableOf({ currency }: Money, { settings, accounts, preferences }: Context): Body {
  const { payable } = settings.defaultAccounts
  const { homeCurrency, multiCurrency } = preferences
  const own = currency ?? homeCurrency
  const isOwn = (account: AccountTypes | undefined) => (account?.currency ?? homeCurrency) === own
  if (payable !== null && (!multiCurrency || isOwn(accounts.get(payable)))) return { APAccountRef: { value: payable } }
  const others = multiCurrency ? [...accounts].filter(([, one]) => one.type === 'Accounts Payable' && isOwn(one)) : []
  const [other] = others
  return other && others.length === 1 ? { APAccountRef: { value: other[0] } } : {}
}
