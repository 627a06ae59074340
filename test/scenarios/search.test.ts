import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, expect, it } from 'vitest'
import * as z from 'zod/mini'
import { attributes, countAll } from '../../shared/aws/table.ts'
import { until } from '../local/until.ts'
import { aCustomer, anEvent, anInvoice, aPart, openStage } from './stage.ts'

const Found = z.object({ items: z.array(z.looseObject({ key: z.string() })) })

let stage: Awaited<ReturnType<typeof openStage>>
beforeAll(async () => {
  stage = await openStage('http://127.0.0.1:9', { scheduleEvery: { sweep: Number.POSITIVE_INFINITY } })
  await stage.call('PUT', '/companies/acme', { name: 'Acme' })
})
afterAll(() => stage?.stop())

const find = async (q: string, kind?: string, company = 'acme') => {
  const query = new URLSearchParams({ q, ...(kind && { kind }) })
  const { body } = await stage.call('GET', `/companies/${company}/search?${query}`)
  return z.parse(Found, body).items.map(({ key }) => key)
}
/** How many rows a partition of what is searched has. */
const rowsOf = (pk: string) => {
  const { region, dynamodb: endpoint, accessKeyId, secretAccessKey } = stage.endpoints.aws
  const db = new DynamoDBClient({ region, endpoint, credentials: { accessKeyId, secretAccessKey } })
  const TableName = stage.endpoints.tables['search'] ?? ''
  const ExpressionAttributeValues = attributes({ ':pk': pk })
  return countAll(db, { TableName, KeyConditionExpression: 'pk = :pk', ExpressionAttributeValues })
}
const feed = async (...events: string[]) => {
  await stage.feed(...events)
  await stage.quiet('acme')
}

it('finds records of all nine kinds by number and name, as one types', async () => {
  const events: [string, object][] = [
    ['account/4000', { number: '4000', name: 'Zinc sales' }],
    ['terms/Zinc 30', { name: 'Zinc 30', due_days: 30 }],
    ['vendor/V-1', { vendnum: 'V-1', name: 'Zinc Supply' }],
    ['customer/C-1', aCustomer('C-1', { name: 'Zinc & Copper' })],
    ['part/ABC1001', aPart('ABC1001', { description: 'Zinc washer' })],
    ['purchase-order/ZINC-1', { ponum: 'ZINC-1', vendnum: 'V-1', date: '2026-11-01' }],
    ['invoice/ZINC-2', anInvoice('ZINC-2')],
    ['voucher/77', { vouchernum: '77', vendor_invoice_number: 'ZINC-3', vendnum: 'V-1', invoice_date: '2026-11-01' }],
    ['ledger-entry/J-1', { external_key: 'J-1', name: 'Zinc accrual', date: '2026-11-01' }],
  ]
  await feed(...events.map(([key, record]) => anEvent('acme', key, record)))
  expect((await find('zin')).sort()).toEqual(events.map(([key]) => key).sort())
  expect(await find('1001')).toEqual(['part/ABC1001'])
  expect(await find('copp zi', 'customer')).toEqual(['customer/C-1'])
  expect(await find('copp', 'vendor')).toEqual([])
})

it('follows a change of name, and forgets what is deleted', async () => {
  await feed(anEvent('acme', 'customer/C-9', aCustomer('C-9', { name: 'Quartz Brothers' })))
  expect(await find('quartz')).toEqual(['customer/C-9'])

  await feed(anEvent('acme', 'customer/C-9', aCustomer('C-9', { name: 'Basalt Brothers' })))
  expect(await find('quartz')).toEqual([])
  expect(await find('brothers basalt')).toEqual(['customer/C-9'])

  await feed(anEvent('acme', 'customer/C-9', undefined))
  expect(
    await until(
      () => find('basalt'),
      (keys) => keys.length === 0,
    ),
  ).toEqual([])
})

it('shows the number that is typed before what only contains it', async () => {
  await feed(
    anEvent('acme', 'customer/500', aCustomer('500', { name: 'Zeta' })),
    anEvent('acme', 'customer/C-15001', aCustomer('C-15001', { name: 'Alpha' })),
  )
  expect(await find('500', 'customer')).toEqual(['customer/500', 'customer/C-15001'])
})

it('finds among very many what was typed, before and after they are gathered, and follows each change', async () => {
  await stage.call('PUT', '/companies/initech', { name: 'Initech' })
  const many = Array.from({ length: 700 }, (_, n) => `C-500${n}`)
  await stage.feed(
    ...many.map((id) => anEvent('initech', `customer/${id}`, aCustomer(id, { name: 'Alpha Castings' }))),
    anEvent('initech', 'customer/500', aCustomer('500', { name: 'Zeta Opal' })),
  )
  await stage.quiet('initech')
  const first = async (q: string) => (await find(q, 'customer', 'initech'))[0]
  expect(await rowsOf('initech/new')).toBeGreaterThan(64)
  expect([await first('500'), await first('500699'), await first('opal')]).toEqual([
    'customer/500',
    'customer/C-500699',
    'customer/500',
  ])

  await stage.fire('sweep')
  expect(await rowsOf('initech/new')).toBe(0)
  expect(await rowsOf('initech/customer')).toBeGreaterThan(1)
  expect([await first('500'), await first('500699'), await first('opal')]).toEqual([
    'customer/500',
    'customer/C-500699',
    'customer/500',
  ])
  expect(await find('alpha cast', 'customer', 'initech')).toHaveLength(20)

  await stage.feed(
    anEvent('initech', 'customer/500', aCustomer('500', { name: 'Zeta Beryl' })),
    anEvent('initech', 'customer/C-500699', undefined),
  )
  await stage.quiet('initech')
  expect([await first('opal'), await first('500699'), await first('beryl')]).toEqual([
    undefined,
    undefined,
    'customer/500',
  ])
})

it('never finds what belongs to another company', async () => {
  await stage.call('PUT', '/companies/globex', { name: 'Globex' })
  await stage.feed(anEvent('globex', 'customer/G-1', aCustomer('G-1', { name: 'Obsidian' })))
  await stage.quiet('globex')
  expect(await find('obsidian')).toEqual([])
})

it('refuses a kind that there is not, and finds nothing for nothing', async () => {
  expect(await stage.call('GET', '/companies/acme/search?q=a&kind=thing')).toMatchObject({ status: 400 })
  expect(await find('  -- ')).toEqual([])
})
