import type { World } from './world.ts'

/** Somebody waits; a refresh that takes longer finds its secret gone. */
const WAIT_FOR_REFRESH_MS = 3_000

/**
 * Ends a connection: first nothing more is sent, then Intuit is told, then the tokens are gone. Twice does no harm. Realm
 * and epoch stay known, and the realm stays claimed, so that the same books can be connected again with all their links.
 *
 * @returns whether Intuit has confirmed; where it has not, nobody holds the tokens any more all the same
 */
export async function disconnect(world: World, company: string, by: string): Promise<{ revoked: boolean }> {
  const hasEnded = await world.connections.end(company, 'disconnected')
  // Not in the middle of a refresh, or the token that it brings would outlive this.
  const revoked =
    (await world.keeper.alone(company, WAIT_FOR_REFRESH_MS, () => drop(world, company))) ?? (await drop(world, company))
  if (hasEnded) {
    const at = new Date(world.now()).toISOString()
    await world.activity.append({ company, at, by, what: 'disconnected', detail: { revoked } })
  }
  return { revoked }
}

async function drop(world: World, company: string): Promise<boolean> {
  const tokens = await world.keeper.read(company)
  const revoked = tokens !== undefined && (await world.oauth(await world.readApp()).revoke(tokens.refreshToken))
  await world.secrets.drop(world.secretName(company))
  return revoked
}
