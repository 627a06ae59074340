import { linkIn } from './plan.ts'
import type { Link, StoredRecord } from './record.ts'

/**
 * The link of a record whose entity QuickBooks has no more; undefined if it is linked to another one by now, or that is known.
 * No list of QuickBooks deletes anything: what is not there was merged into something else.
 */
export function linkToGone(stored: StoredRecord, epoch: number, id: string): Link | undefined {
  const link = linkIn(epoch, stored)
  return link?.id === id && !link.gone ? { ...link, active: false, gone: true, mergedWith: undefined } : undefined
}
