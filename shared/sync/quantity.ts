import Big from 'big.js'
import { keyOf, keyOfEncoded, type RecordKey } from '../erp/record.ts'
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
  if (!isCounted || !areAdjusted(settings) || record.content.qoh === undefined) return { do: 'settle' }
  if (quantity === undefined || counted?.has(key) === false) return write()
  const difference = new Big(record.content.qoh).minus(quantity)
  return difference.eq(0) ? { do: 'settle' } : { do: 'send', write: adjustment(link.id, difference, settings, today) }
}

/** Whether QuickBooks counts, and the ERP says how many there are. */
export const areAdjusted = ({ stockCountedBy, quantities }: Settings): boolean =>
  stockCountedBy === 'quickbooks' && quantities === 'adjust'

/** The parts whose quantity a record moves in QuickBooks: those of its lines, and of the lines that it had when it was last there. */
export function movedBy({ kind, record, link }: Pick<StoredRecord, 'kind' | 'record' | 'link'>): RecordKey[] {
  if (kind !== 'invoice') return []
  const lines = record?.kind === 'invoice' ? record.content.lines : []
  const said = lines.flatMap(({ prcpart }) => (prcpart ? [keyOf('part', prcpart)] : []))
  const there = (link?.lines ?? []).flatMap(({ mark }) => (mark === '' ? [] : keyOfEncoded('part', mark)))
  return [...new Set([...said, ...there])]
}

const REST_MS = 5 * 60_000
/**
 * When a quantity is compared that a document has just moved. The ERP tells of the document and of what it leaves in two events,
 * in either order: compared at once, the one would be taken for a difference before the other is here. All that falls due within
 * some minutes falls due together.
 */
export const recountAt = (now: number): number => Math.ceil((now + REST_MS) / REST_MS) * REST_MS

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
