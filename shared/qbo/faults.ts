import * as z from 'zod/mini'

/** QuickBooks' error: its code, and its texts for the record's row (never for a log). */
export type Fault = { code: string; message: string; detail: string; element: string }

/**
 * What a fault calls for.
 * - `data`: refused; it stays refused until the record or the books change
 * - `stale`: somebody changed the entity since we saw it (5010)
 * - `name-taken`, `number-taken`, `closed-period`: refused for a reason with a way out of its own
 * - `gone`: the entity itself, or something that it mentions, was deleted or made inactive
 * - `reference`: something that the record mentions cannot be used
 * - `locked`: others hang on it (payments, deposits, bank lines, other documents), so it cannot be changed or deleted
 * - `link`: the documents that it is linked to do not take the link
 * - `wait`: try again later; nothing was written
 * - `unclear`: it may have been written; look before doing anything
 * - `token`: the access token has lapsed
 * - `reconnect`: a person must connect again
 */
export type FaultMeaning =
  | 'data'
  | 'stale'
  | 'name-taken'
  | 'number-taken'
  | 'gone'
  | 'closed-period'
  | 'reference'
  | 'locked'
  | 'link'
  | 'wait'
  | 'unclear'
  | 'token'
  | 'reconnect'

/** By Intuit's error-code page; what is not in it is refused data. */
const meanings: Record<string, FaultMeaning> = {
  100: 'token',
  110: 'token',
  3200: 'token',
  120: 'reconnect',
  130: 'reconnect',
  3100: 'reconnect',
  140: 'wait',
  150: 'wait',
  3001: 'wait',
  4002: 'wait',
  600: 'unclear',
  1000: 'unclear',
  1010: 'unclear',
  1020: 'unclear',
  10000: 'unclear',
  5010: 'stale',
  6240: 'name-taken',
  6140: 'number-taken',
  610: 'gone',
  2500: 'reference',
  620: 'link',
  800: 'locked',
  6220: 'locked',
  6280: 'locked',
  6400: 'locked',
  6450: 'locked',
  6480: 'locked',
  6540: 'locked',
  6200: 'closed-period',
  6210: 'closed-period',
}

/** What a fault calls for, by its code and, where the code is not enough, its words. */
export function meaningOf({ code, message, detail }: Fault): FaultMeaning {
  const words = `${message} ${detail}`
  // Seen under 5010 as well (python-quickbooks issue 208), so the words count before the code.
  if (/account period (has )?closed/i.test(words)) return 'closed-period'
  if (code === '6000' && /wait a few minutes|try again/i.test(words)) return 'unclear'
  return meanings[code] ?? 'data'
}

const text = z.pipe(
  z.optional(z.nullable(z.string())),
  z.transform((value) => value ?? ''),
)
const code = z.pipe(
  z.union([z.string(), z.number()]),
  z.transform((value) => String(value)),
)
const serviceShape = z.object({
  Fault: z.object({ Error: z.array(z.object({ Message: text, Detail: text, code, element: text })) }),
})
const gatewayShape = z.object({
  fault: z.object({ error: z.array(z.object({ message: text, detail: text, code, element: text })) }),
})

/** The fault in an answer, in either of the two shapes that Intuit uses, also under HTTP 200. The first of several. */
export function readFault(answer: unknown): Fault | undefined {
  const service = z.safeParse(serviceShape, answer)
  if (service.success) {
    const [error] = service.data.Fault.Error
    return error && { code: error.code, message: error.Message, detail: error.Detail, element: error.element }
  }
  const gateway = z.safeParse(gatewayShape, answer)
  return gateway.success ? gateway.data.fault.error[0] : undefined
}
