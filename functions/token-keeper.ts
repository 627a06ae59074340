import * as z from 'zod/mini'
import type { ConnectionStore } from '../shared/aws/connections.ts'
import { type SecretStore, Tokens } from '../shared/aws/secrets.ts'
import type { Grant, GrantResult } from '../shared/intuit/oauth.ts'
import { isUsable, mustStore, nextTokenStep, SPARE_MS } from '../shared/sync/token.ts'

/** Longer than a refresh and its storing can take; after that its holder has died. */
const TOKEN_LEASE_MS = 60_000
/** How long somebody else's refresh is waited for, and how often it is looked at. */
const WAIT_MAX_MS = 30_000
const LOOK_EVERY_MS = 500
/** A refresh token that is not stored is lost, so a store that fails is asked again, after 1, 2 and 3 seconds. */
const STORE_TRIES = 4
const STORE_AGAIN_AFTER_MS = 1_000

/** The way to the books is closed: until a person connects again, for a while, or until Intuit lets the app refresh again. */
export type NoAccess = { noAccess: 'needs-reconnect' | 'unavailable' | 'throttled' }

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

export type TokenKeeper = ReturnType<typeof tokenKeeper>

/** Keeps companies' tokens: one refresh in flight a company, and no refresh token lost by a crash or a lost answer. */
export function tokenKeeper(world: TokenWorld) {
  async function read(company: string): Promise<Tokens | undefined> {
    const { success, data } = z.safeParse(Tokens, await world.secrets.read(world.secretName(company)))
    return success ? data : undefined
  }

  /**
   * Does something to a company's tokens that nobody else may do at the same time: refresh, replace or delete them.
   *
   * @returns undefined if somebody else has been at it for as long as we would wait
   */
  async function alone<Result>(
    company: string,
    waitMs: number,
    run: () => Promise<Result>,
  ): Promise<Result | undefined> {
    const holder = world.newId()
    const giveUpAt = world.now() + waitMs
    while (!(await world.connections.leaseTokens(company, holder, world.now(), world.now() + TOKEN_LEASE_MS))) {
      if (world.now() >= giveUpAt) return undefined
      await world.sleep(LOOK_EVERY_MS)
    }
    try {
      return await run()
    } finally {
      await world.connections.releaseTokens(company, holder)
    }
  }

  /**
   * Tokens whose access token works for a while, refreshed if need be.
   *
   * @param rejected an access token that QuickBooks has turned down, whatever its age
   * @param spareMs for how long it has to work still
   */
  async function fresh(company: string, rejected?: string, spareMs = SPARE_MS): Promise<Tokens | NoAccess> {
    const stored = await read(company)
    if (stored && isUsable(stored, rejected, world.now(), spareMs)) return stored
    const renewed = await alone(company, WAIT_MAX_MS, () => renew(company, rejected, spareMs))
    return renewed ?? { noAccess: 'unavailable' }
  }

  async function renew(company: string, rejected: string | undefined, spareMs: number): Promise<Tokens | NoAccess> {
    const refused: string[] = []
    let why = 'Its tokens are gone.'
    for (;;) {
      const stored = await read(company)
      const step = nextTokenStep(stored, refused, rejected, world.now(), spareMs)
      if (!stored || step.do === 'give-up') {
        await world.needsReconnect(company, why)
        return { noAccess: 'needs-reconnect' }
      }
      if (step.do === 'use') return stored
      const result = await world.refresh(step.with)
      if (result.is === 'unavailable' || result.is === 'throttled') return { noAccess: result.is }
      if (result.is === 'granted') return keep(company, stored, step.with, result.grant)
      refused.push(step.with)
      why = result.why
    }
  }

  async function keep(company: string, before: Tokens, used: string, grant: Grant): Promise<Tokens> {
    const now = world.now()
    const hasChanged = grant.refreshToken !== used
    const next: Tokens = { ...before, ...grant, ...(hasChanged && { previousRefreshToken: used }), storedAt: now }
    // Stored before it is used: a refresh token that only a dead process knew would sever the connection for good.
    if (mustStore(next, before, now)) {
      await store(company, next)
      await world.connections.noteExpiries(company, iso(next.accessExpiresAt), iso(next.refreshExpiresAt))
    }
    return next
  }

  async function store(company: string, tokens: Tokens): Promise<void> {
    for (let tried = 1; ; tried++) {
      try {
        return await world.secrets.replace(world.secretName(company), tokens)
      } catch (error) {
        if (tried === STORE_TRIES) throw error
        await world.sleep(tried * STORE_AGAIN_AFTER_MS)
      }
    }
  }

  return { fresh, read, alone }
}

const iso = (time: number): string => new Date(time).toISOString()
