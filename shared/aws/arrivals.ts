import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import * as z from 'zod/mini'
import { keyIn, rankIn } from './open-key.ts'
import { type Arrived, arrivedFields, readArrived } from './record-row.ts'
import { attributes, getAll, type Item, queryPage, readEach, writeAll } from './table.ts'

/** So many records a list has at most, as a rule: as many as the feed's queue hands over at once. */
const LISTED_TOGETHER = 10
/** A run that has died leaves lists behind with nothing on them any more; they are passed quickly. */
const LISTS_A_PAGE_MIN = 5

/** Records of one rank that came in together. */
export type ArrivalList = { sk: string; arrived: Arrived[] }

const ListRow = z.object({
  sk: z.string(),
  first: z._default(z.array(z.string()), []),
  again: z._default(z.array(z.string()), []),
})

/**
 * What has come in and was not looked at yet, listed as it came: one row for many records, where an entry of each in an index,
 * and its removal, would cost more than all that is learned of it. A list is never changed, and only says where to look: a
 * record is on it as long as it stands at the place named there, and in no index.
 */
export function arrivalLists(db: DynamoDBClient, table: string) {
  const partition = (company: string) => `${company}#arrived`

  return {
    /** Lists records that have been stored, before whoever brought them hears of it. */
    add(company: string, id: string, arrived: readonly Arrived[]): Promise<void> {
      const byRank = Map.groupBy(arrived, ({ open }) => rankIn(open))
      const placesOf = (some: readonly Arrived[], isAgain: boolean) => {
        const places = some.filter((one) => one.isAgain === isAgain).map(({ open }) => open)
        return places.length > 0 ? [...new Set(places)] : undefined
      }
      const rows = [...byRank].map(([rank, some]) => ({
        ...{ pk: partition(company), sk: `${rank}/${id}` },
        ...{ first: placesOf(some, false), again: placesOf(some, true) },
      }))
      return writeAll(
        db,
        table,
        rows.map((row) => ({ PutRequest: { Item: attributes(row) } })),
      )
    },

    /**
     * Lists in the order in which their records should go, page by page, read consistently.
     *
     * @param size how many records to a page, roughly
     * @param from the list to begin with
     */
    async *pages(company: string, size: number, from?: string): AsyncGenerator<ArrivalList[]> {
      let start: Item | undefined
      do {
        const { items, next } = await queryPage(
          db,
          {
            TableName: table,
            ConsistentRead: true,
            KeyConditionExpression: from === undefined ? 'pk = :pk' : 'pk = :pk AND sk >= :from',
            ExpressionAttributeValues: attributes({ ':pk': partition(company), ':from': from }),
            Limit: Math.max(LISTS_A_PAGE_MIN, Math.ceil(size / LISTED_TOGETHER)),
          },
          start,
        )
        // A list that cannot be read is passed over, and never dropped.
        yield readEach(items, readList, () => [])
        start = next
      } while (start)
    },

    /** Those of a list that are still where it says, read consistently. */
    async remaining(company: string, arrived: readonly Arrived[]): Promise<Arrived[]> {
      const keys = [...new Set(arrived.map(({ key }) => key))]
      const rows = await getAll(
        db,
        table,
        keys.map((sk) => ({ pk: company, sk })),
        arrivedFields,
      )
      const places = new Set(arrived.map(({ open }) => open))
      const found = readEach(rows, readArrived, () => []).filter((one) => one !== undefined)
      return found.filter(({ open }) => places.has(open))
    },

    /** Drops lists none of whose records is still where they say. */
    drop: (company: string, spent: readonly string[]): Promise<void> =>
      writeAll(
        db,
        table,
        spent.map((sk) => ({ DeleteRequest: { Key: attributes({ pk: partition(company), sk }) } })),
      ),
  }
}

function readList(item: Item): ArrivalList {
  const { sk, first, again } = z.parse(ListRow, item)
  const listed = (places: readonly string[], isAgain: boolean) =>
    places.flatMap((open) => {
      const key = keyIn(open)
      return key ? [{ key, open, isAgain }] : []
    })
  return { sk, arrived: [...listed(first, false), ...listed(again, true)] }
}
