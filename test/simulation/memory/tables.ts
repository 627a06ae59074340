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

/** The tables as `infra/storage.ts` defines them. */
export const tables: readonly TableDefinition[] = [
  ...['companies', 'attempts', 'activity', 'refused-events'].map(plainTable),
  {
    TableName: 'records',
    AttributeDefinitions: attributes('pk', 'sk', 'open', 'entity'),
    KeySchema: key('sk'),
    LocalSecondaryIndexes: [
      {
        IndexName: 'open',
        KeySchema: key('open'),
        Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['entity'] },
      },
      { IndexName: 'entity', KeySchema: key('entity'), Projection: { ProjectionType: 'KEYS_ONLY' } },
    ],
  },
]
