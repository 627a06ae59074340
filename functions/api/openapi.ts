import * as z from 'zod/mini'
import { kinds } from '../../shared/erp/record.ts'
import { schemaOf } from './feed-schemas.ts'
import { elsewhere, routes } from './routes/routes.ts'
import { Problem } from './shapes.ts'

/** The OpenAPI 3.1 description of the API, generated from the shapes that the code checks with. */
export function openApi(server: string) {
  const json = (shape: z.ZodMiniType, io: 'input' | 'output') => {
    const { $schema: _dialect, ...schema } = z.toJSONSchema(shape, { io, unrepresentable: 'any' })
    return { content: { 'application/json': { schema } } }
  }
  const paths: Record<string, Record<string, unknown>> = {}
  for (const { method, path, summary, right, query = [], body, status, answer } of [...routes, ...elsewhere]) {
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
  const { $schema: _dialect, ...problem } = z.toJSONSchema(Problem)
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
