import { afterAll, beforeAll, expect, it } from 'vitest'
import { catalogCalls } from './catalog-calls.ts'
import { aCustomer, anEvent, anInvoice, aPart } from './stage.ts'
import { openStory } from './story.ts'

let story: Awaited<ReturnType<typeof openStory>>
let calls: ReturnType<typeof catalogCalls>
beforeAll(async () => {
  story = await openStory()
  calls = catalogCalls(story)
  await story.push(event('terms/N30', { name: 'N30', due_days: 30 }), event('customer/P1', aCustomer('P1')))
  await calls.pull('term')
  const net30 = await calls.entityNamed('term', 'Net 30')
  await calls.link('term', net30?.id ?? '', 'terms/N30')
  await story.push(event('part/ABC1', aPart('ABC1', { non_inventory: true })))
})
afterAll(() => story?.stop())

const event = (key: string, record: object | undefined) => anEvent(story.company, key, record)
const record = (key: string) => story.stage.record(story.company, key)
const customer = () => story.held('Customer', 'DisplayName', 'Customer S1')[0]?.entity
const invoice = () => story.held('Invoice', 'DocNumber', '9701')[0]?.entity
const anInvoiceOfP1 = (change: object) =>
  anInvoice('9701', {
    ...{ custnum: 'P1', ar_duedate: undefined, freight: '0', invoice_tax_subtotal: '0', total_invoice_amount: '13.50' },
    ...change,
  })

it('a customer that the ERP has taken out from under another, and of its terms, is so in QuickBooks', async () => {
  await story.push(event('customer/S1', aCustomer('S1', { parent: 'P1', terms: 'N30' })))
  expect(customer()).toMatchObject({ Job: true, ParentRef: {}, SalesTermRef: {} })

  await story.push(event('customer/S1', aCustomer('S1')))

  expect(customer()).not.toHaveProperty('ParentRef')
  expect(customer()).not.toHaveProperty('SalesTermRef')
  expect(await record('customer/S1')).toMatchObject({ state: 'synced', notes: [] })
})

it('an invoice without its terms and its due date is due as QuickBooks reckons by itself', async () => {
  await story.push(event('invoice/9701', anInvoiceOfP1({ ar_duedate: '2027-01-31', terms: 'N30' })))
  expect(invoice()).toMatchObject({ DueDate: '2027-01-31', SalesTermRef: {} })

  await story.push(event('invoice/9701', anInvoiceOfP1({})))

  expect(invoice()).not.toHaveProperty('SalesTermRef')
  expect(invoice()?.['DueDate']).not.toBe('2027-01-31')
  expect(await record('invoice/9701')).toMatchObject({ state: 'synced', notes: [] })
})
