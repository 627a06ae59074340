import { Duration } from 'aws-cdk-lib'
import { PolicyStatement } from 'aws-cdk-lib/aws-iam'
import type { Function as Lambda } from 'aws-cdk-lib/aws-lambda'
import type { Queue } from 'aws-cdk-lib/aws-sqs'
import { Construct } from 'constructs'
import { env } from '../shared/env.ts'
import type { Alarms } from './alarms.ts'
import type { StackContext } from './context.ts'
import type { Encryption } from './encryption.ts'
import type { Push } from './push.ts'
import { grantSend, queueWithDeadLetters, takeFrom } from './queue.ts'
import type { Storage } from './storage.ts'
import { WorkerFunction } from './worker-function.ts'

type Props = { context: StackContext; key: Encryption; storage: Storage; alarms: Alarms; push: Push }

/** More would only contend for the same companies' rows. */
const INGESTS_AT_ONCE = 20

/** The change feed: the queue that the ERP writes to, and the function that stores what it brings. */
export class Changes extends Construct {
  readonly queue: Queue
  readonly deadLetters: Queue
  readonly #key: Encryption

  constructor(scope: Construct, id: string, { context, key, storage, alarms, push }: Props) {
    super(scope, id)
    this.#key = key
    const timeout = Duration.seconds(30)
    const { queue, deadLetters } = queueWithDeadLetters(this, 'Queue', key, Duration.seconds(6 * timeout.toSeconds()))
    this.queue = queue
    this.deadLetters = deadLetters

    const ingest = new WorkerFunction(this, 'Ingest', { context, key, name: 'ingest', timeout })
    takeFrom(ingest, queue, key, { batchSize: 10, reportBatchItemFailures: true, maxConcurrency: INGESTS_AT_ONCE })
    storage.grantCompanies(ingest, 'GetItem', 'UpdateItem')
    storage.grantRecords(ingest, 'BatchGetItem', 'Query', 'UpdateItem', 'BatchWriteItem')
    storage.grantSearch(ingest, 'BatchWriteItem')
    storage.grantRefusedEvents(ingest, 'PutItem', 'BatchWriteItem')
    push.grantWake(ingest)
    alarms.whenNotEmpty('changes-dead-letters', deadLetters)
    alarms.whenOld('changes-old', queue, Duration.minutes(5))
    alarms.whenFailing('ingest-failing', ingest)
  }

  /** Lets a function see how much of the feed is unread. */
  grantSee(fn: Lambda): void {
    fn.addToRolePolicy(new PolicyStatement({ actions: ['sqs:GetQueueAttributes'], resources: [this.queue.queueArn] }))
    fn.addEnvironment(env.changesQueue, this.queue.queueUrl)
  }

  /** Lets a function put changes onto the feed. */
  grantSend(fn: Lambda): void {
    grantSend(fn, this.queue, this.#key)
    fn.addEnvironment(env.changesQueue, this.queue.queueUrl)
  }
}
