import { createHash } from 'node:crypto'
import { type IntuitApp, setupChecks } from '../../shared/intuit/setup.ts'
import { ApiProblem } from '../problem.ts'
import type { World } from './world.ts'

/** A person has so long to let us in at Intuit. */
const STATE_SECONDS = 600

/** The cookie that ties the way back to the browser that set out; only over TLS can it be bound to the host. */
export const cookieName = ({ isSecure }: Pick<World, 'isSecure'>): string => (isSecure ? '__Host-connect' : 'connect')

/** Real books and the sandbox are kept apart by stage, keys and all. */
export const isSandboxInProduction = ({ stage }: Pick<World, 'stage'>, { environment }: IntuitApp): boolean =>
  stage === 'production' && environment !== 'production'

export const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex')

/**
 * Begins to connect: a state that nobody can guess, kept for ten minutes and bound to this company, this person and, by a
 * cookie, this browser.
 */
export async function begin(world: World, company: string, by: string, mayChangeRealm: boolean) {
  const app = await world.readApp()
  const missing = Object.entries(setupChecks(app)).flatMap(([value, isSet]) => (isSet ? [] : [value]))
  if (missing.length > 0) {
    throw new ApiProblem(
      409,
      'setup-incomplete',
      'The Intuit app is not set up',
      `An operator still has to store ${missing.join(', ')} in the secret of the Intuit app.`,
      { missing },
    )
  }
  if (isSandboxInProduction(world, app)) {
    const detail = 'The Intuit app of this stage must have the environment "production".'
    throw new ApiProblem(409, 'sandbox-in-production', 'The Intuit app is one for the sandbox', detail)
  }
  const state = world.secretText()
  const nonce = world.secretText()
  await world.connections.begin(hashOf(state), {
    company,
    by,
    cookieHash: hashOf(nonce),
    mayChangeRealm,
    expiresAt: Math.floor(world.now() / 1_000) + STATE_SECONDS,
  })
  const secure = world.isSecure ? '; Secure' : ''
  return {
    authorizeUrl: world.oauth(app).authorizeUrl(state),
    cookie: `${cookieName(world)}=${nonce}; HttpOnly; SameSite=Lax; Path=/; Max-Age=${STATE_SECONDS}${secure}`,
  }
}
