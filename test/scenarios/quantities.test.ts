import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as z from 'zod/mini'
import { everyKind } from '../local/settled.ts'
import { aCustomer, anEvent, anInvoice, aPart } from './stage.ts'
import { openStory } from './story.ts'

const Adjustment = z.object({
  Line: z.array(
    z.object({
      ItemAdjustmentLineDetail: z.object({ ItemRef: z.object({ value: z.string() }), QtyDiff: z.number() }),
    }),
  ),
})
let story: Awaited<ReturnType<typeof openStory>>
beforeAll(async () => {
  story = await openStory()
  await story.stage.settle(story.company, everyKind)
  await story.push(event('customer/C-1', aCustomer('C-1')))
})
afterAll(() => story?.stop())

const event = (key: string, record: object | undefined) => anEvent(story.company, key, record)
const record = (key: string) => story.stage.record(story.company, key)
const item = (name: string) => story.held('Item', 'Name', name)[0]

describe('a quantity on hand', () => {
  const tenOf = (prcpart: string) => [{ prcpart, qty: '10', price: '1.00', amount: '10.00' }]
  const money = { invoice_tax_subtotal: '0', freight: '0', total_invoice_amount: '10.00' }
  /** By how much the quantity of an item was adjusted, each time. */
  const adjustmentsOf = (name: string) => {
    const itemId = item(name)?.id
    return story.quickBooks.entities(story.realm, 'InventoryAdjustment').flatMap(({ entity }) =>
      z
        .parse(Adjustment, entity)
        .Line.filter(({ ItemAdjustmentLineDetail: { ItemRef } }) => ItemRef.value === itemId)
        .map(({ ItemAdjustmentLineDetail: { QtyDiff } }) => QtyDiff),
    )
  }

  it('is given when the item is made, and adjusted afterwards only where the company wants that', async () => {
    await story.push(event('part/QTY1', aPart('QTY1', { qoh: '100' })))
    await story.push(event('part/QTY1', aPart('QTY1', { qoh: '90' })))
    expect(item('QTY1')).toMatchObject({ entity: { QtyOnHand: 100 } })

    await story.stage.call('PATCH', `/companies/${story.company}/settings`, { quantities: 'adjust' })
    await story.push(event('part/QTY1', aPart('QTY1', { qoh: '80.5' })))

    expect(item('QTY1')).toMatchObject({ entity: { QtyOnHand: 80.5 } })
    expect(await record('part/QTY1')).toMatchObject({ state: 'synced' })
  })

  it('follows the ERP also where invoices have moved QuickBooks’ own', async () => {
    const lines = tenOf('QTY1')
    await story.push(event('invoice/Q1', anInvoice('Q1', { lines, ...money })))
    expect(item('QTY1')).toMatchObject({ entity: { QtyOnHand: 70.5 } })

    await story.push(event('part/QTY1', aPart('QTY1', { qoh: '70', description: 'counted' })))

    expect(item('QTY1')).toMatchObject({ entity: { QtyOnHand: 70, Description: 'counted' } })
  })

  it('is taken once where an invoice and what it leaves come together', async () => {
    await story.push(event('part/QTY2', aPart('QTY2')))

    await story.push(
      event('invoice/Q2', anInvoice('Q2', { lines: tenOf('QTY2'), ...money })),
      event('part/QTY2', aPart('QTY2', { qoh: '90' })),
    )

    expect(item('QTY2')).toMatchObject({ entity: { QtyOnHand: 90 } })
    expect(await record('part/QTY2')).toMatchObject({ state: 'synced' })
    expect(adjustmentsOf('QTY2')).toEqual([])
  })

  it('waits for an invoice that takes of it and is held, and follows once that is there', async () => {
    await story.push(event('part/QTY3', aPart('QTY3')))
    const lines = tenOf('QTY3')
    await story.push(
      event('invoice/Q3', anInvoice('Q3', { lines, ...money, total_invoice_amount: '11.00' })),
      event('part/QTY3', aPart('QTY3', { qoh: '88' })),
    )
    expect(await record('part/QTY3')).toMatchObject({
      state: 'waiting',
      reason: { code: 'waiting', message: expect.stringContaining('invoice Q3, which takes of it') },
    })

    await story.push(event('invoice/Q3', anInvoice('Q3', { lines, ...money })))

    expect(item('QTY3')).toMatchObject({ entity: { QtyOnHand: 88 } })
    expect(await record('part/QTY3')).toMatchObject({ state: 'synced' })
    expect(adjustmentsOf('QTY3')).toEqual([-2])
  })

  it('follows also where that invoice is deleted in the ERP', async () => {
    await story.push(event('part/QTY4', aPart('QTY4')))
    await story.push(
      event('invoice/Q4', anInvoice('Q4', { lines: tenOf('QTY4'), ...money, total_invoice_amount: '11.00' })),
      event('part/QTY4', aPart('QTY4', { qoh: '99' })),
    )

    await story.push(event('invoice/Q4', undefined))

    expect(item('QTY4')).toMatchObject({ entity: { QtyOnHand: 99 } })
    expect(await record('part/QTY4')).toMatchObject({ state: 'synced' })
  })
})
