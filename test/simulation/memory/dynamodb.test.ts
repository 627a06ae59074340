import { DynamoDBClient, QueryCommand, TransactWriteItemsCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { attemptStore } from '../../../shared/aws/attempts.ts'
import { companyStore } from '../../../shared/aws/companies.ts'
import { connectionStore } from '../../../shared/aws/connections.ts'
import { openKey } from '../../../shared/aws/open-key.ts'
import { recordList } from '../../../shared/aws/record-list.ts'
import { recordStore } from '../../../shared/aws/records.ts'
import { refusedEventStore } from '../../../shared/aws/refused-events.ts'
import { searchIndex } from '../../../shared/aws/search-index.ts'
import {
  attributes,
  conditional,
  countAll,
  getAll,
  plain,
  queryAll,
  queryPage,
  writeAll,
} from '../../../shared/aws/table.ts'
import { writerStore } from '../../../shared/aws/writer.ts'
import type { Change } from '../../../shared/erp/change-event.ts'
import { reasons } from '../../../shared/sync/reasons.ts'
import type { StoredRecord } from '../../../shared/sync/record.ts'
import { defaultSettings } from '../../../shared/sync/settings.ts'
import { startDynamodb } from '../../local/dynamodb.ts'
import { MemoryDynamoDB } from './dynamodb.ts'
import { tables } from './tables.ts'

type Running = { db: DynamoDBClient; stop: () => Promise<void> }

async function local(): Promise<Running> {
  const region = 'us-east-1'
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' }
  const { url, createTable, stop } = await startDynamodb({ region, credentials, file: undefined, log: () => undefined })
  for (const { KeySchema, AttributeDefinitions, LocalSecondaryIndexes, TableName } of tables) {
    await createTable({ TableName, KeySchema, AttributeDefinitions, LocalSecondaryIndexes } as never)
  }
  return { db: new DynamoDBClient({ region, credentials, endpoint: url }), stop }
}

const memory = async (): Promise<Running> => ({ db: new MemoryDynamoDB().client(), stop: async () => undefined })

const NOW = 1_764_000_000_000
const customer = (id: string, version: number, hash: string): Change => ({
  company: 'acme',
  key: `customer/${id}`,
  kind: 'customer',
  id,
  version,
  hash,
  sentHash: hash,
  record: { kind: 'customer', content: { custnum: id, name: hash, addresses: [], tax_exempt: false, active: true } },
  flaw: undefined,
})

describe.each([
  ['in memory', memory],
  ['on the local DynamoDB', local],
])('the tables %s', (_, start) => {
  let running: Running
  beforeAll(async () => {
    running = await start()
  })
  afterAll(() => running.stop())

  const stored = async (key: `customer/${string}`): Promise<StoredRecord> => {
    const row = (await recordStore(running.db, 'records').getAll('acme', [key])).get(key)
    if (!row) throw new Error(`${key} is not there`)
    return row
  }

  /** Stores a change, and says where it has arrived. */
  const saved = async (change: Change, now = NOW) => {
    const arrival = await recordStore(running.db, 'records').save(change, undefined, now)
    if (arrival.is !== 'saved' || !arrival.arrived) throw new Error(`${change.key} is not to be listed`)
    return arrival.arrived
  }
  /** Stores a change and lists it, as the ingest does. */
  const arrive = async (change: Change, now: number) =>
    recordStore(running.db, 'records').list(change.company, `${now}${change.id}`, [await saved(change, now)])

  it('take what is asked for, written or deleted twice in one batch for once, and the last word on a row', async () => {
    const pk = 'doubles'
    const put = (sk: string, text: string) => ({ PutRequest: { Item: attributes({ pk, sk, text }) } })
    await writeAll(running.db, 'records', [put('a', 'first'), put('b', 'only'), put('a', 'last')])
    const keys = ['a', 'b', 'a'].map((sk) => ({ pk, sk }))

    const found = await getAll(running.db, 'records', keys)

    expect(found.map(({ text }) => text).toSorted()).toEqual(['last', 'only'])
  })

  it('keep of each record the newest version, and know a repetition from a tie', async () => {
    const records = recordStore(running.db, 'records')
    const arrived = { key: 'customer/A', open: expect.stringMatching(/^1\/.*customer\/A$/), isAgain: false }
    expect(await records.save(customer('A', 2, 'two'), undefined, NOW)).toMatchObject({ is: 'saved', arrived })
    expect(await records.save(customer('A', 1, 'one'), undefined, NOW)).toMatchObject({
      is: 'known',
      isOpen: true,
      arrived,
    })
    expect(await records.save(customer('A', 2, 'two'), undefined, NOW)).toMatchObject({
      is: 'known',
      isOpen: true,
      arrived,
    })
    expect(await records.save(customer('A', 2, 'other'), undefined, NOW)).toEqual({ is: 'tie' })
    expect(await records.save(customer('A', 3, 'three'), undefined, NOW)).toMatchObject({ is: 'saved' })
    expect(await stored('customer/A')).toMatchObject({ version: 3, hash: 'three', state: 'pending' })
  })

  it('settle a record as it was read, and leave a newer one where it is', async () => {
    const records = recordStore(running.db, 'records')
    await records.save(customer('B', 1, 'one'), undefined, NOW)
    const before = await stored('customer/B')
    const link = { type: 'Customer' as const, id: '58', syncToken: '0', epoch: 1, active: true, lines: [] }
    await records.save(customer('B', 2, 'two'), undefined, NOW)
    const settlement = { open: undefined, link, synced: { version: 1, hash: 'one' }, tries: 0, attempt: 'x' }
    await records.settle('acme', before, settlement, NOW)
    expect(await stored('customer/B')).toMatchObject({ state: 'pending', version: 2, link, synced: { version: 1 } })
    expect(await records.tiedTo('acme', 1, 'customer', '58')).toBe('customer/B')

    await records.settle('acme', await stored('customer/B'), settlement, NOW)
    expect(await stored('customer/B')).toMatchObject({ state: 'synced', lastAttempt: 'x' })
  })

  it('leave a record alone that was tied meanwhile by another, where there is no attempt', async () => {
    const records = recordStore(running.db, 'records')
    await records.save(customer('E', 1, 'one'), undefined, NOW)
    await records.save(customer('E', 2, 'two'), undefined, NOW)
    const before = await stored('customer/E')
    const link = { type: 'Customer' as const, id: '77', syncToken: '0', epoch: 1, active: true, lines: [] }
    const settlement = { open: undefined, link, synced: { version: 1, hash: 'one' }, tries: 0, attempt: 'x' }
    await records.settle('acme', { ...before, version: 1 }, settlement, NOW)
    expect(await stored('customer/E')).toMatchObject({ open: before.open, link })

    const nothingToDo = { open: undefined, link: null, synced: { version: 2, hash: 'two' }, tries: 0 }
    await records.settle('acme', before, nothingToDo, NOW)
    expect(await stored('customer/E')).toMatchObject({ state: 'pending', link })
  })

  it('list what is due in its order, and release what waits', async () => {
    const records = recordStore(running.db, 'records')
    for (const id of ['D3', 'D1', 'D2']) await arrive(customer(id, 1, 'x'), NOW + Number(id[1]))
    expect((await records.due('acme', NOW + 10, 50)).keys).toEqual(['customer/D1', 'customer/D2', 'customer/D3'])
    expect((await records.due('acme', NOW + 10, 2)).keys).toEqual(['customer/D1', 'customer/D2'])

    const waiting = { open: 'waiting/part/P/customer/D2', reason: reasons.waitsFor('part/P') }
    expect(await records.move('acme', await stored('customer/D2'), waiting, NOW)).toBe(true)
    expect(await records.hasAny('acme', 'waiting')).toBe(true)
    expect(await records.release('acme', NOW + 20, 'waiting', 'part/P')).toBe(1)
    expect(await records.hasAny('acme', 'waiting')).toBe(false)
    await records.stop('acme', await stored('customer/D3'), 'held', reasons.versionTie(1), NOW)
    expect(await stored('customer/D3')).toMatchObject({ state: 'held', reason: { code: 'version_tie' } })
  })

  it('count and page through records', async () => {
    const records = recordStore(running.db, 'records')
    const list = recordList(running.db, 'records', records)
    for (const id of ['1', '2', '3', '4', '5']) {
      await arrive({ ...customer(id, 1, 'x'), company: 'paged' }, NOW)
    }
    expect((await list.survey('paged')).counts.customer).toMatchObject({ pending: 5, synced: 0 })
    const first = await list.page('paged', {}, 3, undefined)
    const second = await list.page('paged', {}, 3, first.next)
    expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(['1', '2', '3', '4', '5'])
  })

  it('show what has arrived until it is settled, whatever becomes of the list that it came on', async () => {
    const records = recordStore(running.db, 'records')
    const list = recordList(running.db, 'records', records)
    const company = 'listed'
    const one = (id: string, version = 1) => ({ ...customer(id, version, `v${version}`), company })
    const [a, b, c, d] = [await saved(one('a')), await saved(one('b')), await saved(one('c')), await saved(one('d'))]
    // Twice, as when the message comes again.
    await records.list(company, '1', [a, b])
    await records.list(company, '2', [b, c, d])
    const pending = async (limit: number) => {
      const keys: string[] = []
      let cursor: Record<string, unknown> | undefined
      do {
        const { items, next } = await list.page(company, { state: 'pending' }, limit, cursor)
        expect(items.length).toBeLessThanOrEqual(limit)
        keys.push(...items.map(({ id }) => id))
        cursor = next
      } while (cursor)
      return keys
    }
    expect((await list.survey(company)).counts.customer).toMatchObject({ pending: 4, synced: 0 })
    expect(await pending(4)).toEqual(['a', 'b', 'c', 'd'])
    expect([...new Set(await pending(2))]).toEqual(['a', 'b', 'c', 'd'])

    const link = { type: 'Customer', id: '9', syncToken: '0', epoch: 1, active: true, lines: [] } as const
    const settled = { open: undefined, link, synced: { version: 1, hash: 'v1' }, tries: 0, attempt: 'x' }
    const get = async (id: string) => (await records.getAll(company, [`customer/${id}`])).get(`customer/${id}`)
    const [rowA, rowB, rowC] = [await get('a'), await get('b'), await get('c')]
    if (!rowA || !rowB || !rowC) throw new Error('they are not there')
    await records.settle(company, rowA, settled, NOW)
    await records.stop(company, rowB, 'held', reasons.versionTie(1), NOW)
    await records.move(company, rowC, { open: openKey.later(NOW + 5, rowC.key) }, NOW)
    expect((await list.survey(company)).counts.customer).toMatchObject({ pending: 2, synced: 1, held: 1 })
    expect(await pending(1)).toEqual(['c', 'd'])

    const { keys, spent } = await records.due(company, NOW + 10, 50)
    expect(keys).toEqual(['customer/d', 'customer/c'])
    expect(spent).toEqual([`1/2/1`])
    await records.dropLists(company, spent)
    expect(await records.due(company, NOW + 10, 50)).toMatchObject({ keys, spent: [] })

    // A newer version of what was settled is pending again, and synced no more.
    const again = await saved(one('a', 2))
    expect(again).toMatchObject({ isAgain: true })
    await records.list(company, '3', [again])
    expect((await list.survey(company)).counts.customer).toMatchObject({ pending: 3, synced: 0, held: 1 })
  })

  it('let one writer in at a time, with a number that rises', async () => {
    const writer = writerStore(running.db, 'companies')
    const first = await writer.acquire('w', NOW, NOW + 60)
    expect(first).toEqual({ lease: { company: 'w', fence: 1 }, tookOver: false })
    expect(await writer.acquire('w', NOW + 1, NOW + 60)).toBeUndefined()
    const second = await writer.acquire('w', NOW + 61, NOW + 120)
    expect(second).toEqual({ lease: { company: 'w', fence: 2 }, tookOver: true })
    expect(await writer.extend({ company: 'w', fence: 1 }, NOW)).toBe(false)
    expect(await writer.ask('w')).toBe(true)
    expect(await writer.ask('w')).toBe(false)
    expect(await writer.release({ company: 'w', fence: 2 }, false, [])).toBe(false)
    await writer.clearWakes('w')
    expect(await writer.release({ company: 'w', fence: 2 }, false, [])).toBe(true)
    expect(await writer.extend({ company: 'w', fence: 2 }, NOW)).toBe(false)
  })

  it('let one in that only takes over where a writer has died, and nowhere else', async () => {
    const writer = writerStore(running.db, 'companies')
    expect(await writer.acquire('left', NOW, NOW + 60, true)).toBeUndefined()
    await writer.acquire('left', NOW, NOW + 60)
    expect(await writer.acquire('left', NOW + 59, NOW + 120, true)).toBeUndefined()
    const taken = await writer.acquire('left', NOW + 61, NOW + 120, true)
    expect(taken).toEqual({ lease: { company: 'left', fence: 2 }, tookOver: true })
    await writer.release({ company: 'left', fence: 2 }, true, [])
    expect(await writer.acquire('left', NOW + 200, NOW + 260, true)).toBeUndefined()
  })

  it('open and close attempts only for the writer of a connected company', async () => {
    const writer = writerStore(running.db, 'companies')
    const connections = connectionStore(running.db, 'companies')
    const lease = { company: 'o', fence: 1 }
    await writer.acquire('o', NOW, NOW + 60)
    expect(await writer.open(lease, 'a1', 1, NOW, [])).toBe(false)
    const connection = {
      realmId: '1',
      epoch: 1,
      companyName: 'O',
      country: 'US',
      connectedAt: 'then',
      connectedBy: 'ann',
      accessExpiresAt: 'x',
      refreshExpiresAt: 'y',
    }
    expect(await connections.bind('o', connection, { epoch: 0, epochs: {} })).toBe(true)
    expect(await writer.open(lease, 'a1', 1, NOW, [{ at: NOW, batch: true }])).toBe(true)
    expect(await writer.open(lease, 'a2', 2, NOW, [])).toBe(false)
    expect(await writer.postpone(lease, 'a1', NOW + 5)).toBe(true)
    expect(await writer.postpone(lease, 'a9', NOW + 5)).toBe(false)
    expect(await writer.read('o')).toMatchObject({ openAttempts: { a1: NOW + 5 }, calls: [{ at: NOW, batch: true }] })
    expect(await writer.close(lease, 'a1', { lastSyncedAt: 'now' })).toBe(true)
    expect(await writer.read('o')).toMatchObject({ openAttempts: {}, lastSyncedAt: 'now' })
    const [another, that] = [{ ...connection, connectedAt: 'later' }, connection]
    expect(await connections.end('o', 'needs-reconnect', 'because', another)).toBe(false)
    expect(await connections.end('o', 'needs-reconnect', 'because', that)).toBe(true)
    expect(await connections.end('o', 'needs-reconnect', 'because')).toBe(false)
    expect(await connections.end('o', 'disconnected')).toBe(true)
  })

  it('turn records to other books and back, for nobody but the writer of a company that is connected to those', async () => {
    const [records, writer] = [recordStore(running.db, 'records'), writerStore(running.db, 'companies')]
    const connections = connectionStore(running.db, 'companies')
    const connection = (realmId: string, epoch: number) => ({
      ...{ realmId, epoch, companyName: 'T', country: 'US', connectedAt: `at ${epoch}`, connectedBy: 'ann' },
      ...{ accessExpiresAt: 'x', refreshExpiresAt: 'y' },
    })
    const lease = { company: 'turning', fence: 1 }
    await writer.acquire('turning', NOW, NOW + 60)
    await connections.bind('turning', connection('1', 1), { epoch: 0, epochs: {} })
    const change = { ...customer('T', 1, 'one'), company: 'turning' }
    await records.save(change, undefined, NOW)
    const read = async () => (await records.getAll('turning', ['customer/T'])).get('customer/T')
    const link = (epoch: number) => ({
      ...{ type: 'Customer' as const, id: String(epoch), syncToken: '0', epoch, active: true, lines: [] },
    })
    const settleIn = async (epoch: number) => {
      const row = await read()
      const synced = { version: 1, hash: 'one' }
      if (row) await records.settle('turning', row, { open: undefined, link: link(epoch), synced, tries: 0 }, NOW)
    }
    const turnTo = (epoch: number, fence = 1) =>
      records.turnKind(
        { company: 'turning', epoch, guard: writer.guard({ ...lease, fence }, epoch), now: NOW },
        'customer',
      )
    await settleIn(1)

    expect(await turnTo(2)).toBe(false)
    expect(await read()).toMatchObject({ state: 'synced' })
    await connections.bind('turning', connection('2', 2), { epoch: 1, epochs: { 1: 1 } })
    expect(await turnTo(2, 0)).toBe(false)
    expect(await turnTo(2)).toBe(true)
    expect(await read()).toMatchObject({ state: 'off', reason: { code: 'other_books' } })
    await settleIn(2)
    expect(await read()).toMatchObject({ link: { id: '2' }, former: { 1: { link: { id: '1' } } } })
    await connections.bind('turning', connection('1', 1), { epoch: 2, epochs: { 1: 1, 2: 2 } })
    expect(await turnTo(1)).toBe(true)
    expect(await read()).toMatchObject({ state: 'pending', link: { id: '1' }, former: { 2: { link: { id: '2' } } } })
    expect(await records.tiedTo('turning', 1, 'customer', '1')).toBe('customer/T')
    expect(await records.tiedTo('turning', 2, 'customer', '1')).toBeUndefined()
  })

  it('hand a state out once, claim a realm for one company, lease tokens to one holder', async () => {
    const connections = connectionStore(running.db, 'companies')
    const pending = { company: 'c', by: 'ann', cookieHash: 'h', mayChangeRealm: false, expiresAt: 5 }
    await connections.begin('s', pending)
    expect(await connections.take('s')).toEqual(pending)
    expect(await connections.take('s')).toBeUndefined()
    expect(await connections.claim('r', 'c')).toBe(true)
    expect(await connections.claim('r', 'c')).toBe(true)
    expect(await connections.claim('r', 'd')).toBe(false)
    expect(await connections.leaseTokens('c', 'x', NOW, NOW + 9)).toBe(true)
    expect(await connections.leaseTokens('c', 'y', NOW, NOW + 9)).toBe(false)
    expect(await connections.leaseTokens('c', 'y', NOW + 10, NOW + 19)).toBe(true)
    await connections.releaseTokens('c', 'x')
    expect(await connections.leaseTokens('c', 'z', NOW + 11, NOW + 19)).toBe(false)
  })

  it('store settings only over those that were read, and companies once', async () => {
    const companies = companyStore(running.db, 'companies')
    expect(await companies.create({ company: 'n', name: 'N', createdAt: 'x' })).toBe(true)
    expect(await companies.create({ company: 'n', name: 'N', createdAt: 'x' })).toBe(false)
    expect(await companies.saveSettings('n', defaultSettings, 0)).toBe(true)
    expect(await companies.saveSettings('n', defaultSettings, 0)).toBe(false)
    expect(await companies.list()).toEqual([{ company: 'n', name: 'N', createdAt: 'x' }])
  })

  it('count the calls of an attempt, and keep an answer only where no other has been kept meanwhile', async () => {
    const attempts = attemptStore(running.db, 'attempts')
    const told = { status: 200, intuitTid: 't', body: {} }
    await attempts.put({ id: 'c', company: 'n', epoch: 1, realmId: '1', sentAt: NOW, items: [], calls: 1 })
    const first = { ...told, at: NOW, calls: [1] }
    expect(await attempts.answer('n', 'c', first, undefined)).toBe(true)
    expect(await attempts.answer('n', 'c', { ...first, at: NOW + 1 }, undefined)).toBe(false)
    expect(await attempts.nextCall('n', 'c')).toBe(2)
    expect(await attempts.answer('n', 'c', { ...told, at: NOW + 2, calls: [1, 2] }, first)).toBe(true)
    expect(await attempts.answer('n', 'c', { ...told, at: NOW + 3, calls: [1, 3] }, first)).toBe(false)
    expect(await attempts.get('n', 'c')).toMatchObject({ calls: 2, answer: { at: NOW + 2, calls: [1, 2] } })
  })

  it('keep attempts and refused events of any size', async () => {
    const attempts = attemptStore(running.db, 'attempts')
    const refused = refusedEventStore(running.db, 'refused-events')
    const noise = Array.from({ length: 60_000 }, (_, index) => ((index * 7_919) % 104_729).toString(36)).join('')
    await attempts.put({ id: 'a', company: 'big', epoch: 1, realmId: '1', sentAt: NOW, items: [], calls: 1 })
    await attempts.answer('big', 'a', { status: 200, intuitTid: 't', body: { noise }, at: NOW, calls: [1] }, undefined)
    expect(await attempts.get('big', 'a')).toMatchObject({ answer: { body: { noise } } })
    const event = {
      id: 'e',
      company: 'big',
      at: '2026-01-01T00:00:00Z',
      code: 'E',
      field: '',
      message: '',
      body: noise,
    }
    await refused.keep(event)
    expect(await refused.get('big', 'e')).toEqual(event)
    expect(await refused.count('big')).toBe(1)
    await refused.drop('big', 'e')
    expect(await refused.get('big', 'e')).toBeUndefined()
  })

  it('gather what is searched into blocks, of which nobody overwrites what another has written', async () => {
    const search = searchIndex(running.db, 'search')
    const add = async (from: number) => {
      for (let n = from; n < from + 64; n++) await search.add('acme', [`quartz ${n}\tcustomer/C-${n}\t1\n`], NOW)
    }
    const find = () => search.find('acme', ['customer'], ['quartz'], 1_000)
    await add(0)
    expect(await find()).toHaveLength(64)
    await search.gather('acme')
    expect(await find()).toHaveLength(64)
    await add(64)
    await Promise.all([search.gather('acme'), search.gather('acme')])
    expect(await find()).toHaveLength(128)
    await search.gather('acme')
    expect(await find()).toHaveLength(128)
    const ExpressionAttributeValues = attributes({ ':pk': 'acme/new' })
    const rows = { TableName: 'search', KeyConditionExpression: 'pk = :pk', ExpressionAttributeValues }
    expect(await countAll(running.db, rows)).toBe(0)
  })

  it('answer each form of query alike, forwards and backwards, page by page', async () => {
    const { db } = running
    for (const sk of ['a', 'b/1', 'b/2', 'b/3', 'c']) {
      const update = { TableName: 'activity', Key: attributes({ pk: 'q', sk }), UpdateExpression: 'SET v = :v' }
      await db.send(new UpdateItemCommand({ ...update, ExpressionAttributeValues: attributes({ ':v': 1 }) }))
    }
    const find = async (rest: string, values: Record<string, string>, ScanIndexForward = true) => {
      const found: string[] = []
      const KeyConditionExpression = `pk = :q${rest}`
      const ExpressionAttributeValues = attributes({ ':q': 'q', ...values })
      const input = {
        TableName: 'activity',
        KeyConditionExpression,
        ExpressionAttributeValues,
        ScanIndexForward,
        Limit: 2,
      }
      for await (const { sk } of queryAll(db, input)) found.push(String(sk))
      return found.join(' ')
    }
    expect(await find('', {})).toBe('a b/1 b/2 b/3 c')
    expect(await find('', {}, false)).toBe('c b/3 b/2 b/1 a')
    expect(await find(' AND begins_with(sk, :p)', { ':p': 'b/' })).toBe('b/1 b/2 b/3')
    expect(await find(' AND begins_with(sk, :p)', { ':p': 'b/' }, false)).toBe('b/3 b/2 b/1')
    expect(await find(' AND sk BETWEEN :f AND :t', { ':f': 'b/2', ':t': 'c' })).toBe('b/2 b/3 c')
    expect(await find(' AND sk < :p', { ':p': 'b/2' }, false)).toBe('b/1 a')
    expect(await find(' AND sk >= :p', { ':p': 'b/3' })).toBe('b/3 c')
    const none = { TableName: 'activity', KeyConditionExpression: 'pk = :q' }
    const empty = await queryPage(db, { ...none, ExpressionAttributeValues: attributes({ ':q': 'nobody' }) }, undefined)
    expect(empty).toEqual({ items: [], next: undefined })
  })

  it('say what was replaced, what stood in the way, and that there is no such place', async () => {
    const { db } = running
    const base = { TableName: 'activity', Key: attributes({ pk: 'u', sk: '1' }) }
    const set = (UpdateExpression: string, values: object, more: object = {}) =>
      conditional(
        db.send(
          new UpdateItemCommand({
            ...base,
            UpdateExpression,
            ExpressionAttributeValues: attributes({ ...values }),
            ...more,
          }),
        ),
      )
    expect(await set('SET n = :n', { ':n': 1 }, { ReturnValues: 'UPDATED_OLD' })).toEqual({ done: true, old: {} })
    const added = await set(
      'SET m = if_not_exists(m, :m) ADD n :n',
      { ':n': 2, ':m': {} },
      { ReturnValues: 'UPDATED_OLD' },
    )
    expect(added).toEqual({ done: true, old: { n: 1 } })
    const refused = await set(
      'SET n = :n',
      { ':n': 9, ':was': 1 },
      { ConditionExpression: 'n = :was', ReturnValuesOnConditionCheckFailure: 'ALL_OLD' },
    )
    expect(refused).toEqual({ done: false, current: { pk: 'u', sk: '1', n: 3, m: {} } })
    await expect(set('SET x.y = :n', { ':n': 1 })).rejects.toThrow(/document path/)
    expect(await getAll(db, 'activity', [{ pk: 'u', sk: '1' }], ['n'])).toEqual([{ n: 3 }])
  })

  it('write all of a transaction or nothing', async () => {
    const { db } = running
    const put = (sk: string, ConditionExpression?: string) => ({
      Put: {
        TableName: 'activity',
        Item: attributes({ pk: 't', sk }),
        ...(ConditionExpression && { ConditionExpression }),
      },
    })
    await db.send(new TransactWriteItemsCommand({ TransactItems: [put('1'), put('2')] }))
    const again = [put('3'), put('1', 'attribute_not_exists(pk)')]
    await expect(db.send(new TransactWriteItemsCommand({ TransactItems: again }))).rejects.toMatchObject({
      name: 'TransactionCanceledException',
      CancellationReasons: [{ Code: 'None' }, { Code: 'ConditionalCheckFailed' }],
    })
    const query = { TableName: 'activity', KeyConditionExpression: 'pk = :t' }
    const { Items = [] } = await db.send(
      new QueryCommand({ ...query, ExpressionAttributeValues: attributes({ ':t': 't' }) }),
    )
    expect(Items.map((item) => plain(item)['sk'])).toEqual(['1', '2'])
  })
})
