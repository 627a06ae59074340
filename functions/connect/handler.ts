import middy from '@middy/core'
import type {
  APIGatewayProxyEventV2,
  APIGatewayProxyEventV2WithJWTAuthorizer,
  APIGatewayProxyStructuredResultV2,
} from 'aws-lambda'
import * as z from 'zod/mini'
import { parseJson } from '../../shared/lib/json.ts'
import { read } from '../../shared/lib/schema.ts'
import { callerOf } from '../caller.ts'
import { answerProblems } from '../middleware.ts'
import { ApiProblem } from '../problem.ts'
import { begin, cookieName } from './begin.ts'
import { finish, type Landing } from './callback.ts'
import { disconnect } from './disconnect.ts'
import { world } from './wiring.ts'

const ConnectBody = z.strictObject({ confirmRealmChange: z.optional(z.boolean()) })

type Event = APIGatewayProxyEventV2 | APIGatewayProxyEventV2WithJWTAuthorizer

/** The way into QuickBooks and out of it: connect, Intuit's callback, disconnect. */
export const handler = middy(async (event: Event): Promise<APIGatewayProxyStructuredResultV2> => {
  if (event.routeKey === 'GET /oauth/callback') return land(await finish(world, returned(event)))
  const { company, by } = await admin(event)
  if (event.routeKey.endsWith('/disconnect')) {
    return json({ status: 'disconnected', ...(await disconnect(world, company, by)) })
  }
  const { confirmRealmChange = false } = read(ConnectBody, event.body ? parseJson(bodyOf(event)) : {})
  const { authorizeUrl, cookie } = await begin(world, company, by, confirmRealmChange)
  return { ...json({ authorizeUrl }), cookies: [cookie] }
}).use(answerProblems)

const json = (body: object): APIGatewayProxyStructuredResultV2 => ({
  statusCode: 200,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
})

const bodyOf = ({ body = '', isBase64Encoded }: Event): string =>
  isBase64Encoded ? Buffer.from(body, 'base64').toString() : body

/** Only an admin of the company gets further; to anybody else there is no such company. */
async function admin(event: Event): Promise<{ company: string; by: string }> {
  if (!('authorizer' in event.requestContext)) throw new Error('the route has no authorizer')
  const caller = callerOf({
    requestContext: event.requestContext as APIGatewayProxyEventV2WithJWTAuthorizer['requestContext'],
  })
  const company = event.pathParameters?.['company'] ?? ''
  const role = await world.members.roleOf(caller, company)
  if (!role || !(await world.companies.get(company))) {
    throw new ApiProblem(404, 'not-found', 'Not found', 'There is no such company, or you have no part in it.')
  }
  if (role !== 'admin') {
    throw new ApiProblem(403, 'no-right', 'Your role does not allow this', `It takes the role admin; yours is ${role}.`)
  }
  return { company, by: caller.id }
}

/** Intuit sends each parameter once; what comes twice is none of Intuit's. */
function returned({ queryStringParameters: query = {}, cookies = [] }: Event) {
  return { code: query['code'], state: query['state'], realmId: query['realmId'], error: query['error'], cookies }
}

/** Always a redirect without a body, always to our own console: the address bar must not keep what Intuit put there. */
function land(landing: Landing): APIGatewayProxyStructuredResultV2 {
  const query = new URLSearchParams(
    'connected' in landing
      ? { connected: landing.company }
      : { 'connect-error': landing.refused, ...(landing.company && { company: landing.company }) },
  )
  return {
    statusCode: 302,
    headers: { location: `${world.consoleUrl.replace(/\/$/, '')}/?${query}` },
    cookies: [`${cookieName(world)}=; HttpOnly; SameSite=Lax; Path=/; Max-Age=0${world.isSecure ? '; Secure' : ''}`],
  }
}
