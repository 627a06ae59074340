import middy from '@middy/core'
import type { Context, SQSEvent } from 'aws-lambda'
import * as z from 'zod/mini'
import { CALL_TIMEOUT_MS } from '../../shared/intuit/quickbooks.ts'
import { world } from './wiring.ts'
import { work } from './work.ts'

const Message = z.object({ company: z.string() })

/** Enough to hear back on a call that was sent at the last moment, and to store what came. */
const RESERVE_MS = CALL_TIMEOUT_MS + 20_000

/**
 * Does a company's jobs: pulls from QuickBooks.
 *
 * A message says which company, never what is to be done: that is read from the table. So a message that comes late, twice
 * or for nothing does no harm, and one that is lost is made up for by the sweep.
 */
export const handler = middy(async (event: SQSEvent, context: Context) => {
  const hasTime = () => context.getRemainingTimeInMillis() > RESERVE_MS
  for (const message of event.Records) {
    const { company } = z.parse(Message, JSON.parse(message.body))
    if ((await work(company, world, hasTime)) === 'more') await world.askForJobs(company)
  }
})
