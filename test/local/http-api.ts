import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import * as z from 'zod/mini'
import { type Authorizer, authorize, type Verdict } from './http-authorizer.ts'
import { type Cors, type Route, type RouteMatch, routeMatching } from './http-routes.ts'
import type { Lambda } from './lambda.ts'
import { type Loopback, readBody } from './loopback.ts'

/** A synchronous invocation of Lambda takes no more. */
const BODY_MAX_BYTES = 6 * 1024 * 1024
/** HTTP APIs wait no longer for a function, which goes on all the same. */
const ANSWER_MAX_MS = 30_000

type Options = {
  /** Where it answers: the address is needed before the routes are known. */
  door: Loopback
  routes: Route[]
  authorizers: Map<string, Authorizer>
  cors: Cors | undefined
  lambda: Lambda
  answerMaxMs?: number
}

/** An HTTP API of API Gateway: routes to functions with payload 2.0, and a JWT authorizer before those that want one. */
export function startHttpApi({ door, routes, authorizers, cors, lambda, answerMaxMs = ANSWER_MAX_MS }: Options) {
  door.server.on('request', (request, response) => {
    answer(request, response).catch((error: unknown) => refuse(response, 500, String(error)))
  })

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    for (const [name, value] of corsHeaders(cors, request)) response.setHeader(name, value)
    const { pathname, search } = new URL(request.url ?? '/', door.url)
    if (!isDecodable(pathname)) return refuse(response, 400, 'Bad Request')
    const match = routeMatching(routes, request.method ?? '', pathname)
    if (!match) {
      if (cors && request.method === 'OPTIONS') return void response.writeHead(204).end()
      return refuse(response, 404, 'Not Found')
    }
    const authorizer = authorizers.get(match.route.authorizerId ?? '')
    const verdict: Verdict = authorizer
      ? await authorize(authorizer, match.route.scopes, request.headers.authorization)
      : { status: 200, claims: undefined, scopes: undefined }
    if (verdict.status !== 200) {
      response.setHeader('www-authenticate', 'Bearer')
      return refuse(response, verdict.status, verdict.status === 401 ? 'Unauthorized' : 'Forbidden')
    }
    const body = await readBody(request, BODY_MAX_BYTES)
    if (!body) return refuse(response, 413, 'Request Entity Too Large')
    const event = eventOf({ request, pathname, search, match, verdict, body })
    const outcome = await Promise.race([lambda.invoke(match.route.functionName, event), after(answerMaxMs)])
    if (outcome === 'too late') return refuse(response, 503, 'Service Unavailable')
    if (!outcome.ok) return refuse(response, 500, 'Internal Server Error')
    pass(outcome.payload, response)
  }

  return { url: door.url, stop: door.stop }
}

function isDecodable(path: string): boolean {
  try {
    decodeURIComponent(path)
    return true
  } catch {
    return false
  }
}

function after(ms: number): Promise<'too late'> {
  return new Promise((resolve) => setTimeout(resolve, ms, 'too late' as const).unref())
}

function refuse(response: ServerResponse, status: number, message: string): void {
  if (response.headersSent) return void response.end()
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ message }))
}

