import { describe, expect, it } from 'vitest'
import { aSimulator } from './connected.ts'
import { asFields, asText, type Fields, type Json } from './json.ts'
import { SANDBOX_REALM, SECOND_REALM } from './seed/sandbox.ts'

const REDIRECT = 'https://app.example/oauth/callback'
const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

function aBrowser(options: Parameters<typeof aSimulator>[0] = {}) {
  const simulator = aSimulator(options)
  const authorize = async (changes: Record<string, string> = {}) => {
    const query = new URLSearchParams({
      client_id: 'local-client',
      response_type: 'code',
      scope: 'com.intuit.quickbooks.accounting',
      redirect_uri: REDIRECT,
      state: 'xyz',
      ...changes,
    })
    const response = await simulator.fetch(`https://appcenter.invalid/connect/oauth2?${query}`)
    return { status: response.status, to: new URL(response.headers.get('location') ?? 'about:blank').searchParams }
  }
  const send = async (path: string, form: Record<string, string>, secret = 'local-secret') => {
    const response = await simulator.fetch(`https://oauth.invalid${path}`, {
      method: 'POST',
      headers: { authorization: `Basic ${Buffer.from(`local-client:${secret}`).toString('base64')}` },
      body: new URLSearchParams(form),
    })
    const text = await response.text()
    const parsed: Json = text === '' ? {} : JSON.parse(text)
    return { status: response.status, body: asFields(parsed) ?? {} }
  }
  const exchange = (code: string, changes: Record<string, string> = {}) =>
    send('/oauth2/v1/tokens/bearer', { grant_type: 'authorization_code', code, redirect_uri: REDIRECT, ...changes })
  const refresh = (token: string) =>
    send('/oauth2/v1/tokens/bearer', { grant_type: 'refresh_token', refresh_token: token })
  const read = async (accessToken: string, realmId = SANDBOX_REALM) => {
    const response = await simulator.fetch(`https://quickbooks.invalid/v3/company/${realmId}/preferences`, {
      headers: { authorization: `Bearer ${accessToken}`, accept: 'application/json' },
    })
    return response.status
  }
  const connect = async () => (await exchange((await authorize()).to.get('code') ?? '')).body
  return { ...simulator, authorize, exchange, refresh, read, connect, send }
}

const tokensOf = (body: Fields) => ({
  access: asText(body['access_token']) ?? '',
  refresh: asText(body['refresh_token']) ?? '',
})

describe('connecting a company', () => {
  it('comes back with a code, the state and the realm', async () => {
    const { to, status } = await aBrowser().authorize()
    expect(status).toBe(302)
    expect([to.get('state'), to.get('realmId'), to.get('code')?.length]).toEqual(['xyz', SANDBOX_REALM, 40])
  })

  it('connects the realm that was asked for or that the simulated person chose', async () => {
    const browser = aBrowser()
    expect((await browser.authorize({ realmId: SECOND_REALM })).to.get('realmId')).toBe(SECOND_REALM)
    browser.control.setConsent({ realmId: SECOND_REALM })
    expect((await browser.authorize()).to.get('realmId')).toBe(SECOND_REALM)
  })

  it('comes back with an error and no code when the person declines', async () => {
    const browser = aBrowser()
    browser.control.setConsent({ deny: true })
    const { to } = await browser.authorize()
    expect([...to.entries()]).toEqual([
      ['state', 'xyz'],
      ['error', 'access_denied'],
    ])
  })

  it.each([
    { client_id: 'stranger' },
    { scope: 'openid' },
    { response_type: 'token' },
    { state: '' },
    { redirect_uri: 'https://evil.example' },
  ])('redirects nowhere with %o', async (changes) => {
    const browser = aBrowser({ redirectUris: [REDIRECT] })
    expect((await browser.authorize(changes)).status).toBe(400)
  })

  it('gives tokens for a code that open this realm and no other', async () => {
    const browser = aBrowser()
    const body = await browser.connect()
    expect(body).toMatchObject({ token_type: 'bearer', expires_in: 3600, x_refresh_token_expires_in: 8_726_400 })
    expect(await browser.read(tokensOf(body).access)).toBe(200)
    expect(await browser.read(tokensOf(body).access, SECOND_REALM)).toBe(403)
  })

  it('spoils the tokens of a code that is exchanged twice', async () => {
    const browser = aBrowser()
    const code = (await browser.authorize()).to.get('code') ?? ''
    const { access, refresh } = tokensOf((await browser.exchange(code)).body)

    expect((await browser.exchange(code)).body['error']).toBe('invalid_grant')

    expect(await browser.read(access)).toBe(401)
    expect((await browser.refresh(refresh)).status).toBe(400)
  })

  it('refuses a code that is old, or exchanged for another redirect URI, or by a stranger', async () => {
    const browser = aBrowser()
    const code = async () => (await browser.authorize()).to.get('code') ?? ''
    expect((await browser.exchange(await code(), { redirect_uri: 'https://other.example' })).status).toBe(400)
    expect((await browser.send('/oauth2/v1/tokens/bearer', { grant_type: 'authorization_code' }, 'wrong')).status).toBe(
      401,
    )
    const late = await code()
    browser.pass(300_000)
    expect((await browser.exchange(late)).status).toBe(400)
  })
})

