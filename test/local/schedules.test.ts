import { expect, it } from 'vitest'
import { isDue, periodOf } from './schedules.ts'

it('reads rates', () => {
  expect(periodOf('rate(1 minute)')).toBe(60_000)
  expect(periodOf('rate(15 minutes)')).toBe(900_000)
  expect(periodOf('cron(0 8 * * ? *)')).toBeUndefined()
})

it.each([
  ['cron(30 8 * * ? *)', '2026-11-24T08:30:00Z', true],
  ['cron(30 8 * * ? *)', '2026-11-24T08:31:00Z', false],
  ['cron(0/15 * * * ? *)', '2026-11-24T08:45:00Z', true],
  ['cron(0 9 ? * MON-FRI *)', '2026-11-24T09:00:00Z', true],
  ['cron(0 9 ? * MON-FRI *)', '2026-11-22T09:00:00Z', false],
  ['cron(0 0 1 JAN,JUL ? *)', '2026-07-01T00:00:00Z', true],
])('%s at %s: %s', (expression, time, expected) => {
  expect(isDue(expression, new Date(time))).toBe(expected)
})

it('refuses what it does not know instead of never running', () => {
  expect(() => isDue('cron(0 0 L * ? *)', new Date('2026-01-01T00:00:00Z'))).toThrow('"L"')
  expect(() => isDue('at(2026-01-01T00:00:00)', new Date())).toThrow('not at(')
})
