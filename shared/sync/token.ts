/** Intuit's and our clock may differ, and a call that is on its way must not be overtaken by the end of its token. */
const SPARE_MS = 5 * 60_000
/** Secrets Manager wants to be written no more than once in ten minutes. */
const STORE_AT_MOST_EVERY_MS = 10 * 60_000

type Tokens = { accessToken: string; accessExpiresAt: number; refreshToken: string; storedAt: number }

/** Whether an access token can be used: not about to end, and not the one that QuickBooks has just turned down. */
export const isUsable = (
  { accessToken, accessExpiresAt }: Tokens,
  rejected: string | undefined,
  now: number,
): boolean => accessToken !== rejected && accessExpiresAt - SPARE_MS > now

/**
 * Whether new tokens must be stored before they are used. A new refresh token always: the old one dies. A new access
 * token alone can be obtained again, so it is stored only as often as the store likes.
 */
export const mustStore = (next: Tokens, before: Tokens, now: number): boolean =>
  next.refreshToken !== before.refreshToken || now - before.storedAt >= STORE_AT_MOST_EVERY_MS

/** How long before a connection ends people are told, so that somebody is there to renew it. */
const WARN_AHEAD_MS = 14 * 24 * 3_600_000

/** Whether somebody must soon connect again, since a refresh token ends. */
export const endsSoon = (
  { refreshExpiresAt, hardExpiresAt }: { refreshExpiresAt: number; hardExpiresAt?: number | undefined },
  now: number,
) => Math.min(refreshExpiresAt, hardExpiresAt ?? Number.POSITIVE_INFINITY) - now <= WARN_AHEAD_MS