function eventOf({
  request,
  pathname,
  search,
  match,
  verdict,
  body,
}: {
  request: IncomingMessage
  pathname: string
  search: string
  match: RouteMatch
  verdict: Verdict
  body: Buffer
}) {
  const { cookie, ...rest } = request.headersDistinct
  const headers = Object.fromEntries(Object.entries(rest).map(([name, values = []]) => [name, values.join(',')]))
  const cookies = cookie?.flatMap((line) => line.split(/; */)).filter((each) => each !== '')
  const query = new URLSearchParams(search)
  const isText = isTextual(headers['content-type'], headers['content-encoding'])
  const now = new Date()
  return {
    version: '2.0',
    routeKey: match.route.key,
    // API Gateway hands the path over decoded; whoever needs to know a %2F from a slash must look elsewhere.
    rawPath: decodeURIComponent(pathname),
    rawQueryString: search.slice(1),
    ...(cookies && cookies.length > 0 && { cookies }),
    headers,
    ...(query.size > 0 && {
      queryStringParameters: Object.fromEntries(
        [...new Set(query.keys())].map((name) => [name, query.getAll(name).join(',')]),
      ),
    }),
    requestContext: {
      accountId: '000000000000',
      apiId: 'local',
      ...(verdict.claims && { authorizer: { jwt: { claims: verdict.claims, scopes: verdict.scopes } } }),
      domainName: headers['host'],
      domainPrefix: 'local',
      http: {
        method: request.method,
        path: decodeURIComponent(pathname),
        protocol: `HTTP/${request.httpVersion}`,
        sourceIp: request.socket.remoteAddress,
        userAgent: headers['user-agent'],
      },
      requestId: randomUUID(),
      routeKey: match.route.key,
      stage: '$default',
      time: now.toISOString(),
      timeEpoch: now.getTime(),
    },
    ...(Object.keys(match.parameters).length > 0 && { pathParameters: match.parameters }),
    ...(body.length > 0 && { body: body.toString(isText ? 'utf8' : 'base64') }),
    isBase64Encoded: body.length > 0 && !isText,
  }
}

/** Other bodies, forms among them, reach the function in base64. */
function isTextual(type = 'text/plain', encoding: string | undefined): boolean {
  return encoding === undefined && /^(text\/|application\/([\w.-]+\+)?(json|xml)\b|application\/javascript)/.test(type)
}

const Answer = z.object({
  statusCode: z.int().check(z.gte(100), z.lte(599)),
  headers: z.nullish(z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]))),
  cookies: z.nullish(z.array(z.string())),
  body: z.nullish(z.string()),
  isBase64Encoded: z.nullish(z.boolean()),
})

/** What is not an answer in API Gateway's form is the body of one with status 200. */
function pass(payload: unknown, response: ServerResponse): void {
  const isAnswer = typeof payload === 'object' && payload !== null && 'statusCode' in payload
  const whole = isAnswer
    ? payload
    : { statusCode: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(payload ?? null) }
  const parsed = z.safeParse(Answer, whole)
  if (parsed.success) write(response, parsed.data)
  else refuse(response, 500, 'Internal Server Error')
}

function write(response: ServerResponse, answer: z.output<typeof Answer>): void {
  const { statusCode, headers, cookies, body, isBase64Encoded } = answer
  const names = Object.fromEntries(
    Object.entries(headers ?? {}).map(([name, value]) => [name.toLowerCase(), String(value)]),
  )
  const { 'set-cookie': single, ...others } = names
  const allCookies = [...(cookies ?? []), ...(single ? [single] : [])]
  if (allCookies.length > 0) response.setHeader('set-cookie', allCookies)
  response.writeHead(statusCode, { 'content-type': 'text/plain;charset=UTF-8', ...others })
  response.end(Buffer.from(body ?? '', isBase64Encoded ? 'base64' : 'utf8'))
}

function corsHeaders(cors: Cors | undefined, request: IncomingMessage): [string, string][] {
  const { origin } = request.headers
  const isAllowed = origin !== undefined && cors?.AllowOrigins?.some((allowed) => allowed === '*' || allowed === origin)
  if (!cors || !isAllowed) return []
  const list = (values: string[] | undefined) => values?.join(',')
  const headers: [string, string | undefined][] = [
    ['access-control-allow-origin', cors.AllowOrigins?.includes('*') ? '*' : origin],
    ['access-control-allow-credentials', cors.AllowCredentials ? 'true' : undefined],
    ['access-control-expose-headers', list(cors.ExposeHeaders)],
    ...(request.method === 'OPTIONS'
      ? ([
          ['access-control-allow-methods', list(cors.AllowMethods)],
          ['access-control-allow-headers', list(cors.AllowHeaders)],
          ['access-control-max-age', cors.MaxAge?.toString()],
        ] satisfies [string, string | undefined][])
      : []),
  ]
  return headers.flatMap(([name, value]) => (value ? [[name, value] satisfies [string, string]] : []))
}
