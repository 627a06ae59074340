import middy from '@middy/core'
import type { Context, SQSEvent } from 'aws-lambda'
import * as z from 'zod/mini'
import { CALL_TIMEOUT_MS } from '../../shared/intuit/quickbooks.ts'
import { drain } from './drain.ts'
import { world } from './wiring.ts'

const WakeUp = z.object({ company: z.string(), onlyTakeOver: z._default(z.boolean(), false) })

/** Enough to hear back on a call that was sent at the last moment, and to note what came of it. */
const RESERVE_MS = CALL_TIMEOUT_MS + 10_000

/**
 * Makes QuickBooks agree with the newest snapshots of one company.
 *
 * A wake says which company, never what changed: that is read from the table. So a wake that comes late, twice or for
 * nothing does no harm, and one that is lost is made up for by the sweep.
 */
export const handler = middy(async (event: SQSEvent, context: Context) => {
  const hasTime = () => context.getRemainingTimeInMillis() > RESERVE_MS
  for (const message of event.Records) {
    const { company, onlyTakeOver } = z.parse(WakeUp, JSON.parse(message.body))
    const progress = await drain(company, world, hasTime, onlyTakeOver)
    if (!progress) continue
    world.log('info', 'drained', {
      company,
      count: progress.confirmed,
      ...(progress.halt && { reason: progress.halt }),
    })
    if (progress.hasMore) await world.wake(company)
  }
})
