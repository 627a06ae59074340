/** One call to QuickBooks, when it was sent and whether it was a batch. */
export type Call = { at: number; batch: boolean }

/** Intuit's limits for a realm and an app (REST API limits and throttles). */
const LIMITS = [
  { count: 40, withinMs: 60_000, batchOnly: true },
  { count: 500, withinMs: 60_000, batchOnly: false },
  { count: 10, withinMs: 1_000, batchOnly: false },
] as const
/** Calls take a varying time to reach Intuit, so what left us a minute apart may arrive closer together. */
const JITTER_MS = 1_000

/** When the next call may be sent so that in no window of time a limit is passed; `now` if at once. */
export function nextCallAt(calls: readonly Call[], batch: boolean, now: number): number {
  const times = LIMITS.filter(({ batchOnly }) => batch || !batchOnly).map(({ count, withinMs, batchOnly }) => {
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
