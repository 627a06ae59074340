import * as z from 'zod/mini'
import type { Lambda, Outcome } from './lambda.ts'
import { systemAttributesOf } from './sqs.ts'
import { md5, type Queue, type Received } from './sqs-queue.ts'
import type { Template } from './template.ts'

const LONG_POLL_SECONDS = 20

/** A queue that feeds a function. */
export type Mapping = {
  functionName: string
  queueArn: string
  batchSize: number
  windowSeconds: number
  reportsFailures: boolean
  concurrencyMax: number | undefined
}

type Options = {
  mappings: Mapping[]
  queue: (arn: string) => Queue
  lambda: Lambda
  region: string
  log: (line: string) => void
}

/**
 * Carries messages from queues to functions, several batches at once. What a function has dealt with is deleted; what it
 * reports as failed, or all of a batch whose run failed, stays in flight until its visibility timeout lapses.
 */
export function startEventSourceMappings({ mappings, queue, lambda, region, log }: Options) {
  const stopping = new AbortController()
  const loops = mappings.map((mapping) => {
    const source = queue(mapping.queueArn)
    const { concurrency } = lambda.definition(mapping.functionName)
    const pollers = Math.min(mapping.concurrencyMax ?? concurrency, concurrency)
    return Promise.all(Array.from({ length: pollers }, () => poll(mapping, source)))
  })

  async function poll(mapping: Mapping, source: Queue): Promise<void> {
    while (!stopping.signal.aborted) {
      const messages = await collect(mapping, source)
      if (messages.length === 0 || stopping.signal.aborted) continue
      const event = { Records: messages.map((message) => recordOf(message, source, region)) }
      const outcome = await lambda.invoke(mapping.functionName, event)
      const failed = failedIds(mapping, messages, outcome)
      if (failed === 'all') log(`[${mapping.functionName}] ${messages.length} messages go back to ${source.name}`)
      for (const { id, receipt } of messages) {
        if (failed !== 'all' && !failed.has(id)) source.delete(receipt)
      }
    }
  }

  async function collect({ batchSize, windowSeconds }: Mapping, source: Queue): Promise<Received[]> {
    const receive = (max: number, waitSeconds: number) => source.receive({ max, waitSeconds, signal: stopping.signal })
    const messages = await receive(batchSize, LONG_POLL_SECONDS)
    const until = Date.now() + windowSeconds * 1_000
    while (messages.length > 0 && messages.length < batchSize && Date.now() < until) {
      messages.push(...(await receive(batchSize - messages.length, (until - Date.now()) / 1_000)))
    }
    return messages
  }

  return {
    stop: async () => {
      stopping.abort()
      await Promise.all(loops)
    },
  }
}

const Failures = z.nullish(
  z.object({ batchItemFailures: z.nullish(z.array(z.object({ itemIdentifier: z.nullish(z.string()) }))) }),
)

/** As Lambda judges: an answer of another shape, or one that names a message nobody sent, fails the whole batch. */
function failedIds(mapping: Mapping, messages: Received[], outcome: Outcome): Set<string> | 'all' {
  if (!outcome.ok) return 'all'
  if (!mapping.reportsFailures) return new Set()
  const answer = z.safeParse(Failures, outcome.payload)
  if (!answer.success) return 'all'
  const ids = (answer.data?.batchItemFailures ?? []).map(({ itemIdentifier }) => itemIdentifier ?? '')
  const known = new Set(messages.map(({ id }) => id))
  return ids.every((id) => known.has(id)) ? new Set(ids) : 'all'
}

function recordOf(message: Received, source: Queue, awsRegion: string) {
  return {
    messageId: message.id,
    receiptHandle: message.receipt,
    body: message.body,
    attributes: systemAttributesOf(message),
    messageAttributes: Object.fromEntries(
      Object.entries(message.attributes).map(([name, { DataType, StringValue, BinaryValue }]) => [
        name,
        {
          dataType: DataType,
          stringValue: StringValue,
          binaryValue: BinaryValue,
          stringListValues: [],
          binaryListValues: [],
        },
      ]),
    ),
    md5OfBody: md5(message.body),
    eventSource: 'aws:sqs',
    eventSourceARN: source.arn,
    awsRegion,
  }
}

const Properties = z.object({
  EventSourceArn: z.string(),
  FunctionName: z.string(),
  Enabled: z._default(z.boolean(), true),
  BatchSize: z._default(z.number(), 10),
  MaximumBatchingWindowInSeconds: z._default(z.number(), 0),
  FunctionResponseTypes: z._default(z.array(z.string()), []),
  ScalingConfig: z.optional(z.object({ MaximumConcurrency: z.number() })),
})

/** The template's mappings. @throws where one asks for what is not modelled, so that nobody is misled. */
export function mappingsIn(template: Template, functionNames: Map<string, string>): Mapping[] {
  return template.resources('AWS::Lambda::EventSourceMapping').flatMap(({ id, properties }) => {
    const resolved = z.parse(z.looseObject({}), template.resolve(properties))
    if ('FilterCriteria' in resolved) throw new Error(`${id}: filters are not modelled by the local stack`)
    const mapping = z.parse(Properties, resolved)
    const functionName = functionNames.get(mapping.FunctionName)
    if (!functionName) throw new Error(`${id} names a function that is not in the template`)
    if (!mapping.Enabled) return []
    return {
      functionName,
      queueArn: mapping.EventSourceArn,
      batchSize: mapping.BatchSize,
      windowSeconds: mapping.MaximumBatchingWindowInSeconds,
      reportsFailures: mapping.FunctionResponseTypes.includes('ReportBatchItemFailures'),
      concurrencyMax: mapping.ScalingConfig?.MaximumConcurrency,
    }
  })
}
