import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import * as z from 'zod/mini'
import type { ErpRecord, Kind, RecordKey } from '../erp/record.ts'
import { isFoundBy, searchText, searchWords } from '../erp/search-words.ts'
import { attributes, queryPage, writeAll } from './table.ts'

/** So much is read of a word that very many records have, before what was found is shown. */
const ROWS_A_PAGE = 500
const PAGES_MAX = 4

const Row = z.object({ sk: z.string(), text: z.string() })

export type SearchIndex = ReturnType<typeof searchIndex>

/**
 * By which words records are found: a row for each word of each record, so that what is typed is the beginning of a key,
 * and a search reads what it finds and nothing else. Rows are hints: whoever reads them looks at the records.
 */
export function searchIndex(db: DynamoDBClient, table: string) {
  // One partition for each first letter, since an import writes many words of one kind at once.
  const keyOf = (company: string, kind: string, word: string, id = '') => ({
    pk: `${company}/${kind}/${[...word][0] ?? ''}`,
    sk: `${word}/${id}`,
  })

  /** The records of a kind in which all of the words begin a word or its ending. */
  async function find(company: string, kind: Kind, words: readonly string[], limit: number): Promise<RecordKey[]> {
    const found = new Set<RecordKey>()
    const cursors = new Map(words.map((word) => [word, undefined as Parameters<typeof queryPage>[2]]))
    for (let page = 0; page < PAGES_MAX; page++) {
      const ends = await Promise.all(
        [...cursors].map(async ([word, start]) => {
          const { pk, sk } = keyOf(company, kind, word)
          const input = {
            TableName: table,
            KeyConditionExpression: 'pk = :pk AND begins_with(sk, :word)',
            ExpressionAttributeValues: attributes({ ':pk': pk, ':word': sk.slice(0, -1) }),
            Limit: words.length === 1 ? limit * 3 : ROWS_A_PAGE,
          }
          const { items, next } = await queryPage(db, input, start)
          for (const item of items) {
            const row = z.parse(Row, item)
            if (isFoundBy(row.text, words)) found.add(`${kind}/${row.sk.slice(row.sk.indexOf('/') + 1)}`)
          }
          cursors.set(word, next)
          return next === undefined
        }),
      )
      // What has all of the words stands under each of them, so the rarest word's rows are enough.
      if (found.size >= limit || ends.includes(true)) break
    }
    return [...found]
  }

  return {
    find,

    /** Puts a record under the words that it has now, and takes it from those that it had. The same costs nothing. */
    async change(company: string, key: RecordKey, now: ErpRecord | undefined, before: ErpRecord | undefined) {
      const text = now ? searchText(key, now) : ''
      if (before && text === searchText(key, before)) return
      const [kind = '', id] = splitKey(key)
      const words = searchWords(key, now)
      const gone = searchWords(key, before).filter((word) => !words.includes(word))
      await writeAll(db, table, [
        ...words.map((word) => ({ PutRequest: { Item: attributes({ ...keyOf(company, kind, word, id), text }) } })),
        ...gone.map((word) => ({ DeleteRequest: { Key: attributes(keyOf(company, kind, word, id)) } })),
      ])
    },
  }
}

const splitKey = (key: RecordKey) => [key.slice(0, key.indexOf('/')), key.slice(key.indexOf('/') + 1)]
