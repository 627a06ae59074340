import * as z from 'zod/mini'
import type { IntuitApp } from './setup.ts'

/** The one scope that we ask for; Intuit has none that only reads, and none that is narrower. */
const SCOPE = 'com.intuit.quickbooks.accounting'
/** intuit-oauth sets no limit of its own, and has been seen to hang for as long as anybody watched. */
const TOKEN_CALL_TIMEOUT_MS = 30_000

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
  | { is: 'invalid-grant'; why: string }
  /** No clear answer. It may have been carried out, and a new refresh token may be lost. */
  | { is: 'unavailable' }

const TokenAnswer = z.object({
  access_token: z.string(),
  refresh_token: z.string(),
  expires_in: z.number(),
  x_refresh_token_expires_in: z.number(),
  x_refresh_token_hard_expires_in: z.optional(z.number()),
})
const OAuthFailure = z.looseObject({ error: z.string() })

/** Intuit's OAuth 2.0, through intuit-oauth, which is loaded only when a token has to be obtained. */
export function intuitOAuth(app: IntuitApp, redirectUri: string, now: () => number) {
  async function client() {
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
    return oauth
  }

  async function grant(
    call: (oauth: Awaited<ReturnType<typeof client>>) => Promise<{ json: unknown }>,
  ): Promise<GrantResult> {
    try {
      const { json } = await withinTime(call(await client()))
      const answer = z.safeParse(TokenAnswer, json)
      if (!answer.success) return { is: 'unavailable' }
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
    authorizeUrl: async (state: string): Promise<string> => (await client()).authorizeUri({ scope: [SCOPE], state }),

    /** Exchanges a code, which can be done once. */
    exchange: (code: string): Promise<GrantResult> =>
      grant((oauth) => oauth.createToken(`${redirectUri}?${new URLSearchParams({ code })}`)),

    /** Obtains a new access token, and often a new refresh token, after which the old one dies. */
    refresh: (refreshToken: string): Promise<GrantResult> => grant((oauth) => oauth.refreshUsingToken(refreshToken)),

    /** Ends a connection at Intuit; false if Intuit did not confirm it. */
    async revoke(refreshToken: string): Promise<boolean> {
      try {
        await withinTime((await client()).revoke({ refresh_token: refreshToken }))
        return true
      } catch {
        // What intuit-oauth throws quotes the client's secret. That it was not confirmed is all that may be said.
        return false
      }
    },
  }
}

export type IntuitOAuth = ReturnType<typeof intuitOAuth>

function failureOf(error: unknown): GrantResult {
  const failure = z.safeParse(OAuthFailure, error)
  if (!failure.success || failure.data.error !== 'invalid_grant') return { is: 'unavailable' }
  return { is: 'invalid-grant', why: 'Intuit no longer accepts the connection (invalid_grant).' }
}

async function withinTime<Answer>(call: Promise<Answer>): Promise<Answer> {
  let timer: NodeJS.Timeout | undefined
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('no answer in time')), TOKEN_CALL_TIMEOUT_MS)
  })
  try {
    return await Promise.race([call, tooLate])
  } finally {
    clearTimeout(timer)
  }
}
