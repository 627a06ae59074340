import { Duration } from 'aws-cdk-lib'
import type { Key } from 'aws-cdk-lib/aws-kms'
import { type Function as Lambda, RecursiveLoop } from 'aws-cdk-lib/aws-lambda'
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources'
import type { Queue } from 'aws-cdk-lib/aws-sqs'
import { Construct } from 'constructs'
import { env } from '../shared/env.ts'
import type { Alarms } from './alarms.ts'
import type { StackContext } from './context.ts'
import { queueWithDeadLetters } from './queue.ts'
import type { Storage } from './storage.ts'
import { WorkerFunction } from './worker-function.ts'

type Props = { context: StackContext; key: Key; storage: Storage; alarms: Alarms }

/** Companies that are pushed at the same time at most. */
const COMPANIES_AT_ONCE = 50
/** A writer that is silent for so long is taken over. */
const LEASE_SECONDS = 60

/** The only writer to QuickBooks: the wakes, and the function that answers them under the company's lease. */
export class Push extends Construct {
  readonly wakes: Queue
  readonly deadLetters: Queue
  readonly function: WorkerFunction

  constructor(scope: Construct, id: string, { context, key, storage, alarms }: Props) {
    super(scope, id)
    const timeout = Duration.minutes(5)
    // Hidden for longer than a run can last. A crash is taken over sooner: by the sweep, once the lease has lapsed.
    const { queue, deadLetters } = queueWithDeadLetters(this, 'Wakes', key, timeout.plus(Duration.minutes(1)))
    this.wakes = queue
    this.deadLetters = deadLetters

    this.function = new WorkerFunction(this, 'Function', { context, key, name: 'push', timeout, memoryMb: 1024 })
    this.function.addEnvironment(env.leaseSeconds, String(LEASE_SECONDS))
    // A run that ends with work left wakes itself; Lambda would take that for a runaway loop and stop it after 16 turns.
    const resource = this.function.node.defaultChild as unknown as { recursiveLoop: RecursiveLoop }
    resource.recursiveLoop = RecursiveLoop.ALLOW
    this.function.addEventSource(new SqsEventSource(queue, { batchSize: 1, maxConcurrency: COMPANIES_AT_ONCE }))

    storage.grantCompanies(this.function, 'GetItem', 'UpdateItem', 'PutItem', 'Query')
    storage.grantRecords(this.function, 'GetItem', 'BatchGetItem', 'Query', 'UpdateItem')
    storage.grantAttempts(this.function, 'GetItem', 'PutItem', 'UpdateItem', 'Query')
    storage.grantActivity(this.function, 'PutItem')
    this.grantWake(this.function)
    alarms.whenNotEmpty(deadLetters, 'wakes-dead-letters')
    alarms.whenOld(queue, 'wakes-old', Duration.minutes(15))
    alarms.whenFailing(this.function, 'push-failing')
  }

  /** Lets a function wake the push: the permission and the queue's address together, so that neither is forgotten. */
  grantWake(fn: Lambda): void {
    this.wakes.grantSendMessages(fn)
    fn.addEnvironment(env.wakesQueue, this.wakes.queueUrl)
  }
}
