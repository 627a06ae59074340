import { Duration } from 'aws-cdk-lib'
import { Rule, Schedule } from 'aws-cdk-lib/aws-events'
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets'
import { Construct } from 'constructs'
import type { Alarms } from './alarms.ts'
import type { Changes } from './changes.ts'
import type { StackContext } from './context.ts'
import type { Encryption } from './encryption.ts'
import type { Pull } from './pull.ts'
import type { Push } from './push.ts'
import type { Storage } from './storage.ts'
import { WorkerFunction } from './worker-function.ts'

type Props = {
  context: StackContext
  key: Encryption
  storage: Storage
  alarms: Alarms
  push: Push
  pull: Pull
  changes: Changes
}

/** Each minute: wakes whoever has work due, so that no lost message is ever the end of the work, and gathers what is searched. */
export class Sweep extends Construct {
  constructor(scope: Construct, id: string, { context, key, storage, alarms, push, pull, changes }: Props) {
    super(scope, id)
    const sweep = new WorkerFunction(this, 'Function', { context, key, name: 'sweep', timeout: Duration.seconds(50) })
    new Rule(this, 'Schedule', {
      schedule: Schedule.rate(Duration.minutes(1)),
      targets: [new LambdaFunction(sweep)],
    })
    storage.grantCompanies(sweep, 'GetItem', 'Query', 'UpdateItem')
    storage.grantRecords(sweep, 'Query', 'BatchGetItem')
    storage.grantCatalog(sweep, 'GetItem', 'PutItem', 'UpdateItem')
    storage.grantSearch(sweep, 'Query', 'PutItem', 'BatchWriteItem')
    changes.grantSee(sweep)
    push.grantWake(sweep)
    pull.grantAsk(sweep)
    alarms.whenFailing('sweep-failing', sweep)
    alarms.whenSilent('sweep-silent', sweep)
    // Each minute a line for each company; what is just being looked for in QuickBooks needs one minute more than is said of.
    alarms.whenLogged('work-not-moving', [sweep], 'work does not move', { above: 2 })
    alarms.whenLogged('company-passed-over', [sweep], 'a company could not be looked after', { above: 2 })
  }
}
