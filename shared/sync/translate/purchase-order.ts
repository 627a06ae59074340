import Big from 'big.js'
import type { PurchaseOrder } from '../../erp/purchase-order.ts'
import { keyOf } from '../../erp/record.ts'
import type { Body } from '../../qbo/entity.ts'
import { accountProblem } from '../default-accounts.ts'
import type { Reason } from '../reason.ts'
import { reasons } from '../reasons.ts'
import { roundingNotes, sharingCents } from './cents.ts'
import {
  assemble,
  type Context,
  type Fields,
  firstOf,
  lineDescription,
  lineSumProblem,
  linesOf,
  optionalAddress,
  optionalRef,
  refTo,
  sum,
  type Translation,
  toNumber,
} from './context.ts'
import { quantityOf, uncountedProblem } from './counted.ts'
import { currencyOf, numbered, payableOf, postingDay } from './document.ts'
import { isOver } from './order-status.ts'
import { type BookedLine, bookedLines, isBooked, leadingTexts } from './order-texts.ts'
import { type Taxed, taxCalculation, taxCode } from './tax.ts'

/** The PurchaseOrder that should exist for an order: it posts nothing, so its lines need only be true to the ERP's. */
export function toPurchaseOrder(order: PurchaseOrder, context: Context): Translation {
  const refused = problem(order, context)
  if (refused) return { refused }
  const { number, memo } = numbered(order.ponum, context)
  const vendor = keyOf('vendor', order.vendnum)
  const booked = bookedLines(order)
  const amounts = sharingCents(booked.map(({ amount }) => new Big(amount)))
  const posted = booked.map((line, index) => ({ line, amount: amounts[index] ?? new Big(line.amount) }))
  const uncounted = uncountedProblem(
    posted.map(({ line, amount }) => ({ line, amount, at: line.at })),
    context,
  )
  if (uncounted) return { refused: uncounted }
  const lines = linesOf(posted, ({ line, amount }) => toLine(line, amount, context))
  if ('refused' in lines) return lines
  return assemble(
    {
      fields: {},
      notes: roundingNotes(
        'lines',
        sum(amounts),
        posted.map(({ line, amount }) => ({ name: `line ${line.at + 1}`, exact: line.amount, posted: amount })),
      ),
    },
    number,
    postingDay(order.date, [memo], context, [...leadingTexts(order), order.notes]),
    {
      ...(order.due_date ? { DueDate: order.due_date } : {}),
      VendorRef: refTo(vendor, context),
      ...payableOf(order, context),
      ...optionalRef('SalesTermRef', order.terms ? keyOf('terms', order.terms) : undefined, context),
      ...optionalAddress('ShipAddr', order.ship_to, context),
      POStatus: isOver(order, context.billed, context.settings) ? 'Closed' : 'Open',
    },
    currencyOf(order, vendor, context),
    taxCalculation(context),
    { Line: lines.lines },
  )
}

function problem({ lines }: PurchaseOrder, { settings, accounts }: Context): Reason | undefined {
  const total = sum(lines.map(({ amount }) => amount))
  const bare = lines.findIndex(({ prcpart, account, amount }) => !prcpart && !account && !new Big(amount).eq(0))
  return firstOf(
    settings.defaultAccounts.payable === null
      ? reasons.noDefaultAccount('payable')
      : accountProblem('payable', settings.defaultAccounts.payable, accounts),
    lines.some(isBooked)
      ? undefined
      : reasons.required('lines', 'The purchase order has no line with a part or an account'),
    bare >= 0 ? reasons.orderLineWithoutPart(bare + 1) : undefined,
    lineSumProblem(lines),
    total.lt(0) ? reasons.negativeTotal('purchase order', total.toFixed(2)) : undefined,
  )
}

function toLine(line: BookedLine, amount: Big, context: Context): Body | Fields {
  const description = lineDescription(line.description)
  const taxed = { name: `Line ${line.at + 1}`, field: `lines/${line.at}/tax_code`, isNothing: amount.eq(0) }
  const code = taxCode({ ...taxed, tax_code: line.tax_code }, onOrder(line), context)
  if ('refused' in code) return code
  const Amount = toNumber(amount)
  if (line.prcpart) {
    const ItemRef = refTo(keyOf('part', line.prcpart), context)
    const detail = { ItemRef, ...quantityOf(line, amount, context), ...code.fields }
    return {
      ...description,
      DetailType: 'ItemBasedExpenseLineDetail',
      Amount,
      ItemBasedExpenseLineDetail: detail,
    }
  }
  return accountLine(`lines/${line.at}/account`, line.account ?? '', { ...description, Amount }, code.fields, context)
}

/** An order posts nothing and states no tax: what the ERP names a code for is taxed by it. */
const onOrder = ({ tax_code }: BookedLine): Taxed => ({ on: 'purchase', isTaxed: tax_code !== undefined })

/** A line of an order or a bill that is booked to an account; a payable or receivable account is none for it. */
export function accountLine(field: string, account: string, line: Body, detail: Body, context: Context): Body | Fields {
  const key = keyOf('account', account)
  const type = context.links.get(key)?.account?.type
  if (type === 'Accounts Payable' || type === 'Accounts Receivable') {
    return { refused: reasons.controlAccount(field, account, type) }
  }
  return {
    ...line,
    DetailType: 'AccountBasedExpenseLineDetail',
    AccountBasedExpenseLineDetail: { AccountRef: refTo(key, context), ...detail },
  }
}
