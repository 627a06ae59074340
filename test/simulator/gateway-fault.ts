import { stampWithMillis } from './clock.ts'
import type { PlainAnswer } from './oauth.ts'

/** The shape of faults that come from before the business layer: lower case, with everything null. */
function gatewayFault(
  status: number,
  name: string,
  code: string,
  detail: string | null,
  type: string,
  at: number,
): PlainAnswer {
  const body = {
    warnings: null,
    intuitObject: null,
    fault: {
      error: [
        {
          message: `message=${name}; errorCode=${code.padStart(6, '0')}; statusCode=${status}`,
          detail,
          code,
          element: null,
        },
      ],
      type,
    },
    report: null,
    queryResponse: null,
    batchItemResponse: [],
    attachableResponse: [],
    syncErrorResponse: null,
    requestId: null,
    time: at,
    status: null,
    cdcresponse: [],
  }
  return { status, headers: { 'content-type': 'application/json;charset=UTF-8' }, body: JSON.stringify(body) }
}

/** The access token is missing, unknown, revoked or past its end. */
export function unauthenticated(detail: string, at: number): PlainAnswer {
  const answer = gatewayFault(401, 'AuthenticationFailed', '3200', detail, 'AUTHENTICATION', at)
  return {
    ...answer,
    headers: { ...answer.headers, 'www-authenticate': 'Bearer realm="Intuit", error="invalid_token"' },
  }
}

/** The token is good, but not for this company. */
export const unauthorized = (at: number, code: '3100' | '120' = '3100') =>
  gatewayFault(403, 'ApplicationAuthorizationFailed', code, null, 'AUTHENTICATION', at)

/** How Intuit says "too many": it was seen in both shapes. */
export type ThrottleShape = 'gateway' | 'service'

/** Too many calls, or the month's reads are used up; the two cannot be told apart by the answer. */
export function throttled(at: number, shape: ThrottleShape): PlainAnswer {
  if (shape === 'gateway') return gatewayFault(429, 'ThrottleExceeded', '3001', null, 'SERVICE', at)
  const error = {
    Message: 'message=ThrottleExceeded; errorCode=003001; statusCode=429',
    Detail: 'The request limit was reached.',
    code: '3001',
  }
  const body = { Fault: { Error: [error], type: 'SERVICE' }, time: stampWithMillis(at) }
  return { status: 429, headers: { 'content-type': 'application/json;charset=UTF-8' }, body: JSON.stringify(body) }
}
