import { RemovalPolicy } from 'aws-cdk-lib'
import { AttributeType, BillingMode, ProjectionType, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb'
import { PolicyStatement } from 'aws-cdk-lib/aws-iam'
import type { Function as Lambda } from 'aws-cdk-lib/aws-lambda'
import { Construct } from 'constructs'
import { env } from '../shared/env.ts'
import type { Encryption } from './encryption.ts'

/** What a function may do with a table; named as DynamoDB names it. */
type Action =
  | 'ConditionCheckItem'
  | 'GetItem'
  | 'BatchGetItem'
  | 'Query'
  | 'PutItem'
  | 'UpdateItem'
  | 'DeleteItem'
  | 'BatchWriteItem'

const text = (name: string) => ({ name, type: AttributeType.STRING })

/** The tables, named after what they hold. `shared/aws/README.md` shows every key and the life of a row. */
export class Storage extends Construct {
  readonly companies: Table
  readonly records: Table
  readonly attempts: Table
  readonly catalog: Table
  readonly search: Table
  readonly activity: Table
  readonly refusedEvents: Table
  readonly #key: Encryption
  readonly #indexes: ReadonlyMap<Table, readonly string[]>

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
    this.catalog = table('Catalog', 'expiresAt')
    this.search = table('Search')
    this.activity = table('Activity')
    this.refusedEvents = table('RefusedEvents', 'expiresAt')

    // Local indexes, since only those can be read consistently: an index that lags shows a record as open that was sent.
    this.records.addLocalSecondaryIndex({
      indexName: 'open',
      sortKey: text('openIndex'),
      projectionType: ProjectionType.INCLUDE,
      nonKeyAttributes: ['entity', 'day', 'amount'],
    })
    this.records.addLocalSecondaryIndex({
      indexName: 'entity',
      sortKey: text('entity'),
      projectionType: ProjectionType.KEYS_ONLY,
    })
    // By type, status and name, as people list it; with all that a list shows, but for the entity's whole content.
    this.catalog.addLocalSecondaryIndex({
      indexName: 'listed',
      sortKey: text('listed'),
      projectionType: ProjectionType.INCLUDE,
      nonKeyAttributes: ['name', 'active', 'gone', 'syncToken', 'status', 'key', 'suggestion', 'detail', 'pulledAt'],
    })
    this.activity.addLocalSecondaryIndex({ indexName: 'record', sortKey: text('record') })
    this.#indexes = new Map([
      [this.records, ['open', 'entity']],
      [this.catalog, ['listed']],
      [this.activity, ['record']],
    ])
  }

  grantCompanies = (fn: Lambda, ...actions: Action[]) => this.#grant(fn, this.companies, env.companiesTable, actions)
  grantRecords = (fn: Lambda, ...actions: Action[]) => this.#grant(fn, this.records, env.recordsTable, actions)
  grantAttempts = (fn: Lambda, ...actions: Action[]) => this.#grant(fn, this.attempts, env.attemptsTable, actions)
  grantCatalog = (fn: Lambda, ...actions: Action[]) => this.#grant(fn, this.catalog, env.catalogTable, actions)
  grantSearch = (fn: Lambda, ...actions: Action[]) => this.#grant(fn, this.search, env.searchTable, actions)
  /** Activity can be added to and read; no function may update or delete what stands there. */
  grantActivity = (fn: Lambda, ...actions: ('PutItem' | 'Query')[]) =>
    this.#grant(fn, this.activity, env.activityTable, actions)
  grantRefusedEvents = (fn: Lambda, ...actions: Action[]) =>
    this.#grant(fn, this.refusedEvents, env.refusedEventsTable, actions)

  /** Exactly these actions on the table and, where they query, its indexes, together with the table's name and its key. */
  #grant(fn: Lambda, table: Table, variable: string, actions: readonly Action[]): void {
    const indexes = actions.includes('Query') ? (this.#indexes.get(table) ?? []) : []
    fn.addToRolePolicy(
      new PolicyStatement({
        actions: actions.map((action) => `dynamodb:${action}`),
        resources: [table.tableArn, ...indexes.map((name) => `${table.tableArn}/index/${name}`)],
      }),
    )
    this.#key.grantThroughTables(fn)
    fn.addEnvironment(variable, table.tableName)
  }
}
