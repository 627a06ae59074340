import { createHash } from 'node:crypto'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest'
import { defaultSettings } from '../../../shared/sync/settings.ts'
import { CANARY, type Mishap, startIntuit } from '../../shared/intuit/intuit.ts'
import { startAws } from './aws.ts'
import { browser } from './browser.ts'

const REALM = '4620816365001'
const OTHER_REALM = '4620816365002'
const HOUR_MS = 3_600_000

let aws: Awaited<ReturnType<typeof startAws>>
let intuit: Awaited<ReturnType<typeof startIntuit>>
let user: ReturnType<typeof browser>

/** Everything that was logged; nothing secret may be in it. */
const logged: string[] = []

beforeAll(async () => {
  aws = await startAws()
  intuit = await startIntuit()
  const { handler } = await import('../../../functions/connect/handler.ts')
  user = browser(handler)
})
beforeEach(async () => {
  intuit.reset()
  for (const level of ['info', 'warn', 'error'] as const) {
    vi.spyOn(console, level).mockImplementation((...line) => void logged.push(line.join(' ')))
  }
  await aws.secrets.store('intuit-app', intuit.app)
  for (const company of ['acme', 'globex']) await aws.put('companies', company, { name: company, createdAt: '2026' })
  await aws.put('company/acme', 'member/ann', { role: 'admin' })
  await aws.put('company/acme', 'member/vic', { role: 'viewer' })
})
afterEach(async () => {
  vi.useRealTimers()
  vi.restoreAllMocks()
  await aws.clear()
  await aws.wakes()
  expect(logged.splice(0).join('\n')).not.toContain(CANARY)
})
afterAll(async () => {
  await aws.stop()
  await intuit.stop()
})

const connect = (realmId = REALM, company = 'acme', body?: unknown) =>
  user.connect(company, { code: intuit.consent(realmId), realmId, body })
const writer = () => aws.row('company/acme', 'writer')
const tokens = () => aws.secrets.read('tokens/acme')

it('leads a person to Intuit and back to a connection', async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-11-20T12:00:00Z') })

  const location = await connect()

  expect(location).toBe('/?connected=acme')
  expect(await writer()).toEqual({
    pk: 'company/acme',
    sk: 'writer',
    status: 'connected',
    realmId: REALM,
    epoch: 1,
    companyName: `Books ${REALM}`,
    country: 'US',
    connectedAt: '2026-11-20T12:00:00.000Z',
    connectedBy: 'ann',
    accessExpiresAt: '2026-11-20T13:00:00.000Z',
    refreshExpiresAt: '2027-03-01T12:00:00.000Z',
    epochs: { [REALM]: 1 },
  })
  expect(await tokens()).toMatchObject({ realmId: REALM, epoch: 1, accessToken: expect.stringContaining('access-') })
  expect(await aws.row(`realm/${REALM}`, 'claim')).toMatchObject({ company: 'acme' })
  expect(await aws.activity('acme')).toEqual([
    { what: 'connected', by: 'ann', detail: { realmId: REALM, companyName: `Books ${REALM}` } },
  ])
  expect(await aws.wakes()).toEqual([{ company: 'acme' }])
})

it('binds the state to this browser by a cookie that no other host can set', async () => {
  const { setCookie, authorizeUrl, state } = await user.begin('acme')

  expect(setCookie).toMatch(/^__Host-connect=[\w-]{22}; /)
  expect(setCookie.split('; ').slice(1).sort()).toEqual(['HttpOnly', 'Max-Age=600', 'Path=/', 'SameSite=Lax', 'Secure'])
  expect(state).toMatch(/^[\w-]{22}$/)
  expect(new URL(authorizeUrl).searchParams.get('redirect_uri')).toBe('https://api.example/oauth/callback')
})

it('stores neither state nor cookie, only hashes of them, for ten minutes', async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-11-20T12:00:00Z') })

  const { state, cookie } = await user.begin('acme')

  const hash = (text: string) => createHash('sha256').update(text).digest('hex')
  expect(await aws.row(`state/${hash(state)}`, 'connect')).toMatchObject({
    company: 'acme',
    by: 'ann',
    cookieHash: hash(cookie.split('=')[1] ?? ''),
    expiresAt: Date.parse('2026-11-20T12:10:00Z') / 1_000,
  })
})

