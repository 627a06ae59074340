import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as z from 'zod/mini'
import { everyKind } from '../local/settled.ts'
import { tieAccounts } from './accounts.ts'
import { aCustomer, anEvent, anInvoice, aPart } from './stage.ts'
import { openStory } from './story.ts'

const Listed = z.object({ items: z.array(z.looseObject({ id: z.string() })) })

let story: Awaited<ReturnType<typeof openStory>>
beforeAll(async () => {
  story = await openStory()
  await tieAccounts(story, { 6100: '76', 1000: '35' })
  await story.stage.settle(story.company, everyKind, { goLiveAt: '2026-06-01' })
  await story.push(
    event('vendor/V-1', { vendnum: 'V-1', name: 'Vendor V-1' }),
    event('customer/C-1', aCustomer('C-1')),
    event('part/ABC1', aPart('ABC1')),
  )
})
afterAll(() => story?.stop())

const event = (key: string, record: object | undefined) => anEvent(story.company, key, record)
const act = async (key: string, name: string) => {
  const answer = await story.stage.call('POST', `/companies/${story.company}/records/${key}/${name}`, {})
  await story.stage.quiet(story.company)
  return answer
}
const set = (change: object) => story.stage.call('PATCH', `/companies/${story.company}/settings`, change)
const record = (key: string) => story.stage.record(story.company, key)
const invoices = (number: string) => story.held('Invoice', 'DocNumber', number)
const idOf = (number: string) => String(invoices(number)[0]?.id)
const person = () => story.quickBooks.person(story.realm)

const anEntry = (external_key: string, change: object = {}) => ({
  external_key,
  date: '2026-11-20',
  splits: [
    { account: '6100', debit: '5.00' },
    { account: '1000', credit: '5.00' },
  ],
  ...change,
})

describe('the go-live date', () => {
  it('keeps older documents out, until a person pushes one anyway', async () => {
    await story.push(event('invoice/OLD', anInvoice('OLD', { invoicedate: '2026-05-31' })))
    expect(await record('invoice/OLD')).toMatchObject({ state: 'off', reason: { code: 'before_go_live' } })

    expect(await act('invoice/OLD', 'push-anyway')).toMatchObject({ status: 200 })

    expect(await record('invoice/OLD')).toMatchObject({ state: 'synced' })
    expect(invoices('OLD')).toHaveLength(1)
  })

  it('is a day of the time zone of the books, where the company has chosen none', async () => {
    // Six in the evening of 30 November in California, as a first push then would store it.
    await set({ goLiveAt: '2026-12-01T02:00:00Z' })
    await story.push(
      event('invoice/9161', anInvoice('9161', { invoicedate: '2026-11-30' })),
      event('invoice/9160', anInvoice('9160', { invoicedate: '2026-11-29' })),
    )
    expect(await record('invoice/9161')).toMatchObject({ state: 'synced' })
    expect(await record('invoice/9160')).toMatchObject({
      state: 'off',
      reason: { code: 'before_go_live', message: expect.stringContaining('the go-live date 2026-11-30') },
    })
    expect((await story.stage.call('GET', `/companies/${story.company}/settings`)).body).toMatchObject({
      timeZone: null,
    })
    await set({ goLiveAt: '2026-06-01' })
  })

  it('is nothing to push a record in spite of that is not held by it', async () => {
    expect(await act('customer/C-1', 'push-anyway')).toMatchObject({ status: 409, body: { code: 'wrong-state' } })
  })
})

describe('a document that somebody deleted in QuickBooks', () => {
  const deleted = async (number: string) => {
    await story.push(event(`invoice/${number}`, anInvoice(number)))
    person().delete('Invoice', idOf(number))
    await story.push(event(`invoice/${number}`, anInvoice(number, { custponum: 'changed' })))
    expect(await record(`invoice/${number}`)).toMatchObject({
      state: 'held',
      reason: { code: 'deleted_in_quickbooks' },
    })
  }

  it('is posted anew once it is restored', async () => {
    await deleted('GONE1')
    expect(invoices('GONE1')).toEqual([])

    await act('invoice/GONE1', 'restore')

    expect(await record('invoice/GONE1')).toMatchObject({ state: 'synced' })
    expect(invoices('GONE1')).toMatchObject([{ entity: { PrivateNote: 'Customer PO changed' } }])
  })

  it('stays out once that is accepted, also when the ERP changes it, until it is restored', async () => {
    await deleted('GONE2')
    await act('invoice/GONE2', 'accept')
    await story.push(event('invoice/GONE2', anInvoice('GONE2', { custponum: 'again' })))
    expect(await record('invoice/GONE2')).toMatchObject({ state: 'off', reason: { code: 'left_out' } })
    expect(invoices('GONE2')).toEqual([])

    await act('invoice/GONE2', 'restore')

    expect(invoices('GONE2')).toMatchObject([{ entity: { PrivateNote: 'Customer PO again' } }])
  })
})

