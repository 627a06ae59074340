import Big from 'big.js'
import type { Write } from '../qbo/batch.ts'
import type { Body, BodyValue } from '../qbo/entity.ts'
import type { Books } from './plan.ts'
import type { Link, StoredRecord } from './record.ts'
import type { Settings } from './settings.ts'
import type { Step } from './step.ts'
import { toNumber } from './translate/context.ts'

/**
 * What is left to do about an item whose fields agree: where the company has its quantities adjusted, an adjustment by
 * the difference between the ERP's quantity on hand and QuickBooks'. QuickBooks' own is learned from the answer to a
 * write of the item, which is no metered read, so one that is not known asks for such a write. Invoices move it too, so one
 * that was seen before a document went out is not known. Compared is always with what QuickBooks has, so an adjustment whose
 * outcome is unclear needs only to be looked at anew, and never comes twice.
 */
export function quantityStep(
  { key, record }: Pick<StoredRecord, 'key' | 'record'>,
  link: Link,
  { settings, today, counted }: Pick<Books, 'settings' | 'today' | 'counted'>,
  write: () => Step,
): Step {
  const { itemType, quantity } = link.facts ?? {}
  const isCounted = record?.kind === 'part' && record.content.active && itemType === 'Inventory'
  if (
    !isCounted ||
    settings.stockCountedBy !== 'quickbooks' ||
    settings.quantities !== 'adjust' ||
    record.content.qoh === undefined
  )
    return { do: 'settle' }
  if (quantity === undefined || counted?.has(key) === false) return write()
  const difference = new Big(record.content.qoh).minus(quantity)
  return difference.eq(0) ? { do: 'settle' } : { do: 'send', write: adjustment(link.id, difference, settings, today) }
}

/** By how much an adjustment of ours moves the quantity. */
export function differenceIn({ Line }: Body): number {
  const [line] = Array.isArray(Line) ? Line : []
  const detail = isBody(line) ? line['ItemAdjustmentLineDetail'] : undefined
  return isBody(detail) && typeof detail['QtyDiff'] === 'number' ? detail['QtyDiff'] : 0
}

const isBody = (value: BodyValue | undefined): value is Body => typeof value === 'object' && !Array.isArray(value)

/** Quantity only, never value: the costs are QuickBooks' own. */
function adjustment(item: string, difference: Big, settings: Settings, today: string): Write {
  const account = settings.quantityAccount ?? settings.defaultAccounts.expense ?? ''
  const detail = { ItemRef: { value: item }, QtyDiff: toNumber(difference) }
  return {
    verb: 'create',
    type: 'InventoryAdjustment',
    body: {
      AdjustAccountRef: { value: account },
      TxnDate: today,
      PrivateNote: 'Quantity on hand by the ERP',
      Line: [{ DetailType: 'ItemAdjustmentLineDetail', ItemAdjustmentLineDetail: detail }],
    },
  }
}
