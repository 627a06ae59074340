import { randomBytes } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { listen, readBody } from '../../local/loopback.ts'

/** Stands in every token, code and secret, so that a log or an answer that shows one gives itself away. */
export const CANARY = 'CANARY'

/** What the next call to the token endpoint does instead of what it should. */
export type Mishap =
  /** Carried out, but nobody hears of it. */
  'answer-lost' | 'unavailable' | 'redirect' | 'web-page' | 'user-left' | 'never-answers'

type Grant = { realmId: string; refreshTokens: string[]; isRevoked: boolean }
type Answer = { status: number; body: unknown; headers?: Record<string, string> }

const refused = (error: string, more: object = {}): Answer => ({ status: 400, body: { error, ...more } })

/**
 * Intuit's token endpoints and one read of QuickBooks, with what goes wrong there on order. A refresh token changes with
 * each use, and the one before keeps working until the new one is used, unless `oldTokensDieAtOnce`.
 */
export async function startIntuit() {
  const { server, url, stop } = await listen()
  const client = { clientId: 'client', clientSecret: `secret-${CANARY}` }
  const codes = new Map<string, string>()
  const grants: Grant[] = []
  const accessTokens = new Map<string, Grant>()
  const intuit = {
    url,
    stop,
    /** The Intuit app as the operator stores it. */
    app: {
      ...client,
      environment: 'sandbox' as const,
      baseUrl: url,
      authorizeUrl: `${url}/connect/oauth2`,
      tokenUrl: `${url}/oauth2/v1/tokens/bearer`,
      revokeUrl: `${url}/v2/oauth2/tokens/revoke`,
    },
    mishaps: [] as Mishap[],
    oldTokensDieAtOnce: false,
    rotates: true,
    booksAreReadable: true,
    calls: { exchange: 0, refresh: 0, revoke: 0, elsewhere: 0 },
    askedForHardExpiry: true,
    hardExpiresIn: 5 * 365 * 86_400,
    /** A person consents: the code that Intuit sends the browser back with. */
    consent(realmId: string): string {
      const code = `code-${CANARY}-${text()}`
      codes.set(code, realmId)
      return code
    },
    /** Ends every connection to a realm, as a person can at Intuit. */
    forget(realmId: string): void {
      for (const grant of grants) grant.isRevoked ||= grant.realmId === realmId
    },
    liveGrants: () => grants.filter(({ isRevoked }) => !isRevoked).map(({ realmId }) => realmId),
    reset(): void {
      Object.assign(intuit, { mishaps: [], oldTokensDieAtOnce: false, rotates: true, booksAreReadable: true })
      intuit.calls = { exchange: 0, refresh: 0, revoke: 0, elsewhere: 0 }
      grants.splice(0)
    },
  }

  function tokensOf(grant: Grant, rotate: boolean): Answer {
    const accessToken = `access-${CANARY}-${text()}`
    accessTokens.set(accessToken, grant)
    if (rotate) grant.refreshTokens = [`refresh-${CANARY}-${text()}`, ...grant.refreshTokens].slice(0, 2)
    if (intuit.oldTokensDieAtOnce) grant.refreshTokens.splice(1)
    return {
      status: 200,
      body: {
        access_token: accessToken,
        refresh_token: grant.refreshTokens[0],
        token_type: 'bearer',
        expires_in: 3_600,
        x_refresh_token_expires_in: 8_726_400,
        ...(intuit.askedForHardExpiry && { x_refresh_token_hard_expires_in: intuit.hardExpiresIn }),
      },
    }
  }

  function token(form: URLSearchParams): Answer {
    if (form.get('grant_type') === 'authorization_code') {
      intuit.calls.exchange++
      const realmId = codes.get(form.get('code') ?? '')
      codes.delete(form.get('code') ?? '')
      if (!realmId) return refused('invalid_grant')
      const grant: Grant = { realmId, refreshTokens: [], isRevoked: false }
      grants.push(grant)
      return tokensOf(grant, true)
    }
    intuit.calls.refresh++
    const used = form.get('refresh_token') ?? ''
    const grant = grants.find(({ refreshTokens, isRevoked }) => !isRevoked && refreshTokens.includes(used))
    if (!grant) return refused('invalid_grant', { error_description: 'Token invalid' })
    // The new token has arrived, so the one before is of no use any more.
    if (grant.refreshTokens[0] === used) grant.refreshTokens.splice(1)
    return tokensOf(grant, intuit.rotates)
  }

  function revoke({ token }: { token?: string }): Answer {
    intuit.calls.revoke++
    const grant = grants.find(({ refreshTokens, isRevoked }) => !isRevoked && refreshTokens.includes(token ?? ''))
    if (!grant) return refused('invalid_request')
    grant.isRevoked = true
    return { status: 200, body: {} }
  }

  function companyInfo(path: string, authorization: string | undefined): Answer {
    const [, realmId] = /^\/v3\/company\/(\d+)\/companyinfo\/\1\?minorversion=75$/.exec(path) ?? []
    const grant = accessTokens.get(authorization?.replace('Bearer ', '') ?? '')
    if (!grant || grant.isRevoked || grant.realmId !== realmId || !intuit.booksAreReadable) {
      return { status: 403, body: { fault: { error: [{ code: '3100', message: 'ApplicationAuthorizationFailed' }] } } }
    }
    const books = { Id: '1', CompanyName: `Books ${realmId}`, Country: 'US', DefaultTimeZone: 'America/Chicago' }
    return { status: 200, body: { CompanyInfo: books } }
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = (await readBody(request, 100_000))?.toString() ?? ''
    const path = request.url ?? ''
    const reply = ({ status, body, headers }: Answer) => {
      response.writeHead(status, { 'content-type': 'application/json', intuit_tid: 'tid-1', ...headers })
      response.end(typeof body === 'string' ? body : JSON.stringify(body))
    }
    if (path === '/elsewhere') {
      intuit.calls.elsewhere++
      return reply({ status: 200, body: {} })
    }
    if (path.startsWith('/v3/')) return reply(companyInfo(path, request.headers.authorization))

    const basic = Buffer.from(`${client.clientId}:${client.clientSecret}`).toString('base64')
    if (request.headers.authorization !== `Basic ${basic}`) return reply({ ...refused('invalid_client'), status: 401 })
    const mishap = intuit.mishaps.shift()
    if (mishap === 'never-answers') return
    if (mishap === 'redirect') return reply({ status: 307, body: '', headers: { location: `${url}/elsewhere` } })
    if (mishap === 'unavailable') return reply({ status: 503, body: { error: 'temporarily_unavailable' } })
    if (mishap === 'web-page') return reply({ status: 502, body: '<html>', headers: { 'content-type': 'text/html' } })
    if (mishap === 'user-left') return reply(refused('invalid_grant', { x_error_reason: 'user_not_in_realm' }))
    intuit.askedForHardExpiry = request.headers['x-include-refresh-token-hard-expires-in'] === 'true'
    const result = path.endsWith('/revoke') ? revoke(JSON.parse(body)) : token(new URLSearchParams(body))
    if (mishap === 'answer-lost') response.destroy()
    else reply(result)
  }

  server.on('request', (request, response) => void answer(request, response))
  return intuit
}

const text = () => randomBytes(6).toString('hex')
