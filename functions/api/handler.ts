import middy from '@middy/core'
import type { APIGatewayProxyEventV2WithJWTAuthorizer, APIGatewayProxyStructuredResultV2 } from 'aws-lambda'
import { handle, type LambdaEvent } from 'hono/aws-lambda'
import { answerProblems } from '../middleware.ts'
import { api } from './app.ts'
import { apiUrl, world } from './wiring.ts'

const app = handle(api(world, apiUrl))

/** The HTTP API for companies, settings, changes, records, status and activity. */
export const handler = middy(async (event: APIGatewayProxyEventV2WithJWTAuthorizer) => {
  // Hono has a type of its own for the same event, which leaves out what AWS may leave out.
  const { headers, cookies, ...answer } = await app(event as unknown as LambdaEvent)
  const result: APIGatewayProxyStructuredResultV2 = {
    ...answer,
    ...(headers && { headers }),
    ...(cookies && { cookies }),
  }
  return result
}).use(answerProblems)
