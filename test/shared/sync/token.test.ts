import { expect, it } from 'vitest'
import { endsSoon, isUsable, mustStore, nextTokenStep } from '../../../shared/sync/token.ts'

const NOW = Date.parse('2026-11-20T12:00:00Z')
const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS

const tokens = {
  accessToken: 'access-2',
  accessExpiresAt: NOW + 60 * MINUTE_MS,
  refreshToken: 'refresh-2',
  previousRefreshToken: 'refresh-1',
  storedAt: NOW,
}
const lapsed = { ...tokens, accessExpiresAt: NOW - 1 }

it('uses an access token until five minutes before its end', () => {
  expect(isUsable({ ...tokens, accessExpiresAt: NOW + 5 * MINUTE_MS + 1 }, undefined, NOW)).toBe(true)
  expect(isUsable({ ...tokens, accessExpiresAt: NOW + 5 * MINUTE_MS }, undefined, NOW)).toBe(false)
})

it.each([
  ['ten minutes behind ours: the token is turned down while we think it good', -10, 'access-2', { do: 'refresh' }],
  ['ten minutes ahead of ours: the token is renewed early', 10, undefined, { do: 'refresh' }],
])('copes with a clock that is %s', (_, minutes, rejected, step) => {
  const ending = { ...tokens, accessExpiresAt: NOW + 8 * MINUTE_MS }

  expect(nextTokenStep(ending, [], rejected, NOW + minutes * MINUTE_MS)).toMatchObject(step)
})

it.each([
  ['a good access token', tokens, [], undefined, { do: 'use' }],
  ['one that QuickBooks has turned down', tokens, [], 'access-2', { do: 'refresh', with: 'refresh-2' }],
  ['one that another holder stored since ours was turned down', tokens, [], 'access-1', { do: 'use' }],
  ['one that another holder stored since Intuit refused ours', tokens, ['refresh-0'], 'access-1', { do: 'use' }],
  ['a lapsed access token', lapsed, [], undefined, { do: 'refresh', with: 'refresh-2' }],
  ['a refused refresh token', lapsed, ['refresh-2'], undefined, { do: 'refresh', with: 'refresh-1' }],
  ['both refused', lapsed, ['refresh-2', 'refresh-1'], undefined, { do: 'give-up' }],
  [
    'one refused that has none before',
    { ...lapsed, previousRefreshToken: undefined },
    ['refresh-2'],
    undefined,
    { do: 'give-up' },
  ],
  ['four refused, whatever is stored now', lapsed, ['a', 'b', 'c', 'd'], undefined, { do: 'give-up' }],
  ['nothing stored', undefined, [], undefined, { do: 'give-up' }],
])('knows what to do about %s', (_, stored, refused, rejected, step) => {
  expect(nextTokenStep(stored, refused, rejected, NOW)).toEqual(step)
})

it('stores a new refresh token always, an access token alone no more than once in ten minutes', () => {
  const later = (minutes: number) => NOW + minutes * MINUTE_MS

  expect(mustStore({ ...tokens, refreshToken: 'refresh-3' }, tokens, later(1))).toBe(true)
  expect(mustStore({ ...tokens, accessToken: 'access-3' }, tokens, later(9))).toBe(false)
  expect(mustStore({ ...tokens, accessToken: 'access-3' }, tokens, later(10))).toBe(true)
})

it.each([
  ['the refresh token', { refreshExpiresAt: NOW + 15 * DAY_MS }],
  ['the five years', { refreshExpiresAt: NOW + 100 * DAY_MS, hardExpiresAt: NOW + 15 * DAY_MS }],
])('warns more than fourteen days before %s end', (_, ends) => {
  expect(endsSoon(ends, NOW)).toBe(true)
  expect(endsSoon({ refreshExpiresAt: NOW + 100 * DAY_MS, hardExpiresAt: NOW + 99 * DAY_MS }, NOW)).toBe(false)
})
