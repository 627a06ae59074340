import { createHash, randomBytes } from 'node:crypto'
import { createRemoteJWKSet, jwtVerify } from 'jose'
import { afterAll, beforeAll, expect, it } from 'vitest'
import * as z from 'zod/mini'
import { startOpenidProvider } from './openid-provider.ts'

const REDIRECT = 'http://127.0.0.1:4000/'
const Tokens = z.object({ access_token: z.string(), refresh_token: z.optional(z.string()) })

let provider: Awaited<ReturnType<typeof startOpenidProvider>>
beforeAll(async () => {
  provider = await startOpenidProvider({
    clients: [
      { id: 'local', secret: 'local-secret', redirectUris: [] },
      { id: 'console', secret: undefined, redirectUris: [REDIRECT] },
    ],
  })
})
afterAll(() => provider.stop())

const ask = (form: Record<string, string>, headers: Record<string, string> = {}) =>
  fetch(provider.tokenUrl, { method: 'POST', headers, body: new URLSearchParams(form) })
const claimsOf = async (answer: Response) => {
  const { access_token } = z.parse(Tokens, await answer.json())
  const keys = createRemoteJWKSet(new URL(`${provider.issuer}/jwks`))
  return (await jwtVerify(access_token, keys, { issuer: provider.issuer })).payload
}

it('gives a machine all its scopes when it asks for none, whichever way it shows its secret', async () => {
  const grant = { grant_type: 'client_credentials' }
  const byForm = await claimsOf(await ask({ ...grant, client_id: 'local', client_secret: 'local-secret' }))
  const byHeader = await claimsOf(await ask(grant, { authorization: `Basic ${btoa('local:local-secret')}` }))
  for (const claims of [byForm, byHeader]) {
    expect(claims).toMatchObject({
      client_id: 'local',
      aud: 'local',
      token_use: 'access',
      scope: 'cetec-quickbooks/api cetec-quickbooks/operator',
    })
  }
})

it('gives a machine only the scope it asks for', async () => {
  const form = { grant_type: 'client_credentials', client_id: 'local', client_secret: 'local-secret' }
  const claims = await claimsOf(await ask({ ...form, scope: 'cetec-quickbooks/api' }))
  expect(claims['scope']).toBe('cetec-quickbooks/api')
})

it('gives nothing for a wrong secret', async () => {
  const answer = await ask({ grant_type: 'client_credentials', client_id: 'local', client_secret: 'wrong' })
  expect(answer.status).toBe(401)
})

it.each([
  ['operator', ['operators']],
  ['controller', []],
])('lets %s log in by browser, and says in which groups they are', async (username, groups) => {
  const verifier = randomBytes(32).toString('base64url')
  const query = new URLSearchParams({
    client_id: 'console',
    response_type: 'code',
    redirect_uri: REDIRECT,
    scope: 'openid email cetec-quickbooks/api',
    state: 'abc',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  })
  const landing = await logIn(`${provider.issuer}/auth?${query}`, username)
  expect(landing.searchParams.get('state')).toBe('abc')
  const form = {
    grant_type: 'authorization_code',
    client_id: 'console',
    redirect_uri: REDIRECT,
    code: landing.searchParams.get('code') ?? '',
    code_verifier: verifier,
  }
  expect(await claimsOf(await ask(form))).toMatchObject({
    client_id: 'console',
    username,
    scope: 'cetec-quickbooks/api',
    'cognito:groups': groups,
  })
})

/** Follows the redirects as a browser does, with its cookies, and presses the person's button on the way. */
async function logIn(start: string, username: string): Promise<URL> {
  const cookies = new Map<string, string>()
  let url = start
  for (let hop = 0; hop < 10; hop++) {
    if (url.startsWith(REDIRECT)) return new URL(url)
    const isForm = url.includes('/login/')
    const answer = await fetch(url, {
      redirect: 'manual',
      headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
      ...(isForm && { method: 'POST', body: new URLSearchParams({ username }) }),
    })
    for (const line of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      cookies.set(name, value)
    }
    const location = answer.headers.get('location')
    if (!location) throw new Error(`${url} answered ${answer.status}: ${await answer.text()}`)
    url = new URL(location, url).href
  }
  throw new Error('the log-in goes round in circles')
}