describe('a name that QuickBooks has already', () => {
  it('is offered, and linked with one click', async () => {
    const { Id } = person().create('Vendor', { DisplayName: 'Twin Bolts' })
    await story.push(event('vendor/V-2', { vendnum: 'V-2', name: 'Twin Bolts', phone: '555-0100' }))
    expect(await record('vendor/V-2')).toMatchObject({
      state: 'held',
      reason: { code: 'name_taken', offer: { type: 'Vendor', id: Id, name: 'Twin Bolts' } },
    })

    await act('vendor/V-2', 'adopt')

    expect(await record('vendor/V-2')).toMatchObject({ state: 'synced', link: { id: Id } })
    expect(story.held('Vendor', 'DisplayName', 'Twin Bolts')).toMatchObject([
      { entity: { PrimaryPhone: { FreeFormNumber: '555-0100' } } },
    ])
  })

  it('is not offered where it is another type of entity', async () => {
    person().create('Vendor', { DisplayName: 'Both Sides' })
    await story.push(event('customer/C-3', aCustomer('C-3', { name: 'Both Sides' })))
    expect(await record('customer/C-3')).toMatchObject({
      state: 'held',
      reason: { code: 'name_taken', message: expect.stringContaining('vendor "Both Sides"') },
    })
    expect(await act('customer/C-3', 'adopt')).toMatchObject({ status: 409 })
  })
})

describe('the journal guard', () => {
  it('holds back an entry whose document is pushed too, and counts those in the settings', async () => {
    await story.push(
      event('ledger-entry/J-1', anEntry('J-1', { business_object_type: 'AR Invoice', business_object_id: '10482' })),
      event('ledger-entry/J-2', anEntry('J-2', { business_object_type: 'month_end' })),
    )
    expect(await record('ledger-entry/J-1')).toMatchObject({
      state: 'held',
      reason: { code: 'double_posting', message: expect.stringContaining('AR Invoice 10482') },
    })
    expect(await record('ledger-entry/J-2')).toMatchObject({ state: 'synced' })
    const settings = await story.stage.call('GET', `/companies/${story.company}/settings`)
    expect(settings.body).toMatchObject({
      warnings: [
        { code: 'tax_code_missing', field: 'taxCode' },
        { code: 'quantities_not_adjusted' },
        { code: 'double_posting', count: 1, message: expect.stringContaining('1 of the ledger entries') },
      ],
    })

    await act('ledger-entry/J-1', 'push-anyway')
    expect(await record('ledger-entry/J-1')).toMatchObject({ state: 'synced' })
  })
})

describe('the cost of what was shipped', () => {
  const cost = () =>
    story.quickBooks.trialBalance(story.realm).find(({ name }) => name === 'Cost of Goods Sold')?.debit ?? 0
  const shipped = (key: string, id: string) => ({
    external_key: key,
    date: '2026-11-20',
    business_object_type: 'Shipment',
    business_object_id: id,
    splits: [
      { account: '5000', debit: '40.00' },
      { account: '1300', credit: '40.00' },
    ],
  })
  beforeAll(() => tieAccounts(story, { 5000: '80', 1300: '81' }))

  it('is booked once: by QuickBooks with the invoice of a stocked part, and not again by the shipment’s entry', async () => {
    story.quickBooks.configure({ world: { costOfSales: 'booked' } })
    const lines = [{ prcpart: 'KLM1001', qty: '10', price: '10', amount: '100.00' }]
    const money = { invoice_tax_subtotal: '0', freight: '0', total_invoice_amount: '100.00' }
    await story.push(
      event('customer/C-1', aCustomer('C-1')),
      event('part/KLM1001', aPart('KLM1001', { default_cost: '4' })),
      event('invoice/9501', anInvoice('9501', { lines, ...money })),
      event('ledger-entry/SHIP-9501', shipped('SHIP-9501', '9501')),
    )

    expect(cost()).toBe(40)
    expect(await record('ledger-entry/SHIP-9501')).toMatchObject({
      state: 'held',
      reason: { code: 'double_posting', message: expect.stringContaining('what Shipment 9501 does to the stock') },
    })
  })

  it('is that of the entry, pushed anyway, where the parts are no items that QuickBooks counts', async () => {
    const before = cost()
    await story.push(event('ledger-entry/SHIP-9502', shipped('SHIP-9502', '9502')))

    await act('ledger-entry/SHIP-9502', 'push-anyway')

    expect(cost() - before).toBe(40)
    expect(await record('ledger-entry/SHIP-9502')).toMatchObject({ state: 'synced' })
  })
})

