import { createRemoteJWKSet, errors, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from 'jose'
import * as z from 'zod/mini'

/** Whose tokens count, and for whom they must be. */
export type Authorizer = { issuer: string; audience: string[] }

/** What an authorizer decides. The claims go to the function as strings, which is how API Gateway hands them over. */
export type Verdict =
  | { status: 200; claims: Record<string, string> | undefined; scopes: string[] | null | undefined }
  | { status: 401 | 403; claims?: undefined; scopes?: undefined }

const Discovery = z.object({ jwks_uri: z.string() })
const keys = new Map<string, Promise<JWTVerifyGetKey>>()

/** Judges a request's token: 401 for one that does not hold, 403 for one without any of the scopes the route wants. */
export async function authorize(
  { issuer, audience }: Authorizer,
  scopes: string[],
  header: string | undefined,
): Promise<Verdict> {
  const token = /^(?:Bearer +)?([^ ]+)$/i.exec(header ?? '')?.[1]
  if (!token) return { status: 401 }
  const claims = await verified(token, issuer)
  const audiences = [claims?.aud ?? claims?.['client_id']].flat()
  if (!claims || !audiences.some((each) => typeof each === 'string' && audience.includes(each))) return { status: 401 }
  const granted = String(claims['scope'] ?? claims['scp'] ?? '').split(' ')
  if (scopes.length > 0 && !scopes.some((scope) => granted.includes(scope))) return { status: 403 }
  const texts = Object.entries(claims).map(([name, value]) => [
    name,
    Array.isArray(value) ? `[${value.join(' ')}]` : String(value),
  ])
  return { status: 200, claims: Object.fromEntries(texts), scopes: scopes.length > 0 ? scopes : null }
}

async function verified(token: string, issuer: string): Promise<JWTPayload | undefined> {
  try {
    const { payload } = await jwtVerify(token, await keysOf(issuer), {
      issuer,
      algorithms: ['RS256', 'RS384', 'RS512'],
      requiredClaims: ['exp'],
    })
    return payload
  } catch (error) {
    if (error instanceof errors.JOSEError) return undefined
    throw error
  }
}

function keysOf(issuer: string): Promise<JWTVerifyGetKey> {
  const known = keys.get(issuer)
  if (known) return known
  const found = fetch(`${issuer}/.well-known/openid-configuration`)
    .then(async (answer) => createRemoteJWKSet(new URL(z.parse(Discovery, await answer.json()).jwks_uri)))
    .catch((error: unknown) => {
      keys.delete(issuer)
      throw error
    })
  keys.set(issuer, found)
  return found
}
