import { zstdCompressSync, zstdDecompressSync } from 'node:zlib'

/** A value as the tables hold it: compressed JSON, since reads and writes are paid by the kilobyte. */
export function pack(value: unknown): Uint8Array {
  return zstdCompressSync(JSON.stringify(value))
}

/** What was packed. The caller parses it: a row is outside, like everything that is stored. */
export function unpack(bytes: Uint8Array): unknown {
  return JSON.parse(zstdDecompressSync(bytes).toString())
}
