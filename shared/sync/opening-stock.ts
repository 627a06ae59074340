import Big from 'big.js'
import type { Part } from '../erp/part.ts'

/** What QuickBooks books where it begins to count a part: its quantity at its purchase cost; undefined where that is none. */
export function openingOf(part: Part): { quantity: Big; amount: Big } | undefined {
  const { non_inventory, is_category, active, qoh = '0', default_cost: cost = '0' } = part
  const quantity = new Big(qoh)
  if (non_inventory || is_category || !active || quantity.eq(0)) return undefined
  return { quantity, amount: quantity.times(cost).round(2) }
}
