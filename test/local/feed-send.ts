import { SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs'
import type { Batch, Line } from './feed-lines.ts'

const CALLS_AT_ONCE = 8
/** What the queue could not take for a reason of its own is offered again so often. */
const TRIES_MAX = 3

export type Sent = { sent: Map<string, number>; companies: Set<string>; refused: { line: Line; reason: string }[] }

/** Sends batches to the queue, several at once, and says of every line whether the queue has it. */
export async function sendBatches(
  { sqs, queueUrl }: { sqs: SQSClient; queueUrl: string },
  batches: AsyncIterator<Batch>,
  onProgress: (done: number) => void,
): Promise<Sent> {
  const result: Sent = { sent: new Map(), companies: new Set(), refused: [] }
  let done = 0

  async function work(): Promise<void> {
    for (;;) {
      const { done: isEnd, value: batch } = await batches.next()
      if (isEnd) return
      if (batch.fits) await send(batch.lines)
      else refuse(batch.line, `it is ${batch.line.bytes} bytes long; SQS takes 1 MiB at most`)
      done += batch.fits ? batch.lines.length : 1
      onProgress(done)
    }
  }

  async function send(lines: Line[], tries = 1): Promise<void> {
    const Entries = lines.map(({ text }, at) => ({ Id: String(at), MessageBody: text }))
    const { Failed = [] } = await sqs.send(new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries }))
    const failed = new Map(Failed.map((failure) => [lines[Number(failure.Id)], failure]))
    for (const line of lines) if (!failed.has(line)) accept(line)
    const again: Line[] = []
    for (const [line, { SenderFault, Code, Message }] of failed) {
      if (!line) continue
      if (SenderFault || tries === TRIES_MAX) refuse(line, Message ?? Code ?? 'no reason given')
      else again.push(line)
    }
    if (again.length > 0) await send(again, tries + 1)
  }

  function accept({ kind, company }: Line): void {
    result.sent.set(kind, (result.sent.get(kind) ?? 0) + 1)
    if (company !== undefined) result.companies.add(company)
  }

  function refuse(line: Line, reason: string): void {
    result.refused.push({ line, reason })
  }

  await Promise.all(Array.from({ length: CALLS_AT_ONCE }, work))
  return result
}
