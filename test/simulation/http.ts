import type { InjectionInput } from '../simulator/injection.ts'
import type { Intuit, Outcome } from '../simulator/intuit.ts'
import type { AnyFault } from './faults.ts'
import type { Invocation } from './invocation.ts'

export type Request = { method: string; url: string; headers: ReadonlyMap<string, string>; body: string }
type Effect = InjectionInput['effect']

/** What Intuit is going through: it is down, or is not paid, or gives no answer, and does, does not, or does late what it is asked. */
export type Trouble = 'down' | 'unpaid' | 'yes' | 'no' | 'late'

/** The ways to Intuit: what is called, how long it may take, and when the caller gives up. */
const calls: readonly { path: RegExp; name: string; latencyMs: [number, number]; giveUpAfterMs: number }[] = [
  { path: /\/batch\?/, name: 'QuickBooks: batch', latencyMs: [300, 6_000], giveUpAfterMs: 130_000 },
  { path: /\/query\?/, name: 'QuickBooks: query', latencyMs: [200, 1_500], giveUpAfterMs: 130_000 },
  { path: /\/preferences\b/, name: 'QuickBooks: preferences', latencyMs: [200, 1_500], giveUpAfterMs: 130_000 },
  { path: /\/cdc\?/, name: 'QuickBooks: changes', latencyMs: [200, 1_500], giveUpAfterMs: 130_000 },
  { path: /\/companyinfo\//, name: 'QuickBooks: company info', latencyMs: [200, 1_500], giveUpAfterMs: 8_000 },
  { path: /\/tokens\/bearer/, name: 'Intuit: token', latencyMs: [200, 1_500], giveUpAfterMs: 10_000 },
  { path: /\/tokens\/revoke/, name: 'Intuit: revoke', latencyMs: [200, 1_500], giveUpAfterMs: 5_000 },
]
/** After giving up, the caller hears nothing of a call that is carried out so much later. */
const LATE_MAX_MS = 400_000
/** QuickBooks may be slower than anybody waits. */
const SLOW_MAX_MS = 150_000

/** One call over the line to Intuit, with whatever befalls it on the way there, there, and on the way back. */
export function callIntuit(
  invocation: Invocation,
  intuit: Intuit,
  request: Request,
  trouble?: Trouble,
): Promise<Outcome> {
  if (invocation.isOver) return new Promise(() => undefined)
  const call = calls.find(({ path }) => path.test(request.url))
  if (!call) throw new RangeError(`nobody is known to call ${request.url}`)
  if (invocation.isOutside) return Promise.resolve(handle(intuit, request, undefined))
  const { scheduler } = invocation
  const line = call.name.startsWith('QuickBooks') ? 'quickBooks' : 'intuit'
  const { latency: usual, fault, extent } = invocation.draw(line, call.name, call.latencyMs)
  const { batchLatencyMs } = invocation.surroundings
  const isMeasured = batchLatencyMs && call.name === 'QuickBooks: batch'
  const latency = isMeasured ? batchLatencyMs(invocation.random.next()) : usual
  const arrives = Math.min(latency, 100)
  const lateMs = Math.ceil(call.giveUpAfterMs + extent * LATE_MAX_MS)
  const effect = fault
    ? effectOf(fault, extent, call.giveUpAfterMs, itemsIn(request.body))
    : trouble && troubled(trouble, lateMs)

  return new Promise((resolve, reject) => {
    const timedOut = () => reject(new DOMException('The operation was aborted due to timeout', 'TimeoutError'))
    const answer = ({ delivery, ...outcome }: Outcome) => {
      if (delivery.is === 'never') {
        scheduler.after(call.giveUpAfterMs, () => invocation.hear(timedOut))
        return
      }
      const ms = latency + delivery.afterMs
      if (ms > call.giveUpAfterMs) return void scheduler.after(call.giveUpAfterMs, () => invocation.hear(timedOut))
      scheduler.after(ms, () =>
        invocation.hear(() => {
          if (delivery.is === 'broken') reject(new TypeError('fetch failed'))
          else resolve({ ...outcome, delivery })
        }),
      )
    }
    const twice = (first: Outcome) =>
      void scheduler.after(1 + extent * 20_000, () => {
        const second = handle(intuit, request, undefined)
        answer([401, 403, 429].includes(second.status) ? first : second)
      })
    scheduler.after(arrives, () => {
      switch (fault) {
        case 'crash before':
          return invocation.die()
        case 'crash after':
          handle(intuit, request, undefined)
          return invocation.die()
        case 'fail':
          return void scheduler.after(latency, () => invocation.hear(() => reject(new TypeError('fetch failed'))))
        case 'do twice': {
          // By a gateway that asks again; it turns nothing away that it has let in before.
          const first = handle(intuit, request, undefined)
          // Where no requestid is remembered that would make two of one behind our back, and nobody could keep it from doing so.
          return intuit.control.settings().world.requestIds === 'nothing' ? answer(first) : twice(first)
        }
        default:
          answer(handle(intuit, request, effect))
          if (effect?.is === 'timeout') scheduler.after(effect.lateMs ?? 0, () => intuit.settleLate())
      }
    })
  })
}

function troubled(trouble: Trouble, lateMs: number): Effect {
  if (trouble === 'down') return { is: 'status', status: 503 }
  if (trouble === 'unpaid') return { is: 'fault', code: '6190', message: 'Invalid Company Status' }
  return { is: 'timeout', carriedOut: trouble, ...(trouble === 'late' && { lateMs }) }
}

function handle(intuit: Intuit, { method, url, headers, body }: Request, effect: Effect | undefined): Outcome {
  if (effect) intuit.control.inject({ times: 1, effect })
  const outcome = intuit.handle({ method, url, body, header: (name) => headers.get(name.toLowerCase()) ?? null })
  // A call that was turned away at the gate has not met its fault; nobody else may.
  if (effect) intuit.control.clearInjections()
  return outcome
}

const itemsIn = (body: string): number => body.split('"bId"').length - 1

/** A fault in the simulator's words. */
function effectOf(fault: AnyFault, extent: number, giveUpAfterMs: number, items: number): Effect | undefined {
  const one = [Math.floor(extent * Math.max(items, 1))]
  const itemFault = (code: string, more: object = {}): Effect =>
    items === 0 ? { is: 'status', status: 503 } : { is: 'fault', code, items: one, ...more }
  switch (fault) {
    case 'lose the answer':
      return choose<Effect>(extent, [
        { is: 'drop', carriedOut: true },
        { is: 'cut-body' },
        { is: 'timeout', carriedOut: 'yes' },
        { is: 'status', status: 504, carriedOut: true },
        { is: 'html-200', carriedOut: true },
      ])
    case 'do late':
      return { is: 'timeout', carriedOut: 'late', lateMs: Math.ceil(giveUpAfterMs + extent * LATE_MAX_MS) }
    case 'delay':
      return { is: 'slow', ms: Math.ceil(1 + extent * SLOW_MAX_MS) }
    case 'throttled by the minute':
      return { is: 'throttle', shape: extent < 0.5 ? 'gateway' : 'service' }
    case 'monthly cap':
      return { is: 'throttle', shape: 'service' }
    case 'token rejected':
      return { is: 'unauthorized' }
    case 'forbidden':
      return { is: 'fault', code: '120', type: 'AuthorizationFault', status: 403 }
    case 'whole batch malformed':
      return { is: 'fault', code: '2010', type: 'ValidationFault' }
    case 'item: try again later':
      return itemFault('3001')
    case 'item: business rule':
      return itemFault('6000', {
        message: 'A business validation error has occurred',
        detail: 'Injected business rule',
      })
    case 'item: closed period':
      return itemFault('6210', { message: 'Account Period Closed', detail: 'Injected: the period is closed' })
    case 'item: subscription ended':
      return itemFault('6190', { message: 'Invalid Company Status' })
    case 'item: unclear, carried out':
      return itemFault('10000', { carriedOut: true })
    case 'item: unclear, not carried out':
      return itemFault('6000', { detail: 'Please wait a few minutes and try again' })
    case 'item: gone':
      return itemFault('610', { message: 'Object Not Found' })
    case 'answer without an item':
      return { is: 'item-missing', items: one, carriedOut: (extent * 10) % 1 < 0.7 }
    case 'one item refused, the next left out':
      return itemFault((extent * 10) % 1 < 0.5 ? '3001' : '5010', {
        missing: one.map((position) => (position + 1) % items),
      })
    case 'answers in another order':
      return { is: 'reorder' }
    case 'page of HTML':
      return { is: 'html-200', carriedOut: extent < 0.5 }
    case 'server error':
      return { is: 'status', status: choose(extent, [500, 502, 503, 504]), carriedOut: (extent * 10) % 1 < 0.5 }
    default:
      return undefined
  }
}

function choose<Choice>(extent: number, choices: readonly Choice[]): Choice {
  const choice = choices[Math.floor(extent * choices.length)] ?? choices[0]
  if (choice === undefined) throw new RangeError('there is nothing to choose from')
  return choice
}
