import { afterAll, beforeAll, expect, it } from 'vitest'
import * as z from 'zod/mini'
import { everyKind } from '../local/settled.ts'
import type { World } from '../simulator/world.ts'
import { aCustomer, anEvent, anInvoice, aPart } from './stage.ts'
import { openStory } from './story.ts'

// A company that has shipping switched off in QuickBooks, which then takes no line of its own item for shipping.
let story: Awaited<ReturnType<typeof openStory>>
beforeAll(async () => {
  story = await openStory({ allowShipping: false })
  await story.stage.settle(story.company, everyKind)
  await story.push(
    event('part/COAT1', aPart('COAT1', { non_inventory: true })),
    event('customer/C-1', aCustomer('C-1')),
  )
})
afterAll(() => story?.stop())

const event = (key: string, record: object | undefined) => anEvent(story.company, key, record)
const record = (number: string) => story.stage.record(story.company, `invoice/${number}`)
const posted = (number: string) => story.held('Invoice', 'DocNumber', number)
const set = (change: object) => story.stage.settle(story.company, everyKind, change)
const switchShipping = (allowShipping: boolean) => story.quickBooks.setPreferences(story.realm, { allowShipping })

const withFreight = (number: string, lines?: object[]) =>
  event(
    `invoice/${number}`,
    anInvoice(number, {
      lines: lines ?? [{ prcpart: 'COAT1', qty: '10', price: '10', amount: '100.00' }],
      invoice_tax_subtotal: '0',
      freight: '25.00',
      total_invoice_amount: undefined,
    }),
  )
const heldForShipping = {
  state: 'held',
  reason: {
    code: 'shipping_off',
    field: 'freight',
    next: expect.stringMatching(/Switch shipping on in QuickBooks.*choose in QuickBooks Settings the item/),
    action: { kind: 'setting', target: 'freightItem' },
  },
}

async function lookNow(): Promise<void> {
  await story.stage.call('POST', `/companies/${story.company}/check`, {})
  await story.stage.quiet(story.company)
}

it('holds an invoice with freight before it is sent, and posts it once shipping is switched on', async () => {
  const number = story.fresh('INV')
  const writes = story.writes()
  await story.push(withFreight(number))
  expect(await record(number)).toMatchObject(heldForShipping)
  expect(story.writes()).toBe(writes)

  switchShipping(true)
  await lookNow()
  expect(await record(number)).toMatchObject({ state: 'synced' })
  expect(posted(number)).toMatchObject([
    { entity: { TotalAmt: 125, Line: [{}, { SalesItemLineDetail: { ItemRef: { value: 'SHIPPING_ITEM_ID' } } }, {}] } },
  ])
})

it.each<World['shippingOff']>(['a rule is against it', 'there is no such item'])(
  'says the same where that was switched off since it was asked, and QuickBooks says that %s',
  async (shippingOff) => {
    switchShipping(true)
    await lookNow()
    story.quickBooks.configure({ world: { shippingOff } })
    switchShipping(false)
    const number = story.fresh('INV')
    await story.push(withFreight(number))
    expect(await record(number)).toMatchObject(heldForShipping)
  },
)

it('posts freight to the item that the company has chosen for it, also freight alone', async () => {
  switchShipping(false)
  await lookNow()
  const [number, alone] = [story.fresh('INV'), story.fresh('INV')]
  await story.push(withFreight(number))
  expect(await record(number)).toMatchObject(heldForShipping)

  const service = { Name: 'Freight out', Type: 'Service', IncomeAccountRef: { value: '79' } }
  const { Id } = z.parse(z.object({ Id: z.string() }), story.quickBooks.person(story.realm).create('Item', service))
  await set({ freightItem: Id })
  await story.push(withFreight(alone, []))

  const freight = { Description: 'Freight', Amount: 25, SalesItemLineDetail: { ItemRef: { value: Id } } }
  expect(posted(number)).toMatchObject([{ entity: { TotalAmt: 125, Line: [{}, freight, {}] } }])
  expect(posted(alone)).toMatchObject([{ entity: { TotalAmt: 25, Line: [freight, {}] } }])
  expect(await record(alone)).toMatchObject({ state: 'synced' })
})
