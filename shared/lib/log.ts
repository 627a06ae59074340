/**
 * What a log line may say. The list is short on purpose: tokens and the content of anybody's books have no field, so
 * they cannot get in by accident.
 */
type LogFields = {
  company?: string
  code?: string
  reason?: string
  status?: number
  intuitTid?: string
  attempt?: string
  /** A hash of a record's key, never the key. */
  recordHash?: string
  /** The class of an error; its text may quote anything. */
  error?: string
  count?: number
  /** What the count must not pass. */
  limit?: number
  ms?: number
  requestId?: string
  sub?: string
  route?: string
}

export type Log = (level: 'info' | 'warn' | 'error', message: string, fields?: LogFields) => void

/** Writes one line of JSON, in which control characters cannot begin another. */
export const log: Log = (level, message, fields = {}) => {
  console[level](JSON.stringify({ level, message, ...fields }))
}
