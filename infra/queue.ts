import { Duration } from 'aws-cdk-lib'
import { PolicyStatement } from 'aws-cdk-lib/aws-iam'
import type { EventSourceMappingOptions, Function as Lambda } from 'aws-cdk-lib/aws-lambda'
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs'
import type { Construct } from 'constructs'
import type { Encryption } from './encryption.ts'

/** A message that failed so often is not the passing fault of something else. */
const RECEIVES_MAX = 5

/** An encrypted queue and the one where its messages end that nobody could take. Both are kept for 14 days. */
export function queueWithDeadLetters(scope: Construct, id: string, key: Encryption, visibilityTimeout: Duration) {
  const common = {
    encryption: QueueEncryption.KMS,
    encryptionMasterKey: key,
    enforceSSL: true,
    retentionPeriod: Duration.days(14),
  }
  const deadLetters = new Queue(scope, `${id}DeadLetters`, common)
  const queue = new Queue(scope, id, {
    ...common,
    visibilityTimeout,
    deadLetterQueue: { queue: deadLetters, maxReceiveCount: RECEIVES_MAX },
  })
  return { queue, deadLetters }
}

/** Lets a function put messages onto a queue and do nothing else with it. */
export function grantSend(fn: Lambda, queue: Queue, key: Encryption): void {
  fn.addToRolePolicy(new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [queue.queueArn] }))
  key.grantThroughQueues(fn, 'sends')
}

/**
 * Lets a function take a queue's messages, and has Lambda call it with them. CDK's `SqsEventSource` would let the function
 * decrypt whatever the key has encrypted, by way of the queue or not.
 */
export function takeFrom(
  fn: Lambda,
  queue: Queue,
  key: Encryption,
  options: Pick<EventSourceMappingOptions, 'batchSize' | 'maxConcurrency' | 'reportBatchItemFailures'>,
): void {
  fn.addToRolePolicy(
    new PolicyStatement({
      actions: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'],
      resources: [queue.queueArn],
    }),
  )
  key.grantThroughQueues(fn, 'takes')
  fn.addEventSourceMapping('Takes', { eventSourceArn: queue.queueArn, ...options })
}
