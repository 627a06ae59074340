import { Duration } from 'aws-cdk-lib'
import { type Function as Lambda, RecursiveLoop } from 'aws-cdk-lib/aws-lambda'
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

/** Companies whose jobs are done at the same time at most. */
const COMPANIES_AT_ONCE = 20
/** A worker that is silent for so long is taken over. */
const LEASE_SECONDS = 60

/** Reading from QuickBooks: the queue of the companies that have jobs, and the function that does them. */
export class Pull extends Construct {
  readonly queue: Queue
  readonly deadLetters: Queue
  readonly function: WorkerFunction
  readonly #key: Encryption

  constructor(scope: Construct, id: string, { context, key, storage, alarms, push }: Props) {
    super(scope, id)
    this.#key = key
    const timeout = Duration.minutes(10)
    const { queue, deadLetters } = queueWithDeadLetters(this, 'Pulls', key, timeout.plus(Duration.minutes(1)))
    this.queue = queue
    this.deadLetters = deadLetters

    this.function = new WorkerFunction(this, 'Function', {
      context,
      key,
      name: 'pull',
      timeout,
      // A whole CPU; and room for two lists of 100,000 names side by side.
      memoryMb: 1769,
      // A run that ends with work left asks for the next; Lambda would take that for a runaway loop.
      recursiveLoop: RecursiveLoop.ALLOW,
    })
    this.function.addEnvironment(env.leaseSeconds, String(LEASE_SECONDS))
    takeFrom(this.function, queue, key, { batchSize: 1, maxConcurrency: COMPANIES_AT_ONCE })

    storage.grantCompanies(this.function, 'GetItem', 'UpdateItem')
    storage.grantRecords(this.function, 'BatchGetItem', 'Query', 'UpdateItem')
    storage.grantAttempts(this.function, 'GetItem', 'BatchGetItem')
    storage.grantCatalog(this.function, 'GetItem', 'BatchGetItem', 'Query', 'PutItem', 'UpdateItem', 'BatchWriteItem')
    storage.grantActivity(this.function, 'PutItem')
    this.grantAsk(this.function)
    push.grantWake(this.function)
    alarms.whenNotEmpty('pulls-dead-letters', deadLetters)
    alarms.whenOld('pulls-old', queue, Duration.minutes(30))
    alarms.whenFailing('pull-failing', this.function)
    const oddity = 'Intuit answers as it has not published'
    alarms.whenLogged('intuit-has-changed', [push.function, this.function], oddity, { above: 0 })
  }

  /** Lets a function ask for jobs to be done: the permission and the queue's address together. */
  grantAsk(fn: Lambda): void {
    grantSend(fn, this.queue, this.#key)
    fn.addEnvironment(env.pullsQueue, this.queue.queueUrl)
  }
}
