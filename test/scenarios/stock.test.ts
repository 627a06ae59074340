import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { tieAccounts } from './accounts.ts'
import { catalogCalls } from './catalog-calls.ts'
import { aCustomer, anEvent, anInvoice, aPart } from './stage.ts'
import { openStory } from './story.ts'

const [INVENTORY, COST, OPENING_BALANCE] = ['81', '80', '34']
let story: Awaited<ReturnType<typeof openStory>>
let calls: ReturnType<typeof catalogCalls>
beforeAll(async () => {
  story = await openStory()
  calls = catalogCalls(story)
  story.quickBooks.configure({ world: { costOfSales: 'booked' } })
  await choose({ switches: { 'ledger-entry': true } })
  await tieAccounts(story, { 5000: COST, 1300: INVENTORY })
  await story.push(event('customer/C-1', aCustomer('C-1')))
})
afterAll(() => story?.stop())

const event = (key: string, record: object | undefined) => anEvent(story.company, key, record)
const record = (key: string) => story.stage.record(story.company, key)
const settings = async () => (await calls.call('GET', '/settings')).body
async function choose(patch: object) {
  expect(await calls.call('PATCH', '/settings', patch)).toMatchObject({ status: 200 })
  await story.stage.quiet(story.company)
}
const bracket = (prcpart: string, change: object = {}) =>
  event(`part/${prcpart}`, aPart(prcpart, { default_cost: '4', ...change }))
const invoiceOf = (invoicenum: string, prcpart: string) =>
  event(
    `invoice/${invoicenum}`,
    anInvoice(invoicenum, {
      lines: [{ prcpart, qty: '10', price: '10', amount: '100.00' }],
      ...{ invoice_tax_subtotal: '0', freight: '0', total_invoice_amount: '100.00' },
    }),
  )
/** What the ERP's ledger says of stock that goes out at a cost of 40. */
const entry = (key: string, type: string, change: object = {}) =>
  event(`ledger-entry/${key}`, {
    external_key: key,
    name: key,
    date: '2026-11-20',
    business_object_type: type,
    business_object_id: '1',
    splits: [
      { account: '5000', debit: '40.00' },
      { account: '1300', credit: '40.00' },
    ],
    ...change,
  })
const cost = () => {
  const line = story.quickBooks.trialBalance(story.realm).find(({ account }) => account === COST)
  return (line?.debit ?? 0) - (line?.credit ?? 0)
}
const items = (name: string) => story.held('Item', 'Name', name)
const replace = async (prcpart: string) => {
  expect(await calls.call('POST', `/records/part/${prcpart}/replace`, {})).toMatchObject({ status: 200 })
  await story.stage.quiet(story.company)
}

describe('where QuickBooks counts the stock', () => {
  it('the cost of what is sold is booked once: by the invoice, and not by the shipment', async () => {
    await story.push(bracket('KLM1'))
    const before = cost()

    await story.push(invoiceOf('SK1', 'KLM1'), entry('SHIP-SK1', 'Shipment'))

    expect(cost()).toBe(before + 40)
    expect(await record('ledger-entry/SHIP-SK1')).toMatchObject({
      state: 'held',
      reason: { code: 'double_posting', next: expect.stringContaining('If the ERP is to count the stock') },
    })
  })

  it.each(['PO Receipt', 'receiving', 'Work Orders', 'inventory-adjustment'])(
    'an entry of a %s is held, since QuickBooks has it otherwise',
    async (type) => {
      const key = story.fresh('MOVE')
      await story.push(entry(key, type))
      expect(await record(`ledger-entry/${key}`)).toMatchObject({ state: 'held', reason: { code: 'double_posting' } })
    },
  )

  it('what moves stock is a setting: what is taken off the list goes out, and what is put on it is held', async () => {
    await story.push(entry('MILL-1', 'Milling'), entry('KIT-1', 'Kit'))
    expect(await record('ledger-entry/MILL-1')).toMatchObject({ state: 'synced' })
    expect(await record('ledger-entry/KIT-1')).toMatchObject({ state: 'held' })
    const { stockEntries } = (await settings()) as { stockEntries: string[] }

    await choose({ stockEntries: [...stockEntries.filter((type) => type !== 'Kit'), 'Milling'] })
    await story.push(entry('MILL-2', 'milling'))

    expect(await record('ledger-entry/KIT-1')).toMatchObject({ state: 'synced' })
    expect(await record('ledger-entry/MILL-2')).toMatchObject({ state: 'held', reason: { code: 'double_posting' } })
    await choose({ stockEntries })
  })

  it('the settings say what is lacking where quantities are not adjusted', async () => {
    expect(await settings()).toMatchObject({
      warnings: expect.arrayContaining([expect.objectContaining({ code: 'quantities_not_adjusted' })]),
    })
    await choose({ quantities: 'adjust' })
    expect(await settings()).not.toMatchObject({
      warnings: expect.arrayContaining([expect.objectContaining({ code: 'quantities_not_adjusted' })]),
    })
    await choose({ quantities: 'at-creation' })
  })
})

