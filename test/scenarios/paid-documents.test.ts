import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { everyKind } from '../local/settled.ts'
import type { World } from '../simulator/world.ts'
import { aCustomer, anEvent, anInvoice, aPart } from './stage.ts'
import { openStory } from './story.ts'

// Invoices that are paid in QuickBooks, and that the ERP then changes.
let story: Awaited<ReturnType<typeof openStory>>
beforeAll(async () => {
  story = await openStory()
  await choose('send')
  await story.push(
    event('part/COAT1', aPart('COAT1', { non_inventory: true })),
    event('customer/C-1', aCustomer('C-1')),
  )
})
afterAll(() => story?.stop())

const event = (key: string, record: object | undefined) => anEvent(story.company, key, record)
const choose = (paidDocuments: string) => story.stage.settle(story.company, everyKind, { paidDocuments })
const record = (number: string) => story.stage.record(story.company, `invoice/${number}`)
const posted = (number: string) => story.held('Invoice', 'DocNumber', number)
const pay = (number: string) => story.quickBooks.person(story.realm).pay(String(posted(number)[0]?.id))
const queries = () => story.quickBooks.calls().filter(({ path }) => path.endsWith('/query')).length

const of = (number: string, qty: string, change: object = {}) =>
  event(
    `invoice/${number}`,
    anInvoice(number, {
      lines: [{ prcpart: 'COAT1', qty, price: '10', amount: `${qty}0.00` }],
      invoice_tax_subtotal: '0',
      freight: '0',
      total_invoice_amount: undefined,
      ...change,
    }),
  )

describe.each<World['paidInvoice']>(['as it was', 'with another token'])('a paid invoice %s', (paidInvoice) => {
  beforeAll(() => story.quickBooks.configure({ world: { paidInvoice } }))

  it('that comes to less is sent, and says how much is then applied to nothing', async () => {
    const number = story.fresh('INV')
    await story.push(of(number, '10'))
    pay(number)
    await story.push(of(number, '7'))
    expect(posted(number)).toMatchObject([{ entity: { TotalAmt: 70, Balance: 0 } }])
    expect(await record(number)).toMatchObject({
      state: 'synced',
      notes: [{ code: 'payment_unapplied', message: expect.stringMatching(/^100\.00 of it.*70\.00: 30\.00 is/) }],
    })
  })

  it('that comes to more, or is not changed in its amount, needs no word', async () => {
    const number = story.fresh('INV')
    await story.push(of(number, '10'))
    pay(number)
    await story.push(of(number, '12'))
    expect(posted(number)).toMatchObject([{ entity: { TotalAmt: 120, Balance: 20 } }])
    expect(await record(number)).toMatchObject({ state: 'synced', notes: [] })
    const before = queries()
    await story.push(of(number, '12', { ar_duedate: '2026-12-24' }))
    expect(await record(number)).toMatchObject({ state: 'synced', notes: [] })
    if (paidInvoice === 'as it was') expect(queries()).toBe(before)
  })

  it('is held where the company wants that, deleted ones too, until somebody pushes it anyway', async () => {
    const [less, gone, open] = [story.fresh('INV'), story.fresh('INV'), story.fresh('INV')]
    await story.push(of(less, '10'), of(gone, '10'), of(open, '10'))
    for (const number of [less, gone]) pay(number)
    await choose('hold')
    await story.push(of(less, '7'), event(`invoice/${gone}`, undefined), of(open, '7'))

    expect(await record(open)).toMatchObject({ state: 'synced' })
    expect(posted(open)).toMatchObject([{ entity: { TotalAmt: 70 } }])
    expect(await record(gone)).toMatchObject({ state: 'held', reason: { code: 'paid_document' } })
    expect(await record(less)).toMatchObject({
      state: 'held',
      reason: { code: 'paid_document', message: expect.stringContaining('30.00 would be applied to nothing') },
    })

    await story.stage.call('POST', `/companies/${story.company}/records/invoice/${less}/push-anyway`, {})
    await story.stage.quiet(story.company)
    expect(await record(less)).toMatchObject({ state: 'synced', notes: [{ code: 'payment_unapplied' }] })
    expect(posted(less)).toMatchObject([{ entity: { TotalAmt: 70 } }])

    await choose('send')
    await story.stage.quiet(story.company)
    expect(posted(gone)).toEqual([])
  })
})
