import { z } from 'zod'

const itemPositions = z.array(z.number().int().min(0)).min(1).optional()

/** What goes wrong with a call. */
const effect = z.discriminatedUnion('is', [
  /** No answer ever comes. It is carried out at once, not at all, or `lateMs` later. */
  z.object({ is: z.literal('timeout'), carriedOut: z.enum(['yes', 'no', 'late']), lateMs: z.number().default(30_000) }),
  /** The connection breaks before an answer comes. */
  z.object({ is: z.literal('drop'), carriedOut: z.boolean() }),
  /** The connection breaks in the middle of the answer, after the call was carried out. */
  z.object({ is: z.literal('cut-body') }),
  z.object({
    is: z.literal('status'),
    status: z.union([z.literal(500), z.literal(502), z.literal(503), z.literal(504)]),
    carriedOut: z.boolean().default(false),
  }),
  /** The answer comes this much later. */
  z.object({ is: z.literal('slow'), ms: z.number().positive() }),
  /** A fault of the given code, for the whole call or for the items of a batch at these positions. */
  z.object({
    is: z.literal('fault'),
    code: z.string(),
    message: z.string().optional(),
    detail: z.string().default('Injected fault'),
    type: z
      .enum(['ValidationFault', 'SystemFault', 'AuthenticationFault', 'AuthorizationFault', 'SERVICE'])
      .default('SystemFault'),
    status: z.number().int().default(400),
    items: itemPositions,
    carriedOut: z.boolean().default(false),
    /** Items beside those that are refused, whose answers are missing from the same answer; they are carried out. */
    missing: itemPositions,
  }),
  /** Items of a batch are left out of the answer, whether or not they are carried out; the first if no position is given. */
  z.object({ is: z.literal('item-missing'), items: itemPositions, carriedOut: z.boolean().default(true) }),
  /** The answers to a batch come in another order. */
  z.object({ is: z.literal('reorder') }),
  z.object({ is: z.literal('throttle'), shape: z.enum(['gateway', 'service']).default('gateway') }),
  z.object({ is: z.literal('unauthorized') }),
  /** A page of HTML under status 200. */
  z.object({ is: z.literal('html-200'), carriedOut: z.boolean() }),
  /** An answer of somebody else's, such as a firewall's or a gateway's, or in a shape that nobody has published. */
  z.object({
    is: z.literal('raw'),
    status: z.number().int(),
    contentType: z.string(),
    body: z.string(),
    carriedOut: z.boolean().default(false),
  }),
  /** It is carried out, and every place of the answer that matches reads otherwise. */
  z.object({ is: z.literal('reworded'), from: z.string(), to: z.string() }),
  /** What was remembered of requestids is lost just before the call. */
  z.object({ is: z.literal('forget-requestids') }),
])

/** A fault to inject into the next calls that match. */
export const injection = z.object({
  when: z
    .object({
      realmId: z.string().optional(),
      method: z.string().optional(),
      /** A part of the path, such as `/batch` or `/tokens/bearer`. */
      path: z.string().optional(),
      /** A type of entity that the call writes or reads, in a batch or alone. */
      entity: z.string().optional(),
      requestId: z.string().optional(),
    })
    .default({}),
  /** How many calls it hits; null for all. */
  times: z.number().int().positive().nullable().default(1),
  /** How likely it hits a call that matches. */
  probability: z.number().min(0).max(1).default(1),
  effect,
})

/** An injection with everything said. */
export type Injection = z.infer<typeof injection>

/** An injection as it may be written, with defaults left out. */
export type InjectionInput = z.input<typeof injection>

export type Effect = z.infer<typeof effect>

/** What is known of a call before it is carried out. */
export type Traits = { realmId: string | null; method: string; path: string; body: string; requestId: string | null }

/** The faults that wait for a call to hit. */
export class Injections {
  readonly #waiting = new Map<string, Injection>()
  readonly #random: () => number
  #lastId = 0

  constructor(random: () => number) {
    this.#random = random
  }

  add(input: InjectionInput): string {
    this.#lastId += 1
    const id = String(this.#lastId)
    this.#waiting.set(id, injection.parse(input))
    return id
  }

  list = (): ({ id: string } & Injection)[] => [...this.#waiting].map(([id, waiting]) => ({ id, ...waiting }))

  clear(id?: string): void {
    if (id === undefined) this.#waiting.clear()
    else this.#waiting.delete(id)
  }

  /** The effect that hits this call, if any; it is used up by one. */
  take(call: Traits): Effect | undefined {
    for (const [id, waiting] of this.#waiting) {
      if (!matches(waiting, call) || (waiting.probability < 1 && this.#random() >= waiting.probability)) continue
      if (waiting.times !== null) {
        waiting.times -= 1
        if (waiting.times === 0) this.#waiting.delete(id)
      }
      return waiting.effect
    }
    return undefined
  }
}

function matches({ when }: Injection, call: Traits): boolean {
  if (when.realmId !== undefined && when.realmId !== call.realmId) return false
  if (when.method !== undefined && when.method !== call.method) return false
  if (when.path !== undefined && !call.path.includes(when.path)) return false
  if (when.requestId !== undefined && when.requestId !== call.requestId) return false
  if (when.entity === undefined) return true
  return call.body.includes(`"${when.entity}"`) || call.path.split('/').includes(when.entity.toLowerCase())
}
