import { Random } from './random.ts'

/** What may happen at any await. */
const faults = [
  /** The process dies before what it asked for is done. */
  'crash before',
  /** It is done, and the process dies before it hears so. */
  'crash after',
  /** The answer takes its time, or the process does. */
  'delay',
  /** It is not done, and the process hears that it failed. */
  'fail',
  /** It is done, and the process hears that it failed. */
  'lose the answer',
  /** The process gives up, and then it is done. */
  'do late',
  /** It is done twice, as by a client that asks again; the process hears what came of the second time. */
  'do twice',
] as const
type Fault = (typeof faults)[number]

/** Faults that a call to QuickBooks may meet besides. */
const quickBooksFaults = [
  'throttled by the minute',
  'monthly cap',
  'token rejected',
  'forbidden',
  'whole batch malformed',
  'item: try again later',
  'item: business rule',
  'item: closed period',
  'item: subscription ended',
  'item: unclear, carried out',
  'item: unclear, not carried out',
  'item: gone',
  'answer without an item',
  'answers in another order',
  'page of HTML',
  'server error',
  'one item refused, the next left out',
] as const
type QuickBooksFault = (typeof quickBooksFaults)[number]

/** What goes over which line. Not everything can happen everywhere: a sleep is never done twice. */
export const faultsOn = {
  store: faults,
  queue: [...faults, 'lost'],
  secrets: faults,
  intuit: faults,
  quickBooks: [...faults, ...quickBooksFaults],
  sleep: ['crash before', 'delay'],
} as const
export type Line = keyof typeof faultsOn
export type AnyFault = Fault | QuickBooksFault | 'lost'

/** How much goes wrong in a seed, and what: each seed has its own weather. */
export type Weather = { probability: number; allowed: ReadonlySet<AnyFault> }

/** Most seeds meet a few kinds of fault often enough for them to meet one another; some meet all, a few none. */
export function weatherOf(seed: number): Weather {
  const random = new Random(seed, 'weather')
  const all = [...new Set<AnyFault>(Object.values(faultsOn).flat())]
  const share = random.pick([0.2, 0.5, 1])
  return {
    probability: random.pick([0, 0.004, 0.01, 0.02, 0.04, 0.08]),
    allowed: new Set(all.filter(() => random.chance(share))),
  }
}
