/** Intuit's and our clock may differ, and a call that is on its way must not be overtaken by the end of its token. */
export const SPARE_MS = 5 * 60_000
/** Secrets Manager wants to be written no more than once in ten minutes. */
const STORE_AT_MOST_EVERY_MS = 10 * 60_000
/** Ours, the one before, and what another holder stored meanwhile: more there cannot be without something being wrong. */
const REFRESHES_MAX = 4

type Tokens = {
  accessToken: string
  accessExpiresAt: number
  refreshToken: string
  previousRefreshToken?: string | undefined
  storedAt: number
}

/** Whether an access token can be used: not about to end, and not the one that QuickBooks has just turned down. */
export const isUsable = (
  { accessToken, accessExpiresAt }: Tokens,
  rejected: string | undefined,
  now: number,
  spareMs = SPARE_MS,
): boolean => accessToken !== rejected && accessExpiresAt - spareMs > now

export type TokenStep = { do: 'use' } | { do: 'refresh'; with: string } | { do: 'give-up' }

/**
 * What to do about a company's tokens as they are stored now. The store is read anew before each step, so what somebody
 * else has stored meanwhile is used or tried; then the token before, in case the answer that replaced it was lost.
 *
 * @param refused the refresh tokens that Intuit has turned down so far
 */
export function nextTokenStep(
  stored: Tokens | undefined,
  refused: readonly string[],
  rejected: string | undefined,
  now: number,
  spareMs = SPARE_MS,
): TokenStep {
  if (!stored) return { do: 'give-up' }
  if (isUsable(stored, rejected, now, spareMs)) return { do: 'use' }
  const untried = [stored.refreshToken, stored.previousRefreshToken].find(
    (token) => token !== undefined && !refused.includes(token),
  )
  return untried === undefined || refused.length >= REFRESHES_MAX ? { do: 'give-up' } : { do: 'refresh', with: untried }
}

/**
 * Whether new tokens must be stored before they are used. A new refresh token always: the old one dies. A new access
 * token alone can be obtained again, so it is stored only as often as the store likes.
 */
export const mustStore = (next: Tokens, before: Tokens, now: number): boolean =>
  next.refreshToken !== before.refreshToken || now - before.storedAt >= STORE_AT_MOST_EVERY_MS

/** How long before a connection ends people are told: three weeks, so that two are left after somebody's holidays. */
const WARN_AHEAD_MS = 21 * 24 * 3_600_000

/** Whether somebody must soon connect again, since a refresh token ends. */
export const endsSoon = (
  { refreshExpiresAt, hardExpiresAt }: { refreshExpiresAt: number; hardExpiresAt?: number | undefined },
  now: number,
) => Math.min(refreshExpiresAt, hardExpiresAt ?? Number.POSITIVE_INFINITY) - now <= WARN_AHEAD_MS
