import { inspect } from 'node:util'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { intuitOAuth } from '../../../shared/intuit/oauth.ts'
import { CANARY, type Mishap, startIntuit } from './intuit.ts'

const REALM = '4620816365001'
const NOW = Date.parse('2026-11-20T12:00:00Z')

let intuit: Awaited<ReturnType<typeof startIntuit>>
beforeAll(async () => {
  intuit = await startIntuit()
})
beforeEach(() => intuit.reset())
afterAll(() => intuit.stop())

const oauth = (app: Partial<typeof intuit.app> = {}) =>
  intuitOAuth({ ...intuit.app, ...app }, 'https://api.example/oauth/callback', () => NOW)

async function granted() {
  const result = await oauth().exchange(intuit.consent(REALM))
  if (result.is !== 'granted') throw new Error(`not granted but ${result.is}`)
  return result.grant
}

it('asks Intuit for accounting and for nothing else', () => {
  const { origin, pathname, searchParams } = new URL(oauth().authorizeUrl('the-state'))

  expect(`${origin}${pathname}`).toBe(intuit.app.authorizeUrl)
  expect(Object.fromEntries(searchParams)).toEqual({
    client_id: 'client',
    response_type: 'code',
    scope: 'com.intuit.quickbooks.accounting',
    redirect_uri: 'https://api.example/oauth/callback',
    state: 'the-state',
  })
})

it('counts lifetimes by our own clock, the five years of a refresh token too', async () => {
  expect(await granted()).toEqual({
    accessToken: expect.stringContaining('access-'),
    accessExpiresAt: NOW + 3_600_000,
    refreshToken: expect.stringContaining('refresh-'),
    refreshExpiresAt: NOW + 8_726_400_000,
    hardExpiresAt: NOW + 5 * 365 * 86_400_000,
  })
})

it('tells a code that was used before from an Intuit that does not answer', async () => {
  const code = intuit.consent(REALM)
  await oauth().exchange(code)

  expect(await oauth().exchange(code)).toMatchObject({ is: 'invalid-grant' })
})

it('says in words why the connection has ended, where Intuit tells', async () => {
  const { refreshToken } = await granted()
  intuit.mishaps.push('user-left')

  expect(await oauth().refresh(refreshToken)).toEqual({
    is: 'invalid-grant',
    why: 'The person who connected QuickBooks is no longer an administrator there.',
    intuitTid: 'tid-1',
  })
})

it.each<[Mishap, string]>([
  ['answer-lost', 'no-answer'],
  ['unavailable', 'temporarily_unavailable'],
  ['web-page', 'no-answer'],
  ['redirect', 'no-answer'],
])('calls once and takes no clear answer for what it is: %s', async (mishap, code) => {
  const { refreshToken } = await granted()
  intuit.mishaps.push(mishap)

  expect(await oauth().refresh(refreshToken)).toMatchObject({ is: 'unavailable', code })
  expect(intuit.mishaps).toEqual([])
  expect(intuit.calls).toMatchObject({ refresh: mishap === 'answer-lost' ? 1 : 0, elsewhere: 0 })
})

it('does not take wrong keys of the app for the end of a connection', async () => {
  const { refreshToken } = await granted()

  expect(await oauth({ clientSecret: 'wrong' }).refresh(refreshToken)).toMatchObject({
    is: 'unavailable',
    code: 'invalid_client',
  })
})

it('gives up on an Intuit that never answers', async () => {
  const { refreshToken } = await granted()
  intuit.mishaps.push('never-answers')

  expect(await oauth().revoke(refreshToken)).toBe(false)
})

it('revokes, and says so only if Intuit has confirmed', async () => {
  const { refreshToken } = await granted()

  expect(await oauth().revoke(refreshToken)).toBe(true)
  expect(intuit.liveGrants()).toEqual([])
  expect(await oauth().revoke(refreshToken)).toBe(false)
})

it.each<Mishap>(['answer-lost', 'unavailable', 'web-page', 'redirect', 'user-left'])(
  'lets nothing secret out of what intuit-oauth throws: %s',
  async (mishap) => {
    const { refreshToken } = await granted()
    intuit.mishaps.push(mishap)

    expect(inspect(await oauth().refresh(refreshToken), { depth: 20 })).not.toContain(CANARY)
  },
)
