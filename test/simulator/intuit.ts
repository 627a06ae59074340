import { answerApi, type Realm } from './accounting-api.ts'
import type { ItemFault } from './batch.ts'
import { monthAt } from './clock.ts'
import {
  CALLS_KEPT_MAX,
  type Call,
  type Control,
  controlOf,
  type Delivery,
  type NewRealm,
  type Settings,
  type SettingsChange,
} from './control.ts'
import { Refusal, refuse } from './fault.ts'
import { throttled, unauthenticated, unauthorized } from './gateway-fault.ts'
import { type Effect, Injections } from './injection.ts'
import { asFields, asList, asText, type Fields, type Json } from './json.ts'
import { intuitRates } from './limits.ts'
import { OAuth, type OAuthClient, type PlainAnswer } from './oauth.ts'
import { RememberedRequests } from './requests.ts'
import { SANDBOX_REALM, SECOND_REALM } from './seed/sandbox.ts'
import { aWorld } from './world.ts'

/** Intuit cuts a call off after this long, and until then a call without an answer is in flight. */
const INTUIT_TIMEOUT_MS = 120_000
/** How long requestids are remembered is not published; this is short, so that nobody leans on it. */
const REQUEST_IDS_MS = 600_000

const sandboxes: NewRealm[] = [
  { realmId: SANDBOX_REALM, name: 'Sandbox Company_US', withLists: true },
  { realmId: SECOND_REALM, name: 'Sandbox Company_US 2', withLists: true },
]

export type IntuitOptions = {
  /** The clock, in milliseconds. Nothing else tells the time. */
  now: () => number
  /** The only source of chance, between 0 and 1. */
  random: () => number
  client: OAuthClient
  /** The redirect URIs that are registered; null takes any. */
  redirectUris?: readonly string[] | null
  /** The realms that are there from the start; by default the two sandboxes. The first is connected unless told otherwise. */
  realms?: readonly NewRealm[]
  /** How long an ordinary answer takes; drawn for each call. Only the caller waits. */
  latencyMs?: () => number
  rememberRequestIdsMs?: number
  settings?: SettingsChange
}

/** A request without regard to transport. */
type Incoming = { method: string; url: string; header: (name: string) => string | null; body: string }

/** What comes of a request, and how it is to be delivered. The simulator never waits; whoever drives it does. */
export type Outcome = PlainAnswer & { delivery: Delivery }

export type Intuit = {
  /** Carries a request out, at once and whole. */
  handle(incoming: Incoming): Outcome
  /** Carries out what was held back and is due by now; every call does so first. */
  settleLate(): void
  control: Control
}

