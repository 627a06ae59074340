import type { FunctionName } from './functions.ts'
import type { Universe } from './universe.ts'

/** An answer of the API as a client reads it. */
export type Answer = { status: number; text: string; headers: Record<string, string>; cookies: readonly string[] }

type Call = { method: string; path: string; body?: object; cookies?: readonly string[] }

/** Whoever calls here is an operator, and so admin of every company. */
const claims = { sub: 'ann', scope: 'cetec-quickbooks/operator' }

/** The event that API Gateway makes of a request, and the function that its route leads to. */
function eventOf({ method, path, body, cookies }: Call): { name: FunctionName; event: object } {
  const [pathname = '', search = ''] = path.split('?')
  const [, company = '', act] = /^\/companies\/([^/]+)\/(connect|disconnect)$/.exec(pathname) ?? []
  const isConnect = act !== undefined || pathname === '/oauth/callback'
  const routeKey = act ? `POST /companies/{company}/${act}` : `${method} ${pathname}`
  const event = {
    version: '2.0',
    routeKey,
    // Decoded, as API Gateway hands it over.
    rawPath: decodeURIComponent(pathname),
    rawQueryString: search,
    headers: { host: 'api.test', ...(body && { 'content-type': 'application/json' }) },
    ...(cookies && { cookies }),
    ...(search && { queryStringParameters: Object.fromEntries(new URLSearchParams(search)) }),
    ...(act && { pathParameters: { company } }),
    requestContext: {
      requestId: 'request',
      domainName: 'api.test',
      authorizer: { jwt: { claims, scopes: [] } },
      http: { method, path: pathname, sourceIp: '127.0.0.1', userAgent: 'simulation', protocol: 'HTTP/1.1' },
    },
    ...(body && { body: JSON.stringify(body) }),
    isBase64Encoded: false,
  }
  return { name: isConnect ? 'connect' : 'api', event }
}

/** A person's request: it runs in a process that may die, and then no answer comes. */
export async function request(universe: Universe, call: Call, onDeath?: () => void): Promise<Answer> {
  const { name, event } = eventOf(call)
  return answerOf(await universe.invoke(name, event, onDeath))
}

/** A look from outside through the same API, at which nothing fails and which takes no time. */
export async function look(universe: Universe, path: string): Promise<Answer> {
  const { name, event } = eventOf({ method: 'GET', path })
  return answerOf(await universe.observe(name, event))
}

function answerOf(answer: unknown): Answer {
  const {
    statusCode = 0,
    body = '',
    headers = {},
    cookies = [],
  } = answer as Partial<{
    statusCode: number
    body: string
    headers: Record<string, string>
    cookies: string[]
  }>
  return { status: statusCode, text: body, headers, cookies }
}
