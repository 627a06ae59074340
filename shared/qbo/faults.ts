import * as z from 'zod/mini'
import { listOf, text, under } from './loose.ts'

/** QuickBooks' error: its code, and its texts for the record's row (never for a log). */
export type Fault = {
  code: string
  message: string
  detail: string
  element: string
  /** Whose fault it is, in Intuit's words: the request's (`ValidationFault`), the service's, the token's. */
  type?: string
}

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
 * - `plan`: this user, or this plan of QuickBooks, may not do that; other things it may
 * - `subscription-ended`: the books can be read only
 * - `company-reset`: all that was in the books is gone, and every Id that we know is void
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
  | 'plan'
  | 'subscription-ended'
  | 'company-reset'

/** By Intuit's error-code page. */
const meanings: Record<string, FaultMeaning> = {
  100: 'token',
  110: 'token',
  3200: 'token',
  120: 'reconnect',
  130: 'reconnect',
  3100: 'reconnect',
  5020: 'plan',
  5030: 'plan',
  6190: 'subscription-ended',
  10200: 'company-reset',
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
export function meaningOf({ code, message, detail, type = '' }: Fault): FaultMeaning {
  const words = `${message} ${detail}`
  // Seen under 5010 as well (python-quickbooks issue 208), so the words count before the code.
  if (/account period (has )?closed/i.test(words)) return 'closed-period'
  if (code === '6000' && /wait a few minutes|try again/i.test(words)) return 'unclear'
  return meanings[code] ?? (published.has(code) ? 'data' : meaningOfType(code, type))
}

/** What a fault calls for whose code nobody has published: what could have been written is looked up. */
function meaningOfType(code: string, type: string): FaultMeaning {
  if (/^auth/i.test(type)) return 'wait'
  return code === '' || /^(system|service)/i.test(type) ? 'unclear' : 'data'
}

/** Whether it is no matter of too many calls, but somebody is at work in the books as a whole. */
export const isLocked = ({ code }: Fault): boolean => code === '140' || code === '150'

/** Whether Intuit has published the code. */
export const isKnownFault = ({ code }: Fault): boolean => published.has(code)

const published = new Set([
  ...Object.keys(meanings),
  ...'500 630 700 900 1040 2000 2010 2020 2030 2040 2050 2060 2070 2080 2090 2100 2110 2120 2130 2140 2150 2160'.split(
    ' ',
  ),
  ...'2170 2190 2200 2210 2220 2230 2240 2250 2260 2270 2280 2290 2300 2600 3000 4000 4001 5000 5020 5030 6000'.split(
    ' ',
  ),
  ...'6010 6070 6080 6090 6100 6130 6150 6160 6170 6180 6190 6230 6250 6270 6310 6420 6430 6440 6470 6520 6560'.split(
    ' ',
  ),
  ...'10100 10200'.split(' '),
])

/**
 * The fault in an answer, in whichever of Intuit's shapes, also under HTTP 200. The first of several. Whatever it lacks is
 * empty; the code may stand in the message alone.
 */
export function readFault(answer: unknown): Fault | undefined {
  const fault = under(answer, 'fault')
  if (typeof fault !== 'object' || fault === null) return undefined
  const [error] = listOf(under(fault, 'error') ?? under(fault, 'errors') ?? fault)
  const said = (name: string, of = error): string => z.parse(text, under(of, name)) ?? ''
  const message = said('message')
  const code = said('code') || (/errorCode=0*(\d+)/.exec(message)?.[1] ?? '')
  return { code, message, detail: said('detail'), element: said('element'), type: said('type', fault) }
}

/** A fault that came as XML, which happens whatever was asked for, in the shape that it has as JSON. */
export function faultInXml(xml: string): { Fault: unknown } | undefined {
  const [, attributes = '', inside = ''] = /<Fault\b([^>]*)>(.*?)<\/Fault>/is.exec(xml) ?? []
  if (inside === '') return undefined
  const attribute = (name: string, of: string) => new RegExp(`\\b${name}=["']([^"']*)["']`, 'i').exec(of)?.[1]
  const element = (name: string) => new RegExp(`<${name}[^>]*>([^<]*)</${name}>`, 'i').exec(inside)?.[1]?.trim()
  const error = {
    code: attribute('code', inside) ?? element('code'),
    element: attribute('element', inside),
    Message: element('Message'),
    Detail: element('Detail'),
  }
  return { Fault: { Error: [error], type: attribute('type', attributes) } }
}
