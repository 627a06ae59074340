import * as oauth from 'oauth4webapi'
import type { PageConfig } from '../../answer.ts'

const SCOPE = 'openid email cetec-quickbooks/api'
/** A token that has less than this left is renewed before it is used. */
const RESERVE_MS = 30_000
/** Who has not touched the page for so long is signed out. */
const IDLE_MS = 30 * 60_000

/** Kept for this tab only, and gone when it is closed. */
const SESSION = 'session'
const BEGUN = 'sign-in-begun'

type Tokens = { access: string; refresh: string | undefined; id: string | undefined; expiresAt: number }
type Begun = { verifier: string; state: string; hash: string }

/** Who is signed in, as the tokens say it; what one may do is for the API to decide. */
export type Person = { id: string; name: string; isOperator: boolean }

export type Session = Awaited<ReturnType<typeof openSession>>

/** Sign-in by OpenID Connect: authorization code with PKCE, no secret. */
export async function openSession(config: PageConfig) {
  const client: oauth.Client = { client_id: config.clientId, token_endpoint_auth_method: 'none' }
  const issuer = new URL(config.issuer)
  // Only the provider of the local stack answers without TLS.
  const options = { [oauth.allowInsecureRequests]: issuer.protocol === 'http:' }
  let provider: Promise<oauth.AuthorizationServer> | undefined
  let renewal: Promise<Tokens | undefined> | undefined
  let touchedAt = Date.now()

  const findProvider = () => {
    provider ??= oauth
      .discoveryRequest(issuer, options)
      .then((answer) => oauth.processDiscoveryResponse(issuer, answer))
    return provider
  }

  const failure = await finish()
  for (const event of ['pointerdown', 'keydown'])
    addEventListener(event, () => (touchedAt = Date.now()), { passive: true })

  return {
    person: personOf(read<Tokens>(SESSION)),
    /** Why the sign-in that one comes back from could not be taken. */
    failure,
    isIdle: () => Date.now() - touchedAt > IDLE_MS,

    async signIn(): Promise<void> {
      const { authorization_endpoint } = await findProvider()
      const begun: Begun = {
        verifier: oauth.generateRandomCodeVerifier(),
        state: oauth.generateRandomState(),
        hash: location.hash,
      }
      sessionStorage.setItem(BEGUN, JSON.stringify(begun))
      const query = new URLSearchParams({
        client_id: config.clientId,
        response_type: 'code',
        redirect_uri: config.consoleUrl,
        scope: SCOPE,
        state: begun.state,
        code_challenge: await oauth.calculatePKCECodeChallenge(begun.verifier),
        code_challenge_method: 'S256',
      })
      location.assign(`${authorization_endpoint}?${query}`)
    },

    /** Forgets the tokens here, then ends the sign-in where it was made. */
    async signOut(): Promise<void> {
      const tokens = read<Tokens>(SESSION)
      sessionStorage.clear()
      const { end_session_endpoint } = await findProvider()
      // Cognito asks for a `logout_uri`, the standard for a `post_logout_redirect_uri`.
      const query = new URLSearchParams({
        client_id: config.clientId,
        logout_uri: config.consoleUrl,
        post_logout_redirect_uri: config.consoleUrl,
        ...(tokens?.id && { id_token_hint: tokens.id }),
      })
      location.assign(end_session_endpoint ? `${end_session_endpoint}?${query}` : config.consoleUrl)
    },

    /** Forgets the tokens: they hold no longer. */
    end: () => sessionStorage.removeItem(SESSION),

    /** A token that holds; undefined when one has to sign in again. */
    async accessToken(): Promise<string | undefined> {
      const tokens = read<Tokens>(SESSION)
      if (!tokens || tokens.expiresAt > Date.now() + RESERVE_MS) return tokens?.access
      renewal ??= renew(tokens).finally(() => {
        renewal = undefined
      })
      return (await renewal)?.access
    },
  }

  /** Takes the code with which one comes back, and clears it from the address bar. */
  async function finish(): Promise<string | undefined> {
    const here = new URL(location.href)
    const begun = read<Begun>(BEGUN)
    if (!begun || !here.searchParams.has('state')) return undefined
    sessionStorage.removeItem(BEGUN)
    history.replaceState(null, '', `/${begun.hash}`)
    try {
      const found = await findProvider()
      const code = oauth.validateAuthResponse(found, client, here, begun.state)
      const { consoleUrl } = config
      const none = oauth.None()
      const answer = await oauth.authorizationCodeGrantRequest(
        found,
        client,
        none,
        code,
        consoleUrl,
        begun.verifier,
        options,
      )
      keep(await oauth.processAuthorizationCodeResponse(found, client, answer, { requireIdToken: true }), undefined)
      return undefined
    } catch (error) {
      const why = error instanceof oauth.AuthorizationResponseError ? (error.error_description ?? error.error) : ''
      return `Signing in did not work${why ? `: ${why}` : ''}. Sign in once more.`
    }
  }

  async function renew(old: Tokens): Promise<Tokens | undefined> {
    if (!old.refresh) return undefined
    try {
      const found = await findProvider()
      const answer = await oauth.refreshTokenGrantRequest(found, client, oauth.None(), old.refresh, options)
      return keep(await oauth.processRefreshTokenResponse(found, client, answer), old)
    } catch (error) {
      // Refused is over. A network that fails may work again in a moment: then the old tokens are still wanted.
      if (!(error instanceof oauth.ResponseBodyError)) throw error
      sessionStorage.removeItem(SESSION)
      return undefined
    }
  }

  function keep(answer: oauth.TokenEndpointResponse, old: Tokens | undefined): Tokens {
    const tokens: Tokens = {
      access: answer.access_token,
      refresh: answer.refresh_token ?? old?.refresh,
      id: answer.id_token ?? old?.id,
      expiresAt: Date.now() + (answer.expires_in ?? 0) * 1_000,
    }
    sessionStorage.setItem(SESSION, JSON.stringify(tokens))
    return tokens
  }
}

function read<Kept>(name: string): Kept | undefined {
  const text = sessionStorage.getItem(name)
  return text === null ? undefined : (JSON.parse(text) as Kept)
}

type Claims = { sub?: string; email?: string; username?: string; 'cognito:groups'?: string[] }

function personOf(tokens: Tokens | undefined): Person | undefined {
  if (!tokens) return undefined
  const access = claimsOf(tokens.access)
  const { email } = tokens.id ? claimsOf(tokens.id) : access
  const id = access.sub ?? ''
  return {
    id,
    name: email ?? access.username ?? id,
    isOperator: access['cognito:groups']?.includes('operators') ?? false,
  }
}

function claimsOf(token: string): Claims {
  const [, payload = ''] = token.split('.')
  const bytes = Uint8Array.from(atob(payload.replace(/-/g, '+').replace(/_/g, '/')), (char) => char.codePointAt(0) ?? 0)
  return JSON.parse(new TextDecoder().decode(bytes)) as Claims
}
