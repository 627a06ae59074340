import { zstdCompressSync, zstdDecompressSync } from 'node:zlib'

/** A value as the tables hold it: compressed JSON, since reads and writes are paid by the kilobyte. */
export function pack(value: unknown): Uint8Array {
  return zstdCompressSync(JSON.stringify(value))
}

/** What was packed. The caller parses it: a row is outside, like everything that is stored. */
export const unpack = (bytes: Uint8Array): unknown => JSON.parse(unpackText(bytes))

/** What was packed, as the JSON that it stands in. */
export const unpackText = (bytes: Uint8Array): string => zstdDecompressSync(bytes).toString()
