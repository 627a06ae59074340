import { Duration } from 'aws-cdk-lib'
import { type Function as Lambda, RecursiveLoop } from 'aws-cdk-lib/aws-lambda'
import type { Queue } from 'aws-cdk-lib/aws-sqs'
import { Construct } from 'constructs'
import { env } from '../shared/env.ts'
import type { Alarms } from './alarms.ts'
import type { StackContext } from './context.ts'
import type { Encryption } from './encryption.ts'
import { grantSend, queueWithDeadLetters, takeFrom } from './queue.ts'
import type { Storage } from './storage.ts'
import { WorkerFunction } from './worker-function.ts'

type Props = { context: StackContext; key: Encryption; storage: Storage; alarms: Alarms }

/** Companies that are pushed at the same time at most. */
const COMPANIES_AT_ONCE = 50
/** A writer that is silent for so long is taken over; with the wake behind it, that is soon enough for what it sent to be replayed. */
const LEASE_SECONDS = 20

/** The only writer to QuickBooks: the wakes, and the function that answers them under the company's lease. */
export class Push extends Construct {
  readonly wakes: Queue
  readonly deadLetters: Queue
  readonly function: WorkerFunction
  readonly #key: Encryption

  constructor(scope: Construct, id: string, { context, key, storage, alarms }: Props) {
    super(scope, id)
    this.#key = key
    // As long as Lambda allows: at its end a run starts no more calls and waits for those on their way, which wastes time.
    const timeout = Duration.minutes(15)
    // Hidden for longer than a run can last. A crash is taken over sooner: by the sweep, once the lease has lapsed.
    const { queue, deadLetters } = queueWithDeadLetters(this, 'Wakes', key, timeout.plus(Duration.minutes(1)))
    this.wakes = queue
    this.deadLetters = deadLetters

    this.function = new WorkerFunction(this, 'Function', {
      context,
      key,
      name: 'push',
      timeout,
      memoryMb: 1024,
      // A run that ends with work left wakes itself; Lambda would take that for a runaway loop and stop it after 16 turns.
      recursiveLoop: RecursiveLoop.ALLOW,
    })
    this.function.addEnvironment(env.leaseSeconds, String(LEASE_SECONDS))
    takeFrom(this.function, queue, key, { batchSize: 1, maxConcurrency: COMPANIES_AT_ONCE })

    storage.grantCompanies(this.function, 'GetItem', 'UpdateItem', 'ConditionCheckItem')
    storage.grantRecords(this.function, 'BatchGetItem', 'Query', 'PutItem', 'UpdateItem', 'BatchWriteItem')
    storage.grantCatalog(this.function, 'BatchGetItem', 'Query')
    storage.grantAttempts(this.function, 'GetItem', 'BatchGetItem', 'PutItem', 'UpdateItem', 'BatchWriteItem')
    storage.grantActivity(this.function, 'PutItem')
    this.grantWake(this.function)
    alarms.whenNotEmpty('wakes-dead-letters', deadLetters)
    // Longer than a run, and a wake that comes again after one that died.
    alarms.whenOld('wakes-old', queue, Duration.minutes(40))
    alarms.whenFailing('push-failing', this.function)
    alarms.whenLogged('record-set-aside', [this.function], 'a record was set aside', { above: 0 })
    alarms.whenLogged('attempt-unreadable', [this.function], 'an attempt cannot be read', { above: 0 })
  }

  /** Lets a function wake the push: the permission and the queue's address together, so that neither is forgotten. */
  grantWake(fn: Lambda): void {
    grantSend(fn, this.wakes, this.#key)
    fn.addEnvironment(env.wakesQueue, this.wakes.queueUrl)
  }
}
