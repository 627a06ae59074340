import { BatchWriteItemCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { attributes, getAll } from './table.ts'

/** A row may hold 400 KB; what is larger than this goes into rows of its own beside it. */
export const ROW_BYTES_MAX = 300_000

/**
 * Keeps bytes that are too large for a row in several, under a name that tells their content, so that a row can point to
 * them and nobody ever sees a mixture. No message of the feed can be larger than 1 MiB, so four rows are enough; that is
 * why there is no bucket to grant, to encrypt and to run on a laptop.
 */
export function overflowStore(db: DynamoDBClient, table: string) {
  const keysOf = (company: string, name: string, rows: number) =>
    Array.from({ length: rows }, (_, row) => ({ pk: `${company}#overflow`, sk: `${name}/${row}` }))

  const writeAll = (requests: object[]) =>
    requests.length === 0
      ? undefined
      : db.send(new BatchWriteItemCommand({ RequestItems: { [table]: requests as never } }))

  return {
    /** Stores the bytes and says in how many rows. */
    async write(company: string, name: string, bytes: Uint8Array): Promise<number> {
      const rows = Math.ceil(bytes.length / ROW_BYTES_MAX)
      await writeAll(
        keysOf(company, name, rows).map((key, row) => ({
          PutRequest: {
            Item: attributes({ ...key, bytes: bytes.subarray(row * ROW_BYTES_MAX, (row + 1) * ROW_BYTES_MAX) }),
          },
        })),
      )
      return rows
    },

    async read(company: string, name: string, rows: number): Promise<Uint8Array> {
      const items = await getAll(db, table, keysOf(company, name, rows))
      const inOrder = items.sort((a, b) => String(a['sk']).localeCompare(String(b['sk'])))
      return Buffer.concat(inOrder.map(({ bytes }) => bytes as Uint8Array))
    },

    drop: (company: string, name: string, rows: number) =>
      writeAll(keysOf(company, name, rows).map((key) => ({ DeleteRequest: { Key: attributes(key) } }))),
  }
}
