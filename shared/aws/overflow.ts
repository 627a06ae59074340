import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { attributes, getAll, writeAll } from './table.ts'

/** A row may hold 400 KB; what is larger than this stands in rows of its own beside it. */
const IN_ROW_BYTES_MAX = 150_000
const PART_BYTES = 350_000
/** More than a message of the feed, or the answer to a batch, can have. */
const PARTS_MAX = 25

/** Bytes as a row holds them: themselves, or in how many rows they stand elsewhere. */
export type Kept = { bytes?: Uint8Array | undefined; parts?: number | undefined }

/**
 * Keeps bytes of any size. What is too large for a row is kept in several, under a name that tells their content, so that
 * a row can point to them and nobody ever sees a mixture. A message of the feed has at most 1 MiB; that is why there is no
 * bucket to grant, to encrypt and to run on a laptop.
 */
export function overflowStore(db: DynamoDBClient, table: string) {
  const keysOf = (company: string, name: string, parts: number) =>
    Array.from({ length: parts }, (_, part) => ({ pk: `${company}#overflow`, sk: `${name}/${part}` }))

  return {
    /** Stores what is too large for a row; `expiresAt` ends it with the row that points to it. */
    async keep(company: string, name: string, bytes: Uint8Array, expiresAt?: number): Promise<Kept> {
      if (bytes.length <= IN_ROW_BYTES_MAX) return { bytes }
      const parts = Math.ceil(bytes.length / PART_BYTES)
      if (parts > PARTS_MAX) throw new RangeError(`${name} has ${bytes.length} bytes, more than can be kept`)
      await writeAll(
        db,
        table,
        keysOf(company, name, parts).map((key, part) => ({
          PutRequest: {
            Item: attributes({ ...key, bytes: bytes.subarray(part * PART_BYTES, (part + 1) * PART_BYTES), expiresAt }),
          },
        })),
      )
      return { parts }
    },

    async read(company: string, name: string, { bytes, parts }: Kept): Promise<Uint8Array | undefined> {
      if (parts === undefined) return bytes
      const keys = keysOf(company, name, parts)
      const byKey = new Map((await getAll(db, table, keys)).map(({ sk, bytes: part }) => [sk, part]))
      return Buffer.concat(keys.map(({ sk }) => byKey.get(sk) as Uint8Array))
    },

    drop: (company: string, name: string, { parts = 0 }: Kept): Promise<void> =>
      writeAll(
        db,
        table,
        keysOf(company, name, parts).map((key) => ({ DeleteRequest: { Key: attributes(key) } })),
      ),
  }
}
