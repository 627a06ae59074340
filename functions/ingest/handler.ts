import middy from '@middy/core'
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda'
import { ingest } from './ingest.ts'
import { noteTaken, world } from './wiring.ts'

/** Takes messages of the feed; only those that could not be stored come again. */
export const handler = middy(async (event: SQSEvent): Promise<SQSBatchResponse> => {
  const messages = event.Records.map(({ messageId, body, attributes }) => ({
    id: `${Number(attributes.SentTimestamp).toString(36).padStart(9, '0')}-${messageId}`,
    body,
    isAgain: Number(attributes.ApproximateReceiveCount) > 1,
  }))
  const byId = new Map(messages.map(({ id }, index) => [id, event.Records[index]?.messageId ?? id]))
  const failed = await ingest(messages, world)
  // What comes again is old, and tells nothing of how far the feed was read.
  const taken = event.Records.filter(({ messageId }) => !failed.some((id) => byId.get(id) === messageId))
  const sentAt = Math.max(...taken.map(({ attributes }) => Number(attributes.SentTimestamp)))
  if (taken.length > 0) await noteTaken(sentAt, world.now())
  return { batchItemFailures: [...new Set(failed)].map((id) => ({ itemIdentifier: byId.get(id) ?? id })) }
})