it('names what the operator has not set up', async () => {
  await aws.secrets.replace('intuit-app', { ...intuit.app, clientSecret: '', tokenUrl: '' })

  const { statusCode, body = '' } = await user.request({ route: 'POST /companies/{company}/connect', company: 'acme' })

  expect(statusCode).toBe(409)
  expect(JSON.parse(body)).toMatchObject({ code: 'setup-incomplete', missing: ['clientSecret', 'tokenUrl'] })
})

it.each([
  ['a stranger', 'acme', { sub: 'eve' }, 404],
  ['an operator, of a company that does not exist', 'nobody', undefined, 404],
  ['a viewer', 'acme', { sub: 'vic' }, 403],
  ['an admin', 'acme', { sub: 'ann' }, 200],
  ['an admin of another company', 'globex', { sub: 'ann' }, 404],
])('answers %s', async (_, company, caller, status) => {
  for (const action of ['connect', 'disconnect']) {
    const route = `POST /companies/{company}/${action}`
    const answer = await user.request({ route, company, ...(caller && { caller }) })

    expect(answer.statusCode).toBe(status)
    expect(answer.headers).toMatchObject({ 'cache-control': 'no-cache, no-store' })
  }
})

it('redirects with nothing in the body and to nowhere but the console', async () => {
  const { state, cookie } = await user.begin('acme')
  const code = intuit.consent(REALM)

  const next = { next: '//evil.example', redirect_uri: 'https://evil.example', returnTo: 'https://evil.example' }
  const answer = await user.land({ code, state, realmId: REALM, ...next }, [cookie])

  expect(answer).toMatchObject({ statusCode: 302, location: 'https://console.example/?connected=acme' })
  expect(answer.body).toBeUndefined()
  expect(answer.headers).toMatchObject({ 'cache-control': 'no-cache, no-store' })
  expect(answer.cookies).toEqual([expect.stringMatching(/^__Host-connect=; .*Max-Age=0/)])
})

const atTheDoor: [string, Record<string, string | undefined>, string][] = [
  ['an unknown state', { state: 'unknown' }, '?connect-error=unknown-state'],
  ['no state', { state: undefined }, '?connect-error=unknown-state'],
  ['somebody who refused', { error: 'access_denied', code: undefined }, '?connect-error=denied&company=acme'],
  ['both a code and an error', { error: 'access_denied' }, '?connect-error=bad-answer&company=acme'],
  ['no code', { code: undefined }, '?connect-error=bad-answer&company=acme'],
  ['a realm of letters', { realmId: 'abc' }, '?connect-error=bad-answer&company=acme'],
  ['a realm that leads elsewhere', { realmId: '1/../2' }, '?connect-error=bad-answer&company=acme'],
  ['no realm', { realmId: undefined }, '?connect-error=bad-answer&company=acme'],
]
it.each(atTheDoor)('exchanges no code for %s, and the state is used up', async (_, change, landing) => {
  const { state, cookie } = await user.begin('acme')
  const good = { code: intuit.consent(REALM), realmId: REALM, state }
  const query = Object.entries({ ...good, ...change }).flatMap(([name, value]) => (value ? [[name, value]] : []))

  expect((await user.land(Object.fromEntries(query), [cookie])).location).toBe(`https://console.example/${landing}`)
  expect(intuit.calls.exchange).toBe(0)

  const isUsedUp = query.some(([name, value]) => name === 'state' && value === state)
  const again = await user.land(good, [cookie])
  expect(again.location).toContain(isUsedUp ? 'connect-error=unknown-state' : 'connected=acme')
})

it.each([
  ['without its cookie', () => []],
  ['with the cookie of another', () => ['__Host-connect=AAAAAAAAAAAAAAAAAAAAAA']],
  ['with a cookie that any host can set', (cookie: string) => [cookie.replace('__Host-', '')]],
])('exchanges no code for a browser %s, and the state is used up', async (_, cookies) => {
  const { state, cookie } = await user.begin('acme')
  const query = { code: intuit.consent(REALM), realmId: REALM, state }

  expect((await user.land(query, cookies(cookie))).location).toContain('connect-error=other-browser&company=acme')
  expect((await user.land(query, [cookie])).location).toContain('connect-error=unknown-state')
  expect(intuit.calls.exchange).toBe(0)
})