/** A QuickBooks Online company server with its OAuth, in memory and without a clock or chance of its own. */
export function createIntuit(options: IntuitOptions): Intuit {
  const { now, random } = options
  const realms = new Map<string, Realm>()
  const startRealms = options.realms ?? sandboxes
  const settings: Settings = {
    rotateRefreshTokensAlways: false,
    monthlyReadCap: null,
    limitsOn: true,
    throttleShape: 'gateway',
    ...options.settings,
    world: aWorld(options.settings?.world),
  }
  const oauth = new OAuth({
    client: options.client,
    redirectUris: options.redirectUris ?? null,
    random,
    defaultRealmId: startRealms[0]?.realmId ?? SANDBOX_REALM,
  })
  oauth.rotateAlways = settings.rotateRefreshTokensAlways
  const injections = new Injections(random)
  const remembered = new RememberedRequests<PlainAnswer>(options.rememberRequestIdsMs ?? REQUEST_IDS_MS)
  const rememberedItems = new RememberedRequests<Fields>(options.rememberRequestIdsMs ?? REQUEST_IDS_MS)
  const forgetRequestIds = (realmId?: string) => {
    remembered.forget(realmId)
    rememberedItems.forget(realmId)
  }
  const calls: Call[] = []
  const control = controlOf({ now, realms, oauth, injections, calls, settings, forgetRequestIds })
  for (const realm of startRealms) control.addRealm(realm)
  let held: { at: number; carryOut: (at: number) => void }[] = []
  let lastCall = 0

  function settleLate(): void {
    const due = held.filter(({ at }) => at <= now()).sort((left, right) => left.at - right.at)
    held = held.filter((each) => !due.includes(each))
    for (const { at, carryOut } of due) carryOut(at)
  }

  function handle(incoming: Incoming): Outcome {
    settleLate()
    const at = now()
    const url = new URL(incoming.url, 'http://intuit.invalid')
    const call = noted(incoming, url, at)
    const refusedEarly = call.realmId === null ? undefined : atTheGate(call, incoming, call.realmId)
    const effect = refusedEarly ? undefined : injections.take(call)
    call.injected = effect ?? null
    const latency = options.latencyMs?.() ?? 0
    const carryOut = (when: number) => {
      call.carriedOutAt = when
      return route(incoming, url, when, itemFaultsOf(effect))
    }
    const outcome = refusedEarly ? answered(refusedEarly, latency) : underEffect(effect, { call, carryOut, latency })
    call.status = outcome.delivery.is === 'never' ? null : outcome.status
    call.answer = outcome.body
    call.delivery = outcome.delivery
    if (call.realmId !== null && !refusedEarly)
      realms
        .get(call.realmId)
        ?.limits.endsAt(at + (outcome.delivery.is === 'never' ? INTUIT_TIMEOUT_MS : outcome.delivery.afterMs))
    return { ...outcome, headers: { ...outcome.headers, intuit_tid: call.intuitTid, 'qbo-version': '1985.164' } }
  }

  function noted(incoming: Incoming, url: URL, at: number): Call {
    lastCall += 1
    const call: Call = {
      number: lastCall,
      at,
      realmId: /^\/v3\/company\/([^/]+)\//.exec(url.pathname)?.[1] ?? null,
      method: incoming.method,
      path: url.pathname,
      query: url.search.slice(1),
      requestId: url.searchParams.get('requestid'),
      body: incoming.body,
      carriedOutAt: null,
      status: null,
      answer: '',
      injected: null,
      delivery: { is: 'never' },
      intuitTid: `1-${Math.floor(at / 1000).toString(16)}-${lastCall.toString(16).padStart(24, '0')}`,
    }
    calls.push(call)
    if (calls.length > CALLS_KEPT_MAX) calls.splice(0, CALLS_KEPT_MAX / 10)
    return call
  }

  /** What the gateway answers before the call gets to the books: token, realm, rates. */
  function atTheGate(call: Call, { header }: Incoming, realmId: string): PlainAnswer | undefined {
    const token = /^Bearer (.+)$/.exec(header('authorization') ?? '')?.[1]
    const verdict = token === undefined ? 'unknown' : oauth.judge(token, realmId, call.at)
    if (verdict === 'unknown')
      return unauthenticated(token === undefined ? 'Malformed bearer token' : 'Token invalid or revoked', call.at)
    if (verdict === 'expired') return unauthenticated(`Token expired: ${token}`, call.at)
    const realm = realms.get(realmId)
    if (verdict === 'other-realm' || !realm) return unauthorized(call.at)
    if (oauth.strandedRealms.has(realmId)) return unauthorized(call.at, '120')
    const verdictOnRate = realm.limits.admit(
      call.at,
      call.path.endsWith('/batch'),
      settings.limitsOn ? intuitRates : null,
    )
    return verdictOnRate === 'admitted' ? undefined : throttled(call.at, settings.throttleShape)
  }

  function route(incoming: Incoming, url: URL, at: number, itemFaults: ReadonlyMap<number, ItemFault>): PlainAnswer {
    const { method, header, body } = incoming
    const path = url.pathname
    if (path === '/connect/oauth2' && method === 'GET') return oauth.authorize(url.searchParams, at)
    const authorization = header('authorization')
    if (path === '/oauth2/v1/tokens/bearer' && method === 'POST') {
      const isForm = (header('content-type') ?? '').includes('application/x-www-form-urlencoded')
      const wantsHardExpiry = header('x-include-refresh-token-hard-expires-in') === 'true'
      const form = new URLSearchParams(isForm ? body : '')
      if (isRefusedTokens(form.get('refresh_token') ?? '', at)) return throttled(at, settings.throttleShape)
      return oauth.token(authorization, form, at, wantsHardExpiry)
    }
    if (path === '/v2/oauth2/tokens/revoke' && method === 'POST')
      return oauth.revoke(authorization, tokenIn(body, header('content-type')))
    const [, realmId = '', rest = ''] = /^\/v3\/company\/([^/]+)\/(.*)$/.exec(path) ?? []
    const realm = realms.get(realmId)
    if (!realm)
      return { status: 404, headers: { 'content-type': 'text/html' }, body: '<html><body>Not Found</body></html>' }
    const context = {
      realm,
      random,
      remembered,
      rememberedItems,
      readCap: settings.monthlyReadCap,
      throttleShape: settings.throttleShape,
      itemFaults,
    }
    return answerApi({ at, method, resource: rest.split('/'), query: url.searchParams, header, body }, context)
  }

  /** Whether Intuit renews no tokens, since the reads of the realm's month are spent. */
  function isRefusedTokens(refreshToken: string, at: number): boolean {
    const limits = realms.get(oauth.realmOf(refreshToken) ?? '')?.limits
    const isSpent = limits !== undefined && !limits.mayRead(1, monthAt(at), settings.monthlyReadCap)
    return isSpent && settings.world.tokensInSpentMonth === 'refused'
  }

  type Struck = { call: Call; carryOut: (at: number) => PlainAnswer; latency: number }

  /** The answer and its delivery as the injected effect has them. */
  function underEffect(effect: Effect | undefined, { call, carryOut, latency }: Struck): Outcome {
    const { at } = call
    const nothing: PlainAnswer = { status: 0, headers: {}, body: '' }
    switch (effect?.is) {
      case undefined:
        return answered(carryOut(at), latency)
      case 'slow':
        return answered(carryOut(at), latency + effect.ms)
      case 'timeout':
        if (effect.carriedOut === 'yes') return { ...carryOut(at), delivery: { is: 'never' } }
        if (effect.carriedOut === 'late') held.push({ at: at + effect.lateMs, carryOut: (when) => void carryOut(when) })
        return { ...nothing, delivery: { is: 'never' } }
      case 'drop':
        return {
          ...(effect.carriedOut ? carryOut(at) : nothing),
          delivery: { is: 'broken', cut: false, afterMs: latency },
        }
      case 'cut-body':
        return { ...carryOut(at), delivery: { is: 'broken', cut: true, afterMs: latency } }
      case 'status':
        if (effect.carriedOut) carryOut(at)
        return answered(page(effect.status), latency)
      case 'html-200':
        if (effect.carriedOut) carryOut(at)
        return answered(page(200), latency)
      case 'raw':
        if (effect.carriedOut) carryOut(at)
        return answered(
          { status: effect.status, headers: { 'content-type': effect.contentType }, body: effect.body },
          latency,
        )
      case 'reworded': {
        const answer = carryOut(at)
        return answered({ ...answer, body: answer.body.replaceAll(new RegExp(effect.from, 'g'), effect.to) }, latency)
      }
      case 'fault': {
        if (effect.items) return answered(leavingOut(carryOut(at), effect.missing ?? []), latency)
        if (effect.carriedOut) carryOut(at)
        const refusal = refusalOf(effect)
        return answered(jsonAnswer(refusal.status, refusal.body(at)), latency)
      }
      case 'item-missing':
        return answered(leavingOut(carryOut(at), effect.items ?? [0]), latency)
      case 'reorder':
        return answered(
          changingItems(carryOut(at), (items) => items.toReversed()),
          latency,
        )
      case 'throttle':
        return answered(throttled(at, effect.shape), latency)
      case 'unauthorized':
        return answered(unauthenticated('Token expired', at), latency)
      case 'forget-requestids':
        forgetRequestIds(call.realmId ?? undefined)
        return answered(carryOut(at), latency)
    }
  }

  return { handle, settleLate, control }
}

