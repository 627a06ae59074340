import { refuse } from './fault.ts'

/** Intuit publishes the length and nothing of the form. */
const REQUEST_ID_MAX = 50
const BATCH_REQUEST_ID_MAX = 36
const BID_MAX = 10

type Remembered<Answer> = { request: string; answer: Answer; at: number }

/** The requests that were answered, by realm and requestid, so that a replay gets the same answer and writes nothing. */
export class RememberedRequests<Answer> {
  readonly #byKey = new Map<string, Remembered<Answer>>()
  readonly #rememberMs: number

  constructor(rememberMs: number) {
    this.#rememberMs = rememberMs
  }

  /** The answer given to this very request; undefined if it is new. The same id on another request gives 600. */
  recall(key: string, request: string, at: number): Answer | undefined {
    const remembered = this.#byKey.get(key)
    if (!remembered || at - remembered.at >= this.#rememberMs) return undefined
    if (remembered.request !== request)
      throw refuse('600', 'Duplicate request : the request id was used for another request', 'requestid')
    return remembered.answer
  }

  remember(key: string, request: string, answer: Answer, at: number): void {
    this.#byKey.set(key, { request, answer, at })
  }

  forget(realmId?: string): void {
    for (const key of [...this.#byKey.keys()])
      if (realmId === undefined || key.startsWith(`${realmId}|`)) this.#byKey.delete(key)
  }
}

/** Refuses a requestid that is too long or empty. */
export function checkRequestId(requestId: string | null, { inBatch }: { inBatch: boolean }): void {
  const max = inBatch ? BATCH_REQUEST_ID_MAX : REQUEST_ID_MAX
  if (requestId !== null && (requestId.length === 0 || requestId.length > max))
    throw refuse('2130', `requestid has 1 to ${max} characters. Supplied value:${requestId}`, 'requestid')
}

/** Refuses a bId that is too long to make a key with the requestid. */
export function checkBId(bId: string, requestId: string | null): void {
  if (requestId !== null && bId.length > BID_MAX)
    throw refuse('2130', `bId has 1 to ${BID_MAX} characters. Supplied value:${bId}`, 'bId')
}
