import type { Tokens } from '../../shared/aws/secrets.ts'
import type { Grant } from '../../shared/intuit/oauth.ts'
import type { IntuitApp } from '../../shared/intuit/setup.ts'
import { cookieName, hashOf } from './begin.ts'
import type { World } from './world.ts'

/** What a browser brings back from Intuit. */
export type Returned = {
  code: string | undefined
  state: string | undefined
  realmId: string | undefined
  error: string | undefined
  cookies: readonly string[]
}

/** Why nothing was connected; the console has a sentence for each. */
type Refused =
  | 'unknown-state'
  | 'other-browser'
  | 'denied'
  | 'bad-answer'
  | 'unexpected-realm'
  | 'realm-taken'
  | 'realm-change-unconfirmed'
  | 'sandbox-in-production'
  | 'exchange-failed'
  | 'books-not-readable'

export type Landing = { company: string; connected: true } | { company: string | undefined; refused: Refused }

/**
 * Finishes what `begin` began. The state is used up before anything else happens, so a second callback finds nothing;
 * no code is exchanged before everything about it is in order, and tokens that turn out to open the wrong books are
 * revoked and never stored.
 */
export async function finish(world: World, returned: Returned): Promise<Landing> {
  const pending = returned.state ? await world.connections.take(hashOf(returned.state)) : undefined
  if (!pending || pending.expiresAt * 1_000 < world.now()) {
    world.log('warn', 'a callback without a valid state', { code: 'unknown-state' })
    return { company: undefined, refused: 'unknown-state' }
  }
  const { company, by } = pending
  const refuse = async (refused: Refused): Promise<Landing> => {
    world.log('warn', 'a connection was refused', { company, code: refused })
    await world.activity.append({
      company,
      at: iso(world.now()),
      by,
      what: 'connect-refused',
      detail: { why: refused },
    })
    return { company, refused }
  }

  const { code, realmId, error, cookies } = returned
  if (!isSameBrowser(world, cookies, pending.cookieHash)) return refuse('other-browser')
  if (error !== undefined) return refuse(error === 'access_denied' && code === undefined ? 'denied' : 'bad-answer')
  if (!code || !realmId || !/^\d{1,20}$/.test(realmId)) return refuse('bad-answer')

  const app = await world.readApp()
  const [{ settings }, before] = await Promise.all([world.companies.settings(company), world.writer.read(company)])
  const isOtherRealm = before.realmId !== undefined && before.realmId !== realmId
  const result = await world.oauth(app).exchange(code)
  if (result.is !== 'granted') return refuse('exchange-failed')

  const giveBack = async (refused: Refused): Promise<Landing> => {
    await world.oauth(app).revoke(result.grant.refreshToken)
    return refuse(refused)
  }
  if (world.stage === 'production' && app.environment === 'sandbox') return giveBack('sandbox-in-production')
  if (settings.expectedRealm !== null && settings.expectedRealm !== realmId) return giveBack('unexpected-realm')
  if (isOtherRealm && !pending.mayChangeRealm) return giveBack('realm-change-unconfirmed')
  const info = await world.companyInfo(app, realmId, result.grant.accessToken)
  if (!info) return giveBack('books-not-readable')
  if (!(await world.connections.claim(realmId, company))) return giveBack('realm-taken')

  // A new realm is a new epoch: links of the one before count for nothing in it.
  const epoch = before.realmId === realmId ? before.epoch : before.epoch + 1
  await bind(world, { company, by, realmId, epoch, grant: result.grant, info })
  if (isOtherRealm) {
    const detail = { from: before.realmId, to: realmId }
    await world.activity.append({ company, at: iso(world.now()), by, what: 'realm-changed', detail })
  }
  return { company, connected: true }
}

function isSameBrowser(world: World, cookies: readonly string[], cookieHash: string): boolean {
  const name = `${cookieName(world)}=`
  const nonce = cookies.find((cookie) => cookie.startsWith(name))?.slice(name.length)
  return nonce !== undefined && hashOf(nonce) === cookieHash
}

/** Tokens first, then the connection that makes use of them: a crash in between leaves what another connect replaces. */
async function bind(
  world: World,
  made: {
    company: string
    by: string
    realmId: string
    epoch: number
    grant: Grant
    info: { companyName: string; country: string }
  },
): Promise<void> {
  const { company, by, realmId, epoch, grant, info } = made
  const now = world.now()
  const tokens: Tokens = { realmId, epoch, ...grant, storedAt: now }
  await world.secrets.store(world.secretName(company), tokens)
  await world.connections.bind(company, {
    realmId,
    epoch,
    ...info,
    connectedAt: iso(now),
    connectedBy: by,
    accessExpiresAt: iso(grant.accessExpiresAt),
    refreshExpiresAt: iso(grant.refreshExpiresAt),
  })
  const detail = { realmId, companyName: info.companyName }
  await world.activity.append({ company, at: iso(now), by, what: 'connected', detail })
  await world.wake(company)
}

const iso = (time: number): string => new Date(time).toISOString()

/** Ends a connection: first nothing more is sent, then Intuit is told, then the tokens are gone. Twice does no harm. */
export async function disconnect(
  world: World,
  company: string,
  by: string,
  app: IntuitApp,
): Promise<{ revoked: boolean }> {
  const isEnded = await world.connections.end(company, 'disconnected')
  const stored = await world.secrets.read(world.secretName(company))
  const refreshToken = tokenIn(stored)
  const revoked = refreshToken !== undefined && (await world.oauth(app).revoke(refreshToken))
  await world.secrets.drop(world.secretName(company))
  if (isEnded) {
    await world.activity.append({ company, at: iso(world.now()), by, what: 'disconnected', detail: { revoked } })
  }
  return { revoked }
}

const tokenIn = (stored: unknown): string | undefined =>
  typeof stored === 'object' && stored !== null && 'refreshToken' in stored ? String(stored.refreshToken) : undefined
