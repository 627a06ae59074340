import * as z from 'zod/mini'
import { ITEMS_A_STEP, stepName } from '../../../shared/aws/batch-items.ts'
import type { CatalogEntity } from '../../../shared/aws/catalog.ts'
import type { BatchItem } from '../../../shared/sync/batch.ts'
import { readLinksCsv, writeLinksCsv } from '../links-csv.ts'
import { readCursor, writeCursor } from '../paging.ts'
import { type Call, type Route, taking } from '../route.ts'
import type { World } from '../world.ts'
import { Batch, queueBatch, shownBatch } from './batches.ts'
import { asTied, readType } from './catalog.ts'

/** An answer of the API may have 6 MB; so many rows are well within, whatever they say. */
const ROWS_A_FILE = 10_000
const ROWS_A_PAGE = 1_000
/** Room for 10,000 rows. */
const CSV_BYTES_MAX = 2 * 1_048_576

const ImportPost = z.strictObject({ csv: z.string(), dryRun: z._default(z.boolean(), false) })

/** Links in a spreadsheet, for people who prefer one. */
export const linkRoutes: readonly Route[] = [
  {
    method: 'get',
    path: '/companies/{company}/catalog/{type}/links.csv',
    summary: 'Entities and their records as CSV, 10,000 a file; the header next-cursor says where the next file begins',
    right: 'viewer',
    query: ['cursor'],
    status: 200,
    handle: (world, call) => exported(world, call),
  },
  {
    method: 'post',
    path: '/companies/{company}/catalog/{type}/links',
    summary: 'Link the pairs of a CSV with the columns id and key; or try, and tell what would differ',
    right: 'admin',
    status: 202,
    answer: Batch,
    ...taking(
      ImportPost,
      async (world, call, { csv, dryRun }) => shownBatch(await imported(world, call, csv, dryRun)),
      CSV_BYTES_MAX,
    ),
  },
]

async function exported(world: World, call: Call): Promise<Response> {
  const { company, params, query } = call
  const type = readType(params['type'])
  const { epoch } = await world.writer.read(company)
  const entities: CatalogEntity[] = []
  let cursor = readCursor(query['cursor'], world.catalog.partition(company, epoch))
  do {
    const page = await world.catalog.page(company, epoch, { type }, ROWS_A_PAGE, cursor)
    entities.push(...(await asTied(world, company, epoch, page.items)))
    cursor = page.next
  } while (cursor && entities.length < ROWS_A_FILE)
  const next = writeCursor(cursor)
  return new Response(writeLinksCsv(entities), {
    headers: {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="${company}-${type}-links.csv"`,
      ...(next && { 'next-cursor': next }),
    },
  })
}

/** The pairs are noted before the batch is queued, so that whoever does it finds them all. */
async function imported(world: World, call: Call, csv: string, dryRun: boolean) {
  const type = readType(call.params['type'])
  const items: BatchItem[] = readLinksCsv(csv).map((pair) => ({ type, ...pair, outcome: 'planned' }))
  const id = world.newId()
  const plan = { id, company: call.company }
  for (let from = 0; from < items.length; from += ITEMS_A_STEP) {
    const step = items.slice(from, from + ITEMS_A_STEP)
    await world.items.put(plan, 'plan', stepName(from / ITEMS_A_STEP), step, world.now())
  }
  const input = { type, dryRun }
  return queueBatch(world, call, { id, what: 'import-links', input, isPlanned: true, total: items.length })
}
