import * as z from 'zod/mini'
import type { Authorizer } from './http-authorizer.ts'
import type { Template } from './template.ts'

/** A route of the HTTP API: `GET /companies/{company}`, `ANY /companies/{proxy+}` or `$default`. */
export type Route = {
  key: string
  functionName: string
  authorizerId: string | undefined
  scopes: string[]
}

export type RouteMatch = { route: Route; parameters: Record<string, string> }

/** The route that API Gateway would choose: the one with the most said about the path, and a method before ANY. */
export function routeMatching(routes: Route[], method: string, path: string): RouteMatch | undefined {
  const matches = routes.flatMap((route) => {
    const found = matchOf(route, method, path)
    return found ? [{ route, ...found }] : []
  })
  return matches.sort((one, other) => (one.rank < other.rank ? -1 : 1))[0]
}

/** The rank compares segment by segment: literal text (0) before a parameter (1) before a greedy one (2), then the method. */
function matchOf(
  { key }: Route,
  method: string,
  path: string,
): { parameters: Record<string, string>; rank: string } | undefined {
  if (key === '$default') return { parameters: {}, rank: '3' }
  const [wanted = '', pattern = ''] = key.split(' ')
  if (wanted !== 'ANY' && wanted !== method) return undefined
  const parts = pattern.split('/')
  const segments = path.split('/')
  const parameters: Record<string, string> = {}
  let rank = ''
  for (const [at, part] of parts.entries()) {
    const [, name, greedy] = /^\{([^+}]+)(\+?)\}$/.exec(part) ?? []
    const segment = segments[at]
    if (name === undefined) {
      if (segment !== part) return undefined
      rank += '0'
    } else if (greedy) {
      const remainder = segments.slice(at).join('/')
      if (remainder === '') return undefined
      parameters[name] = decodeURIComponent(remainder)
      return { parameters, rank: `${rank}2${methodRank(wanted)}` }
    } else {
      if (!segment) return undefined
      parameters[name] = decodeURIComponent(segment)
      rank += '1'
    }
  }
  return segments.length === parts.length ? { parameters, rank: `${rank}${methodRank(wanted)}` } : undefined
}

const methodRank = (method: string) => (method === 'ANY' ? 'b' : 'a')

const strings = z.optional(z.array(z.string()))
const Cors = z.object({
  AllowOrigins: strings,
  AllowMethods: strings,
  AllowHeaders: strings,
  ExposeHeaders: strings,
  AllowCredentials: z.optional(z.boolean()),
  MaxAge: z.optional(z.number()),
})
export type Cors = z.output<typeof Cors>
const Api = z.object({ ProtocolType: z.literal('HTTP'), CorsConfiguration: z.optional(Cors) })
const Integration = z.object({
  IntegrationType: z.literal('AWS_PROXY'),
  IntegrationUri: z.string(),
  PayloadFormatVersion: z.literal('2.0'),
})
const TemplateRoute = z.object({
  RouteKey: z.string(),
  Target: z.string(),
  AuthorizationType: z._default(z.enum(['NONE', 'JWT']), 'NONE'),
  AuthorizerId: z.optional(z.string()),
  AuthorizationScopes: z._default(z.array(z.string()), []),
})
const TemplateAuthorizer = z.object({
  AuthorizerType: z.literal('JWT'),
  JwtConfiguration: z.object({ Issuer: z.string(), Audience: z.array(z.string()) }),
})

/** The template's HTTP API: its routes, authorizers and CORS. */
export function httpApiIn(template: Template, functionNames: Map<string, string>) {
  const authorizers = new Map<string, Authorizer>()
  for (const { id, properties } of template.resources('AWS::ApiGatewayV2::Authorizer')) {
    const { JwtConfiguration } = z.parse(TemplateAuthorizer, template.resolve(properties))
    template.define(id, { ref: id })
    authorizers.set(id, { issuer: JwtConfiguration.Issuer, audience: JwtConfiguration.Audience })
  }
  const integrations = new Map<string, string>()
  for (const { id, properties } of template.resources('AWS::ApiGatewayV2::Integration')) {
    const { IntegrationUri } = z.parse(Integration, template.resolve(properties))
    const [, functionName] = [...functionNames].find(([arn]) => IntegrationUri.includes(arn)) ?? []
    if (!functionName) throw new Error(`${id} leads to ${IntegrationUri}, which is not a function of the template`)
    template.define(id, { ref: id })
    integrations.set(`integrations/${id}`, functionName)
  }
  const routes = template.resources('AWS::ApiGatewayV2::Route').map(({ id, properties }): Route => {
    const route = z.parse(TemplateRoute, template.resolve(properties))
    const functionName = integrations.get(route.Target)
    if (!functionName) throw new Error(`${id} has no integration`)
    return { key: route.RouteKey, functionName, authorizerId: route.AuthorizerId, scopes: route.AuthorizationScopes }
  })
  const [api] = template.resources('AWS::ApiGatewayV2::Api')
  const cors = api && z.parse(Api, template.resolve(api.properties)).CorsConfiguration
  return { routes, authorizers, cors }
}
