import Big from 'big.js'
import type { PurchaseOrder } from '../../erp/purchase-order.ts'
import { keyOf } from '../../erp/record.ts'
import type { Body } from '../../qbo/entity.ts'
import { accountProblem } from '../default-accounts.ts'
import type { Reason } from '../reason.ts'
import { reasons } from '../reasons.ts'
import {
  assemble,
  type Context,
  type Fields,
  firstOf,
  isCents,
  lineDescription,
  lineSumProblem,
  linesOf,
  optionalAddress,
  optionalRef,
  quantityAndPrice,
  refTo,
  sum,
  type Translation,
  toNumber,
} from './context.ts'
import { currencyOf, postingDay, taxCalculation, taxCode } from './document.ts'

/**
 * What the ERP calls an order that is over without having been received. A received one (`complete`) stays open here:
 * receipts change nothing, and the bills that cover it close it.
 */
const OVER = /^(closed|cancell?ed|void|rejected)$/i

/** The PurchaseOrder that should exist for an order: it posts nothing, so its lines need only be true to the ERP's. */
export function toPurchaseOrder(order: PurchaseOrder, context: Context): Translation {
  const refused = problem(order, context)
  if (refused) return { refused }
  const vendor = keyOf('vendor', order.vendnum)
  const lines = linesOf(order.lines, (line, index) => toLine(line, index, context))
  if ('refused' in lines) return lines
  return assemble(
    { DocNumber: order.ponum },
    postingDay(order.date, [order.notes], context),
    {
      ...(order.due_date ? { DueDate: order.due_date } : {}),
      VendorRef: refTo(vendor, context),
      APAccountRef: { value: context.settings.defaultAccounts.payable ?? '' },
      ...optionalRef('SalesTermRef', order.terms ? keyOf('terms', order.terms) : undefined, context),
      ...optionalAddress('ShipAddr', order.ship_to, context),
      POStatus: OVER.test(order.status ?? '') ? 'Closed' : 'Open',
    },
    currencyOf(order, vendor, context),
    taxCalculation(context),
    { Line: lines.lines },
  )
}

function problem({ lines }: PurchaseOrder, { settings, accounts }: Context): Reason | undefined {
  const fraction = lines.find(({ amount }) => !isCents(amount))
  const total = sum(lines.map(({ amount }) => amount))
  const bare = lines.findIndex(({ prcpart, account, amount }) => !prcpart && !account && !new Big(amount).eq(0))
  return firstOf(
    settings.defaultAccounts.payable === null
      ? reasons.noDefaultAccount('payable')
      : accountProblem('payable', settings.defaultAccounts.payable, accounts),
    lines.length === 0 ? reasons.required('lines', 'The purchase order has no lines') : undefined,
    fraction ? reasons.cents('lines', fraction.amount) : undefined,
    bare >= 0 ? reasons.orderLineWithoutPart(bare + 1) : undefined,
    lineSumProblem(lines),
    total.lt(0) ? reasons.negativeTotal('purchase order', total.toFixed(2)) : undefined,
  )
}

function toLine(line: PurchaseOrder['lines'][number], index: number, context: Context): Body | Fields {
  const description = lineDescription(line.description)
  if (!line.prcpart && !line.account) return { DetailType: 'DescriptionOnly', ...description }
  const code = taxCode(false, context)
  if ('refused' in code) return code
  const Amount = toNumber(line.amount)
  if (line.prcpart) {
    const ItemRef = refTo(keyOf('part', line.prcpart), context)
    const detail = { ItemRef, ...quantityAndPrice(line), ...code.fields }
    return {
      ...description,
      DetailType: 'ItemBasedExpenseLineDetail',
      Amount,
      ItemBasedExpenseLineDetail: detail,
    }
  }
  return accountLine(`lines/${index}/account`, line.account ?? '', { ...description, Amount }, code.fields, context)
}

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
