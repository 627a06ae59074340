import type { APIGatewayProxyEventV2WithJWTAuthorizer } from 'aws-lambda'
import * as z from 'zod/mini'

/** The scope of those who run the stack: they create companies and are admin of all. */
const OPERATOR_SCOPE = 'cetec-quickbooks/operator'
const OPERATOR_GROUP = 'operators'

/** Who calls: a person by their subject, a machine by its client id. */
export type Caller = { id: string; isOperator: boolean }

const Claims = z.object({
  sub: z.optional(z.string()),
  client_id: z.optional(z.string()),
  scope: z.optional(z.string()),
  'cognito:groups': z.optional(z.union([z.string(), z.array(z.string())])),
})

/** Reads the claims that the API's authorizer has verified. */
export function callerOf(event: Pick<APIGatewayProxyEventV2WithJWTAuthorizer, 'requestContext'>): Caller {
  const claims = z.parse(Claims, event.requestContext.authorizer.jwt.claims)
  const id = claims.sub ?? claims.client_id
  if (!id) throw new Error('the authorizer let in a token without a subject')
  const groups = claims['cognito:groups'] ?? []
  const isOperator =
    (claims.scope ?? '').split(' ').includes(OPERATOR_SCOPE) ||
    // HTTP APIs pass a list claim on as text: [operators admins].
    (typeof groups === 'string' ? groups.replace(/[[\]]/g, '').split(/[ ,]+/) : groups).includes(OPERATOR_GROUP)
  return { id, isOperator }
}
