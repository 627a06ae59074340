import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda'

/** A request that cannot be answered as asked, in the words that the caller reads (RFC 9457). */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem'
  readonly status: number
  readonly code: string
  readonly title: string
  readonly extra: Record<string, unknown>

  constructor(status: number, code: string, title: string, detail: string, extra: Record<string, unknown> = {}) {
    super(detail)
    this.status = status
    this.code = code
    this.title = title
    this.extra = extra
  }
}

/** The answer that tells a problem, with the id under which the logs know the request. */
export function problem(error: ApiProblem, requestId: string): APIGatewayProxyStructuredResultV2 {
  const { status, code, title, message: detail, extra } = error
  return {
    statusCode: status,
    headers: { 'content-type': 'application/problem+json', ...plainHeaders },
    body: JSON.stringify({ type: 'about:blank', title, status, code, detail, requestId, ...extra }),
  }
}

/** On every answer: nobody keeps it, nobody guesses its type, and the browser comes back over TLS only. */
export const plainHeaders = {
  'cache-control': 'no-cache, no-store',
  'x-content-type-options': 'nosniff',
  'strict-transport-security': 'max-age=31536000; includeSubDomains',
  'referrer-policy': 'no-referrer',
}
