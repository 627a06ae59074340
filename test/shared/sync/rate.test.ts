import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { type Call, nextCallAt, pullLimits, pushLimits } from '../../../shared/sync/rate.ts'

const worst = (calls: readonly Call[], withinMs: number) =>
  Math.max(0, ...calls.map(({ at }) => calls.filter((other) => other.at >= at && other.at < at + withinMs).length))

const shareOf = (limits: typeof pushLimits, withinMs: number, batchOnly = false) =>
  limits.find((limit) => limit.withinMs === withinMs && limit.batchOnly === batchOnly)?.count ??
  Number.POSITIVE_INFINITY

it('gives the push and the pull shares that together are within the limits of Intuit', () => {
  expect(shareOf(pushLimits, 60_000, true)).toBe(40)
  expect(shareOf(pushLimits, 60_000) + shareOf(pullLimits, 60_000)).toBeLessThanOrEqual(500)
  expect(shareOf(pushLimits, 1_000) + shareOf(pullLimits, 1_000)).toBeLessThanOrEqual(10)
})

it('passes none of the limits in any window, however the calls come', () => {
  fc.assert(
    fc.property(fc.array(fc.record({ batch: fc.boolean(), pause: fc.nat(3_000) }), { maxLength: 150 }), (wishes) => {
      const calls: Call[] = []
      let now = 1_000_000
      for (const { batch, pause } of wishes) {
        now = nextCallAt(calls, batch, now + pause)
        calls.push({ at: now, batch })
      }
      const batches = calls.filter((call) => call.batch)
      expect(worst(batches, 60_000)).toBeLessThanOrEqual(40)
      expect(worst(calls, 1_000)).toBeLessThanOrEqual(6)
    }),
    { numRuns: 50 },
  )
})

it('lets a small burst through at once', () => {
  const calls: Call[] = Array.from({ length: 5 }, () => ({ at: 5_000, batch: true }))
  expect(nextCallAt(calls, true, 5_000)).toBe(5_000)
})
