import { RemovalPolicy } from 'aws-cdk-lib'
import { AttributeType, BillingMode, ProjectionType, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb'
import { PolicyStatement } from 'aws-cdk-lib/aws-iam'
import type { Function as Lambda } from 'aws-cdk-lib/aws-lambda'
import { Construct } from 'constructs'
import { env } from '../shared/env.ts'
import type { Encryption } from './encryption.ts'

/** What a function may do with a table; named as DynamoDB names it. */
type Action = 'GetItem' | 'BatchGetItem' | 'Query' | 'PutItem' | 'UpdateItem' | 'DeleteItem' | 'BatchWriteItem'

const text = (name: string) => ({ name, type: AttributeType.STRING })

/** The tables, named after what they hold. `shared/aws/README.md` shows every key and the life of a row. */
export class Storage extends Construct {
  readonly companies: Table
  readonly records: Table
  readonly attempts: Table
  readonly activity: Table
  readonly refusedEvents: Table
  readonly #key: Encryption

  constructor(scope: Construct, id: string, { key, keeps }: { key: Encryption; keeps: boolean }) {
    super(scope, id)
    this.#key = key
    const table = (name: string, timeToLiveAttribute?: string) =>
      new Table(this, name, {
        partitionKey: text('pk'),
        sortKey: text('sk'),
        billingMode: BillingMode.PAY_PER_REQUEST,
        encryption: TableEncryption.CUSTOMER_MANAGED,
        encryptionKey: key,
        pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
        deletionProtection: keeps,
        removalPolicy: keeps ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
        ...(timeToLiveAttribute && { timeToLiveAttribute }),
      })
    this.companies = table('Companies', 'expiresAt')
    this.records = table('Records')
    this.attempts = table('Attempts', 'expiresAt')
    this.activity = table('Activity')
    this.refusedEvents = table('RefusedEvents', 'expiresAt')

    // Local indexes, since only those can be read consistently: an index that lags shows a record as open that was sent.
    this.records.addLocalSecondaryIndex({
      indexName: 'open',
      sortKey: text('open'),
      projectionType: ProjectionType.INCLUDE,
      nonKeyAttributes: ['entity', 'day', 'amount'],
    })
    this.records.addLocalSecondaryIndex({
      indexName: 'entity',
      sortKey: text('entity'),
      projectionType: ProjectionType.KEYS_ONLY,
    })
    this.activity.addLocalSecondaryIndex({ indexName: 'record', sortKey: text('record') })
  }

  grantCompanies = (fn: Lambda, ...actions: Action[]) => this.#grant(fn, this.companies, env.companiesTable, actions)
  grantRecords = (fn: Lambda, ...actions: Action[]) => this.#grant(fn, this.records, env.recordsTable, actions)
  grantAttempts = (fn: Lambda, ...actions: Action[]) => this.#grant(fn, this.attempts, env.attemptsTable, actions)
  /** Activity can be added to and read; nobody can change what stands there. */
  grantActivity = (fn: Lambda, ...actions: ('PutItem' | 'Query')[]) =>
    this.#grant(fn, this.activity, env.activityTable, actions)
  grantRefusedEvents = (fn: Lambda, ...actions: Action[]) =>
    this.#grant(fn, this.refusedEvents, env.refusedEventsTable, actions)

  /** Exactly these actions on the table and, where they query, its indexes, together with the table's name and its key. */
  #grant(fn: Lambda, table: Table, variable: string, actions: readonly Action[]): void {
    const isIndexed = (table === this.records || table === this.activity) && actions.includes('Query')
    fn.addToRolePolicy(
      new PolicyStatement({
        actions: actions.map((action) => `dynamodb:${action}`),
        resources: [
          table.tableArn,
          ...(isIndexed
            ? indexesOf[table === this.records ? 'records' : 'activity'].map(
                (name) => `${table.tableArn}/index/${name}`,
              )
            : []),
        ],
      }),
    )
    this.#key.grantThroughTables(fn)
    fn.addEnvironment(variable, table.tableName)
  }
}

const indexesOf = { records: ['open', 'entity'], activity: ['record'] }
