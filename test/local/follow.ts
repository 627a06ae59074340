import { setTimeout as sleep } from 'node:timers/promises'
import * as z from 'zod/mini'
import type { apiClient } from './api-client.ts'

const POLL_EVERY_MS = 1_000
/** Messages need a moment from the queue into the table; an empty backlog before that says nothing. */
const QUIET_FOR_MS = 3_000

const Status = z.object({
  kinds: z.record(z.string(), z.record(z.string(), z.number())),
  refusedEvents: z.number(),
  backlog: z.number(),
})
export type Status = z.output<typeof Status>

/**
 * Follows a company until nothing is pending any more, or nothing has changed for so long that it is not worth waiting.
 * Gives the last status, or undefined when there is no such company.
 */
export async function follow(
  call: ReturnType<typeof apiClient>,
  company: string,
  { patienceMs, onStatus }: { patienceMs: number; onStatus: (status: Status) => void },
): Promise<Status | undefined> {
  let last = ''
  let changedAt = Date.now()
  for (;;) {
    const { status: code, body } = await call('GET', `/companies/${company}/status`)
    if (code === 404) return undefined
    if (code !== 200) {
      // A function may just have been killed, on purpose; that passes.
      if (Date.now() - changedAt > patienceMs) throw new Error(`the status of ${company}: ${JSON.stringify(body)}`)
      await sleep(POLL_EVERY_MS)
      continue
    }
    const status = z.parse(Status, body)
    const text = JSON.stringify([status.kinds, status.refusedEvents])
    if (text !== last) changedAt = Date.now()
    last = text
    onStatus(status)
    const quietMs = Date.now() - changedAt
    if (quietMs > (status.backlog === 0 ? QUIET_FOR_MS : patienceMs)) return status
    await sleep(POLL_EVERY_MS)
  }
}

/** The counts as lines of a table: a kind, and how many are in which state, without the zeros. */
export function tableOf({ kinds, refusedEvents }: Status): string[] {
  const rows = Object.entries(kinds).flatMap(([kind, states]) => {
    const counts = Object.entries(states).filter(([, count]) => count > 0)
    return counts.length === 0
      ? []
      : [`  ${kind.padEnd(15)} ${counts.map(([state, count]) => `${count} ${state}`).join(', ')}`]
  })
  return refusedEvents > 0 ? [...rows, `  ${'refused events'.padEnd(15)} ${refusedEvents}`] : rows
}

/** Kinds that are never pushed. */
const TIED_ONLY = ['account', 'terms']

/** How many records of the company there are to push, and how many of them are where they should be. */
export function countsOf({ kinds }: Status): { all: number; synced: number } {
  const counts = Object.entries(kinds).flatMap(([kind, states]) => (TIED_ONLY.includes(kind) ? [] : [states]))
  const sum = (values: number[]) => values.reduce((total, value) => total + value, 0)
  return {
    all: sum(counts.map((states) => sum(Object.values(states)))),
    synced: sum(counts.map((states) => states['synced'] ?? 0)),
  }
}