it('exchanges no code for a state older than ten minutes', async () => {
  vi.useFakeTimers({ toFake: ['Date'] })
  const { state, cookie } = await user.begin('acme')
  vi.setSystemTime(Date.now() + 601_000)

  const { location } = await user.land({ code: intuit.consent(REALM), realmId: REALM, state }, [cookie])

  expect(location).toContain('connect-error=unknown-state')
  expect(intuit.calls.exchange).toBe(0)
})

it('exchanges once when two tabs come back at a time', async () => {
  const { state, cookie } = await user.begin('acme')
  const query = { code: intuit.consent(REALM), realmId: REALM, state }

  const landings = await Promise.all([user.land(query, [cookie]), user.land(query, [cookie])])

  expect(landings.map(({ location }) => new URL(location).search).sort()).toEqual([
    '?connect-error=unknown-state',
    '?connected=acme',
  ])
  expect(intuit.calls.exchange).toBe(1)
})

it('connects nothing when the code was used before', async () => {
  const code = intuit.consent(REALM)
  await user.connect('globex', { code, realmId: REALM })

  expect(await user.connect('acme', { code, realmId: REALM })).toBe('/?connect-error=exchange-failed&company=acme')
  expect(await writer()).toBeUndefined()
})

it.each<Mishap>(['answer-lost', 'unavailable', 'redirect', 'web-page'])(
  'connects nothing when Intuit gives no tokens: %s',
  async (mishap) => {
    intuit.mishaps.push(mishap)

    expect(await connect()).toBe('/?connect-error=exchange-failed&company=acme')
    expect(await writer()).toBeUndefined()
    expect(await tokens()).toBeUndefined()
  },
)

/** Nothing is bound, nothing is stored, and Intuit has taken the tokens back. */
async function expectNothingBound() {
  expect(intuit.calls).toMatchObject({ exchange: 1, revoke: 1 })
  expect(intuit.liveGrants()).toEqual([])
  expect(await writer()).toBeUndefined()
  expect(await tokens()).toBeUndefined()
}

it('gives tokens back that open other books than those of the Realm ID that was typed in', async () => {
  const settings = JSON.stringify({ ...defaultSettings, expectedRealm: OTHER_REALM })
  await aws.put('company/acme', 'settings', { settings, revision: 1 })

  expect(await connect()).toBe('/?connect-error=unexpected-realm&company=acme')
  await expectNothingBound()
  expect(await aws.activity('acme')).toEqual([
    { what: 'connect-refused', by: 'ann', detail: { why: 'unexpected-realm' } },
  ])
})

it('gives tokens back when the realm in the address is not the one they open', async () => {
  const forged = await user.connect('acme', { code: intuit.consent(REALM), realmId: OTHER_REALM })

  expect(forged).toBe('/?connect-error=books-not-readable&company=acme')
  await expectNothingBound()
  expect(await aws.row(`realm/${OTHER_REALM}`, 'claim')).toBeUndefined()
})

it('gives tokens back for books that belong to another company', async () => {
  await aws.put(`realm/${REALM}`, 'claim', { company: 'globex' })

  expect(await connect()).toBe('/?connect-error=realm-taken&company=acme')
  await expectNothingBound()
})

it('gives tokens back when they cannot be stored, and a repeat connects', async () => {
  const { world } = await import('../../../functions/connect/wiring.ts')
  vi.spyOn(world.secrets, 'store').mockRejectedValueOnce(new Error(`quotes ${CANARY}`))

  expect(await connect()).toBe('/?connect-error=failed&company=acme')
  await expectNothingBound()
  expect(await connect()).toBe('/?connected=acme')
})

it('lands in the console also when the tables cannot be reached', async () => {
  const { world } = await import('../../../functions/connect/wiring.ts')
  vi.spyOn(world.connections, 'take').mockRejectedValueOnce(new Error(`quotes ${CANARY}`))

  expect(await connect()).toBe('/?connect-error=failed')
  expect(intuit.calls.exchange).toBe(0)
})

it('keeps the sandbox out of production, before a person consents and after', async () => {
  const { world } = await import('../../../functions/connect/wiring.ts')
  const { finish } = await import('../../../functions/connect/callback.ts')
  const { begin } = await import('../../../functions/connect/begin.ts')
  const { state, cookie } = await user.begin('acme')
  const returned = { code: intuit.consent(REALM), realmId: REALM, state, error: undefined, cookies: [cookie] }
  const inProduction = { ...world, stage: 'production' }

  await expect(begin(inProduction, 'acme', 'ann', false)).rejects.toMatchObject({ code: 'sandbox-in-production' })
  expect(await finish(inProduction, returned)).toEqual({ company: 'acme', refused: 'sandbox-in-production' })
  await expectNothingBound()
})

