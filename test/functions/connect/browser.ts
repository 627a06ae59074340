import type { APIGatewayProxyEventV2WithJWTAuthorizer, Context } from 'aws-lambda'
import type { handler as Handler } from '../../../functions/connect/handler.ts'

type Handle = typeof Handler
type Request = {
  route: string
  company?: string
  query?: Record<string, string>
  cookies?: string[]
  body?: unknown
  caller?: Record<string, string>
}
type Begun = { state: string; cookie: string; authorizeUrl: string; setCookie: string }

/** Who calls unless a test says otherwise: a machine of the operator's. */
const operator = { sub: 'ann', scope: 'cetec-quickbooks/api cetec-quickbooks/operator' }

/** A browser in front of `connect`: what API Gateway would make of its requests, and what a person does with it. */
export function browser(handle: Handle) {
  async function request({ route, company, query, cookies, body, caller = operator }: Request) {
    const event = {
      routeKey: route,
      requestContext: { requestId: 'request-1', authorizer: { jwt: { claims: caller } } },
      headers: {},
      ...(company !== undefined && { pathParameters: { company } }),
      ...(query && { queryStringParameters: query }),
      ...(cookies && { cookies }),
      ...(body !== undefined && { body: JSON.stringify(body) }),
    }
    // The function reads these parts of the event and no others.
    return handle(event as unknown as APIGatewayProxyEventV2WithJWTAuthorizer, {} as Context)
  }

  /** Presses Connect in the console. */
  async function begin(company: string, body?: unknown): Promise<Begun> {
    const answer = await request({ route: 'POST /companies/{company}/connect', company, body })
    const { authorizeUrl } = JSON.parse(answer.body ?? '{}')
    const [setCookie = ''] = answer.cookies ?? []
    const state = new URL(authorizeUrl).searchParams.get('state') ?? ''
    return { state, cookie: setCookie.split(';')[0] ?? '', authorizeUrl, setCookie }
  }

  /** Comes back from Intuit. */
  async function land(query: Record<string, string>, cookies: string[]) {
    const answer = await request({ route: 'GET /oauth/callback', query, cookies })
    return { ...answer, location: String(answer.headers?.['location']) }
  }

  return {
    request,
    begin,
    land,

    /** All the way: to Intuit, which gives this code for this realm, and back. */
    async connect(company: string, { code, realmId, body }: { code: string; realmId: string; body?: unknown }) {
      const { state, cookie } = await begin(company, body)
      const { location } = await land({ code, realmId, state }, [cookie])
      return location.replace('https://console.example', '')
    },

    disconnect: (company: string) => request({ route: 'POST /companies/{company}/disconnect', company }),
  }
}
