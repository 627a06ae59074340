import { Duration } from 'aws-cdk-lib'
import type { Key } from 'aws-cdk-lib/aws-kms'
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs'
import type { Construct } from 'constructs'

/** A message that failed so often is not the passing fault of something else. */
const RECEIVES_MAX = 5

/** An encrypted queue and the one where its messages end that nobody could take. Both are kept for 14 days. */
export function queueWithDeadLetters(scope: Construct, id: string, key: Key, visibilityTimeout: Duration) {
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
