import { UpdateItemCommand } from '@aws-sdk/client-dynamodb'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { attributes } from '../../../shared/aws/table.ts'
import type { RecordKey } from '../../../shared/erp/record.ts'
import { aCustomer, anEvent, anInvoice, aPart, aVendor } from '../../scenarios/stage.ts'
import { SANDBOX_REALM as REALM } from '../../simulator/seed/sandbox.ts'
import { aWorld } from './world.ts'

let world: Awaited<ReturnType<typeof aWorld>>
beforeEach(async () => {
  world = await aWorld()
  await feed(['customer/C-1', aCustomer('C-1')], ['part/ABC1', aPart('ABC1')])
  await world.rest()
})
afterEach(() => world.stop())

const feed = (...records: [RecordKey, object][]) =>
  world.feed(...records.map(([key, one]) => anEvent('acme', key, one)))

/** Spoils a field of a row, as a newer version of this service, or an accident, may. */
const spoil = (table: string, sk: string, field: string, value: unknown) =>
  world.db.send(
    new UpdateItemCommand({
      TableName: table,
      Key: attributes({ pk: 'acme', sk }),
      UpdateExpression: 'SET #field = :value',
      ExpressionAttributeNames: { '#field': field },
      ExpressionAttributeValues: attributes({ ':value': value }),
    }),
  )
/** Where a row says that its record stands, whether or not the rest of it can be read. */
const placeOf = async (key: RecordKey) => String((await world.raw(key))?.['open'])
const invoices = (number: string) =>
  world.control.entities(REALM, 'Invoice').filter(({ deleted, entity }) => !deleted && entity['DocNumber'] === number)

/** The push sends invoice 901, which QuickBooks takes, and dies before it hears so. */
async function anAttemptWithoutAnswer(): Promise<string> {
  await feed(['invoice/901', anInvoice('901')])
  const { quickBooks } = world.world
  const batch = async (...call: Parameters<typeof quickBooks.batch>) => {
    await quickBooks.batch(...call)
    throw Object.assign(new Error('killed'), { name: 'AbortError' })
  }
  await expect(world.push({ quickBooks: { ...quickBooks, batch } })).rejects.toThrow('killed')
  world.pass(30_000)
  const [attempt = ''] = Object.keys(await world.openAttempts())
  return attempt
}

it.each<[string, string, unknown]>([
  ['snapshot is no compressed text', 'body', new Uint8Array([1, 2, 3])],
  ['link names no type that we know', 'link', { type: 'Estimate', id: '1' }],
  ['reason has another shape', 'reason', 'because'],
  ['overflow is gone', 'bodyParts', 2],
])(
  'a record whose %s is held, everything else goes out, and a later run finds nothing to do',
  async (_, field, value) => {
    await feed(['invoice/901', anInvoice('901')], ['invoice/902', anInvoice('902')], ['vendor/V-1', aVendor('V-1')])
    await spoil('records', 'invoice/901', field, value)

    await world.push()

    expect(await placeOf('invoice/901')).toBe('held/unreadable/invoice/901')
    expect(invoices('901')).toHaveLength(0)
    expect(invoices('902')).toHaveLength(1)
    expect(await world.record('vendor/V-1')).toMatchObject({ state: 'synced' })
    expect((await world.records.due('acme', world.now(), 10)).keys).toEqual([])
  },
)

it('a record that could not be read goes out when the ERP saves it once more, as its advice says', async () => {
  await feed(['invoice/901', anInvoice('901')])
  await spoil('records', 'invoice/901', 'body', new Uint8Array([1, 2, 3]))
  await world.push()
  expect(await placeOf('invoice/901')).toBe('held/unreadable/invoice/901')

  await feed(['invoice/901', anInvoice('901', { custponum: 'PO-7' })])
  await world.rest()

  expect(invoices('901')).toHaveLength(1)
  expect(await world.record('invoice/901')).toMatchObject({ state: 'synced' })
})

it('documents wait for a customer that cannot be read, which is held, and go once it can', async () => {
  await spoil('records', 'customer/C-1', 'link', { type: 'Estimate' })
  await feed(['invoice/901', anInvoice('901')], ['vendor/V-1', aVendor('V-1')])
  await world.push()
  expect(await placeOf('customer/C-1')).toBe('held/unreadable/customer/C-1')
  expect(await world.record('invoice/901')).toMatchObject({
    state: 'waiting',
    reason: { message: expect.stringContaining('customer C-1') },
  })
  expect(await world.record('vendor/V-1')).toMatchObject({ state: 'synced' })
})

it('a row of a kind that we do not know is in nobody’s way', async () => {
  const open = '1/1/000000001/shipment/S-1'
  await spoil('records', 'shipment/S-1', 'open', open)
  await spoil('records', 'shipment/S-1', 'openIndex', open)
  await feed(['invoice/901', anInvoice('901')])

  await world.rest()

  expect(invoices('901')).toHaveLength(1)
})

it('the records of an attempt that cannot be read wait for a person, and are never sent again', async () => {
  const attempt = await anAttemptWithoutAnswer()
  await spoil('attempts', attempt, 'items', { bytes: new Uint8Array([1, 2, 3]) })
  world.pass(60_000)
  await feed(['invoice/902', anInvoice('902')])

  await world.rest()

  expect(await world.record('invoice/901')).toMatchObject({
    state: 'unknown',
    reason: { code: 'outcome_unknown' },
    unresolved: { epoch: 1 },
  })
  expect(invoices('901')).toHaveLength(1)
  expect(invoices('902')).toHaveLength(1)
  await feed(['invoice/901', anInvoice('901', { custponum: 'PO-7' })])
  await world.rest()
  expect(await world.record('invoice/901')).toMatchObject({ state: 'unknown' })
  expect(invoices('901')).toHaveLength(1)
})

it('nothing is sent while nobody knows which records an attempt has, and it goes on when somebody has named them', async () => {
  const attempt = await anAttemptWithoutAnswer()
  await spoil('attempts', attempt, 'items', { bytes: new Uint8Array([1, 2, 3]) })
  await spoil('attempts', attempt, 'keys', 'lost')
  world.pass(60_000)
  await feed(['invoice/902', anInvoice('902')])

  await expect(world.push()).rejects.toThrow()
  expect(invoices('902')).toHaveLength(0)

  await spoil('attempts', attempt, 'keys', ['invoice/901'])
  world.pass(60_000)
  await world.rest()
  expect(await world.record('invoice/901')).toMatchObject({ state: 'unknown' })
  expect(invoices('901')).toHaveLength(1)
  expect(invoices('902')).toHaveLength(1)
})

it('an answer that cannot be read is as none: what became of the batch is asked for again', async () => {
  const attempt = await anAttemptWithoutAnswer()
  await spoil('attempts', attempt, 'answer', { status: 'fine' })

  await world.rest()

  expect(await world.record('invoice/901')).toMatchObject({ state: 'synced' })
  expect(invoices('901')).toHaveLength(1)
})

it('a turn to other books passes by a record that cannot be read, which is held', async () => {
  await spoil('records', 'customer/C-1', 'link', { type: 'Estimate' })
  world.control.addRealm({ realmId: '9130000000000009', name: 'Other', withLists: true })
  await world.connect('9130000000000009')

  await world.rest()

  expect(await placeOf('customer/C-1')).toBe('held/unreadable/customer/C-1')
  expect(await world.record('part/ABC1')).toMatchObject({ state: 'off', reason: { code: 'other_books' } })
})
