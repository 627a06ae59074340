import type { CreateTableCommandInput, KeySchemaElement } from '@aws-sdk/client-dynamodb'

const key = (sort: string): KeySchemaElement[] => [
  { AttributeName: 'pk', KeyType: 'HASH' },
  { AttributeName: sort, KeyType: 'RANGE' },
]
const attributes = (...names: string[]) =>
  names.map((AttributeName) => ({ AttributeName, AttributeType: 'S' as const }))

const plainTable = (TableName: string) => ({
  TableName,
  AttributeDefinitions: attributes('pk', 'sk'),
  KeySchema: key('sk'),
})

export type TableDefinition = Omit<CreateTableCommandInput, 'TableName'> & { TableName: string }

const index = (IndexName: string, sort: string, projected?: readonly string[]) => ({
  IndexName,
  KeySchema: key(sort),
  Projection: projected
    ? { ProjectionType: 'INCLUDE' as const, NonKeyAttributes: [...projected] }
    : { ProjectionType: 'KEYS_ONLY' as const },
})
const listed = ['name', 'active', 'gone', 'syncToken', 'status', 'key', 'suggestion', 'detail', 'pulledAt']

/** The tables as `infra/storage.ts` defines them. */
export const tables: readonly TableDefinition[] = [
  ...['companies', 'attempts', 'refused-events', 'search'].map(plainTable),
  {
    TableName: 'records',
    AttributeDefinitions: attributes('pk', 'sk', 'openIndex', 'entity'),
    KeySchema: key('sk'),
    LocalSecondaryIndexes: [index('open', 'openIndex', ['entity', 'day', 'amount']), index('entity', 'entity')],
  },
  {
    TableName: 'catalog',
    AttributeDefinitions: attributes('pk', 'sk', 'listed'),
    KeySchema: key('sk'),
    LocalSecondaryIndexes: [index('listed', 'listed', listed)],
  },
  {
    TableName: 'activity',
    AttributeDefinitions: attributes('pk', 'sk', 'record'),
    KeySchema: key('sk'),
    LocalSecondaryIndexes: [
      { IndexName: 'record', KeySchema: key('record'), Projection: { ProjectionType: 'ALL' as const } },
    ],
  },
]
