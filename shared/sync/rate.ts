/** One call to QuickBooks, when it was sent and whether it was a batch. */
export type Call = { at: number; batch: boolean }

/** So many calls within a time at most; some limits count batches only. */
export type Limit = { count: number; withinMs: number; batchOnly: boolean }

/**
 * Intuit's limits for a realm and an app are 40 batches and 500 calls a minute, and 10 calls a second. The push and the
 * pull know nothing of each other's calls, so each has a share, and the two together are within.
 */
export const pushLimits: readonly Limit[] = [
  { count: 40, withinMs: 60_000, batchOnly: true },
  { count: 350, withinMs: 60_000, batchOnly: false },
  { count: 6, withinMs: 1_000, batchOnly: false },
]
export const pullLimits: readonly Limit[] = [
  { count: 150, withinMs: 60_000, batchOnly: false },
  { count: 4, withinMs: 1_000, batchOnly: false },
]
/** Calls take a varying time to reach Intuit, so what left us a minute apart may arrive closer together. */
const JITTER_MS = 1_000

/** When the next call may be sent so that in no window of time a limit is passed; `now` if at once. */
export function nextCallAt(calls: readonly Call[], batch: boolean, now: number, limits = pushLimits): number {
  const times = limits
    .filter(({ batchOnly }) => batch || !batchOnly)
    .map(({ count, withinMs, batchOnly }) => {
      const counted = calls.filter((call) => call.batch || !batchOnly)
      const oldest = counted.at(-count)
      return oldest ? oldest.at + withinMs + JITTER_MS : now
    })
  return Math.max(now, ...times)
}

/** The calls that still count at `now`. */
export function recentCalls(calls: readonly Call[], now: number): Call[] {
  return calls.filter(({ at }) => at > now - 60_000 - JITTER_MS)
}