it('connects the same books again with the same epoch, whoever does it', async () => {
  await connect()
  await aws.wakes()

  expect(await connect()).toBe('/?connected=acme')
  expect(await writer()).toMatchObject({ status: 'connected', realmId: REALM, epoch: 1 })
  expect(await aws.wakes()).toEqual([{ company: 'acme' }])
  expect(intuit.calls.revoke).toBe(0)
})

it('takes other books only when a person has confirmed it', async () => {
  await connect()
  const before = await tokens()

  expect(await connect(OTHER_REALM)).toBe('/?connect-error=realm-change-unconfirmed&company=acme')
  expect(await writer()).toMatchObject({ status: 'connected', realmId: REALM, epoch: 1 })
  expect(await tokens()).toEqual(before)
  expect(intuit.liveGrants()).toEqual([REALM])
})

it('begins a new epoch with other books, and lets go of those before', async () => {
  await connect()

  expect(await connect(OTHER_REALM, 'acme', { confirmRealmChange: true })).toBe('/?connected=acme')
  expect(await writer()).toMatchObject({ status: 'connected', realmId: OTHER_REALM, epoch: 2 })
  expect(await tokens()).toMatchObject({ realmId: OTHER_REALM, epoch: 2 })
  expect(intuit.liveGrants()).toEqual([OTHER_REALM])
  expect((await aws.activity('acme')).map(({ what }) => what).sort()).toEqual([
    'connected',
    'connected',
    'realm-changed',
  ])
})

it('gives books that come back the epoch that they had', async () => {
  const another = (realmId: string) => connect(realmId, 'acme', { confirmRealmChange: true })
  await connect()
  await another(OTHER_REALM)

  await another(REALM)
  expect(await writer()).toMatchObject({ realmId: REALM, epoch: 1, epochs: { [REALM]: 1, [OTHER_REALM]: 2 } })
  await another('4620816365003')
  expect(await writer()).toMatchObject({ epoch: 3 })
})

it('takes books that somebody has emptied for other books, since every Id of theirs is void', async () => {
  await connect()
  const suspension = { code: 'company_reset', since: '2026-11-20T12:00:00Z', lookAt: 0 }
  await aws.put('company/acme', 'writer', { ...(await writer()), suspension })

  expect(await connect()).toBe('/?connected=acme')
  const row = await writer()
  expect(row).toMatchObject({ status: 'connected', realmId: REALM, epoch: 2, epochs: { [REALM]: 2 } })
  expect(row).not.toHaveProperty('suspension')
})

it('says that a change of books was not finished when it is cut off in the middle', async () => {
  const { world } = await import('../../../functions/connect/wiring.ts')
  await connect()
  vi.spyOn(world.connections, 'bind').mockRejectedValueOnce(new Error('cut off'))

  expect(await connect(OTHER_REALM, 'acme', { confirmRealmChange: true })).toContain('connect-error=failed')
  expect(await writer()).toMatchObject({ status: 'needs-reconnect', realmId: REALM, epoch: 1 })

  expect(await connect(OTHER_REALM, 'acme', { confirmRealmChange: true })).toBe('/?connected=acme')
  expect(await writer()).toMatchObject({ status: 'connected', realmId: OTHER_REALM, epoch: 2 })
})

it('heals what needed to be connected again', async () => {
  await connect()
  await aws.put('company/acme', 'writer', { ...(await writer()), status: 'needs-reconnect', needsReconnectReason: 'x' })

  expect(await connect()).toBe('/?connected=acme')
  const row = await writer()
  expect(row).toMatchObject({ status: 'connected', epoch: 1 })
  expect(row).not.toHaveProperty('needsReconnectReason')
})

it('exchanges nothing while a refresh is under way, which would store the old tokens over the new', async () => {
  await aws.put('company/acme', 'tokens', { leaseUntil: Date.now() + HOUR_MS, holder: 'somebody' })

  expect(await connect()).toBe('/?connect-error=busy&company=acme')
  expect(intuit.calls.exchange).toBe(0)
})

