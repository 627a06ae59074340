import { faultInXml, isKnownFault, isLocked, meaningOf, readFault } from '../qbo/faults.ts'
import { under } from '../qbo/loose.ts'

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
  /** Not carried out, and not to be asked again for a while: too many calls, or, where it says so, the books are locked. */
  | { is: 'throttled'; isLocked: boolean; intuitTid: string }
  /** Not carried out: the access token is not valid (any more). */
  | { is: 'token-rejected'; intuitTid: string }
  /** Not carried out: this user or app may not use this company. */
  | { is: 'forbidden'; detail: string; intuitTid: string }
  /** Not carried out, nor would anything else be: subscription ended, company reset, or forbidden for no published reason. */
  | { is: 'kept-out'; by: 'subscription_ended' | 'company_reset' | 'access_refused'; intuitTid: string }
  /** Not carried out: QuickBooks cannot take the request as a whole. */
  | { is: 'malformed'; status: number; intuitTid: string; body: unknown; detail: string }

/** Where the books are and with which token. */
export type Access = { baseUrl: string; realmId: string; accessToken: string }

export type Fetch = (url: string, init: RequestInit) => Promise<Response>

/** Told of each read that QuickBooks has answered, and so meters. */
export type OnRead = (realmId: string) => Promise<void>

/** Told of each answer in which something is not as Intuit has published it, and what that is. */
export type OnOddity = (oddity: string) => void

export type QuickBooks = ReturnType<typeof quickBooks>

/** Intuit's Accounting API, as far as the push needs it. It sends what it is given and says what came of it. */
export function quickBooks(fetch: Fetch, onRead: OnRead = async () => undefined, onOddity: OnOddity = () => undefined) {
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
    for (const oddity of odditiesIn(response.status, response.headers.get('content-type') ?? '', text)) onOddity(oddity)
    return judgeCall(response.status, text, response.headers.get('intuit_tid') ?? '')
  }

  async function read(access: Access, url: string): Promise<CallResult> {
    const result = await call(access, url, { method: 'GET' })
    if (result.is === 'answered') await onRead(access.realmId)
    return result
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

    /** Creates an account. The same requestid with the same body is answered again instead of carried out again. */
    createAccount: (access: Access, requestId: string, body: Record<string, string>) =>
      call(
        access,
        `${company(access)}/account?requestid=${encodeURIComponent(requestId)}&minorversion=${MINOR_VERSION}`,
        { method: 'POST', body: JSON.stringify(body) },
      ),

    /** Reads what the company has set in QuickBooks. It is a metered read. */
    preferences: (access: Access) => read(access, `${company(access)}/preferences?minorversion=${MINOR_VERSION}`),

    /** Runs a query. It is a metered read. */
    query: (access: Access, query: string) =>
      read(access, `${company(access)}/query?query=${encodeURIComponent(query)}&minorversion=${MINOR_VERSION}`),
  }
}

async function readText(response: Response): Promise<string> {
  const length = Number(response.headers.get('content-length') ?? 0)
  if (length > ANSWER_BYTES_MAX) throw new RangeError('the answer is too long')
  return response.text()
}

/** Makes sense of an answer by its status and its fault, in whichever of Intuit's shapes. */
function judgeCall(status: number, text: string, intuitTid: string): CallResult {
  const body = bodyOf(text)
  const fault = readFault(body)
  const meaning = fault && meaningOf(fault)
  const detail = fault ? `${fault.code} ${fault.detail || fault.message}` : `status ${status}`
  // Gateways put the token that they turn down into the detail of what they forbid.
  if (meaning === 'reconnect') {
    return { is: 'forbidden', detail: `${fault?.code} ${fault?.message}`, intuitTid }
  }
  if (status === 429 || (meaning === 'wait' && status !== 401)) {
    return { is: 'throttled', isLocked: fault !== undefined && isLocked(fault), intuitTid }
  }
  if (meaning === 'subscription-ended') return { is: 'kept-out', by: 'subscription_ended', intuitTid }
  if (meaning === 'company-reset') return { is: 'kept-out', by: 'company_reset', intuitTid }
  // What nobody has published may be an incident of Intuit's, and passes: a person who connects again would mend nothing.
  if (status === 403 && fault && !isKnownFault(fault)) return { is: 'kept-out', by: 'access_refused', intuitTid }
  if (status === 401 || meaning === 'token') return { is: 'token-rejected', intuitTid }
  if (status >= 500 || body === undefined || meaning === 'unclear') return { is: 'unclear', detail, intuitTid }
  if (status >= 400 || fault) return { is: 'malformed', status, intuitTid, body, detail }
  return { is: 'answered', status, intuitTid, body }
}

/** JSON, or a fault that came as XML; undefined for anything else: pages come when something before the service fails. */
function bodyOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return faultInXml(text)
  }
}

/** What an answer to a call holds, by Intuit's documents. */
const ANSWERS = ['Fault', 'BatchItemResponse', 'QueryResponse', 'Preferences', 'Account']

/** What of an answer is not as Intuit has published it; what a failing server says is not asked to be. */
function odditiesIn(status: number, contentType: string, text: string): string[] {
  if (status >= 500) return []
  const body = bodyOf(text)
  const items = under(body, 'BatchItemResponse')
  const faults = [body, ...(Array.isArray(items) ? items : [])].flatMap((part) => readFault(part) ?? [])
  const unknown = faults
    .filter((fault) => !isKnownFault(fault))
    .map(({ code }) => (/^\w{1,12}$/.test(code) ? code : ''))
  return [
    ...(contentType.includes('json') ? [] : [`content-type ${/^[\w+./-]{1,40}/.exec(contentType)?.[0] ?? 'none'}`]),
    ...(ANSWERS.some((name) => under(body, name) !== undefined) ? [] : ['shape']),
    ...unknown.map((code) => `fault-code ${code || 'none'}`),
  ]
}
