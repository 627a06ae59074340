import { SendMessageBatchCommand, SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs'
import { log } from '../lib/log.ts'

/** SQS takes at most ten messages, and 1 MiB in all, in one call. */
const MESSAGES_MAX = 10
const BYTES_MAX = 1_048_576

/** Says that a company may have something to do, now or after a while; never what. */
export async function sendWake(sqs: SQSClient, queue: string, company: string, afterSeconds = 0): Promise<void> {
  const MessageBody = JSON.stringify({ company })
  await sqs.send(new SendMessageCommand({ QueueUrl: queue, MessageBody, DelaySeconds: afterSeconds }))
}

/**
 * Says so where what is to be done is stored already: whoever stored it has done what was asked, and must not say
 * otherwise because this cannot be sent. The sweep makes up for it within a minute.
 */
export async function sendHint(sqs: SQSClient, queue: string, company: string): Promise<void> {
  try {
    await sendWake(sqs, queue, company)
  } catch (error) {
    log('warn', 'a wake could not be sent', { company, error: error instanceof Error ? error.name : 'unknown' })
  }
}

/** Says, after a while, that a company's writer may have died at its work; if it has not, there is nothing to do. */
export async function sendTakeOver(sqs: SQSClient, queue: string, company: string, afterSeconds: number) {
  const MessageBody = JSON.stringify({ company, onlyTakeOver: true })
  await sqs.send(new SendMessageCommand({ QueueUrl: queue, MessageBody, DelaySeconds: afterSeconds }))
}

/**
 * Puts messages onto a queue, in as few calls as there can be.
 *
 * @returns the indexes of the messages that the queue did not take
 */
export async function sendAll(sqs: SQSClient, queue: string, bodies: readonly string[]): Promise<number[]> {
  const failed: number[] = []
  for (const group of groups(bodies)) {
    const { Failed = [] } = await sqs.send(
      new SendMessageBatchCommand({
        QueueUrl: queue,
        Entries: group.map((index) => ({ Id: String(index), MessageBody: bodies[index] })),
      }),
    )
    failed.push(...Failed.map(({ Id }) => Number(Id)))
  }
  return failed
}

function groups(bodies: readonly string[]): number[][] {
  const all: number[][] = []
  let bytes = 0
  for (const [index, body] of bodies.entries()) {
    const size = Buffer.byteLength(body)
    const group = all.at(-1)
    if (!group || group.length === MESSAGES_MAX || bytes + size > BYTES_MAX) {
      all.push([index])
      bytes = size
    } else {
      group.push(index)
      bytes += size
    }
  }
  return all
}
