import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { until } from '../local/until.ts'
import { aCustomer, anEvent, anInvoice, openStage } from './stage.ts'

let stage: Awaited<ReturnType<typeof openStage>>
beforeAll(async () => {
  stage = await openStage('http://127.0.0.1:9')
  await stage.call('PUT', '/companies/acme', { name: 'Acme' })
})
afterAll(() => stage?.stop())

const patch = (change: object) => stage.call('PATCH', '/companies/acme/settings', change)

describe('switches', () => {
  it('bring on what they need, and say so', async () => {
    expect(await patch({ switches: { invoice: true } })).toMatchObject({
      status: 200,
      body: { switchedOn: ['invoice', 'part', 'customer'], switches: { part: true, customer: true, invoice: true } },
    })
  })

  it('ask before they strand others, and obey once that is confirmed', async () => {
    expect(await patch({ switches: { part: false } })).toMatchObject({
      status: 409,
      body: { code: 'needs-confirmation', switches: ['invoice'] },
    })
    expect(await patch({ switches: { part: false }, confirm: true })).toMatchObject({
      status: 200,
      body: { switchedOff: ['part', 'invoice'], switches: { part: false, invoice: false, customer: true } },
    })
  })

  it.each([
    [{ defaultAccounts: { income: 'Sales' } }, 'E_ID', '/defaultAccounts/income'],
    [{ goLiveAt: 'yesterday' }, 'E_DATE', '/goLiveAt'],
    [{ inventoryStartDate: '2026-02-30' }, 'E_DATE', '/inventoryStartDate'],
    [{ expectedRealm: '12a' }, 'E_ID', '/expectedRealm'],
    [{ tax: 'maybe' }, 'E_TYPE', '/tax'],
    [{ timeZone: 'Mars/Olympus' }, 'E_TIME_ZONE', '/timeZone'],
    [{ timeZone: '+05:00' }, 'E_TIME_ZONE', '/timeZone'],
    [{ timeZone: '' }, 'E_TIME_ZONE', '/timeZone'],
    [{ switches: { everything: true } }, 'E_TYPE', '/switches'],
  ])('refuse %j by name', async (change, code, field) => {
    expect(await patch(change)).toMatchObject({ status: 400, body: { code, field } })
  })
})

it('takes a day for the go-live date, too', async () => {
  expect(await patch({ goLiveAt: '2023-01-01' })).toMatchObject({
    status: 200,
    body: { inventoryStartDate: '2023-01-01' },
  })
})

it('keeps the time zone that the company has chosen, and tells it with the company', async () => {
  expect((await stage.call('GET', '/companies/acme')).body).toMatchObject({ name: 'Acme', timeZone: null })
  expect(await patch({ timeZone: 'Pacific/Auckland' })).toMatchObject({ status: 200 })
  expect((await stage.call('GET', '/companies/acme')).body).toMatchObject({ timeZone: 'Pacific/Auckland' })
  expect(await patch({ timeZone: null })).toMatchObject({ status: 200, body: { timeZone: null } })
})

describe('a company that is not connected', () => {
  it('shows what is pending as held for that reason, and nothing as lost', async () => {
    await patch({ switches: { customer: true } })
    await stage.feed(anEvent('acme', 'customer/C-1', aCustomer('C-1')), anEvent('acme', 'invoice/1', anInvoice('1')))
    await stage.feed(anEvent('acme', 'terms/Net 30', { name: 'Net 30', due_days: 30 }))
    await until(
      async () => (await stage.status('acme')).kinds,
      ({ customer, invoice, terms }) => [customer, invoice, terms].every((kind) => kind?.['held'] || kind?.['off']),
    )

    expect(await stage.record('acme', 'customer/C-1')).toMatchObject({
      state: 'held',
      reason: { code: 'not_connected' },
    })
    expect(await stage.record('acme', 'invoice/1')).toMatchObject({ state: 'off', reason: { code: 'kind_off' } })
    expect(await stage.record('acme', 'terms/Net 30')).toMatchObject({ state: 'off', reason: { code: 'tied_only' } })
    expect((await stage.status('acme')).kinds).toMatchObject({ customer: { held: 1, pending: 0 }, invoice: { off: 1 } })
    expect((await stage.call('GET', '/companies/acme/records?state=held')).body).toMatchObject({
      items: [{ id: 'C-1' }],
    })
  })

  it('tells who changed which setting, from what to what', async () => {
    expect((await stage.call('GET', '/companies/acme/activity')).body).toMatchObject({
      items: expect.arrayContaining([
        expect.objectContaining({
          by: 'local',
          what: 'settings-changed',
          after: { switches: expect.objectContaining({ invoice: true }) },
        }),
      ]),
    })
  })
})

it('keeps its settings when two change them at once', async () => {
  const answers = await Promise.all([patch({ tax: 'none' }), patch({ invoiceDelete: 'void' })])
  const { body } = await stage.call('GET', '/companies/acme/settings')
  const done = answers.map(({ status }) => status === 200)
  expect(done).toContain(true)
  expect(body).toMatchObject({ tax: done[0] ? 'none' : 'erp-total', invoiceDelete: done[1] ? 'void' : 'delete' })
})
