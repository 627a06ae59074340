import type { AwsCall } from '../local/aws-calls.ts'

/** What each function may do with tables, queues it sends to, and secrets. Whatever is not said here is denied. */
export const MAY: Record<string, Record<string, string>> = {
  ingest: {
    StorageCompanies: 'GetItem UpdateItem',
    StorageRecords: 'BatchGetItem Query UpdateItem BatchWriteItem',
    StorageSearch: 'BatchWriteItem',
    StorageRefusedEvents: 'PutItem BatchWriteItem',
    PushWakes: 'SendMessage',
  },
  push: {
    StorageCompanies: 'GetItem UpdateItem ConditionCheckItem',
    StorageRecords: 'BatchGetItem Query PutItem UpdateItem BatchWriteItem',
    StorageAttempts: 'GetItem BatchGetItem PutItem UpdateItem BatchWriteItem',
    StorageCatalog: 'BatchGetItem Query',
    StorageActivity: 'PutItem',
    PushWakes: 'SendMessage',
    ConnectionIntuitApp: 'GetSecretValue',
    tokens: 'GetSecretValue PutSecretValue',
  },
  pull: {
    StorageCompanies: 'GetItem UpdateItem',
    StorageRecords: 'BatchGetItem Query UpdateItem',
    StorageAttempts: 'GetItem BatchGetItem',
    StorageCatalog: 'GetItem BatchGetItem Query PutItem UpdateItem BatchWriteItem',
    StorageActivity: 'PutItem',
    PushWakes: 'SendMessage',
    PullPulls: 'SendMessage',
    ConnectionIntuitApp: 'GetSecretValue',
    tokens: 'GetSecretValue PutSecretValue',
  },
  sweep: {
    StorageCompanies: 'GetItem Query UpdateItem',
    StorageRecords: 'BatchGetItem Query',
    StorageCatalog: 'GetItem PutItem UpdateItem',
    StorageSearch: 'Query PutItem BatchWriteItem',
    ChangesQueue: 'GetQueueAttributes',
    PushWakes: 'SendMessage',
    PullPulls: 'SendMessage',
  },
  connect: {
    StorageCompanies: 'GetItem PutItem UpdateItem DeleteItem',
    StorageActivity: 'PutItem',
    PushWakes: 'SendMessage',
    ConnectionIntuitApp: 'GetSecretValue',
    tokens: 'GetSecretValue PutSecretValue CreateSecret DeleteSecret RestoreSecret',
  },
  refresh: {
    StorageCompanies: 'GetItem Query UpdateItem',
    StorageActivity: 'PutItem',
    ConnectionIntuitApp: 'GetSecretValue',
    tokens: 'GetSecretValue PutSecretValue',
  },
  api: {
    StorageCompanies: 'GetItem Query PutItem UpdateItem DeleteItem',
    StorageRecords: 'BatchGetItem Query UpdateItem',
    StorageAttempts: 'GetItem BatchGetItem Query',
    StorageCatalog: 'GetItem BatchGetItem Query PutItem UpdateItem',
    StorageSearch: 'Query',
    StorageActivity: 'PutItem Query',
    StorageRefusedEvents: 'GetItem BatchGetItem Query PutItem DeleteItem BatchWriteItem',
    ChangesQueue: 'SendMessage GetQueueAttributes',
    PushWakes: 'SendMessage',
    PullPulls: 'SendMessage',
    ConnectionIntuitApp: 'GetSecretValue',
  },
  console: {},
}

/** What functions of the local stack did though AWS would refuse it to them. */
export function refusedIn(calls: ReadonlyMap<string, readonly AwsCall[]>): string[] {
  return [...calls].flatMap(([name, made]) =>
    made
      .filter(({ action, on }) => !MAY[name]?.[partOf(on)]?.split(' ').includes(action))
      .map(({ action, on }) => `${name} may not ${action} on ${partOf(on)}`),
  )
}

/** The part of the stack that has this name on the local stack. */
function partOf(name: string): string {
  if (name.includes('/tokens/')) return 'tokens'
  if (name.endsWith('/intuit-app')) return 'ConnectionIntuitApp'
  return name.replace(/^.*-/, '').replace(/[0-9A-F]{8}$/, '')
}
