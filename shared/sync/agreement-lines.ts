import Big from 'big.js'
import * as z from 'zod/mini'
import { listOf, number, refName, refValue, text, under } from '../qbo/loose.ts'
import type { Difference } from './differs.ts'

/** In what two differ, with how much money that is about. */
export type Finding = Difference & { amount: Big }

/** A reference as a body or an answer has it; only answers tell names. */
type Ref = { type: 'Item' | 'Account' | 'Customer' | 'Vendor'; id: string; name: string | undefined }

/** How the ERP calls what a reference names. */
export type Names = (ref: Ref) => string

/** A line that moves money or stock. */
type Line = {
  /** Counted from 1, as people count them. */
  at: number
  detail: string
  amount: Big
  to: Ref | undefined
  quantity: Big | undefined
  /** Of a line of a journal entry: debit or credit, and whose it is. */
  side: string | undefined
  party: Ref | undefined
}

/** What the details of lines refer to. Lines of mere text and QuickBooks' own subtotals are of no other kind. */
const targets: Record<string, 'Item' | 'Account' | undefined> = {
  SalesItemLineDetail: 'Item',
  ItemBasedExpenseLineDetail: 'Item',
  AccountBasedExpenseLineDetail: 'Account',
  JournalEntryLineDetail: 'Account',
  DiscountLineDetail: undefined,
}

export function refIn(type: Ref['type'], ref: unknown): Ref | undefined {
  const id = z.parse(refValue, ref)
  return id === undefined ? undefined : { type, id, name: z.parse(refName, ref) }
}

/** A figure of a body or an answer; QuickBooks may send it as a text. */
export function decimalIn(value: unknown): Big | undefined {
  const figure = z.parse(number, value)
  return figure === undefined ? undefined : new Big(figure)
}

function readLine(line: unknown, index: number): Line[] {
  const detail = z.parse(text, under(line, 'DetailType')) ?? ''
  if (!(detail in targets)) return []
  const type = targets[detail]
  const says = under(line, detail)
  const quantity = decimalIn(under(says, 'Qty'))
  const stated = (decimalIn(under(line, 'Amount')) ?? new Big(0)).round(2)
  // A discount is sent as what is taken off, and may come back as what it adds.
  const amount = detail === 'DiscountLineDetail' ? stated.abs() : stated
  const entity = under(says, 'Entity')
  const partyType = z.parse(text, under(entity, 'Type')) === 'Vendor' ? 'Vendor' : 'Customer'
  // It posts nothing and counts nothing, whether it is there or not.
  if (amount.eq(0) && (quantity === undefined || quantity.eq(0))) return []
  return [
    {
      at: index + 1,
      detail,
      amount,
      to: type && refIn(type, under(says, `${type}Ref`)),
      quantity,
      side: z.parse(text, under(says, 'PostingType')),
      party: refIn(partyType, under(entity, 'EntityRef')),
    },
  ]
}

/** The lines of a body or an answer that move money or stock. */
export const linesIn = (document: unknown): Line[] => listOf(under(document, 'Line')).flatMap(readLine)

/** The debits of a journal entry, which is all the total that it has. */
export const debitsIn = (document: unknown): Big =>
  linesIn(document).reduce((sum, { side, amount }) => (side === 'Debit' ? sum.plus(amount) : sum), new Big(0))

/** QuickBooks keeps no more decimals of a quantity. */
const QUANTITY_DECIMALS = 5

/** Whether the quantities are the same; QuickBooks fills in one of its own where none was sent. */
const areAlike = (asked: Line, answered: Line): boolean =>
  asked.quantity === undefined ||
  answered.quantity === undefined ||
  asked.quantity.round(QUANTITY_DECIMALS).eq(answered.quantity.round(QUANTITY_DECIMALS))

/** All that has to be the same of two lines, but for their quantities. */
const nameOf = ({ detail, amount, to, side, party }: Line): string =>
  [detail, amount.toFixed(2), to?.id, side, party?.id].join(' ')

/**
 * In what the lines of an answer differ from those that were asked for. They may come in another order; those that have no like
 * are told as they stand one after the other.
 */
export function lineFindings(asked: readonly Line[], answered: readonly Line[], names: Names): Finding[] {
  const free = Map.groupBy(answered, nameOf)
  const taken = new Set<Line>()
  const isTaken = (line: Line) => {
    const like = free.get(nameOf(line))?.find((one) => !taken.has(one) && areAlike(line, one))
    if (like) taken.add(like)
    return like !== undefined
  }
  const missed = asked.filter((line) => !isTaken(line))
  const left = answered.filter((line) => !taken.has(line))
  return Array.from({ length: Math.max(missed.length, left.length) }).flatMap((_, index) =>
    pairFindings(missed[index], left[index], names),
  )
}

const NOTHING = 'nothing'

function pairFindings(asked: Line | undefined, answered: Line | undefined, names: Names): Finding[] {
  if (!asked || !answered) {
    const line = asked ?? answered
    if (!line) return []
    const shown = [line.amount.toFixed(2), ...(line.to ? [`for ${shownAs(line.to, names)}`] : [])].join(' ')
    const [erp, quickbooks] = asked ? [shown, NOTHING] : [NOTHING, shown]
    return [{ field: `lines/${line.at}`, erp, quickbooks, amount: line.amount.abs() }]
  }
  const { at, amount } = asked
  const isSameTarget = asked.to?.type === answered.to?.type && asked.to?.id === answered.to?.id
  const target = (asked.to ?? answered.to)?.type === 'Account' ? 'account' : 'item'
  return [
    ...(amount.eq(answered.amount)
      ? []
      : [
          {
            field: `lines/${at}/amount`,
            erp: amount.toFixed(2),
            quickbooks: answered.amount.toFixed(2),
            amount: amount.minus(answered.amount).abs(),
          },
        ]),
    ...(isSameTarget ? [] : [refFinding(`lines/${at}/${target}`, asked.to, answered.to, amount, names)]),
    ...(asked.side === answered.side
      ? []
      : [{ field: `lines/${at}/side`, ...sides(asked.side, answered.side), amount: amount.abs() }]),
    ...(asked.party?.id === answered.party?.id
      ? []
      : [refFinding(`lines/${at}/party`, asked.party, answered.party, amount, names)]),
    ...(areAlike(asked, answered)
      ? []
      : [
          {
            field: `lines/${at}/quantity`,
            ...sides(asked.quantity?.toFixed(), answered.quantity?.toFixed()),
            amount: new Big(0),
          },
        ]),
  ]
}

const sides = (erp: string | undefined, quickbooks: string | undefined) => ({
  erp: erp ?? NOTHING,
  quickbooks: quickbooks ?? NOTHING,
})

/** That two references name not the same, for which so much money is booked. */
export function refFinding(
  field: string,
  asked: Ref | undefined,
  answered: Ref | undefined,
  amount: Big,
  names: Names,
): Finding {
  const erp = asked ? names(asked) : NOTHING
  return { field, erp, quickbooks: answered ? shownAs(answered, names) : NOTHING, amount: amount.abs() }
}

const shownAs = (ref: Ref, names: Names): string => (ref.name ? `${ref.name} (Id ${ref.id})` : names(ref))
