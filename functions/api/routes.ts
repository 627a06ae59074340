import * as z from 'zod/mini'
import { ChangeEvent } from '../../shared/erp/change-event.ts'
import { type Kind, kinds, recordSchemas } from '../../shared/erp/record.ts'
import { SettingsPatch } from '../../shared/sync/settings.ts'
import * as shapes from './shapes.ts'

/** Who may call a route: anybody, whoever is signed in, an operator, or a member of the company with a role. */
export type Right = 'anybody' | 'signed-in' | 'operator' | 'viewer' | 'feed' | 'admin'

type Route = {
  method: 'get' | 'put' | 'patch' | 'post' | 'delete'
  path: string
  summary: string
  right: Right
  query?: readonly string[]
  body?: z.ZodMiniType
  status: number
  answer?: z.ZodMiniType
}

/** Every route of the API, for its documentation; what each does stands in `app.ts` and in the function `connect`. */
const routes: readonly Route[] = [
  {
    method: 'get',
    path: '/',
    summary: 'Where browsers land after connecting: one sentence',
    right: 'anybody',
    query: ['connected', 'connect-error', 'company'],
    status: 200,
  },
  { method: 'get', path: '/health', summary: 'Whether the API answers', right: 'anybody', status: 200 },
  { method: 'get', path: '/openapi.json', summary: 'This description', right: 'anybody', status: 200 },
  { method: 'get', path: '/schemas/{kind}', summary: 'JSON Schema of a kind of record', right: 'anybody', status: 200 },
  {
    method: 'get',
    path: '/companies',
    summary: 'The companies that you may see',
    right: 'signed-in',
    status: 200,
    answer: shapes.CompanyPage,
  },
  {
    method: 'get',
    path: '/companies/{company}',
    summary: 'A company',
    right: 'viewer',
    status: 200,
    answer: shapes.Company,
  },
  {
    method: 'put',
    path: '/companies/{company}',
    summary: 'Create a company, or rename it',
    right: 'operator',
    body: shapes.CompanyPut,
    status: 200,
    answer: shapes.Company,
  },
  {
    method: 'get',
    path: '/companies/{company}/members',
    summary: 'Who has a part in the company',
    right: 'viewer',
    status: 200,
    answer: shapes.MemberPage,
  },
  {
    method: 'put',
    path: '/companies/{company}/members/{id}',
    summary: 'Give a person (by subject) or a machine (by client id) a role',
    right: 'admin',
    body: shapes.MemberPut,
    status: 200,
    answer: shapes.Member,
  },
  {
    method: 'delete',
    path: '/companies/{company}/members/{id}',
    summary: 'Take a role away',
    right: 'admin',
    status: 204,
  },
  {
    method: 'get',
    path: '/companies/{company}/settings',
    summary: 'Switches, default accounts, go-live, policies',
    right: 'viewer',
    status: 200,
    answer: shapes.SettingsAnswer,
  },
  {
    method: 'patch',
    path: '/companies/{company}/settings',
    summary: 'Change any part of the settings',
    right: 'admin',
    body: SettingsPatch,
    status: 200,
    answer: shapes.SettingsAnswer,
  },
  {
    method: 'get',
    path: '/companies/{company}/connection',
    summary: 'The connection to QuickBooks and the five setup checks',
    right: 'viewer',
    status: 200,
    answer: shapes.Connection,
  },
  {
    method: 'post',
    path: '/companies/{company}/connect',
    summary: 'Begin to connect: where to send the browser',
    right: 'admin',
    status: 200,
    answer: z.object({ authorizeUrl: z.string() }),
  },
  {
    method: 'get',
    path: '/oauth/callback',
    summary: 'Where Intuit sends the browser back to',
    right: 'anybody',
    query: ['code', 'state', 'realmId', 'error'],
    status: 302,
  },
  {
    method: 'post',
    path: '/companies/{company}/disconnect',
    summary: 'Revoke the connection and stop pushing',
    right: 'admin',
    status: 200,
  },
  {
    method: 'post',
    path: '/companies/{company}/changes',
    summary: 'Send up to 500 change events',
    right: 'feed',
    body: shapes.ChangesPost,
    status: 202,
    answer: shapes.ChangesAnswer,
  },
  {
    method: 'get',
    path: '/companies/{company}/records',
    summary: 'Records with their states',
    right: 'viewer',
    query: ['kind', 'state', 'q', 'limit', 'cursor'],
    status: 200,
    answer: shapes.RecordPage,
  },
  {
    method: 'get',
    path: '/companies/{company}/records/{kind}/{id}',
    summary: 'A record, its link, and every write to QuickBooks for it',
    right: 'viewer',
    status: 200,
    answer: shapes.RecordDetail,
  },
  {
    method: 'post',
    path: '/companies/{company}/records/{kind}/{id}/retry',
    summary: 'Try a held or rejected record again',
    right: 'admin',
    status: 200,
    answer: shapes.RecordAnswer,
  },
  {
    method: 'post',
    path: '/companies/{company}/records/{kind}/{id}/hold',
    summary: 'Stop a record until somebody resumes it',
    right: 'admin',
    status: 200,
    answer: shapes.RecordAnswer,
  },
  {
    method: 'post',
    path: '/companies/{company}/records/{kind}/{id}/resume',
    summary: 'Let a record on hold go on',
    right: 'admin',
    status: 200,
    answer: shapes.RecordAnswer,
  },
  {
    method: 'get',
    path: '/companies/{company}/status',
    summary: 'Counts by kind and state, backlog, rate',
    right: 'viewer',
    status: 200,
    answer: shapes.Status,
  },
  {
    method: 'get',
    path: '/companies/{company}/activity',
    summary: 'Who changed what, newest first',
    right: 'viewer',
    query: ['since', 'kind', 'limit', 'cursor'],
    status: 200,
    answer: shapes.ActivityPage,
  },
  {
    method: 'get',
    path: '/companies/{company}/refused-events',
    summary: 'Events that could not be taken, with the reason and their bytes',
    right: 'viewer',
    query: ['limit', 'cursor'],
    status: 200,
    answer: shapes.RefusedEventPage,
  },
  {
    method: 'delete',
    path: '/companies/{company}/refused-events/{id}',
    summary: 'Forget a refused event that has been seen to',
    right: 'admin',
    status: 204,
  },
  {
    method: 'get',
    path: '/refused-events',
    summary: 'Refused events that do not say whose they are, or name a company that there is not',
    right: 'operator',
    query: ['company', 'limit', 'cursor'],
    status: 200,
    answer: shapes.RefusedEventPage,
  },
]