describe('refreshing', () => {
  it('ends an access token after an hour', async () => {
    const browser = aBrowser()
    const { access } = tokensOf(await browser.connect())
    browser.pass(HOUR_MS - 1)
    expect(await browser.read(access)).toBe(200)
    browser.pass(1)
    expect(await browser.read(access)).toBe(401)
  })

  it('keeps the refresh token for a day, then changes it and the older one dies', async () => {
    const browser = aBrowser()
    const first = tokensOf(await browser.connect())
    browser.pass(HOUR_MS)
    expect(tokensOf((await browser.refresh(first.refresh)).body).refresh).toBe(first.refresh)
    browser.pass(DAY_MS)
    const second = tokensOf((await browser.refresh(first.refresh)).body)
    expect(second.refresh).not.toBe(first.refresh)
    expect((await browser.refresh(first.refresh)).body['error']).toBe('invalid_grant')
    expect((await browser.refresh(second.refresh)).status).toBe(200)
  })

  it('changes the refresh token at each refresh when told to', async () => {
    const browser = aBrowser()
    browser.control.configure({ rotateRefreshTokensAlways: true })
    const { refresh } = tokensOf(await browser.connect())
    expect(tokensOf((await browser.refresh(refresh)).body).refresh).not.toBe(refresh)
  })

  it('ends a refresh token that was not used for 101 days', async () => {
    const browser = aBrowser()
    const { refresh } = tokensOf(await browser.connect())
    browser.pass(101 * DAY_MS)
    expect((await browser.refresh(refresh)).status).toBe(400)
  })

  it('says why when the person is no longer in the company', async () => {
    const browser = aBrowser()
    const { refresh, access } = tokensOf(await browser.connect())
    browser.control.setAdminLeft(SANDBOX_REALM, true)
    expect((await browser.refresh(refresh)).body['x_error_reason']).toBe('user_not_in_realm')
    expect(await browser.read(access)).toBe(403)
  })
})

describe('ending a connection', () => {
  it.each(['access', 'refresh'] as const)('ends both tokens when the %s token is revoked', async (which) => {
    const browser = aBrowser()
    const tokens = tokensOf(await browser.connect())
    expect((await browser.send('/v2/oauth2/tokens/revoke', { token: tokens[which] })).status).toBe(200)
    expect(await browser.read(tokens.access)).toBe(401)
    expect((await browser.refresh(tokens.refresh)).status).toBe(400)
  })

  it('ends every token of the realm when a person disconnects the app', async () => {
    const browser = aBrowser()
    const tokens = tokensOf(await browser.connect())
    browser.control.disconnect(SANDBOX_REALM)
    expect(await browser.read(tokens.access)).toBe(401)
    expect(browser.control.liveRefreshTokens(SANDBOX_REALM)).toEqual([])
  })
})
