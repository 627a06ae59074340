import Big from 'big.js'
import type { LedgerEntry } from '../../erp/ledger-entry.ts'
import { keyOf } from '../../erp/record.ts'
import type { Body } from '../../qbo/entity.ts'
import type { Reason } from '../reason.ts'
import { reasons } from '../reasons.ts'
import {
  assemble,
  type Context,
  type Fields,
  firstOf,
  isCents,
  lineDescription,
  linesOf,
  refTo,
  sum,
  type Translation,
  toNumber,
} from './context.ts'
import { currencyOf, postingDay } from './document.ts'

type Split = LedgerEntry['splits'][number]

/** The JournalEntry that should exist for a ledger entry: the same accounts, amounts and texts, in balance to the cent. */
export function toJournalEntry(entry: LedgerEntry, context: Context): Translation {
  const refused = problem(entry, context)
  if (refused) return { refused }
  const lines = linesOf(postedSplits(entry), (split) => toLine(split, context))
  if ('refused' in lines) return lines
  return assemble(
    { DocNumber: entry.external_key },
    postingDay(entry.date, [entry.name], context),
    currencyOf(entry, undefined, context),
    { Line: lines.lines },
  )
}

/** A split of nothing posts nothing; the ERP writes such splits for accounts that a period did not touch. */
export const postedSplits = ({ splits }: LedgerEntry): Split[] => splits.filter((split) => !signed(split).eq(0))

/** Debits above nought, credits below. */
const signed = ({ debit = '0', credit = '0' }: Split): Big => new Big(debit).minus(credit)

function problem(entry: LedgerEntry, { links }: Context): Reason | undefined {
  const { splits } = entry
  const posted = postedSplits(entry)
  const both = splits.findIndex(({ debit = '0', credit = '0' }) => !new Big(debit).eq(0) && !new Big(credit).eq(0))
  const negative = splits.flatMap(({ debit = '0', credit = '0' }) => [debit, credit]).find((one) => new Big(one).lt(0))
  const fraction = splits.flatMap(({ debit = '0', credit = '0' }) => [debit, credit]).find((one) => !isCents(one))
  const debits = sum(splits.map(({ debit }) => debit))
  const credits = sum(splits.map(({ credit }) => credit))
  const control = posted.filter(({ account }) => controlType(account, links) !== undefined)
  const controlAccounts = [...new Set(control.map(({ account }) => account))]
  return firstOf(
    posted.length < 2 ? reasons.tooFewSplits(posted.length) : undefined,
    fraction ? reasons.cents('splits', fraction) : undefined,
    negative ? reasons.negativeSplit(negative) : undefined,
    both >= 0 ? reasons.debitAndCredit(both + 1) : undefined,
    debits.eq(credits) ? undefined : reasons.unbalanced(debits.toFixed(2), credits.toFixed(2)),
    controlAccounts.length > 1 ? reasons.severalControlAccounts(controlAccounts) : undefined,
    control.map((split) => partyProblem(split, controlType(split.account, links))).find((reason) => reason),
  )
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

function toLine(split: Split, context: Context): Body | Fields {
  const amount = signed(split)
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
