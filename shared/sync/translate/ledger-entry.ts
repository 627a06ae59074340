import Big from 'big.js'
import type { LedgerEntry } from '../../erp/ledger-entry.ts'
import { keyOf } from '../../erp/record.ts'
import type { Body } from '../../qbo/entity.ts'
import type { Reason } from '../reason.ts'
import { reasons } from '../reasons.ts'
import { roundingNotes, sharingCents } from './cents.ts'
import {
  assemble,
  type Context,
  type Fields,
  firstOf,
  lineDescription,
  linesOf,
  refTo,
  sum,
  type Translation,
  toNumber,
} from './context.ts'
import { currencyOf, numbered, postingDay } from './document.ts'

type Split = LedgerEntry['splits'][number]

/** The JournalEntry that should exist for a ledger entry: the same accounts, amounts and texts, in balance to the cent. */
export function toJournalEntry(entry: LedgerEntry, context: Context): Translation {
  const refused = problem(entry, context)
  if (refused) return { refused }
  const posted = postedSplits(entry)
  const lines = linesOf(posted, (split) => toLine(split, context))
  if ('refused' in lines) return lines
  const { number, memo } = numbered(entry.external_key, context)
  return assemble(
    {
      fields: {},
      notes: roundingNotes(
        'splits',
        sum(posted.map(({ posted: amount }) => (amount.gt(0) ? amount : '0'))),
        posted.map((split) => ({
          name: `split ${split.at + 1}`,
          exact: signed(split).abs(),
          posted: split.posted.abs(),
        })),
      ),
    },
    number,
    postingDay(entry.date, [memo, entry.name], context),
    currencyOf(entry, undefined, context),
    { Line: lines.lines },
  )
}

/** A split with the place at which the ERP has it, and what it is posted with: a debit above nought, a credit below. */
type PostedSplit = Split & { at: number; posted: Big }

/**
 * The splits that post something, in whole cents on either side. A split of nothing posts nothing; the ERP writes such splits
 * for accounts that a period did not touch.
 */
export function postedSplits({ splits }: LedgerEntry): PostedSplit[] {
  const amounts = splits.map(signed)
  const debits = sharingCents(amounts.map((amount) => (amount.gt(0) ? amount : new Big(0))))
  const credits = sharingCents(amounts.map((amount) => (amount.lt(0) ? amount.abs() : new Big(0))))
  return splits.flatMap((split, at) => {
    const posted = sum([debits[at]]).minus(credits[at] ?? 0)
    return posted.eq(0) ? [] : [{ ...split, at, posted }]
  })
}

/** Debits above nought, credits below. */
const signed = ({ debit = '0', credit = '0' }: Split): Big => new Big(debit).minus(credit)

function problem(entry: LedgerEntry, { links, preferences }: Context): Reason | undefined {
  const { splits } = entry
  const posted = postedSplits(entry)
  const both = splits.findIndex(({ debit = '0', credit = '0' }) => !new Big(debit).eq(0) && !new Big(credit).eq(0))
  const negative = splits.flatMap(({ debit = '0', credit = '0' }) => [debit, credit]).find((one) => new Big(one).lt(0))
  const debits = sum(splits.map(({ debit }) => debit))
  const credits = sum(splits.map(({ credit }) => credit))
  const control = posted.filter(({ account }) => controlType(account, links) !== undefined)
  const controlAccounts = [...new Set(control.map(({ account }) => account))]
  return firstOf(
    posted.length < 2 ? reasons.tooFewSplits(posted.length) : undefined,
    negative ? reasons.negativeSplit(negative) : undefined,
    both >= 0 ? reasons.debitAndCredit(both + 1) : undefined,
    sum(posted.map((split) => split.posted)).eq(0)
      ? undefined
      : reasons.unbalanced(debits.toFixed(2), credits.toFixed(2)),
    controlAccounts.length > 1 ? reasons.severalControlAccounts(controlAccounts) : undefined,
    control.map((split) => partyProblem(split, controlType(split.account, links))).find((reason) => reason),
    control.map(({ account }) => currencyProblem(account, entry, links, preferences)).find((reason) => reason),
  )
}

/** Each receivable and payable account is kept in one currency, and takes lines of that alone. */
function currencyProblem(
  account: string,
  { currency }: LedgerEntry,
  links: Context['links'],
  { homeCurrency, multiCurrency }: Context['preferences'],
): Reason | undefined {
  const kept = links.get(keyOf('account', account))?.account?.currency
  const own = currency ?? homeCurrency
  return multiCurrency && kept !== undefined && kept !== own ? reasons.accountCurrency(account, kept, own) : undefined
}

const controlType = (
  account: string,
  links: Context['links'],
): 'Accounts Receivable' | 'Accounts Payable' | undefined => {
  const type = links.get(keyOf('account', account))?.account?.type
  return type === 'Accounts Receivable' || type === 'Accounts Payable' ? type : undefined
}

/** QuickBooks keeps receivables by customer and payables by vendor, so such a line has to say whose it is. */
function partyProblem({ account, custnum, vendnum }: Split, type: ReturnType<typeof controlType>): Reason | undefined {
  if (type === 'Accounts Receivable' && !custnum) return reasons.journalParty(account, 'customer')
  if (type === 'Accounts Payable' && !vendnum) return reasons.journalParty(account, 'vendor')
  return undefined
}

function toLine(split: PostedSplit, context: Context): Body | Fields {
  const amount = split.posted
  return {
    ...lineDescription(split.description),
    DetailType: 'JournalEntryLineDetail',
    Amount: toNumber(amount.abs()),
    JournalEntryLineDetail: {
      PostingType: amount.gt(0) ? 'Debit' : 'Credit',
      AccountRef: refTo(keyOf('account', split.account), context),
      ...party(split, context),
    },
  }
}

/** Whose line it is. Where the ERP names both, the account decides; QuickBooks takes one. */
function party({ account, custnum, vendnum }: Split, context: Context): Body {
  const isVendors = vendnum !== undefined && (!custnum || controlType(account, context.links) === 'Accounts Payable')
  if (isVendors) return { Entity: { Type: 'Vendor', EntityRef: refTo(keyOf('vendor', vendnum), context) } }
  return custnum ? { Entity: { Type: 'Customer', EntityRef: refTo(keyOf('customer', custnum), context) } } : {}
}
