import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { catalogStore } from '../../../shared/aws/catalog.ts'
import { chunks, eachOf } from '../../../shared/lib/each.ts'
import type { CatalogStatus } from '../../../shared/sync/catalog.ts'
import { startDynamodb } from '../../local/dynamodb.ts'
import { tables } from '../../simulation/memory/tables.ts'

const COMPANY = 'acme'
/** More than a search looks at one by one. */
const COUNT = 1_300
const sighting = {
  company: COMPANY,
  epoch: 1,
  type: 'customer' as const,
  at: '2026-11-20T00:00:00Z',
  owners: new Map(),
}
const customerOf = (n: number) => ({ Id: String(n), SyncToken: '0', DisplayName: `Halyard ${n} Ltd.`, Active: true })

let catalog: ReturnType<typeof catalogStore>
let stop: () => Promise<void>
/** How often the list itself was read. */
let queries = 0
beforeAll(async () => {
  const region = 'us-east-1'
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' }
  const running = await startDynamodb({ region, credentials, file: undefined, log: () => undefined })
  stop = running.stop
  const definition = tables.find(({ TableName }) => TableName === 'catalog')
  await running.createTable(definition as never)
  const db = new DynamoDBClient({ region, credentials, endpoint: running.url })
  db.middlewareStack.add(
    (next, { commandName }) =>
      (call) => {
        if (commandName === 'QueryCommand') queries += 1
        return next(call)
      },
    { step: 'initialize' },
  )
  catalog = catalogStore(db, 'catalog')
  const customers = Array.from({ length: COUNT }, (_, n) => customerOf(n))
  await eachOf(chunks(customers, 25), 8, (some) => catalog.add(sighting, some))
  for (const id of ['7', '77', '1200']) await put(id, 'ignored')
})
afterAll(() => stop?.())
beforeEach(() => catalog.forgetNames(COMPANY, 1, 'customer'))

async function put(id: string, status: CatalogStatus): Promise<void> {
  const entity = (await catalog.getAll(COMPANY, 1, 'customer', [id])).get(id)
  if (entity) await catalog.stand(COMPANY, 1, entity, { status })
}

/** Every page of a search. */
async function search(q: string, status: CatalogStatus, limit = 50): Promise<string[]> {
  const names: string[] = []
  let cursor: Record<string, unknown> | undefined
  do {
    const page = await catalog.page(COMPANY, 1, { type: 'customer', status, q }, limit, cursor)
    names.push(...page.items.map(({ name }) => name))
    cursor = page.next
  } while (cursor)
  return names
}

describe('a part of a name', () => {
  it.each([
    ['yard 77', 'unmatched'],
    ['77 LTD', 'unmatched'],
    ['77 ltd', 'ignored'],
    // Nearly all have it, and few are of the status.
    ['halyard', 'ignored'],
    ['halyard', 'unmatched'],
    ['1200', 'ignored'],
    ['nobody', 'unmatched'],
  ] as const)(
    '%j among the %s is found in the list and by the names that are kept, in the same order',
    async (q, status) => {
      const inList = await search(q, status)
      await catalog.keepNames(COMPANY, 1, 'customer')

      expect(await search(q, status)).toEqual(inList)
      expect(new Set(inList).size).toBe(inList.length)
    },
  )

  it('is found page by page, however small a page is', async () => {
    await catalog.keepNames(COMPANY, 1, 'customer')

    expect(await search('yard 77', 'unmatched', 1)).toEqual(await search('yard 77', 'unmatched'))
  })

  it('is found without reading the list', async () => {
    await catalog.keepNames(COMPANY, 1, 'customer')
    queries = 0

    expect(await search('nobody', 'unmatched')).toEqual([])
    expect(await search('1200', 'ignored')).toHaveLength(1)
    expect(queries).toBe(0)
  })

  it('is found anew, and no longer by what it was, once it has another name', async () => {
    await catalog.keepNames(COMPANY, 1, 'customer')
    const before = (await catalog.getAll(COMPANY, 1, 'customer', ['5'])).get('5')
    await catalog.forgetNames(COMPANY, 1, 'customer')
    if (before)
      await catalog.change(sighting, { ...customerOf(5), SyncToken: '1', DisplayName: 'Zebra\nCrossing' }, before)

    for (const keep of [false, true]) {
      if (keep) await catalog.keepNames(COMPANY, 1, 'customer')
      expect(await search('zebra', 'unmatched')).toHaveLength(1)
      expect(await search('halyard 5 ltd', 'unmatched')).toEqual([])
    }
  })

  it('is found among long names, of which few fit into a row', async () => {
    const long = Array.from({ length: 300 }, (_, n) => ({
      ...customerOf(9_000 + n),
      DisplayName: `${n} ${'長い名'.repeat(160)}`,
    }))
    await eachOf(chunks(long, 25), 8, (some) => catalog.add({ ...sighting, epoch: 2 }, some))
    await catalog.keepNames(COMPANY, 2, 'customer')

    const { items } = await catalog.page(COMPANY, 2, { type: 'customer', q: '299 長い' }, 50, undefined)
    expect(items.map(({ id }) => id)).toEqual(['9299'])
  })
})
