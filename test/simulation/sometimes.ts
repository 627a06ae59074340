import type { Call } from '../simulator/control.ts'
import type { Coverage } from './coverage.ts'
import type { Universe } from './universe.ts'

/** What must be met now and then, or the simulation shows nothing about it: each by what the outside saw of it. */
const byCall: readonly { name: string; is: (call: Call) => boolean }[] = [
  { name: 'a stale SyncToken (5010)', is: ({ answer }) => answer.includes('"code":"5010"') },
  { name: 'a name that is taken (6240)', is: ({ answer }) => answer.includes('"code":"6240"') },
  { name: 'closed books (6200, 6210)', is: ({ answer }) => /"code":"62[01]0"/.test(answer) },
  {
    name: 'a look back that found what was sent',
    is: ({ path, query, answer }) =>
      path.endsWith('/query') && /DocNumber|DisplayName|Name/.test(query) && answer.includes('"Id"'),
  },
  {
    name: 'a look back that found nothing',
    is: ({ path, query, answer }) =>
      path.endsWith('/query') && /DocNumber|DisplayName|Name/.test(query) && !answer.includes('"Id"'),
  },
  { name: 'tokens refused (invalid_grant)', is: ({ answer }) => answer.includes('invalid_grant') },
]
const byLog: readonly { name: string; says: string }[] = [
  { name: 'a replay', says: 'replaying an attempt' },
  { name: 'an event set aside', says: 'an event was refused' },
  { name: 'a lease taken over', says: 'took over' },
  { name: 'a company that needs to be connected again', says: 'needs to be connected again' },
]
const byFault: readonly { name: string; fault: string }[] = [
  { name: '429 by the minute', fault: 'throttled by the minute' },
  { name: '429 by the month', fault: 'monthly cap' },
]

const RACED = 'two who wanted to renew the same tokens'

/** Counts the seeds in which each of these was met. */
export function noteSometimes(universe: Universe, coverage: Coverage): void {
  const { logs, struck } = universe
  const all = universe.calls()
  for (const { name, is } of byCall) if (all.some(is)) coverage.saw(name)
  for (const { name, says } of byLog) if (logs.some(({ line }) => line.includes(says))) coverage.saw(name)
  if (universe.hasRacedForTokens) coverage.saw(RACED)
  for (const { name, fault } of byFault) if (struck.some((one) => one.fault === fault)) coverage.saw(name)
}

/** All that has to be met in a long run. */
export const everySometimes: readonly string[] = [...[...byCall, ...byLog, ...byFault].map(({ name }) => name), RACED]
