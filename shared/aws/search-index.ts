import { type DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb'
import * as z from 'zod/mini'
import type { Kind, RecordKey } from '../erp/record.ts'
import { bestKeys, byKind, linesIn, newestOf, type SearchLine } from '../erp/search-lines.ts'
import { chunks } from '../lib/each.ts'
import { timeOrderedId } from '../lib/id.ts'
import { pack, unpack } from '../lib/packed.ts'
import { attributes, conditional, queryAll, queryPage, writeAll } from './table.ts'

/** A line has less than 2 KB, so that no row comes near the 400 KB that it may have, however little it is compressed. */
const LINES_A_ROW_MAX = 100

/** Each gathering writes the last block of a kind anew; with fewer rows that would be most of what a record costs. */
const GATHER_ROWS_MIN = 64
/** About 20,000 records: a run of the sweep has seconds for each company. */
const GATHER_ROWS_MAX = 2_000

/**
 * Some 240 lines, which are 6 KB compressed. A smaller block compresses worse, a larger one costs more each time that it is
 * written anew, and nothing is read faster by it.
 */
const BLOCK_CHARACTERS = 16_384

/** Almost a million records. A kind that has more is read anew for each search, so that it does not fill the memory. */
const REMEMBERED_CHARACTERS_MAX = 64_000_000

const Row = z.object({ pk: z.string(), sk: z.string(), lines: z.instanceof(Uint8Array) })
const Block = z.extend(Row, { revision: z.number(), isFull: z.boolean() })
const linesOf = ({ lines }: { lines: Uint8Array }): string => z.parse(z.string(), unpack(lines))

const isNew = 'attribute_not_exists(sk)'
const isAsRead = 'revision = :wasRevision'

export type SearchIndex = ReturnType<typeof searchIndex>

/**
 * By which texts records are found: at first in small rows of whatever came together, then gathered into blocks of one kind,
 * which are searched as a whole. Lines are hints: whoever finds one looks at the record. It is enough that the text which a
 * record has now is among them, so nothing is ever done but to add lines and to leave out those of older versions.
 */
export function searchIndex(db: DynamoDBClient, table: string) {
  const partition = (company: string, part: Kind | 'new') => `${company}/${part}`
  const blockNumber = (number: number) => number.toString().padStart(9, '0')
  // Only what is read consistently shows a line in its block as soon as it is gone from its row.
  const inPartition = (pk: string) => ({
    TableName: table,
    KeyConditionExpression: 'pk = :pk',
    ExpressionAttributeValues: attributes({ ':pk': pk }),
    ConsistentRead: true,
  })

  /** Adds lines of a kind to its blocks; false if somebody else was faster. */
  async function addToBlocks(company: string, kind: Kind, lines: readonly SearchLine[]): Promise<boolean> {
    const pk = partition(company, kind)
    const { items } = await queryPage(db, { ...inPartition(pk), ScanIndexForward: false, Limit: 1 }, undefined)
    const last = items[0] && z.parse(Block, items[0])
    const open = last && !last.isFull ? last : undefined
    const first = last ? Number(last.sk) + (open ? 0 : 1) : 0
    const blocks = inBlocks(newestOf([...(open ? linesIn(linesOf(open)) : []), ...lines]))
    for (const [index, text] of blocks.entries()) {
      const was = index === 0 ? open?.revision : undefined
      const block = { revision: (was ?? 0) + 1, isFull: text.length >= BLOCK_CHARACTERS }
      const put = new PutItemCommand({
        TableName: table,
        Item: attributes({ pk, sk: blockNumber(first + index), ...block, lines: pack(text) }),
        ...(was === undefined
          ? { ConditionExpression: isNew }
          : { ConditionExpression: isAsRead, ExpressionAttributeValues: attributes({ ':wasRevision': was }) }),
      })
      if (!(await conditional(db.send(put))).done) return false
    }
    return true
  }

  /** The full blocks that were read before, by partition, those first that nobody has asked for the longest. */
  const remembered = new Map<string, { texts: readonly string[]; characters: number }>()

  /** The blocks of a kind. A full one never changes again, and all before the last are full, so those are read once. */
  async function blocksOf(company: string, kind: Kind): Promise<readonly string[]> {
    const pk = partition(company, kind)
    const known = remembered.get(pk)?.texts ?? []
    const input = {
      ...inPartition(pk),
      KeyConditionExpression: 'pk = :pk AND sk >= :unknown',
      ExpressionAttributeValues: attributes({ ':pk': pk, ':unknown': blockNumber(known.length) }),
    }
    const full = [...known]
    for await (const item of queryAll(db, input)) {
      const block = z.parse(Block, item)
      if (!block.isFull) return [...remember(pk, full), linesOf(block)]
      full.push(linesOf(block))
    }
    return remember(pk, full)
  }

  function remember(pk: string, texts: readonly string[]): readonly string[] {
    remembered.delete(pk)
    remembered.set(pk, { texts, characters: texts.reduce((sum, { length }) => sum + length, 0) })
    let left = [...remembered.values()].reduce((sum, { characters }) => sum + characters, 0)
    for (const [oldest, { characters }] of remembered) {
      if (left <= REMEMBERED_CHARACTERS_MAX) break
      remembered.delete(oldest)
      left -= characters
    }
    return texts
  }

  return {
    /** Makes records be found by these lines from now on. */
    async add(company: string, lines: readonly SearchLine[], now: number): Promise<void> {
      const rows = chunks(lines, LINES_A_ROW_MAX).map((own) => ({
        ...{ pk: partition(company, 'new'), sk: timeOrderedId(now) },
        lines: pack(own.join('')),
      }))
      await writeAll(
        db,
        table,
        rows.map((row) => ({ PutRequest: { Item: attributes(row) } })),
      )
    },

    /**
     * Gathers small rows into blocks, once there are many. A line is in its block before its row is deleted, and no row is
     * deleted unless all of its lines are. A run that is overtaken or dies leaves rows behind, which are gathered again.
     */
    async gather(company: string): Promise<void> {
      const input = { ...inPartition(partition(company, 'new')), Limit: GATHER_ROWS_MAX }
      const { items } = await queryPage(db, input, undefined)
      if (items.length < GATHER_ROWS_MIN) return
      const rows = items.map((item) => z.parse(Row, item))
      for (const [kind, lines] of byKind(rows.flatMap((row) => linesIn(linesOf(row))))) {
        if (!(await addToBlocks(company, kind, lines))) return
      }
      await writeAll(
        db,
        table,
        rows.map(({ pk, sk }) => ({ DeleteRequest: { Key: attributes({ pk, sk }) } })),
      )
    },

    /** The records of these kinds whose texts have all of the words, those first that are most likely meant. */
    async find(company: string, kinds: readonly Kind[], words: readonly string[], limit: number): Promise<RecordKey[]> {
      // The rows first: what has left them by then is in the blocks.
      const rows: SearchLine[] = []
      for await (const item of queryAll(db, inPartition(partition(company, 'new')))) {
        rows.push(...linesIn(linesOf(z.parse(Row, item))))
      }
      const blocks = await Promise.all(kinds.map((kind) => blocksOf(company, kind)))
      const added = byKind(rows)
      const texts = [...blocks.flat(), ...kinds.map((kind) => (added.get(kind) ?? []).join(''))]
      return bestKeys(texts, words, limit)
    },
  }
}

/** Lines in texts that are just as long as a block is to be; the last one may be shorter. */
function inBlocks(lines: readonly SearchLine[]): string[] {
  const blocks: string[] = []
  for (const line of lines) {
    const last = blocks.at(-1)
    if (last === undefined || last.length >= BLOCK_CHARACTERS) blocks.push(line)
    else blocks[blocks.length - 1] = last + line
  }
  return blocks
}
