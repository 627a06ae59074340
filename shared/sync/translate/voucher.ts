import Big from 'big.js'
import { keyOf } from '../../erp/record.ts'
import type { Voucher } from '../../erp/voucher.ts'
import type { Body } from '../../qbo/entity.ts'
import { accountProblem } from '../default-accounts.ts'
import type { Note } from '../note.ts'
import { notes } from '../notes.ts'
import type { Reason } from '../reason.ts'
import { reasons } from '../reasons.ts'
import { type Link, transactionDate } from '../record.ts'
import { inWholeCents, rounded, roundingNotes } from './cents.ts'
import {
  assemble,
  type Context,
  firstOf,
  linesOf,
  optionalRef,
  refTo,
  sum,
  type Translation,
  toNumber,
} from './context.ts'
import { currencyOf, numbered, payableOf, postingDay } from './document.ts'
import { accountLine } from './purchase-order.ts'
import { type Taxed, taxCalculation, taxCode } from './tax.ts'

/**
 * The Bill that should exist for a voucher: the vendor's invoice with one line for each split, booked to the split's
 * accrual or expense account, and linked to the orders it covers where QuickBooks allows that.
 */
export function toBill(voucher: Voucher, context: Context): Translation {
  const { splits, vendor_requested_amount: requested } = voucher
  const parts = [...splits, { amount: voucher.voucher_tax_subtotal ?? '0' }]
  const amounts = inWholeCents(parts, requested === undefined ? undefined : rounded(requested))
  const tax = amounts?.at(-1) ?? new Big(0)
  const taxed: Taxed = { on: 'purchase', isTaxed: !tax.eq(0) }
  const refused = problem(voucher, amounts, context)
  if (refused) return { refused }
  const posted = splits.map((split, index) => ({ ...split, posted: amounts?.[index] ?? new Big(split.amount) }))
  const { number, memo } = numbered(voucher.vendor_invoice_number?.trim() || voucher.vouchernum, context)
  const vendor = keyOf('vendor', voucher.vendnum)
  const day = postingDay(
    transactionDate({ kind: 'voucher', content: voucher }),
    [memo, `Voucher ${voucher.vouchernum}`],
    context,
  )
  if ('refused' in day) return day
  const { orders, notes: unlinked } = coveredOrders(voucher, String(day.fields['TxnDate']), context)
  const lines = linesOf(posted, ({ account, posted: amount, description, cost_center: center, tax_code }, index) => {
    const split = { name: `Split ${index + 1}`, field: `splits/${index}/tax_code`, isNothing: amount.eq(0), tax_code }
    const code = taxCode(split, taxed, context)
    if ('refused' in code) return code
    const text = [description?.trim(), center && `(cost center ${center})`].filter(Boolean).join(' ')
    const line = {
      ...(text ? { Description: text } : {}),
      Amount: toNumber(amount),
      ...lineLink(account, voucher, orders),
    }
    return accountLine(`splits/${index}/account`, account, line, code.fields, context)
  })
  if ('refused' in lines) return lines
  return assemble(
    {
      fields: {},
      notes: roundingNotes(
        'splits',
        sum(posted.map((split) => split.posted)),
        posted.map((split, index) => ({ name: `split ${index + 1}`, exact: split.amount, posted: split.posted })),
      ),
    },
    { fields: {}, notes: unlinked },
    number,
    day,
    {
      ...(voucher.due_date ? { DueDate: voucher.due_date } : {}),
      VendorRef: refTo(vendor, context),
      ...payableOf(voucher, context),
      ...optionalRef('SalesTermRef', voucher.terms ? keyOf('terms', voucher.terms) : undefined, context),
      ...(orders.length > 0 ? { LinkedTxn: orders.map(({ id }) => ({ TxnId: id, TxnType: 'PurchaseOrder' })) } : {}),
    },
    currencyOf(voucher, vendor, context),
    taxCalculation(context),
    { Line: lines.lines },
    statedTax(tax, voucher, context),
  )
}

/** The tax that the ERP states, to be posted as it is, unless QuickBooks is to work it out. */
function statedTax(tax: Big, { splits }: Voucher, { country, settings }: Context): Body {
  const hasTax = !tax.eq(0) || splits.some(({ tax_code }) => tax_code !== undefined)
  return country === 'US' || !hasTax || settings.tax === 'quickbooks'
    ? {}
    : { TxnTaxDetail: { TotalTax: toNumber(tax) } }
}

function problem(
  voucher: Voucher,
  amounts: Big[] | undefined,
  { settings, accounts, country }: Context,
): Reason | undefined {
  const { splits, voucher_tax_subtotal: tax = '0', vendor_requested_amount: requested = '' } = voucher
  const total = sum([...splits.map(({ amount }) => amount), tax])
  return firstOf(
    splits.length === 0 ? reasons.required('splits', 'The voucher has no splits') : undefined,
    amounts ? undefined : reasons.voucherTotal(requested, total.toFixed(2)),
    country === 'US' && !new Big(tax).eq(0) ? reasons.taxOnBill(tax) : undefined,
    total.lt(0) ? reasons.negativeTotal('voucher', total.toFixed(2)) : undefined,
    settings.defaultAccounts.payable === null
      ? undefined
      : accountProblem('payable', settings.defaultAccounts.payable, accounts),
  )
}

/**
 * The orders that a bill is linked to already, and the synced ones that QuickBooks lets it be linked to: of the same vendor,
 * open, and not dated after the bill. An order that the bill itself has closed stays its own. A link that is there stays
 * where a sparse update does not name it.
 */
function coveredOrders(voucher: Voucher, day: string, context: Context): { orders: Link[]; notes: Note[] } {
  const { links, link, linkRefused, settings } = context
  if (linkRefused !== undefined) return { orders: [], notes: [notes.linkRefused(linkRefused)] }
  const vendor = links.get(keyOf('vendor', voucher.vendnum))?.id
  const orders: Link[] = []
  const told: Note[] = []
  for (const ponum of voucher.ponums) {
    const order = links.get(keyOf('purchase-order', ponum))
    const { vendor: ordersVendor, postedOn: ordered = day, isClosed } = order?.facts ?? {}
    if (!order) told.push(notes.orderMissing(ponum))
    else if (link?.facts?.orders?.includes(order.id)) orders.push(order)
    else if (ordersVendor !== vendor) told.push(notes.orderOfAnother(ponum))
    else if (isClosed) told.push(notes.orderClosed(ponum))
    else if (ordered > day) told.push(notes.orderLater(ponum, ordered, day))
    else orders.push(order)
  }
  // A company that keeps its orders out of QuickBooks misses none.
  return { orders, notes: settings.switches['purchase-order'] ? told : [] }
}

/** A split that stands for the one line of an order on the same account is linked to that line too. */
function lineLink(account: string, { splits }: Voucher, orders: readonly Link[]): Body {
  if (splits.filter((split) => split.account === account).length !== 1) return {}
  const matches = orders.flatMap(({ id, lines }) =>
    lines.flatMap(({ id: line, mark }) => (mark === keyOf('account', account) ? [{ TxnId: id, TxnLineId: line }] : [])),
  )
  const [match] = matches
  return matches.length === 1 && match ? { LinkedTxn: [{ ...match, TxnType: 'PurchaseOrder' }] } : {}
}
