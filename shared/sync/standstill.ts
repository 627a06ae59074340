/** A run takes work up within a minute, and an answer that is missing is looked for in QuickBooks after eleven. */
export const UNMOVED_MS = 10 * 60_000
/** What is in an attempt without an answer is due all the while, and looked for in time: that is no standstill yet. */
const UNCLEAR_MS = 12 * 60_000

/** What can be seen of a company's work without doing any of it. */
export type Work = {
  isConnected: boolean
  /** Since when these books are connected, and until when QuickBooks has asked us to be quiet. */
  connectedAt: number
  pausedUntil: number
  /** When a queue that is long was last seen to move; what stands far behind in it may well be due for hours. */
  longQueueMovedAt: number
  /** Since when the first of what is due is due; undefined if nothing is. */
  dueSince: number | undefined
  /** When the attempts without an outcome should have been looked at. */
  lookAts: readonly number[]
}

/** Since when a company's work is due and has not moved, whatever the cause; undefined if it moves, or has to wait. */
export function unmovedSince(work: Work, now: number): number | undefined {
  const { isConnected, connectedAt, pausedUntil, longQueueMovedAt, dueSince, lookAts } = work
  if (!isConnected || pausedUntil > now) return undefined
  const due = Math.min(dueSince ?? Number.POSITIVE_INFINITY, ...lookAts)
  const since = Math.max(due, connectedAt, pausedUntil, longQueueMovedAt)
  const isPerhapsUnclear = lookAts.length > 0 && due === dueSince
  return now - since >= (isPerhapsUnclear ? UNCLEAR_MS : UNMOVED_MS) ? since : undefined
}