const answered = (answer: PlainAnswer, afterMs: number): Outcome => ({
  ...answer,
  delivery: { is: 'answered', afterMs },
})

const jsonAnswer = (status: number, body: Fields): PlainAnswer => ({
  status,
  headers: { 'content-type': 'application/json;charset=UTF-8' },
  body: JSON.stringify(body),
})

const page = (status: number): PlainAnswer => ({
  status,
  headers: { 'content-type': 'text/html' },
  body: `<html><head><title>${status}</title></head><body><h1>${status}</h1><hr>nginx</body></html>`,
})

type FaultEffect = Extract<Effect, { is: 'fault' }>

const refusalOf = ({ code, message, detail, type, status }: FaultEffect) =>
  new Refusal(
    [{ Message: message ?? 'An application error has occurred while processing your request', Detail: detail, code }],
    { type, status },
  )

function itemFaultsOf(effect: Effect | undefined): ReadonlyMap<number, ItemFault> {
  if (effect?.is !== 'fault' && effect?.is !== 'item-missing') return new Map()
  const { carriedOut } = effect
  // What is left out of the answer says nothing, whatever it would have said.
  const refusal = effect.is === 'fault' ? refusalOf(effect) : refuse('3001', 'left out of the answer')
  const positions = effect.items ?? (effect.is === 'item-missing' ? [0] : [])
  return new Map(positions.map((position) => [position, { refusal, carriedOut }]))
}

/** The answer without the items at these positions. */
const leavingOut = (answer: PlainAnswer, positions: readonly number[]): PlainAnswer =>
  changingItems(answer, (items) => items.filter((_, index) => !positions.includes(index)))

function changingItems(answer: PlainAnswer, change: (items: Fields[]) => Fields[]): PlainAnswer {
  const body = parsed(answer.body)
  const fields = asFields(body)
  if (!fields?.['BatchItemResponse']) return answer
  return {
    ...answer,
    body: JSON.stringify({ ...fields, BatchItemResponse: change(asList(fields['BatchItemResponse'])) }),
  }
}

function parsed(body: string): Json {
  try {
    return JSON.parse(body)
  } catch {
    return null
  }
}

/** Intuit takes the token to revoke as JSON or as a form. */
function tokenIn(body: string, contentType: string | null): string {
  if ((contentType ?? '').includes('application/x-www-form-urlencoded'))
    return new URLSearchParams(body).get('token') ?? ''
  return asText(asFields(parsed(body))?.['token']) ?? ''
}
