import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aCustomer, anEvent, anInvoice, aPart } from './stage.ts'
import { openStory } from './story.ts'

let story: Awaited<ReturnType<typeof openStory>>
beforeAll(async () => {
  story = await openStory()
})
afterAll(() => story?.stop())

describe('a person', () => {
  it('puts a record on hold, and nothing is sent for it until it is resumed', async () => {
    const customer = story.fresh('C-')
    await story.push(anEvent(story.company, `customer/${customer}`, aCustomer(customer)))
    await story.stage.call('POST', `/companies/${story.company}/records/customer/${customer}/hold`, {})
    await story.push(anEvent(story.company, `customer/${customer}`, aCustomer(customer, { phone: '7' })))
    expect(await story.stage.record(story.company, `customer/${customer}`)).toMatchObject({
      state: 'held',
      reason: { code: 'held_by_person' },
    })
    expect(story.held('Customer', 'DisplayName', `Customer ${customer}`)[0]?.entity).not.toHaveProperty('PrimaryPhone')

    await story.stage.call('POST', `/companies/${story.company}/records/customer/${customer}/resume`, {})
    await story.stage.quiet(story.company)
    expect(story.held('Customer', 'DisplayName', `Customer ${customer}`)[0]?.entity).toMatchObject({
      PrimaryPhone: { FreeFormNumber: '7' },
    })
  })

  it('who changed an entity in QuickBooks is not overruled, unless the company wants that', async () => {
    const customer = story.fresh('C-')
    await story.push(anEvent(story.company, `customer/${customer}`, aCustomer(customer)))
    const id = story.held('Customer', 'DisplayName', `Customer ${customer}`)[0]?.id ?? ''
    story.quickBooks.person(story.realm).edit('Customer', id, { CompanyName: 'By hand' })

    await story.push(anEvent(story.company, `customer/${customer}`, aCustomer(customer, { phone: '8' })))
    expect(await story.stage.record(story.company, `customer/${customer}`)).toMatchObject({
      state: 'held',
      reason: { code: 'edited_in_quickbooks' },
    })

    await story.stage.call('PATCH', `/companies/${story.company}/settings`, { editedInQuickBooks: 'overwrite' })
    await story.stage.call('POST', `/companies/${story.company}/records/customer/${customer}/retry`, {})
    await story.stage.quiet(story.company)
    expect(story.quickBooks.entity(story.realm, 'Customer', id)?.entity).toMatchObject({
      CompanyName: `Customer ${customer}`,
      PrimaryPhone: { FreeFormNumber: '8' },
    })
  })

  it('who only touched what is not ours is no obstacle', async () => {
    const customer = story.fresh('C-')
    await story.push(anEvent(story.company, `customer/${customer}`, aCustomer(customer)))
    const id = story.held('Customer', 'DisplayName', `Customer ${customer}`)[0]?.id ?? ''
    story.quickBooks.person(story.realm).edit('Customer', id, { Notes: 'likes blue' })
    await story.push(anEvent(story.company, `customer/${customer}`, aCustomer(customer, { phone: '9' })))
    expect(story.quickBooks.entity(story.realm, 'Customer', id)?.entity).toMatchObject({
      Notes: 'likes blue',
      PrimaryPhone: { FreeFormNumber: '9' },
    })
  })

  it('who deleted a document in QuickBooks does not get it back', async () => {
    const [part, customer, invoice] = [story.fresh('ABC'), story.fresh('C-'), story.fresh('INV')]
    const lines = [{ prcpart: part, qty: '3', price: '4.50', amount: '13.50' }]
    const event = (change = {}) =>
      anEvent(story.company, `invoice/${invoice}`, anInvoice(invoice, { custnum: customer, lines, ...change }))
    await story.push(
      anEvent(story.company, `part/${part}`, aPart(part)),
      anEvent(story.company, `customer/${customer}`, aCustomer(customer)),
      event(),
    )
    story.quickBooks.person(story.realm).delete('Invoice', story.held('Invoice', 'DocNumber', invoice)[0]?.id ?? '')

    await story.push(event({ custponum: '1' }))

    expect(await story.stage.record(story.company, `invoice/${invoice}`)).toMatchObject({
      state: 'held',
      reason: { code: 'deleted_in_quickbooks' },
    })
    expect(story.held('Invoice', 'DocNumber', invoice)).toEqual([])
  })

  it('who closed the books stops only what lies in them', async () => {
    const [part, customer, old, recent] = [
      story.fresh('ABC'),
      story.fresh('C-'),
      story.fresh('INV'),
      story.fresh('INV'),
    ]
    const lines = [{ prcpart: part, qty: '3', price: '4.50', amount: '13.50' }]
    const of = (number: string, invoicedate: string) =>
      anEvent(story.company, `invoice/${number}`, anInvoice(number, { custnum: customer, lines, invoicedate }))
    story.quickBooks.setPreferences(story.realm, { bookCloseDate: '2026-10-31' })
    await story.push(
      anEvent(story.company, `part/${part}`, aPart(part)),
      anEvent(story.company, `customer/${customer}`, aCustomer(customer)),
      of(old, '2026-10-31'),
      of(recent, '2026-11-01'),
    )
    expect(await story.stage.record(story.company, `invoice/${old}`)).toMatchObject({
      state: 'held',
      reason: { code: 'closed_period' },
    })
    expect(await story.stage.record(story.company, `invoice/${recent}`)).toMatchObject({ state: 'synced' })

    story.quickBooks.setPreferences(story.realm, { bookCloseDate: null })
    await story.stage.call('POST', `/companies/${story.company}/records/invoice/${old}/retry`, {})
    await story.stage.quiet(story.company)
    expect(await story.stage.record(story.company, `invoice/${old}`)).toMatchObject({ state: 'synced' })
  })
})
