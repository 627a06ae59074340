import { type DynamoDBClient, GetItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb'
import { GetQueueAttributesCommand, type SQSClient } from '@aws-sdk/client-sqs'
import * as z from 'zod/mini'
import { attributes, conditional, plain } from './table.ts'

const Row = z.object({ unreadSince: z.optional(z.number()), takenTo: z.optional(z.number()) })
const Key = attributes({ pk: 'feed', sk: 'meter' })

/** What of a queue is visible, in flight, and delayed. */
const counted = [
  'ApproximateNumberOfMessages',
  'ApproximateNumberOfMessagesNotVisible',
  'ApproximateNumberOfMessagesDelayed',
] as const

export type FeedMeter = ReturnType<typeof feedMeter>

/**
 * How much of the change feed nobody has read yet, and for how long. A queue tells how many messages it holds and not how old
 * they are, so it is noted since when it was never seen empty, and of when the messages are that are taken from it.
 */
export function feedMeter(db: DynamoDBClient, table: string, sqs: SQSClient, queue: string) {
  async function messages(): Promise<number> {
    const asked = new GetQueueAttributesCommand({ QueueUrl: queue, AttributeNames: [...counted] })
    const { Attributes = {} } = await sqs.send(asked)
    return counted.reduce((sum, name) => sum + Number(Attributes[name] ?? 0), 0)
  }

  return {
    /** How many messages there are, over all companies, and how old the oldest is at least, to a minute. */
    async unread(now: number): Promise<{ messages: number; oldestSeconds: number }> {
      const [count, { Item }] = await Promise.all([messages(), db.send(new GetItemCommand({ TableName: table, Key }))])
      const { unreadSince = now, takenTo = 0 } = Item ? z.parse(Row, plain(Item)) : {}
      const oldest = count === 0 ? now : Math.max(unreadSince, takenTo)
      return { messages: count, oldestSeconds: Math.max(0, Math.floor((now - oldest) / 1_000)) }
    },

    /** Notes whether it is empty; whoever looks every minute makes the age right to a minute. */
    async look(now: number): Promise<void> {
      const isEmpty = (await messages()) === 0
      await conditional(
        db.send(
          new UpdateItemCommand({
            TableName: table,
            Key,
            UpdateExpression: isEmpty ? 'REMOVE unreadSince' : 'SET unreadSince = :now',
            ConditionExpression: isEmpty ? 'attribute_exists(unreadSince)' : 'attribute_not_exists(unreadSince)',
            ...(!isEmpty && { ExpressionAttributeValues: attributes({ ':now': now }) }),
            ReturnValues: 'UPDATED_OLD',
          }),
        ),
      )
    },
  }
}

const MINUTE = 60_000
/** At the beginning of each minute how far the feed was read is noted: often enough to tell minutes, and seldom else. */
const NOTED_FOR_MS = 10_000

/** Notes of when the messages are that are taken from the feed. */
export function feedProgress(db: DynamoDBClient, table: string) {
  return async (sentAt: number, now: number): Promise<void> => {
    if (now % MINUTE >= NOTED_FOR_MS) return
    await conditional(
      db.send(
        new UpdateItemCommand({
          TableName: table,
          Key,
          UpdateExpression: 'SET takenTo = :sentAt',
          ConditionExpression: 'attribute_not_exists(takenTo) OR takenTo < :sentAt',
          ExpressionAttributeValues: attributes({ ':sentAt': sentAt }),
          ReturnValues: 'UPDATED_OLD',
        }),
      ),
    )
  }
}
