import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb'
import { marshall } from '@aws-sdk/util-dynamodb'
import { afterAll, beforeAll, expect, it } from 'vitest'
import * as z from 'zod/mini'
import { until } from '../local/until.ts'
import { aCustomer, anEvent, openStage } from './stage.ts'

// Rows that this release cannot read: of a later one, or spoilt. Nothing is connected here, so nobody calls Intuit.
let stage: Awaited<ReturnType<typeof openStage>>
beforeAll(async () => {
  stage = await openStage('http://127.0.0.1:9')
  await stage.call('PUT', '/companies/acme', { name: 'Acme' })
  await stage.settle('acme', { customer: true })
  await stage.feed(anEvent('acme', 'customer/GOOD', aCustomer('GOOD')), 'no event of acme: "company":"acme"')
  await until(
    () => stage.record('acme', 'customer/GOOD'),
    (record) => z.safeParse(z.object({ kind: z.string() }), record).success,
  )
})
afterAll(() => stage?.stop())

const put = async (table: string, row: Record<string, unknown>) => {
  const { aws, tables } = stage.endpoints
  const db = new DynamoDBClient({ ...aws, endpoint: aws.dynamodb, credentials: aws })
  await db.send(new PutItemCommand({ TableName: tables[table], Item: marshall(row) }))
}
const get = async (path: string) => {
  const { status, body } = await stage.call('GET', `/companies/acme${path}`)
  expect({ path, status }).toEqual({ path, status: 200 })
  return body
}

it('one record that cannot be read is shown as such, and empties no list', async () => {
  const held = (id: string) => ({ open: `held/E_X/customer/${id}`, openIndex: `held/E_X/customer/${id}` })
  await put('records', {
    pk: 'acme',
    sk: 'customer/BODY',
    version: 1,
    hash: 'x',
    body: new Uint8Array([1, 2]),
    ...held('BODY'),
  })
  await put('records', {
    pk: 'acme',
    sk: 'customer/LINK',
    version: 1,
    hash: 'x',
    link: { type: 'Planet' },
    ...held('LINK'),
  })
  await put('records', { pk: 'acme', sk: 'customer/PART', version: 1, hash: 'gone', bodyParts: 2, ...held('PART') })
  await put('records', { pk: 'acme', sk: 'customer/ROW', version: 'one', hash: 7, ...held('ROW') })
  await put('records', { pk: 'acme', sk: 'planet/1', version: 1, hash: 'x', ...held('X') })

  for (const query of ['', '?kind=customer', '?state=held', '?state=held&kind=customer']) {
    const unread = ['BODY', 'LINK', 'PART', 'ROW'].map((id) =>
      expect.objectContaining({
        id,
        state: 'held',
        deleted: false,
        reason: expect.objectContaining({ code: 'unreadable' }),
      }),
    )
    expect(await get(`/records${query}`)).toMatchObject({ items: expect.arrayContaining(unread) })
  }
  expect(await get('/records?kind=customer')).toMatchObject({
    items: expect.arrayContaining([
      expect.objectContaining({ id: 'GOOD', content: expect.objectContaining(aCustomer('GOOD')) }),
    ]),
  })
  expect(await get('/records/customer/BODY')).toMatchObject({ reason: { code: 'unreadable' }, history: [] })
  expect(await get('/problems')).toMatchObject({
    items: [{ cause: 'company/not_connected' }, { cause: 'held/E_X/customer', count: 4 }],
  })
  expect(await get('/search?q=good')).toMatchObject({ items: [{ id: 'GOOD' }] })
  // GOOD waits for a connection.
  expect(await get('/status')).toMatchObject({ kinds: { customer: { held: 5 } } })
})

it('the next version that the ERP sends of it takes its place', async () => {
  await stage.feed(anEvent('acme', 'customer/BODY', aCustomer('BODY')))
  expect(
    await until(
      () => stage.record('acme', 'customer/BODY'),
      (record) => z.safeParse(z.object({ content: z.object({}) }), record).success,
    ),
  ).toMatchObject({ content: aCustomer('BODY') })
})

it('rows of other lists that cannot be read empty none of them', async () => {
  await put('activity', { pk: 'acme', sk: '2026-11-30T00:00:00.000Z#x', what: 7 })
  expect(await get('/activity')).toMatchObject({
    items: expect.arrayContaining([
      expect.objectContaining({ what: 'unreadable', at: '2026-11-30T00:00:00.000Z' }),
      expect.objectContaining({ what: 'settings-changed' }),
    ]),
  })

  await put('refusedEvents', { pk: 'acme', sk: '0', code: 7, bytes: new Uint8Array([1]) })
  expect(await get('/refused-events')).toMatchObject({ items: [{ code: 'E_JSON' }, { id: '0', code: 'unreadable' }] })
  expect(await stage.call('DELETE', '/companies/acme/refused-events/0')).toMatchObject({ status: 204 })

  const listed = { status: 'unmatched', listed: 'customer/unmatched/a' }
  const row = { name: 'A', active: true, syncToken: '0', detail: {}, pulledAt: '2026-11-30', ...listed }
  await put('catalog', { pk: 'acme#0', sk: 'customer/1', ...row })
  await put('catalog', { pk: 'acme#0', sk: 'customer/2', ...row, syncToken: 7 })
  expect(await get('/catalog?type=customer')).toMatchObject({
    items: [
      { id: '1', name: 'A' },
      { id: '2', name: 'Id 2, which cannot be read', active: false },
    ],
  })

  await put('catalog', { pk: 'acme#jobs', sk: 'job/0', what: 'pull', state: 'asleep' })
  expect(await get('/pulls')).toEqual({ items: [], next: null })
  expect(await get('/batches')).toEqual({ items: [], next: null })
})
