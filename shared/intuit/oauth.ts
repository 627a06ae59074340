import * as z from 'zod/mini'
import type { IntuitApp } from './setup.ts'

/** The one scope that we ask for; Intuit has none that only reads, and none that is narrower. */
const SCOPE = 'com.intuit.quickbooks.accounting'
/** intuit-oauth sets no limit of its own, and has been seen to hang for as long as anybody watched. */
const REFRESH_TIMEOUT_MS = 30_000
/** A browser waits for these two, and API Gateway gives up on it after 30 s. */
const EXCHANGE_TIMEOUT_MS = 10_000
const REVOKE_TIMEOUT_MS = 5_000
/** A token answer has about 2 KB. */
const ANSWER_BYTES_MAX = 65_536

/** What the token endpoint granted. Times are milliseconds since 1970 by our own clock. */
export type Grant = {
  accessToken: string
  accessExpiresAt: number
  refreshToken: string
  refreshExpiresAt: number
  /** The day on which Intuit ends the refresh token however often it is used; where Intuit says so. */
  hardExpiresAt?: number | undefined
}

/** What came of a call to the token endpoint. Its errors hold the client's secret, so none of them gets out of here. */
export type GrantResult =
  | { is: 'granted'; grant: Grant }
  /** Intuit will never take this code or token again. */
  | { is: 'invalid-grant'; why: string; intuitTid?: string }
  /** Too many calls for now, or for this month (429). Nothing was carried out. */
  | { is: 'throttled'; intuitTid?: string }
  /** No clear answer. It may have been carried out, and a new refresh token may be lost. */
  | { is: 'unavailable'; code?: string; intuitTid?: string }

/** What a log may say of a call that brought no tokens. */
export function failureFields(failure: Exclude<GrantResult, { is: 'granted' }>): { reason: string; intuitTid: string } {
  const reasons = { 'invalid-grant': 'invalid_grant', throttled: 'throttled', unavailable: 'no-answer' }
  const reason = 'code' in failure && failure.code !== undefined ? failure.code : reasons[failure.is]
  return { reason, intuitTid: failure.intuitTid ?? '' }
}

const TokenAnswer = z.object({
  access_token: z.string(),
  refresh_token: z.string(),
  expires_in: z.number(),
  x_refresh_token_expires_in: z.number(),
  x_refresh_token_hard_expires_in: z.optional(z.number()),
})
/** The parts of what intuit-oauth throws that hold no secret. */
const Failure = z.object({
  error: z.string(),
  intuit_tid: z.catch(z.string(), ''),
  originalMessage: z.catch(z.string(), ''),
  authResponse: z.catch(z.object({ json: z.object({ x_error_reason: z.optional(z.string()) }) }), { json: {} }),
})

/** Intuit's OAuth 2.0, through intuit-oauth, which is loaded only when a token has to be obtained. */
export function intuitOAuth(app: IntuitApp, redirectUri: string, now: () => number) {
  async function client(timeoutMs: number) {
    const { default: OAuthClient } = await import('intuit-oauth')
    // A repeated refresh may use up a token that rotates; whether to try again is decided under the token lease.
    OAuthClient.retryConfig = { ...OAuthClient.retryConfig, maxRetries: 0 }
    const oauth = new OAuthClient({
      clientId: app.clientId ?? '',
      clientSecret: app.clientSecret ?? '',
      environment: app.environment ?? 'sandbox',
      redirectUri,
      logging: false,
      includeRefreshTokenHardExpiresIn: true,
    })
    oauth.setAuthorizeURLs({
      authorizeEndpoint: app.authorizeUrl ?? '',
      tokenEndpoint: app.tokenUrl ?? '',
      revokeEndpoint: app.revokeUrl ?? '',
      userInfoEndpoint: '',
    })
    const send = oauth.loadResponse.bind(oauth)
    // The limits that intuit-oauth lacks. A redirect followed would carry a token to somewhere we do not know.
    oauth.loadResponse = (request: object) =>
      send({
        ...request,
        signal: AbortSignal.timeout(timeoutMs),
        maxRedirects: 0,
        maxContentLength: ANSWER_BYTES_MAX,
      })
    return oauth
  }

  async function grant(
    timeoutMs: number,
    call: (oauth: Awaited<ReturnType<typeof client>>) => Promise<{ json: unknown; intuit_tid: string }>,
  ): Promise<GrantResult> {
    try {
      const { json, intuit_tid: intuitTid } = await call(await client(timeoutMs))
      const answer = z.safeParse(TokenAnswer, json)
      if (!answer.success) return { is: 'unavailable', code: 'unreadable', intuitTid }
      const { data } = answer
      const hard = data.x_refresh_token_hard_expires_in
      return {
        is: 'granted',
        grant: {
          accessToken: data.access_token,
          accessExpiresAt: now() + data.expires_in * 1_000,
          refreshToken: data.refresh_token,
          refreshExpiresAt: now() + data.x_refresh_token_expires_in * 1_000,
          ...(hard !== undefined && { hardExpiresAt: now() + hard * 1_000 }),
        },
      }
    } catch (error) {
      return failureOf(error)
    }
  }

  return {
    /** Where to send the browser so that a person lets us in. */
    authorizeUrl(state: string): string {
      const url = new URL(app.authorizeUrl ?? '')
      const query = {
        client_id: app.clientId ?? '',
        response_type: 'code',
        scope: SCOPE,
        redirect_uri: redirectUri,
        state,
      }
      for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value)
      return url.href
    },

    /** Exchanges a code, which can be done once. */
    exchange: (code: string): Promise<GrantResult> =>
      grant(EXCHANGE_TIMEOUT_MS, (oauth) => oauth.createToken(`${redirectUri}?${new URLSearchParams({ code })}`)),

    /** Obtains a new access token, and often a new refresh token, after which the old one dies. */
    refresh: (refreshToken: string): Promise<GrantResult> =>
      grant(REFRESH_TIMEOUT_MS, (oauth) => oauth.refreshUsingToken(refreshToken)),

    /** Ends a connection at Intuit; false if Intuit did not confirm it. */
    async revoke(refreshToken: string): Promise<boolean> {
      try {
        const oauth = await client(REVOKE_TIMEOUT_MS)
        await oauth.revoke({ refresh_token: refreshToken })
        return true
      } catch {
        // What intuit-oauth throws quotes the client's secret. That it was not confirmed is all that may be said.
        return false
      }
    },
  }
}

export type IntuitOAuth = ReturnType<typeof intuitOAuth>

/** Why a refresh token is not accepted, where Intuit says so; as a person reads it. */
const reasons: Record<string, string> = {
  user_not_in_realm: 'The person who connected QuickBooks is no longer an administrator there.',
}

function failureOf(error: unknown): GrantResult {
  const { success, data } = z.safeParse(Failure, error)
  if (!success) return { is: 'unavailable', code: 'no-answer' }
  const intuitTid = data.intuit_tid
  // intuit-oauth hands the status on in axios' sentence only.
  if (/status (code )?429$/.test(data.originalMessage)) return { is: 'throttled', intuitTid }
  if (data.error === 'invalid_grant') {
    const why = reasons[data.authResponse.json.x_error_reason ?? '']
    return { is: 'invalid-grant', why: why ?? 'Intuit no longer accepts the connection (invalid_grant).', intuitTid }
  }
  // Anything but one of OAuth's own codes may be a page of text, or quote what was sent.
  const code = /^[a-z_]{1,40}$/.test(data.error) ? data.error : 'no-answer'
  return { is: 'unavailable', code, intuitTid }
}