it('binds once to one epoch, however often the same write is made', async () => {
  const { world } = await import('../../../functions/connect/wiring.ts')
  await connect()
  const binding = (realmId: string) => ({
    realmId,
    epoch: 2,
    companyName: 'Books',
    country: 'US',
    connectedAt: '2026-11-20T12:00:00.000Z',
    connectedBy: 'ann',
    accessExpiresAt: '2026-11-20T13:00:00.000Z',
    refreshExpiresAt: '2027-03-01T12:00:00.000Z',
  })

  const before = { epoch: 1, epochs: { [REALM]: 1 } }

  expect(await world.connections.bind('acme', binding(OTHER_REALM), before)).toBe(true)
  expect(await world.connections.bind('acme', binding(OTHER_REALM), before)).toBe(true)
  // Somebody who read epoch 1 as well must not make another realm of the same epoch.
  expect(await world.connections.bind('acme', binding('77'), before)).toBe(false)
  expect(await writer()).toMatchObject({ realmId: OTHER_REALM, epoch: 2 })
})

it('leaves the rest of the writer row alone', async () => {
  await aws.put('company/acme', 'writer', { fence: 7, openAttempts: { a1: 5 }, calls: 'x' })

  await connect()

  expect(await writer()).toMatchObject({ fence: 7, openAttempts: { a1: 5 }, calls: 'x', status: 'connected', epoch: 1 })
})

it('disconnects: nothing may be sent, Intuit is told once, the tokens are gone; and twice does no harm', async () => {
  await connect()

  const first = await user.disconnect('acme')
  const second = await user.disconnect('acme')

  expect(JSON.parse(first.body ?? '')).toEqual({ status: 'disconnected', revoked: true })
  expect(JSON.parse(second.body ?? '')).toEqual({ status: 'disconnected', revoked: false })
  expect(intuit.calls.revoke).toBe(1)
  expect(intuit.liveGrants()).toEqual([])
  expect(await tokens()).toBeUndefined()
  expect(await writer()).toMatchObject({ status: 'disconnected', realmId: REALM, epoch: 1 })
  expect((await aws.activity('acme')).map(({ what }) => what)).toEqual(['connected', 'disconnected'])
})

it('drops the tokens also when Intuit does not confirm that it has', async () => {
  await connect()
  intuit.mishaps.push('unavailable')

  const { body = '' } = await user.disconnect('acme')

  expect(JSON.parse(body)).toEqual({ status: 'disconnected', revoked: false })
  expect(await tokens()).toBeUndefined()
  expect(await writer()).toMatchObject({ status: 'disconnected' })
})

it('keeps realm and epoch over a disconnect, so that every link holds when the same books come back', async () => {
  await connect()
  await user.disconnect('acme')

  expect(await user.connect('globex', { code: intuit.consent(REALM), realmId: REALM })).toContain('realm-taken')
  expect(await connect(OTHER_REALM)).toContain('realm-change-unconfirmed')
  expect(await connect()).toBe('/?connected=acme')
  expect(await writer()).toMatchObject({ status: 'connected', realmId: REALM, epoch: 1 })
})

it('puts nothing secret into an answer', async () => {
  const { state, cookie } = await user.begin('acme')
  const landed = await user.land({ code: intuit.consent(REALM), realmId: REALM, state }, [cookie])
  const replayed = await user.land({ code: `code-${CANARY}`, realmId: REALM, state }, [cookie])
  const disconnected = await user.disconnect('acme')

  expect(JSON.stringify([landed, replayed, disconnected])).not.toContain(CANARY)
})

it('tells a failure that nobody foresaw by its request id and nothing of what lies within', async () => {
  const { world } = await import('../../../functions/connect/wiring.ts')
  vi.spyOn(world.connections, 'begin').mockRejectedValueOnce(new Error(`quotes ${CANARY}`))

  const {
    statusCode,
    headers,
    body = '',
  } = await user.request({
    route: 'POST /companies/{company}/connect',
    company: 'acme',
  })

  expect({ statusCode, type: headers?.['content-type'] }).toEqual({ statusCode: 500, type: 'application/problem+json' })
  expect(JSON.parse(body)).toMatchObject({ code: 'internal', requestId: 'request-1' })
  expect(body).not.toContain(CANARY)
})