/** The JSON Schema of a kind's records, as events carry them. */
export const schemaOf = (kind: Kind) => ({
  $id: `/schemas/${kind}`,
  title: kind,
  ...z.toJSONSchema(recordSchemas[kind], { io: 'input', unrepresentable: 'any' }),
})

/** The JSON Schema of the envelope in which every change comes. */
export const eventSchema = () => ({
  $id: '/schemas/change-event',
  title: 'change event',
  ...z.toJSONSchema(ChangeEvent, { io: 'input', unrepresentable: 'any' }),
})

/** The OpenAPI 3.1 description of the API, generated from the shapes that the code checks with. */
export function openApi(server: string) {
  const json = (shape: z.ZodMiniType, io: 'input' | 'output') => {
    const { $schema: _dialect, ...schema } = z.toJSONSchema(shape, { io, unrepresentable: 'any' })
    return { content: { 'application/json': { schema } } }
  }
  const paths: Record<string, Record<string, unknown>> = {}
  for (const { method, path, summary, right, query = [], body, status, answer } of routes) {
    const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
      name,
      in: 'path',
      required: true,
      schema: { type: 'string' },
    }))
    const inQuery = query.map((name) => ({ name, in: 'query', required: false, schema: { type: 'string' } }))
    paths[path] = {
      ...paths[path],
      [method]: {
        summary,
        description: `Right: ${right}.`,
        parameters: [...inPath, ...inQuery],
        ...(right === 'anybody' ? { security: [] } : {}),
        ...(body && { requestBody: { required: true, ...json(body, 'input') } }),
        responses: {
          [status]: { description: 'Done', ...(answer && json(answer, 'output')) },
          default: {
            description: 'What went wrong, by RFC 9457',
            content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
          },
        },
      },
    }
  }
  const { $schema: _dialect, ...problem } = z.toJSONSchema(shapes.Problem)
  return {
    openapi: '3.1.0',
    info: { title: 'Cetec ERP to QuickBooks Online', version: '1' },
    servers: [{ url: server }],
    security: [{ bearer: [] }],
    paths,
    components: {
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
      schemas: { Problem: problem, ...Object.fromEntries(kinds.map((kind) => [kind, schemaOf(kind)])) },
    },
  }
}
