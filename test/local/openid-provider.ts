import { createHash } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { exportJWK, generateKeyPair } from 'jose'
import Provider, { type ClientMetadata } from 'oidc-provider'
import { listen, readBody } from './loopback.ts'
import { openidStorage } from './openid-storage.ts'

/** The API's scopes, as Cognito names them: `resource/scope`. OpenID wants the resource to be a URI besides. */
const RESOURCE = 'urn:cetec-quickbooks'
const USE = 'cetec-quickbooks/api'
const OPERATE = 'cetec-quickbooks/operator'

const FORM_MAX_BYTES = 10_000
const TOKEN_SECONDS = 3_600

/** Who can log in. There are no passwords on this machine. */
const people = [
  {
    username: 'operator',
    email: 'operator@demo.example',
    groups: ['operators'],
    may: 'create companies, do all in each',
  },
  { username: 'controller', email: 'controller@demo.example', groups: [], may: 'do all in the demo company' },
  { username: 'accountant', email: 'accountant@demo.example', groups: [], may: 'look at the demo company' },
]

export type Client = {
  id: string
  /** A machine has a secret; a browser has none and brings a PKCE proof. */
  secret: string | undefined
  redirectUris: string[]
}

/** An OpenID provider on this machine: the part of Cognito that issues tokens. Its keys live as long as it runs. */
export async function startOpenidProvider({ clients }: { clients: Client[] }) {
  const { server, url: issuer, stop } = await listen()
  const { privateKey } = await generateKeyPair('RS256', { extractable: true })
  const key = { ...(await exportJWK(privateKey)), alg: 'RS256', use: 'sig', kid: 'local' }

  const provider = new Provider(issuer, {
    adapter: openidStorage,
    clients: clients.map(metadataOf),
    jwks: { keys: [key] },
    cookies: { keys: [key.d ?? ''] },
    // Only OpenID's own scopes: a resource's scope in this list would ask for consent without end.
    scopes: ['openid', 'email', 'profile', 'offline_access'],
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['username'] },
    // As Cognito does: the ID token itself says who it is.
    conformIdTokenClaims: false,
    pkce: { required: () => true },
    ttl: {
      AccessToken: TOKEN_SECONDS,
      IdToken: TOKEN_SECONDS,
      RefreshToken: 12 * 3_600,
      AuthorizationCode: 60,
      ClientCredentials: TOKEN_SECONDS,
      Session: 24 * 3_600,
      Interaction: 3_600,
      Grant: 24 * 3_600,
    },
    issueRefreshToken: async (_, client) => client.grantTypeAllowed('refresh_token'),
    clientBasedCORS: () => true,
    findAccount: (_, sub) => {
      const person = people.find(({ username }) => subjectOf(username) === sub)
      if (!person) return undefined
      const { username, email } = person
      return { accountId: sub, claims: () => ({ sub, username, email, email_verified: true }) }
    },
    // Nobody is asked for consent: what the browser client may ask for is granted from the start.
    loadExistingGrant: async ({ oidc }) => {
      const accountId = oidc.session?.accountId
      const grant = new provider.Grant({ clientId: oidc.client?.clientId ?? '', ...(accountId && { accountId }) })
      grant.addOIDCScope('openid email profile offline_access')
      grant.addResourceScope(RESOURCE, USE)
      await grant.save()
      return grant
    },
    extraTokenClaims: (_, token) => {
      const person =
        'accountId' in token ? people.find(({ username }) => subjectOf(username) === token.accountId) : undefined
      return { token_use: 'access', ...(person && { username: person.username, 'cognito:groups': person.groups }) }
    },
    formats: {
      customizers: {
        // As Cognito does: who asks for no scope in particular gets all that the client may have.
        jwt: (_, token, jwt) => {
          if (jwt.payload && token.kind === 'ClientCredentials') jwt.payload['scope'] ??= `${USE} ${OPERATE}`
        },
      },
    },
    features: {
      devInteractions: { enabled: false },
      rpInitiatedLogout: {
        logoutSource: (context, form) => {
          context.body = logoutPage(form)
        },
      },
      clientCredentials: { enabled: true },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => RESOURCE,
        useGrantedResource: () => true,
        getResourceServerInfo: (_, __, client) => ({
          // A person operates by being in the group, not by what the browser asks for.
          scope: client.grantTypeAllowed('client_credentials') ? `${USE} ${OPERATE}` : USE,
          // A JWT must have an audience here. Cognito's have none, and API Gateway then looks at `client_id`.
          audience: client.clientId,
          accessTokenFormat: 'jwt',
          accessTokenTTL: TOKEN_SECONDS,
          jwt: { sign: { alg: 'RS256' } },
        }),
      },
    },
    interactions: { url: (_, interaction) => `/login/${interaction.uid}` },
  })

  const answer = provider.callback()
  server.on('request', (request, response) => {
    if (!request.url?.startsWith('/login/')) return void answer(request, response)
    login(provider, request, response).catch((error: unknown) => response.writeHead(400).end(String(error)))
  })
  return { issuer, tokenUrl: `${issuer}/token`, stop }
}

async function login(provider: Provider, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.method !== 'POST') {
    const buttons = people.map(
      ({ username, may }) => `<p><button name="username" value="${username}">${username}</button> may ${may}</p>`,
    )
    const page = `<!doctype html><html lang="en"><meta name="viewport" content="width=device-width"><title>Log in</title>
<style>body { font: 16px/1.5 sans-serif; max-width: 32rem; margin: 12vh auto; padding: 1rem } button { font: inherit; min-width: 8rem }</style>
<h1>Who are you?</h1><p>There are no passwords on this machine.</p><form method="post">${buttons.join('')}</form></html>`
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(page)
    return
  }
  const form = new URLSearchParams((await readBody(request, FORM_MAX_BYTES))?.toString())
  const person = people.find(({ username }) => username === form.get('username'))
  const result = person
    ? { login: { accountId: subjectOf(person.username) } }
    : { error: 'access_denied', error_description: 'nobody of that name' }
  await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false })
}

/** The provider's form lacks only its buttons. */
const logoutPage = (form: string): string => `<!doctype html><html lang="en"><title>Log out</title>
<h1>Log out?</h1>${form}
<button type="submit" form="op.logoutForm" name="logout" value="yes">Yes, sign me out</button>
<button type="submit" form="op.logoutForm">No</button></html>`

function metadataOf({ id, secret, redirectUris }: Client): ClientMetadata {
  if (secret !== undefined) {
    return {
      client_id: id,
      client_secret: secret,
      grant_types: ['client_credentials'],
      response_types: [],
      redirect_uris: [],
    }
  }
  return {
    client_id: id,
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
    redirect_uris: redirectUris,
    post_logout_redirect_uris: redirectUris,
    token_endpoint_auth_method: 'none',
  }
}

/** Cognito's subjects are UUIDs that stay the same for a person; so are these. */
export function subjectOf(username: string): string {
  const digest = createHash('sha256').update(username).digest('hex')
  return digest.slice(0, 32).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}