describe('deleting an invoice', () => {
  const seen = async () => {
    const listed = async (state: string) => {
      const { body } = await story.stage.call('GET', `/companies/${story.company}/records?kind=invoice&state=${state}`)
      return z.parse(Listed, body).items.map(({ id }) => id)
    }
    const { synced = 0, deleted = 0 } = (await story.stage.status(story.company)).kinds['invoice'] ?? {}
    return { synced, deleted, inBooks: await listed('synced'), gone: await listed('deleted') }
  }

  it('voids it where the company wants that, and brings it back when the ERP does', async () => {
    await set({ invoiceDelete: 'void' })
    await story.push(event('invoice/VOID', anInvoice('VOID')))
    const id = idOf('VOID')
    const before = await seen()
    await story.push(event('invoice/VOID', undefined))
    expect(invoices('VOID')).toMatchObject([{ id, entity: { TotalAmt: 0, PrivateNote: 'Voided' } }])
    expect(await record('invoice/VOID')).toMatchObject({ state: 'synced', deleted: true })
    expect(await seen()).toEqual({
      synced: before.synced - 1,
      deleted: before.deleted + 1,
      inBooks: before.inBooks.filter((id) => id !== 'VOID'),
      gone: [...before.gone, 'VOID'],
    })

    await story.push(event('invoice/VOID', anInvoice('VOID')))

    expect(invoices('VOID')).toMatchObject([{ id, entity: { TotalAmt: 16.58 } }])
    expect(invoices('VOID')[0]?.entity).not.toHaveProperty('PrivateNote')
    expect(await seen()).toEqual(before)
    await set({ invoiceDelete: 'delete' })
  })

  it('shows and counts it as deleted, and no more as one that is in QuickBooks, until the ERP brings it back', async () => {
    await story.push(event('invoice/GONE', anInvoice('GONE')))
    const before = await seen()
    expect(before.inBooks).toContain('GONE')
    expect(before.synced).toBe(before.inBooks.length)

    await story.push(event('invoice/GONE', undefined))
    expect(await record('invoice/GONE')).toMatchObject({ state: 'synced', deleted: true, link: null })
    expect(await seen()).toEqual({
      synced: before.synced - 1,
      deleted: before.deleted + 1,
      inBooks: before.inBooks.filter((id) => id !== 'GONE'),
      gone: [...before.gone, 'GONE'],
    })

    await story.push(event('invoice/GONE', anInvoice('GONE')))
    expect(await seen()).toEqual(before)
  })
})

describe('a customer that somebody made inactive in QuickBooks', () => {
  it('is named on the invoices that cannot go out, which go out once it is active again', async () => {
    await story.push(event('customer/C-4', aCustomer('C-4')))
    const [customer] = story.held('Customer', 'DisplayName', 'Customer C-4')
    person().makeInactive('Customer', String(customer?.id))
    await story.push(event('invoice/IN1', anInvoice('IN1', { custnum: 'C-4' })))
    expect(await record('invoice/IN1')).toMatchObject({
      state: 'held',
      reason: { code: 'reference_unusable', message: expect.stringContaining('customer C-4') },
    })

    person().makeActive('Customer', String(customer?.id))
    await story.stage.call('POST', `/companies/${story.company}/problems/release`, { cause: 'held/reference_unusable' })
    await story.stage.quiet(story.company)

    expect(await record('invoice/IN1')).toMatchObject({ state: 'synced' })
  })
})
