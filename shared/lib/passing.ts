/** What DynamoDB, SQS and Secrets Manager say of a request that no later try will make right. */
const refusedForGood = new Set(['ValidationException', 'SerializationException', 'InvalidMessageContents'])
/** Errors of services and of the way to them, where they come without the marks of the SDK. */
const passingNames = new Set([
  'AbortError',
  'CredentialsProviderError',
  'InternalServerError',
  'InternalServiceError',
  'NetworkingError',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'ServiceUnavailable',
  'ThrottlingException',
  'TimeoutError',
])
const passingCodes = new Set([
  'EAI_AGAIN',
  'ECONNABORTED',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'EMFILE',
  'ENETUNREACH',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
])
/** An error that is the cause of itself must not keep us. */
const CAUSES_MAX = 5

type Known = {
  name?: unknown
  code?: unknown
  cause?: unknown
  errors?: unknown
  $fault?: unknown
  $retryable?: unknown
  $metadata?: { httpStatusCode?: unknown }
}

/**
 * Whether an error says that a service or the way to it fails, so that the same may succeed later: the work is left as it is
 * and tried again. Any other would come again with the same record, whose fault it is then. What a service refuses for lack
 * of rights, of a table or of capacity is no record's fault either, but what it cannot make sense of is.
 */
export function isPassing(error: unknown, depth = 0): boolean {
  if (typeof error !== 'object' || error === null || depth > CAUSES_MAX) return false
  const { name, code, cause, errors, $fault, $retryable, $metadata }: Known = error
  const status = Number($metadata?.httpStatusCode ?? 0)
  if ($retryable !== undefined || status >= 500 || status === 429) return true
  const isOfService = $fault !== undefined || $metadata !== undefined
  if (isOfService) return !refusedForGood.has(String(name))
  if (passingNames.has(String(name)) || passingCodes.has(String(code))) return true
  const within = Array.isArray(errors) ? errors : [cause]
  return within.some((one) => isPassing(one, depth + 1))
}

/** For whoever can do without what cannot be read: it is as if it were not there. What only fails for now is thrown on. */
export function asAbsent(error: unknown): undefined {
  if (isPassing(error)) throw error
  return undefined
}
