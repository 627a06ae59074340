import type { PurchaseOrder } from '../../erp/purchase-order.ts'
import type { Billed } from '../record.ts'
import type { Settings } from '../settings.ts'
import { sum } from './context.ts'

/** What the ERP calls an order that is over without having been received. */
const OVER = /^(closed|cancell?ed|void|rejected)$/i
/** And one that it has received in full. */
const RECEIVED = /^(completed?|(fully )?received)$/i

/**
 * Whether an order is to be closed in QuickBooks.
 *
 * @param billed what the bills cover of it that are in these books
 */
export function isOver(
  { status = '', lines }: PurchaseOrder,
  billed: Billed | undefined,
  { ordersClose }: Pick<Settings, 'ordersClose'>,
): boolean {
  if (OVER.test(status)) return true
  const isReceived = RECEIVED.test(status)
  if (ordersClose !== 'on-bill') return ordersClose === 'on-receipt' && isReceived
  // How much of a bill for several orders is for this one, nobody says; once all has come, it may be taken to cover it.
  const bills = Object.values(billed ?? {}).filter(({ isShared }) => !isShared || isReceived)
  return bills.length > 0 && sum(bills.map(({ amount }) => amount)).gte(sum(lines.map(({ amount }) => amount)))
}
