import { readFault } from '../qbo/faults.ts'

/** Intuit cuts a request off after 120 s; whoever gives up sooner does not know what became of it. */
export const CALL_TIMEOUT_MS = 130_000
/** More than the largest answer to a batch or to a page of a query; beyond it the answer is not read. */
const ANSWER_BYTES_MAX = 20 * 1_048_576
const MINOR_VERSION = 75

/** What came of a call as a whole. */
export type CallResult =
  /** QuickBooks answered; what it says of each item is in the body. */
  | { is: 'answered'; status: number; intuitTid: string; body: unknown }
  /** Nobody knows whether it was carried out: no answer, or none that can be read. */
  | { is: 'unclear'; detail: string; intuitTid: string }
  /** Not carried out: too many calls. */
  | { is: 'throttled'; intuitTid: string }
  /** Not carried out: the access token is not valid (any more). */
  | { is: 'token-rejected'; intuitTid: string }
  /** Not carried out: this user or app may not use this company. */
  | { is: 'forbidden'; detail: string; intuitTid: string }
  /** Not carried out: QuickBooks cannot take the request as a whole. */
  | { is: 'malformed'; status: number; intuitTid: string; body: unknown; detail: string }

/** Where the books are and with which token. */
export type Access = { baseUrl: string; realmId: string; accessToken: string }

export type Fetch = (url: string, init: RequestInit) => Promise<Response>

export type QuickBooks = ReturnType<typeof quickBooks>

/** Intuit's Accounting API, as far as the push needs it. It sends what it is given and says what came of it. */
export function quickBooks(fetch: Fetch) {
  async function call({ accessToken }: Access, url: string, init: RequestInit): Promise<CallResult> {
    let response: Response
    let text: string
    try {
      response = await fetch(url, {
        ...init,
        headers: {
          authorization: `Bearer ${accessToken}`,
          accept: 'application/json',
          'content-type': 'application/json',
        },
        redirect: 'error',
        signal: AbortSignal.timeout(CALL_TIMEOUT_MS),
      })
      text = await readText(response)
    } catch (error) {
      return { is: 'unclear', detail: `no answer (${error instanceof Error ? error.name : 'error'})`, intuitTid: '' }
    }
    return judgeCall(response.status, text, response.headers.get('intuit_tid') ?? '')
  }

  const company = ({ baseUrl, realmId }: Access) => `${baseUrl.replace(/\/$/, '')}/v3/company/${realmId}`

  return {
    /** Sends a batch request. The same requestid with the same text is answered again instead of carried out again. */
    batch: (access: Access, requestId: string, body: string) =>
      call(
        access,
        `${company(access)}/batch?requestid=${encodeURIComponent(requestId)}&minorversion=${MINOR_VERSION}`,
        { method: 'POST', body },
      ),

    /** Reads what the company has set in QuickBooks. It is a metered read. */
    preferences: (access: Access) =>
      call(access, `${company(access)}/preferences?minorversion=${MINOR_VERSION}`, { method: 'GET' }),

    /** Runs a query. It is a metered read. */
    query: (access: Access, query: string) =>
      call(access, `${company(access)}/query?query=${encodeURIComponent(query)}&minorversion=${MINOR_VERSION}`, {
        method: 'GET',
      }),
  }
}

async function readText(response: Response): Promise<string> {
  const length = Number(response.headers.get('content-length') ?? 0)
  if (length > ANSWER_BYTES_MAX) throw new RangeError('the answer is too long')
  return response.text()
}

/** Makes sense of an answer by its status and its fault, in either of Intuit's shapes. */
function judgeCall(status: number, text: string, intuitTid: string): CallResult {
  const body = parsed(text)
  const fault = readFault(body)
  const isThrottled = status === 429 || fault?.code === '3001'
  if (isThrottled) return { is: 'throttled', intuitTid }
  if (status === 401) return { is: 'token-rejected', intuitTid }
  if (status === 403) return { is: 'forbidden', detail: `${fault?.code ?? status} ${fault?.message ?? ''}`, intuitTid }
  if (status >= 500 || body === undefined) return { is: 'unclear', detail: `status ${status}`, intuitTid }
  if (status >= 400 || fault) {
    const detail = fault ? `${fault.code} ${fault.detail || fault.message}` : `status ${status}`
    return { is: 'malformed', status, intuitTid, body, detail }
  }
  return { is: 'answered', status, intuitTid, body }
}

/** JSON, or undefined: Intuit answers with HTML or XML when something before its service fails. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
