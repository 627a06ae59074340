import type { Tokens } from '../../shared/aws/secrets.ts'
import type { Writer } from '../../shared/aws/writer.ts'
import { failureFields, type Grant } from '../../shared/intuit/oauth.ts'
import type { IntuitApp } from '../../shared/intuit/setup.ts'
import { zoneOfBooks } from '../../shared/sync/day.ts'
import { cookieName, hashOf, isSandboxInProduction } from './begin.ts'
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
  | 'busy'
  | 'unexpected-realm'
  | 'realm-taken'
  | 'realm-change-unconfirmed'
  | 'sandbox-in-production'
  | 'exchange-failed'
  | 'books-not-readable'
  | 'failed'

export type Landing = { company: string; connected: true } | { company: string | undefined; refused: Refused }

/** A browser waits, and a refresh that goes well takes a second or two. */
const WAIT_FOR_REFRESH_MS = 3_000

/**
 * Finishes what `begin` began. The state is used up before anything else happens, so a second callback finds nothing;
 * no code is exchanged before everything about it is in order, and tokens that turn out to open the wrong books are
 * revoked and never stored. Whatever fails, there is a landing: the browser must not stay where the code is in its
 * address bar.
 */
export async function finish(world: World, returned: Returned): Promise<Landing> {
  let company: string | undefined
  try {
    const pending = returned.state ? await world.connections.take(hashOf(returned.state)) : undefined
    if (!pending || pending.expiresAt * 1_000 < world.now()) {
      world.log('warn', 'a callback without a valid state', { code: 'unknown-state' })
      return { company: undefined, refused: 'unknown-state' }
    }
    company = pending.company
    const refused = await connect(world, pending, returned)
    if (!refused) return { company, connected: true }

    world.log('warn', 'a connection was refused', { company, code: refused })
    const at = iso(world.now())
    await world.activity.append({ company, at, by: pending.by, what: 'connect-refused', detail: { why: refused } })
    return { company, refused }
  } catch (error) {
    world.log('error', 'a callback failed', { ...(company && { company }), error: nameOf(error) })
    return { company, refused: 'failed' }
  }
}

type Pending = { company: string; by: string; cookieHash: string; mayChangeRealm: boolean }

async function connect(world: World, pending: Pending, returned: Returned): Promise<Refused | undefined> {
  const { code, realmId, error, cookies } = returned
  if (!isSameBrowser(world, cookies, pending.cookieHash)) return 'other-browser'
  if (error !== undefined) return error === 'access_denied' && code === undefined ? 'denied' : 'bad-answer'
  if (!code || !realmId || !/^\d{1,20}$/.test(realmId)) return 'bad-answer'

  // A refresh that is under way would store the old realm's tokens over the new ones.
  const outcome = await world.keeper.alone(pending.company, WAIT_FOR_REFRESH_MS, async () => ({
    refused: await exchange(world, pending, code, realmId),
  }))
  return outcome ? outcome.refused : 'busy'
}

function isSameBrowser(world: World, cookies: readonly string[], cookieHash: string): boolean {
  const name = `${cookieName(world)}=`
  const nonce = cookies.find((cookie) => cookie.startsWith(name))?.slice(name.length)
  return nonce !== undefined && hashOf(nonce) === cookieHash
}

/** Exchanges the code. Tokens that do not end in a connection are given back, also when something fails. */
async function exchange(world: World, pending: Pending, code: string, realmId: string): Promise<Refused | undefined> {
  const app = await world.readApp()
  const oauth = world.oauth(app)
  const { company, by } = pending
  const result = await oauth.exchange(code)
  if (result.is !== 'granted') {
    world.log('warn', 'a code could not be exchanged', { company, ...failureFields(result) })
    return 'exchange-failed'
  }
  let bound: { refused: Refused } | Bound
  try {
    bound = await bindIfRight(world, app, pending, realmId, result.grant)
  } catch (error) {
    world.log('error', 'a connection could not be stored', { company, error: nameOf(error) })
    bound = { refused: 'failed' }
  }
  if ('refused' in bound) {
    await oauth.revoke(result.grant.refreshToken)
    return bound.refused
  }
  const { companyName, formerRealmId, formerTokens } = bound
  const at = iso(world.now())
  await world.activity.append({ company, at, by, what: 'connected', detail: { realmId, companyName } })
  if (formerRealmId !== undefined && formerRealmId !== realmId) {
    const detail = { from: formerRealmId, to: realmId }
    await world.activity.append({ company, at, by, what: 'realm-changed', detail })
    if (formerTokens) await oauth.revoke(formerTokens.refreshToken)
  }
  await world.wake(company)
  return undefined
}

type Bound = { companyName: string; formerRealmId: string | undefined; formerTokens: Tokens | undefined }

/** Binds the company to the realm, unless anything about it is wrong. */
async function bindIfRight(
  world: World,
  app: IntuitApp,
  { company, by, mayChangeRealm }: Pending,
  realmId: string,
  grant: Grant,
): Promise<{ refused: Refused } | Bound> {
  const [{ settings }, before, formerTokens] = await Promise.all([
    world.companies.settings(company),
    world.writer.read(company),
    world.keeper.read(company),
  ])
  const isOtherRealm = before.realmId !== undefined && before.realmId !== realmId
  if (isSandboxInProduction(world, app)) return { refused: 'sandbox-in-production' }
  if (settings.expectedRealm !== null && settings.expectedRealm !== realmId) return { refused: 'unexpected-realm' }
  if (isOtherRealm && !mayChangeRealm) return { refused: 'realm-change-unconfirmed' }
  const info = await world.companyInfo(app, realmId, grant.accessToken)
  if (!info) return { refused: 'books-not-readable' }
  // For good, also after a disconnect: what was once written to these books must not be written again as another company.
  if (!(await world.connections.claim(realmId, company))) return { refused: 'realm-taken' }

  // Seen by whoever looks after a crash: from here to the end, the tokens and the connection are of two realms.
  if (isOtherRealm) await world.connections.end(company, 'needs-reconnect', 'A change of realm was not finished.')
  const epoch = epochOf(realmId, before)
  // Tokens first, then the connection that makes use of them: a crash in between leaves what another connect replaces.
  await world.secrets.store(world.secretName(company), { realmId, epoch, ...grant, storedAt: world.now() })
  await world.companies.noteTimeZone(company, zoneOfBooks(info))
  const connection = {
    realmId,
    epoch,
    companyName: info.companyName,
    country: info.country,
    connectedAt: iso(world.now()),
    connectedBy: by,
    accessExpiresAt: iso(grant.accessExpiresAt),
    refreshExpiresAt: iso(grant.refreshExpiresAt),
  }
  if (!(await world.connections.bind(company, connection, before))) throw new Error('bound by somebody else')
  return { companyName: info.companyName, formerRealmId: before.realmId, formerTokens }
}

/**
 * A new realm is a new epoch: links of others count for nothing in it. One that comes back has its own epoch again, and
 * with it everything that is known of it, or what is there already would be written anew.
 */
function epochOf(realmId: string, before: Pick<Writer, 'realmId' | 'epoch' | 'epochs' | 'suspension'>): number {
  const { epoch, epochs, suspension } = before
  const isEmptied = suspension?.code === 'company_reset' && realmId === before.realmId
  const known = isEmptied ? undefined : epochs[realmId]
  return known ?? Math.max(epoch, ...Object.values(epochs)) + 1
}

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : 'unknown')
const iso = (time: number): string => new Date(time).toISOString()
