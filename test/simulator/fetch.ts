import type { Intuit, Outcome } from './intuit.ts'

/** Longer than any client waits for an answer that never comes. */
const NEVER_MS = 600_000

/** Waits, in whichever time the caller lives. */
export type Sleep = (ms: number) => Promise<void>

/** A `fetch` that reaches the simulator without a network. Without a `sleep` nothing takes time, and what never comes fails at once. */
export function fetchFrom(intuit: Pick<Intuit, 'handle'>, sleep: Sleep = async () => {}): typeof fetch {
  return async (input, init) => {
    const request = new Request(input, init)
    const body = await request.text()
    request.signal.throwIfAborted()
    const outcome = intuit.handle({
      method: request.method,
      url: request.url,
      header: (name) => request.headers.get(name),
      body,
    })
    const { delivery } = outcome
    await unlessAborted(sleep(delivery.is === 'never' ? NEVER_MS : delivery.afterMs), request.signal)
    if (delivery.is === 'answered') return responseOf(outcome)
    throw new TypeError('fetch failed')
  }
}

/** The answer as a web Response; a status without a body must not carry an empty one. */
const responseOf = ({ status, headers, body }: Outcome) => new Response(body === '' ? null : body, { status, headers })

function unlessAborted(waiting: Promise<void>, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
    waiting.then(resolve, reject)
  })
}
