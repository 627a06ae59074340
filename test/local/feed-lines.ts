import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { createGunzip } from 'node:zlib'

/** SQS takes no more, neither in a message nor in a call. */
const CALL_MAX_BYTES = 1024 * 1024
const ENTRIES_MAX = 10

/** A line of a file, and what can be told of it without judging it: that is for the product to do. */
export type Line = {
  file: string
  number: number
  text: string
  bytes: number
  kind: string
  company: string | undefined
}

export type Batch = { fits: true; lines: Line[] } | { fits: false; line: Line }

/** The lines of a JSON Lines file that hold anything, unpacked where it ends in `.gz`. */
export async function* linesOf(file: string): AsyncGenerator<Line> {
  const source = createReadStream(file)
  const input = file.endsWith('.gz') ? source.pipe(createGunzip()) : source
  // An error in the file must reach whoever reads the lines, through the pipe as well.
  if (input !== source) source.on('error', (error) => input.destroy(error))
  let number = 0
  for await (const text of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    number += 1
    if (text.trim() !== '') yield { file, number, text, bytes: Buffer.byteLength(text), ...glance(text) }
  }
}

/** Gathers lines into calls to SQS, in their order. A line that no call can hold comes by itself. */
export async function* batchesOf(lines: AsyncIterable<Line>): AsyncGenerator<Batch> {
  let batch: Line[] = []
  let bytes = 0
  for await (const line of lines) {
    if (line.bytes > CALL_MAX_BYTES) {
      yield { fits: false, line }
      continue
    }
    if (batch.length === ENTRIES_MAX || bytes + line.bytes > CALL_MAX_BYTES) {
      yield { fits: true, lines: batch }
      batch = []
      bytes = 0
    }
    batch.push(line)
    bytes += line.bytes
  }
  if (batch.length > 0) yield { fits: true, lines: batch }
}

/** The kind and the company of an event, for the summary. What is not JSON or no event is sent all the same. */
function glance(text: string): { kind: string; company: string | undefined } {
  try {
    const event: unknown = JSON.parse(text)
    if (typeof event !== 'object' || event === null) return { kind: 'not an event', company: undefined }
    const type = 'type' in event ? String(event.type) : ''
    const company = 'company' in event && typeof event.company === 'string' ? event.company : undefined
    return { kind: /^cetec\.([a-z-]+)\./.exec(type)?.[1] ?? 'not an event', company }
  } catch {
    return { kind: 'not JSON', company: undefined }
  }
}
