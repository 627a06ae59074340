import type { ErpRecord, Kind } from '../erp/record.ts'
import { type Reason, reasons } from './reasons.ts'
import { transactionDate } from './record.ts'
import { isPushed, type Settings } from './settings.ts'

/**
 * Why a record stays out of QuickBooks by the company's own settings: its kind is off, or it is dated before go-live.
 * Undefined when it may go out. A deleted record has no date and is let through: what was never pushed is not there to
 * be deleted.
 */
export function offReason(
  kind: Kind,
  record: ErpRecord | undefined,
  settings: Settings,
  pushAnyway = false,
): Reason | undefined {
  if (!isPushed(kind)) return reasons.tiedOnly()
  if (!settings.switches[kind]) return reasons.kindOff(kind)
  const date = record && transactionDate(record)
  const goLive = settings.goLiveAt?.slice(0, 10)
  if (date !== undefined && goLive !== undefined && date < goLive && !pushAnyway) {
    return reasons.beforeGoLive(date, goLive)
  }
  return undefined
}
