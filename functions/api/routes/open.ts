import { isKind } from '../../../shared/erp/record.ts'
import { eventSchema, schemaOf } from '../feed-schemas.ts'
import { landingText } from '../landing.ts'
import { notFound, type Route } from '../route.ts'

/** What anybody may ask. */
export const openRoutes: readonly Route[] = [
  {
    method: 'get',
    path: '/',
    summary: 'Where browsers land after connecting: one sentence',
    right: 'anybody',
    query: ['connected', 'connect-error', 'company'],
    status: 200,
    handle: (_, { query }) => new Response(landingText(query)),
  },
  {
    method: 'get',
    path: '/health',
    summary: 'Whether the API answers',
    right: 'anybody',
    status: 200,
    handle: () => ({ status: 'ok' }),
  },
  {
    method: 'get',
    path: '/schemas/{kind}',
    summary: 'JSON Schema of a kind of record, or of the change-event around it',
    right: 'anybody',
    status: 200,
    handle: (_, { params: { kind = '' } }) => {
      if (kind === 'change-event') return eventSchema()
      if (!isKind(kind)) throw notFound('There is no such kind of record.')
      return schemaOf(kind)
    },
  },
]
