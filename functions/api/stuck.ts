import type { Writer } from '../../shared/aws/writer.ts'
import type { Reason } from '../../shared/sync/reason.ts'
import { reasonOf, stopsAll } from '../../shared/sync/suspension.ts'

const notConnected: Reason = {
  code: 'not_connected',
  message: 'This company is not connected to QuickBooks, so nothing can be sent.',
  next: 'Connect QuickBooks in QuickBooks Settings. What has come in meanwhile then goes out by itself.',
  action: { kind: 'connection' },
}

/** Why what is pending does not go out: none of it, or only what has to be looked up before. */
export type Stuck = { reason: Reason; isWhole: boolean }

/**
 * Why what is pending does not go out; undefined if it does. It is a matter of the company, so it is noted on none of the
 * records, and all of them go on at once. What a plan lacks is noted on those that it is about.
 */
export function stuckFor({ status, suspension }: Pick<Writer, 'status' | 'suspension'>): Stuck | undefined {
  if (status !== 'connected') return { reason: notConnected, isWhole: true }
  if (!suspension || suspension.code === 'plan_lowered') return undefined
  return { reason: reasonOf(suspension), isWhole: stopsAll(suspension) }
}

/** What keeps a connected company from QuickBooks, as the API tells it: since when, and when it is looked at again. */
export function shownSuspension({ status, suspension }: Pick<Writer, 'status' | 'suspension'>) {
  if (status !== 'connected' || !suspension) return null
  const { since, lookAt } = suspension
  return {
    ...reasonOf(suspension),
    code: suspension.code,
    stopsAll: stopsAll(suspension),
    since,
    lookAt: new Date(lookAt).toISOString(),
  }
}
