import type { MiddlewareObj } from '@middy/core'
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda'
import { log } from '../shared/lib/log.ts'
import { Refusal } from '../shared/lib/refusal.ts'
import { ApiProblem, plainHeaders, problem } from './problem.ts'

type Event = { requestContext: { requestId: string } }

/** Answers every error as a problem; what nobody foresaw says its request id and nothing of what lies within. */
export const answerProblems: MiddlewareObj<Event, APIGatewayProxyStructuredResultV2> = {
  after: ({ response }) => {
    if (response) response.headers = { ...plainHeaders, ...response.headers }
  },
  onError: (request) => {
    const { requestId } = request.event.requestContext
    request.response = problem(toProblem(request.error, requestId), requestId)
  },
}

function toProblem(error: Error | null | undefined, requestId: string): ApiProblem {
  if (error instanceof ApiProblem) return error
  if (error instanceof Refusal) {
    const { code, field, message } = error
    return new ApiProblem(400, code, 'The request cannot be taken', message, { field })
  }
  log('error', 'a request failed', { requestId, error: error?.name ?? 'unknown' })
  return new ApiProblem(
    500,
    'internal',
    'Something failed on our side',
    'Try again; if it stays so, tell us the requestId.',
  )
}
