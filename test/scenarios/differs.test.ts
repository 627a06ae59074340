import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as z from 'zod/mini'
import { everyKind } from '../local/settled.ts'
import { aWorld, type World } from '../simulator/world.ts'
import { aCustomer, anEvent, anInvoice, aPart } from './stage.ts'
import { openStory } from './story.ts'

// QuickBooks may keep another figure than was sent. What it answered is compared, and whatever differs is told with both.
let story: Awaited<ReturnType<typeof openStory>>
beforeAll(async () => {
  story = await openStory({ salesTaxPercent: 8 })
  await story.stage.settle(story.company, everyKind, { tax: 'quickbooks' })
  const addresses = [
    { kind: 'bill_to', address1: '9 Mill Rd', city: 'Fresno', state: 'CA', zip: '93650', country: 'US' },
  ]
  await story.push(
    event('part/KLM2001', aPart('KLM2001', { non_inventory: true })),
    event('customer/C-1', aCustomer('C-1', { addresses })),
  )
})
afterAll(() => story?.stop())

const event = (key: string, record: object) => anEvent(story.company, key, record)
const record = (key: string) => story.stage.record(story.company, key)
const get = async (path: string) => (await story.stage.call('GET', `/companies/${story.company}${path}`)).body
const isIn = (chosen: Partial<World>) => story.quickBooks.configure({ world: aWorld(chosen) })
const held = (number: string) => story.held('Invoice', 'DocNumber', number)

/** The ERP has 100.00 and 9.50 of tax, QuickBooks comes to 8.00 of tax by itself. */
const taxed = (number: string, change: object = {}) =>
  anInvoice(number, {
    lines: [{ prcpart: 'KLM2001', qty: '10', price: '10', amount: '100.00' }],
    ...{ freight: undefined, invoice_tax_subtotal: '9.50', total_invoice_amount: '109.50', ...change },
  })
async function posted(change: object = {}): Promise<string> {
  const number = story.fresh('INV')
  await story.push(event(`invoice/${number}`, taxed(number, change)))
  return number
}
const Counts = z.object({
  kinds: z.object({ invoice: z.object({ differs: z.number(), synced: z.number() }) }),
  attention: z.object({ records: z.number(), amount: z.string() }),
  answer: z.string(),
})
const Problems = z.object({ items: z.array(z.object({ code: z.string(), count: z.number(), amount: z.string() })) })
const Page = z.object({ items: z.array(z.object({ id: z.string() })) })

it('an invoice whose tax QuickBooks computed otherwise says both figures, and counts as a problem by what they differ', async () => {
  const number = await posted()
  expect(held(number)).toMatchObject([{ entity: { TotalAmt: 108 } }])
  expect(await record(`invoice/${number}`)).toMatchObject({
    state: 'differs',
    link: { type: 'Invoice' },
    reason: {
      code: 'differs',
      message:
        'It is in QuickBooks, but not as the ERP has it: total 108.00 instead of 109.50, tax 8.00 instead of 9.50. QuickBooks computed the tax itself.',
    },
    differs: {
      amount: '1.50',
      fields: [
        { field: 'total', erp: '109.50', quickbooks: '108.00' },
        { field: 'tax', erp: '9.50', quickbooks: '8.00' },
      ],
    },
  })
  expect(z.parse(Counts, await get('/status'))).toEqual({
    kinds: { invoice: { differs: 1, synced: 0 } },
    attention: { records: 1, amount: '1.50' },
    answer: 'attention',
  })
  expect(z.parse(Problems, await get('/problems')).items).toEqual([{ code: 'differs', count: 1, amount: '1.50' }])
  expect(z.parse(Page, await get('/records?state=differs')).items).toEqual([{ id: number }])
  expect(z.parse(Page, await get('/records?state=synced&kind=invoice')).items).toEqual([])

  await story.push(
    event(`invoice/${number}`, taxed(number, { invoice_tax_subtotal: '8.00', total_invoice_amount: '108.00' })),
  )
  expect(await record(`invoice/${number}`)).toMatchObject({ state: 'synced', reason: null, differs: null })
  expect(z.parse(Problems, await get('/problems')).items).toEqual([])
})

describe('once somebody has mended it in QuickBooks', () => {
  it.each([
    ['retry', async (number: string) => story.stage.call('POST', `/companies/acme/records/invoice/${number}/retry`)],
    ['look now', async () => story.stage.call('POST', '/companies/acme/check')],
  ])('%s finds that it agrees, and sends nothing', async (_, act) => {
    const number = await posted()
    const [invoice] = held(number)
    story.quickBooks.person(story.realm).edit('Invoice', invoice?.id ?? '', { TxnTaxDetail: { TotalTax: 9.5 } })
    const writes = story.writes()

    expect((await act(number)).status).toBe(200)
    await story.stage.quiet(story.company)

    expect(await record(`invoice/${number}`)).toMatchObject({ state: 'synced', reason: null, differs: null })
    expect(held(number)).toMatchObject([{ entity: { TotalAmt: 109.5 } }])
    expect(story.writes()).toBe(writes)
  })
})

it.each([
  { addresses: 'flattened', unknownFields: 'some' },
  { addresses: 'flattened', paidInvoice: 'with another token' },
] as const)('an invoice agrees in a world of %j, and so does its next version once it is paid', async (chosen) => {
  isIn(chosen)
  const right = { invoice_tax_subtotal: '8.00', total_invoice_amount: '108.00', ship_to: shipTo }
  const number = await posted(right)
  expect(await record(`invoice/${number}`)).toMatchObject({ state: 'synced' })
  story.quickBooks.person(story.realm).pay(held(number)[0]?.id ?? '')

  await story.push(event(`invoice/${number}`, taxed(number, { ...right, custponum: 'PO 7' })))

  expect(await record(`invoice/${number}`)).toMatchObject({ state: 'synced', reason: null })
  isIn({})
})
const shipTo = { name: 'Dock 4', address1: '12 Wharf St', city: 'Reedley', state: 'CA', zip: '93654', country: 'US' }
