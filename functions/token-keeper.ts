import * as z from 'zod/mini'
import type { ConnectionStore } from '../shared/aws/connections.ts'
import { type SecretStore, Tokens } from '../shared/aws/secrets.ts'
import type { GrantResult } from '../shared/intuit/oauth.ts'
import { isUsable, mustStore } from '../shared/sync/token.ts'

/** Longer than a refresh can take; after that its holder has died. */
const TOKEN_LEASE_MS = 45_000
/** How long somebody else's refresh is waited for, and how often it is looked at. */
const LOOKS = 60
const LOOK_EVERY_MS = 500

/** The way to the books is closed: until a person connects again, or for a while. */
export type NoAccess = { noAccess: 'needs-reconnect' | 'unavailable' }

/** All that keeping tokens fresh may touch. */
export type TokenWorld = {
  now: () => number
  sleep: (ms: number) => Promise<void>
  newId: () => string
  secrets: Pick<SecretStore, 'read' | 'replace'>
  /** The name of the secret that holds a company's tokens. */
  secretName: (company: string) => string
  connections: Pick<ConnectionStore, 'leaseTokens' | 'releaseTokens' | 'noteExpiries'>
  refresh: (refreshToken: string) => Promise<GrantResult>
  /** Notes that only a person can connect again. */
  needsReconnect: (company: string, why: string) => Promise<void>
}

/** Keeps companies' tokens: one refresh in flight a company, and no refresh token lost by a crash or a lost answer. */
export function tokenKeeper(world: TokenWorld) {
  async function read(company: string): Promise<Tokens | undefined> {
    const { success, data } = z.safeParse(Tokens, await world.secrets.read(world.secretName(company)))
    return success ? data : undefined
  }

  /**
   * Tokens whose access token works for a while, refreshed if need be.
   *
   * @param rejected an access token that QuickBooks has turned down, whatever its age
   */
  async function fresh(company: string, rejected?: string): Promise<Tokens | NoAccess> {
    for (let look = 0; look < LOOKS; look++) {
      const tokens = await read(company)
      if (!tokens) return { noAccess: 'needs-reconnect' }
      if (isUsable(tokens, rejected, world.now())) return tokens
      const holder = world.newId()
      if (await world.connections.leaseTokens(company, holder, world.now(), world.now() + TOKEN_LEASE_MS)) {
        try {
          return await renew(company, rejected)
        } finally {
          await world.connections.releaseTokens(company, holder)
        }
      }
      await world.sleep(LOOK_EVERY_MS)
    }
    return { noAccess: 'unavailable' }
  }

  /** Under the lease: what is stored now, what another holder may have stored meanwhile, and the token before. */
  async function renew(company: string, rejected: string | undefined): Promise<Tokens | NoAccess> {
    const stored = await read(company)
    if (!stored) return { noAccess: 'needs-reconnect' }
    // Somebody may have renewed them while we waited for the lease.
    if (isUsable(stored, rejected, world.now())) return stored

    const first = await tryRefresh(company, stored, stored.refreshToken)
    if (!('why' in first)) return first
    const again = await read(company)
    const others = [again?.refreshToken, stored.previousRefreshToken].filter(
      (token): token is string => token !== undefined && token !== stored.refreshToken,
    )
    for (const token of new Set(others)) {
      const next = await tryRefresh(company, again ?? stored, token)
      if (!('why' in next)) return next
    }
    await world.needsReconnect(company, first.why)
    return { noAccess: 'needs-reconnect' }
  }

  async function tryRefresh(
    company: string,
    before: Tokens,
    refreshToken: string,
  ): Promise<Tokens | NoAccess | { why: string }> {
    const result = await world.refresh(refreshToken)
    if (result.is === 'invalid-grant') return { why: result.why }
    if (result.is === 'unavailable') return { noAccess: 'unavailable' }
    const { grant } = result
    const now = world.now()
    const next: Tokens = {
      ...before,
      ...grant,
      ...(grant.refreshToken !== before.refreshToken && { previousRefreshToken: before.refreshToken }),
      storedAt: now,
    }
    // Stored before it is used: a refresh token that only a dead process knew would sever the connection for good.
    if (mustStore(next, before, now)) {
      await world.secrets.replace(world.secretName(company), next)
      await world.connections.noteExpiries(company, iso(next.accessExpiresAt), iso(next.refreshExpiresAt))
    }
    return next
  }

  return { fresh, read }
}

const iso = (time: number): string => new Date(time).toISOString()
