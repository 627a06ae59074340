import { type Fields, fieldsOf } from './json.ts'

const ACCESS_TOKEN_S = 3_600
const REFRESH_TOKEN_S = 8_726_400
/** Five years, after which no refresh helps. */
const HARD_EXPIRY_S = 157_680_000
/** Not published; codes are said to live for minutes. */
const CODE_S = 300
/** Within it a refresh answers with the same refresh token. */
const ROTATION_S = 86_400

export type OAuthClient = { id: string; secret: string }

/** What a person granted when connecting a company: all tokens hang on it. */
type Grant = {
  realmId: string
  refreshToken: string
  issuedAt: number
  usedAt: number
  grantedAt: number
  isRevoked: boolean
}
type Code = { realmId: string; redirectUri: string; issuedAt: number; grant: Grant | undefined }
type AccessToken = { grant: Grant; expiresAt: number }

/** An answer without regard to transport. */
export type PlainAnswer = { status: number; headers: Record<string, string>; body: string }

/** A set of tokens as the token endpoint answers it. */
export type Tokens = { accessToken: string; refreshToken: string; expiresAt: number }

/** How the simulated person answers the page on which a company is connected. */
export type Consent = { deny: boolean; realmId: string | null }

export type TokenVerdict = 'valid' | 'unknown' | 'expired' | 'other-realm'

const json = (status: number, body: Fields): PlainAnswer => ({
  status,
  headers: { 'content-type': 'application/json;charset=UTF-8', 'cache-control': 'no-cache, no-store' },
  body: JSON.stringify(body),
})

const invalidGrant = (description: string) => json(400, { error_description: description, error: 'invalid_grant' })

/** Intuit's OAuth 2.0: authorisation codes, access tokens, refresh tokens that change their value, and revocation. */
export class OAuth {
  readonly #codes = new Map<string, Code>()
  readonly #access = new Map<string, AccessToken>()
  readonly #refresh = new Map<string, Grant>()
  readonly #grants: Grant[] = []
  readonly #client: OAuthClient
  readonly #redirectUris: readonly string[] | null
  readonly #random: () => number
  /** Realms whose admin left: their tokens are refused from then on. */
  readonly strandedRealms = new Set<string>()
  consent: Consent
  /** Change the refresh token's value at every refresh and not only after a day. */
  rotateAlways = false

  constructor(options: {
    client: OAuthClient
    redirectUris: readonly string[] | null
    random: () => number
    defaultRealmId: string
  }) {
    this.#client = options.client
    this.#redirectUris = options.redirectUris
    this.#random = options.random
    this.consent = { deny: false, realmId: options.defaultRealmId }
  }

  /** The page on which a person connects a company: answers at once, as the consent says. */
  authorize(query: URLSearchParams, at: number): PlainAnswer {
    const redirectUri = query.get('redirect_uri') ?? ''
    const refused = this.#whyNotAuthorized(query, redirectUri)
    if (refused)
      return { status: 400, headers: { 'content-type': 'text/html' }, body: `<html><body>${refused}</body></html>` }
    const target = new URL(redirectUri)
    target.searchParams.set('state', query.get('state') ?? '')
    if (this.consent.deny || query.get('deny') !== null) {
      target.searchParams.set('error', 'access_denied')
    } else {
      const realmId = query.get('realmId') ?? this.consent.realmId ?? ''
      const code = this.#token('AB', 40)
      this.#codes.set(code, { realmId, redirectUri, issuedAt: at, grant: undefined })
      target.searchParams.set('code', code)
      target.searchParams.set('realmId', realmId)
    }
    return { status: 302, headers: { location: target.href }, body: '' }
  }

  #whyNotAuthorized(query: URLSearchParams, redirectUri: string): string | undefined {
    if (query.get('client_id') !== this.#client.id) return 'Invalid client_id'
    if (query.get('response_type') !== 'code') return 'Invalid response_type'
    if (!(query.get('scope') ?? '').split(' ').includes('com.intuit.quickbooks.accounting')) return 'Invalid scope'
    if (!query.get('state')) return 'Missing state'
    const isRegistered = this.#redirectUris === null || this.#redirectUris.includes(redirectUri)
    return isRegistered && URL.canParse(redirectUri) ? undefined : 'The redirect_uri query parameter value is invalid'
  }

