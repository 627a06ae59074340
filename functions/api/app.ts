import type { APIGatewayProxyEventV2WithJWTAuthorizer } from 'aws-lambda'
import { type Context, Hono } from 'hono'
import type { Role } from '../../shared/aws/members.ts'
import { cut, Refusal } from '../../shared/lib/refusal.ts'
import { type Caller, callerOf } from '../caller.ts'
import { ApiProblem } from '../problem.ts'
import { openApi } from './openapi.ts'
import { type Call, notFound, type Right } from './route.ts'
import { routes } from './routes/routes.ts'
import type { World } from './world.ts'

type Env = { Bindings: { event: APIGatewayProxyEventV2WithJWTAuthorizer } }

/** The HTTP API. It reads and writes what stands in the tables; it calls neither Intuit nor anybody else. */
export function api(world: World, apiUrl: string) {
  const app = new Hono<Env>()
  app.get('/openapi.json', (c) => c.json(openApi(apiUrl)))
  for (const { method, path, right, status, handle } of routes) {
    app[method](path.replaceAll(/\{(\w+)\}/g, ':$1'), async (c) => {
      refuseRepeatedParameters(c.req.queries())
      refuseNoCharacters(c)
      const call: Call = {
        caller: await callerWith(world, c, right),
        company: c.req.param('company') ?? '',
        params: c.req.param(),
        query: c.req.query(),
        text: (bytesMax) => readText(c, bytesMax),
      }
      const answer: unknown = await handle(world, call)
      if (answer instanceof Response) return answer
      return answer === undefined ? new Response(null, { status: 204 }) : Response.json(answer, { status })
    })
  }
  app.notFound(() => {
    throw notFound('There is nothing at this address.')
  })
  app.onError((error) => {
    throw error
  })
  return app
}

function refuseRepeatedParameters(queries: Record<string, string[]>): void {
  for (const [name, values] of Object.entries(queries)) {
    if (values.length > 1) throw new Refusal('E_QUERY', name, `the parameter "${name}" comes more than once`)
  }
}

/** What is no character is in no record, and no store or queue takes it everywhere. */
function refuseNoCharacters(c: Context<Env>): void {
  for (const [name, value] of Object.entries({ ...c.req.param(), ...c.req.query() })) {
    if (/[\p{Cs}\p{Noncharacter_Code_Point}]/u.test(name + value)) {
      throw new Refusal('E_CHARACTER', name, `"${cut(name)}" holds a code that is no character, such as U+FFFF`)
    }
  }
}

const nobody: Caller = { id: '', isOperator: false }

/** The caller, who has the right; a company that the caller has no part in is answered like one that there is not. */
async function callerWith(world: World, c: Context<Env>, right: Right): Promise<Caller> {
  if (right === 'anybody') return nobody
  const caller = callerOf(c.env.event)
  if (right === 'signed-in') return caller
  const noCompany = notFound('There is no such company, or you have no part in it.')
  if (right === 'operator') {
    if (!caller.isOperator) throw noCompany
    return caller
  }
  const company = c.req.param('company') ?? ''
  const role = await world.members.roleOf(caller, company)
  if (role === undefined || (await world.companies.get(company)) === undefined) throw noCompany
  if (!mayDo(role, right)) {
    const detail = `It takes the role ${right}; yours is ${role}.`
    throw new ApiProblem(403, 'no-right', 'Your role does not allow this', detail)
  }
  return caller
}

/** A feeder may also look; an admin may do all. */
const mayDo = (role: Role, needed: Right): boolean =>
  role === 'admin' || role === needed || (role === 'feed' && needed === 'viewer')

async function readText(c: Context<Env>, bytesMax: number): Promise<string> {
  const type = c.req.header('content-type')?.split(';')[0]?.trim()
  if (type !== 'application/json' && type !== 'application/cloudevents-batch+json') {
    throw new ApiProblem(415, 'not-json', 'The body must be JSON', 'Send it with Content-Type: application/json.')
  }
  const bytes = await c.req.arrayBuffer()
  if (bytes.byteLength > bytesMax) {
    const detail = `It may have ${bytesMax} bytes; send it in parts.`
    throw new ApiProblem(413, 'E_TOO_LARGE', 'The body is too large', detail)
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw new Refusal('E_JSON', '', 'the body is not JSON: it is not UTF-8')
  }
}