describe('the quantity that a part begins with', () => {
  const books = () =>
    Object.fromEntries(
      story.quickBooks.trialBalance(story.realm).map(({ account, debit, credit }) => [account, debit - credit]),
    )

  it('says beforehand what it will post, in all and in its preview, and posts that', async () => {
    await choose({ switches: { part: false }, confirm: true })
    await story.push(bracket('OPEN1'), bracket('OPEN2', { qoh: '2.5' }), bracket('OPEN3', { non_inventory: true }))
    expect(await calls.call('GET', '/opening-stock')).toMatchObject({
      status: 200,
      body: { parts: 2, amount: '410.00', withoutCost: 0, isPartial: false, date: '2023-01-01' },
    })
    const { body } = await calls.call('GET', '/records/part/OPEN1/preview')
    expect(body).toMatchObject({
      postings: [
        { account: { id: INVENTORY }, debit: '400.00', credit: '0.00' },
        { account: { id: null, name: 'Opening Balance Equity (by QuickBooks)' }, debit: '0.00', credit: '400.00' },
      ],
    })
    const before = books()

    await choose({ switches: { invoice: true } })
    await calls.call('POST', '/backfill', {})
    await story.stage.quiet(story.company)

    const after = books()
    expect(await record('part/OPEN2')).toMatchObject({ state: 'synced' })
    expect((after[INVENTORY] ?? 0) - (before[INVENTORY] ?? 0)).toBe(410)
    expect((after[OPENING_BALANCE] ?? 0) - (before[OPENING_BALANCE] ?? 0)).toBe(-410)
    expect(await calls.call('GET', '/opening-stock')).toMatchObject({ body: { parts: 0, amount: '0.00' } })
  })
})

describe('where the ERP counts the stock', () => {
  beforeAll(async () => {
    await story.push(bracket('KLM2'), entry('SHIP-0', 'Shipment'))
    expect(items('KLM2')).toMatchObject([{ entity: { Type: 'Inventory' } }])
    expect(await record('ledger-entry/SHIP-0')).toMatchObject({ state: 'held' })
    await choose({ stockCountedBy: 'erp' })
  })

  it('what was held as double goes out by itself', async () => {
    expect(await record('ledger-entry/SHIP-0')).toMatchObject({ state: 'synced' })
  })

  it('new parts are not counted, and the cost of what is sold is booked once: by the shipment', async () => {
    await story.push(bracket('KLM3'))
    expect(items('KLM3')).toMatchObject([{ entity: { Type: 'NonInventory' } }])
    const before = cost()

    await story.push(invoiceOf('SK3', 'KLM3'), entry('SHIP-SK3', 'Shipment'))

    expect(cost()).toBe(before + 40)
    expect(await record('ledger-entry/SHIP-SK3')).toMatchObject({ state: 'synced' })
  })

  it('a part that QuickBooks counts already is held, its invoice waits, and both go out once a new item is made', async () => {
    expect(await record('part/KLM2')).toMatchObject({
      state: 'held',
      reason: { code: 'item_type_fixed', message: expect.stringContaining('the ERP counts the stock') },
    })
    const before = cost()
    await story.push(invoiceOf('SK2', 'KLM2'))
    expect(await record('invoice/SK2')).toMatchObject({
      state: 'waiting',
      reason: { message: expect.stringContaining('whose stock QuickBooks still counts') },
    })

    await replace('KLM2')

    expect(items('KLM2')).toMatchObject([{ entity: { Type: 'NonInventory' } }])
    expect(await record('part/KLM2')).toMatchObject({ state: 'synced' })
    expect(await record('invoice/SK2')).toMatchObject({ state: 'synced' })
    expect(cost()).toBe(before)
  })

  it('a part that QuickBooks counts goes on as it was once QuickBooks counts again', async () => {
    expect(await record('part/KLM1')).toMatchObject({ state: 'held', reason: { code: 'item_type_fixed' } })

    await choose({ stockCountedBy: 'quickbooks' })

    expect(await record('part/KLM1')).toMatchObject({ state: 'synced' })
    expect(await record('part/KLM2')).toMatchObject({ state: 'held', reason: { code: 'item_type_fixed' } })
  })
})