  /** The token endpoint: exchanges a code or a refresh token. */
  token(authorization: string | null, form: URLSearchParams, at: number, wantsHardExpiry: boolean): PlainAnswer {
    if (!this.#isClient(authorization)) return json(401, { error: 'invalid_client' })
    if (form.get('grant_type') === 'authorization_code') return this.#exchange(form, at, wantsHardExpiry)
    if (form.get('grant_type') === 'refresh_token') return this.#refreshed(form, at, wantsHardExpiry)
    return json(400, { error: 'unsupported_grant_type' })
  }

  #exchange(form: URLSearchParams, at: number, wantsHardExpiry: boolean): PlainAnswer {
    const code = this.#codes.get(form.get('code') ?? '')
    if (!code) return invalidGrant('Invalid authorization code')
    if (code.grant) {
      // Exchanging a code twice spoils what the first exchange gave.
      code.grant.isRevoked = true
      return invalidGrant('Authorization code was already used')
    }
    if (at - code.issuedAt >= CODE_S * 1000) return invalidGrant('Authorization code expired')
    if (code.redirectUri !== form.get('redirect_uri')) return invalidGrant('Invalid redirect_uri')
    const grant = this.#grant(code.realmId, at)
    code.grant = grant
    return json(200, this.#tokenResponse(grant, at, wantsHardExpiry))
  }

  #refreshed(form: URLSearchParams, at: number, wantsHardExpiry: boolean): PlainAnswer {
    const token = form.get('refresh_token') ?? ''
    const grant = this.#refresh.get(token)
    if (!grant) return invalidGrant('Incorrect or invalid refresh token')
    const isOver = at - grant.usedAt >= REFRESH_TOKEN_S * 1000 || at - grant.grantedAt >= HARD_EXPIRY_S * 1000
    if (grant.isRevoked || grant.refreshToken !== token || isOver) return invalidGrant('Token invalid')
    if (this.strandedRealms.has(grant.realmId))
      return json(400, { error: 'invalid_grant', x_error_reason: 'user_not_in_realm' })
    grant.usedAt = at
    if (this.rotateAlways || at - grant.issuedAt >= ROTATION_S * 1000) this.#renew(grant, at)
    return json(200, this.#tokenResponse(grant, at, wantsHardExpiry))
  }

  /** The realm whose tokens a refresh token renews. */
  realmOf = (refreshToken: string): string | undefined => this.#refresh.get(refreshToken)?.realmId

  /** The revocation endpoint. Either token ends the whole grant. */
  revoke(authorization: string | null, token: string): PlainAnswer {
    if (!this.#isClient(authorization)) return json(401, { error: 'invalid_client' })
    const grant = this.#refresh.get(token) ?? this.#access.get(token)?.grant
    if (!grant || grant.isRevoked) return json(400, { error: 'invalid_request' })
    grant.isRevoked = true
    return { status: 200, headers: {}, body: '' }
  }

  /** Whether the access token opens this realm's books now. */
  judge(accessToken: string, realmId: string, at: number): TokenVerdict {
    const found = this.#access.get(accessToken)
    if (!found || found.grant.isRevoked) return 'unknown'
    if (at >= found.expiresAt) return 'expired'
    return found.grant.realmId === realmId ? 'valid' : 'other-realm'
  }

  /** Tokens for a realm without the walk through the browser. */
  issue(realmId: string, at: number): Tokens {
    const grant = this.#grant(realmId, at)
    return {
      accessToken: this.#accessToken(grant, at),
      refreshToken: grant.refreshToken,
      expiresAt: at + ACCESS_TOKEN_S * 1000,
    }
  }

  /** A person disconnects the app inside QuickBooks: every token of the realm is void. */
  disconnect(realmId: string): void {
    for (const grant of this.#grants) if (grant.realmId === realmId) grant.isRevoked = true
  }

  /** Access tokens of the realm end now; refresh tokens live on. */
  expireAccessTokens(realmId: string, at: number): void {
    for (const token of this.#access.values())
      if (token.grant.realmId === realmId) token.expiresAt = Math.min(token.expiresAt, at)
  }

  /** The refresh tokens that work now. */
  liveRefreshTokens = (realmId: string) =>
    this.#grants.filter((grant) => grant.realmId === realmId && !grant.isRevoked).map((grant) => grant.refreshToken)

  #grant(realmId: string, at: number): Grant {
    const grant: Grant = { realmId, refreshToken: '', issuedAt: at, usedAt: at, grantedAt: at, isRevoked: false }
    this.#grants.push(grant)
    this.#renew(grant, at)
    return grant
  }

  #renew(grant: Grant, at: number): void {
    grant.refreshToken = this.#token('RT1-', 36)
    grant.issuedAt = at
    this.#refresh.set(grant.refreshToken, grant)
  }

  #accessToken(grant: Grant, at: number): string {
    const token = this.#token('eyJ', 60)
    this.#access.set(token, { grant, expiresAt: at + ACCESS_TOKEN_S * 1000 })
    return token
  }

  #tokenResponse(grant: Grant, at: number, wantsHardExpiry: boolean): Fields {
    const hardExpiry = HARD_EXPIRY_S - Math.floor((at - grant.grantedAt) / 1000)
    return fieldsOf({
      access_token: this.#accessToken(grant, at),
      refresh_token: grant.refreshToken,
      token_type: 'bearer',
      expires_in: ACCESS_TOKEN_S,
      x_refresh_token_expires_in: REFRESH_TOKEN_S,
      x_refresh_token_hard_expires_in: wantsHardExpiry ? hardExpiry : undefined,
    })
  }

  #isClient(authorization: string | null): boolean {
    const expected = `${this.#client.id}:${this.#client.secret}`
    const [scheme, encoded] = (authorization ?? '').split(' ')
    return scheme?.toLowerCase() === 'basic' && Buffer.from(encoded ?? '', 'base64').toString() === expected
  }

  #token(prefix: string, length: number): string {
    let text = prefix
    while (text.length < length) text += Math.floor(this.#random() * 36).toString(36)
    return text
  }
}
