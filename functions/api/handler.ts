import middy from '@middy/core'
import type { APIGatewayProxyEventV2WithJWTAuthorizer, APIGatewayProxyStructuredResultV2 } from 'aws-lambda'
import { handle, type LambdaEvent } from 'hono/aws-lambda'
import { answerProblems } from '../middleware.ts'
import { encodedPath } from './address.ts'
import { api } from './app.ts'
import { apiUrl, world } from './wiring.ts'

const app = handle(api(world, apiUrl))

/** The HTTP API for companies, settings, changes, records, status and activity. */
export const handler = middy(async (event: APIGatewayProxyEventV2WithJWTAuthorizer) => {
  // Hono has types of its own for the same event and the same answer, which are a little narrower and wider than AWS's.
  const answer: unknown = await app({ ...event, rawPath: encodedPath(event.rawPath) } as unknown as LambdaEvent)
  return answer as APIGatewayProxyStructuredResultV2
}).use(answerProblems)
