import type { LedgerEntry } from '../erp/ledger-entry.ts'
import type { ErpRecord, Kind } from '../erp/record.ts'
import { goLiveDay } from './day.ts'
import type { Reason } from './reason.ts'
import { reasons } from './reasons.ts'
import { type Hold, type Link, type StoredRecord, transactionDate } from './record.ts'
import { isPushed, type PushedKind, type Settings } from './settings.ts'
import { isAmong, plainType } from './stock-entries.ts'

/**
 * Why a record stays out of QuickBooks by the company's own settings: its kind is off, or it is dated before go-live.
 * Undefined when it may go out. A deleted record has no date and is let through: what was never pushed is not there to
 * be deleted.
 *
 * @param known its link in these books, if it has one, and whether a person pushes it in spite of its date
 */
export function offReason(
  kind: Kind,
  record: ErpRecord | undefined,
  settings: Settings,
  { link, pushAnyway = false }: { link?: Link | undefined; pushAnyway?: boolean } = {},
): Reason | undefined {
  if (!isPushed(kind)) return reasons.tiedOnly()
  if (!settings.switches[kind]) return reasons.kindOff(kind)
  const date = record && transactionDate(record)
  const goLive = goLiveDay(settings)
  if (date !== undefined && goLive !== undefined && date < goLive && !pushAnyway && !isOurs(link, goLive)) {
    return reasons.beforeGoLive(date, goLive)
  }
  return undefined
}

/**
 * Whether a document is in these books because we posted it, or was there on a day after go-live: it follows the ERP, whatever
 * day that says now. What a batch has linked from before go-live is left as it is.
 */
const isOurs = (link: Link | undefined, goLive: string): boolean =>
  link !== undefined && (link.batch === undefined || (link.facts?.postedOn ?? '') >= goLive)

/** Whether a record is off for its date alone: if it has an entity, it may be ours, and follow. */
export const isOffByDate = ({ state, reason }: Pick<StoredRecord, 'state' | 'reason'>): boolean =>
  state === 'off' && reason?.code === reasons.beforeGoLive('', '').code

/** Where a record rests that has just come in, and why; undefined if it is to be pushed. What its flaw is shows on its page. */
export function restOf(
  { kind, record, flaw }: Pick<StoredRecord, 'kind' | 'record' | 'flaw'>,
  settings: Settings,
): { state: 'off' | 'held'; reason: Reason } | undefined {
  const off = offReason(kind, record, settings)
  if (flaw && (!off || !isPushed(kind))) return { state: 'held', reason: reasons.flawed(flaw) }
  return off && { state: 'off', reason: off }
}

/** Why a record that may go out does not: a person has stopped it or let it be, or its document carries it already. */
export function stopReason(
  { record, onHold, leftOut, pushAnyway }: StoredRecord,
  settings: Settings,
): { state: 'off' | 'held'; reason: Reason } | undefined {
  if (leftOut) return { state: 'off', reason: reasons.leftOut(leftOut.by, leftOut.at) }
  if (onHold) return { state: 'held', reason: holdReason(onHold) }
  if (record?.kind !== 'ledger-entry' || pushAnyway) return undefined
  const reason = doublePosting(record.content, settings)
  return reason && { state: 'held', reason }
}

/** Why a record is on hold: somebody has stopped it, or untied it. */
export const holdReason = ({ by, at, untied }: Hold): Reason =>
  untied ? reasons.untied(by, at) : reasons.heldByPerson(by, at)

/** The documents that post money, by the names that the ERP gives the source of a ledger entry. */
const documentsOf: Record<string, PushedKind> = {
  invoice: 'invoice',
  arinvoice: 'invoice',
  salesinvoice: 'invoice',
  customerinvoice: 'invoice',
  voucher: 'voucher',
  apvoucher: 'voucher',
  apinvoice: 'voucher',
  vendorinvoice: 'voucher',
  bill: 'voucher',
}

/** Why a ledger entry would post the same money twice: its document is pushed too, or QuickBooks books itself what it books. */
export function doublePosting(entry: LedgerEntry, settings: Settings): Reason | undefined {
  const { business_object_type: type = '', business_object_id: id } = entry
  const document = documentsOf[plainType(type)]
  if (document && settings.switches[document]) return reasons.doublePosting(type, id, document)
  return isStockMovedByPush(settings) && isAmong(type, settings.stockEntries) ? reasons.doubleCost(type, id) : undefined
}

/** Whether QuickBooks counts stock, and what is pushed moves it: by the invoices of stocked parts, or by adjustments. */
const isStockMovedByPush = ({ stockCountedBy, quantities, switches }: Settings): boolean =>
  stockCountedBy === 'quickbooks' && switches.part && (switches.invoice || quantities === 'adjust')
