import middy from '@middy/core'
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda'
import { answerProblems } from '../middleware.ts'
import { answer } from './answer.ts'
import { page } from './wiring.ts'

/** Serves the console: a page that everybody may load, and that shows nothing before one has signed in. */
export const handler = middy(async (event: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> => {
  return answer(page, event.pathParameters?.['proxy'] ?? '', event.headers['accept-encoding'] ?? '')
}).use(answerProblems)
