import { randomUUID } from 'node:crypto'
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import * as z from 'zod/mini'
import { pack, unpack } from '../lib/packed.ts'
import type { PulledType } from '../sync/catalog.ts'
import { attributes, getAll, writeAll } from './table.ts'

/** Some 5,000 names. A row may have 400 KB, and compression makes of this less, whatever the names are. */
const TEXT_BYTES_A_ROW = 300_000

/** A larger list is read anew for each search, so that it does not fill a function's memory: this has some 30 MB. */
const REMEMBERED_MAX = 300_000

const Head = z.object({ rows: z.number(), version: z.string() })
const Row = z.object({ sk: z.string(), names: z.instanceof(Uint8Array) })

/**
 * The names of a whole list in a few rows, so that a search for a part of a name reads those instead of every entity.
 * They are hints: whoever finds something looks at the entity. A pull keeps them once it is through, and forgets them before
 * it writes the first entity; in between the list itself is searched.
 */
export function catalogNames(db: DynamoDBClient, table: string, partition: (company: string, epoch: number) => string) {
  const keyOf = (company: string, epoch: number, type: PulledType, row: number | 'head') => ({
    pk: partition(company, epoch),
    sk: `names/${type}/${row}`,
  })
  const putHead = (key: ReturnType<typeof keyOf>, rows: number) =>
    writeAll(db, table, [{ PutRequest: { Item: attributes({ ...key, rows, version: randomUUID() }) } }])

  async function headOf(company: string, epoch: number, type: PulledType): Promise<z.output<typeof Head>> {
    const [head] = await getAll(db, table, [keyOf(company, epoch, type, 'head')])
    return head ? z.parse(Head, head) : { rows: 0, version: '' }
  }

  /** The list that was searched last: who types on looks into it once more. */
  let last: { version: string; texts: readonly string[] } = { version: '', texts: [] }

  async function textsOf(company: string, epoch: number, type: PulledType): Promise<readonly string[] | undefined> {
    const { rows, version } = await headOf(company, epoch, type)
    if (rows === 0) return undefined
    if (last.version === version) return last.texts
    const keys = Array.from({ length: rows }, (_, row) => keyOf(company, epoch, type, row))
    const items = await getAll(db, table, keys)
    const texts = items.flatMap((item) => z.parse(z.string(), unpack(z.parse(Row, item).names)).split('\n'))
    if (texts.length <= REMEMBERED_MAX) last = { version, texts }
    return texts
  }

  return {
    /** From now on the list itself is searched. */
    async forget(company: string, epoch: number, type: PulledType): Promise<void> {
      if ((await headOf(company, epoch, type)).rows > 0) await putHead(keyOf(company, epoch, type, 'head'), 0)
    },

    /**
     * Keeps the names of a list, unless they are kept and nothing has been written since.
     *
     * @param all of each entity its id, a blank, its name, and what else it is found by; in small letters
     */
    async keep(company: string, epoch: number, type: PulledType, all: () => AsyncIterable<string>): Promise<void> {
      if ((await headOf(company, epoch, type)).rows > 0) return
      let rows = 0
      let names: string[] = []
      let bytes = 0
      const write = async () => {
        const item = { ...keyOf(company, epoch, type, rows), names: pack(names.join('\n')) }
        await writeAll(db, table, [{ PutRequest: { Item: attributes(item) } }])
        rows += 1
        names = []
        bytes = 0
      }
      for await (const text of all()) {
        bytes += Buffer.byteLength(text)
        names.push(text.replaceAll('\n', ' '))
        if (bytes >= TEXT_BYTES_A_ROW) await write()
      }
      if (names.length > 0) await write()
      await putHead(keyOf(company, epoch, type, 'head'), rows)
    },

    /** Those in whose text this stands, by name; undefined if the names are not kept. */
    async find(company: string, epoch: number, type: PulledType, part: string): Promise<string[] | undefined> {
      return (await textsOf(company, epoch, type))
        ?.filter((text) => text.includes(part))
        .map((text) => ({ id: text.slice(0, text.indexOf(' ')), name: text.slice(text.indexOf(' ')) }))
        .sort((one, other) => (one.name < other.name ? -1 : 1))
        .map(({ id }) => id)
    },
  }
}
