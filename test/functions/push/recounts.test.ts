import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { aCustomer, anEvent, anInvoice, aPart } from '../../scenarios/stage.ts'
import { SANDBOX_REALM } from '../../simulator/seed/sandbox.ts'
import { aWorld } from './world.ts'

let world: Awaited<ReturnType<typeof aWorld>>
beforeEach(async () => {
  world = await aWorld({ quantities: 'adjust', timeZone: 'Pacific/Kiritimati' })
  world.control.configure({ world: { costOfSales: 'booked' } })
  await world.feed(event('customer/C-1', aCustomer('C-1')), event('part/KLM1', aPart('KLM1', { default_cost: '4' })))
  await world.rest()
})
afterEach(() => world.stop())

const event = (key: string, record: object | undefined) => anEvent('acme', key, record)
const part = (qoh: string) => event('part/KLM1', aPart('KLM1', { default_cost: '4', qoh }))
const invoice = (qty: string) => {
  const amount = `${qty}0.00`
  const lines = [{ prcpart: 'KLM1', qty, price: '10', amount }]
  return event(
    'invoice/9181',
    anInvoice('9181', { lines, invoice_tax_subtotal: '0', freight: '0', total_invoice_amount: amount }),
  )
}
const onHand = () =>
  world.control.entities(SANDBOX_REALM, 'Item').find(({ entity }) => entity['Name'] === 'KLM1')?.entity['QtyOnHand']
const adjustments = () => world.control.entities(SANDBOX_REALM, 'InventoryAdjustment')
/** What goods have cost so far, by the books. */
const cost = () => {
  const line = world.control.trialBalance(SANDBOX_REALM).find(({ account }) => account === '80')
  return (line?.debit ?? 0) - (line?.credit ?? 0)
}
const quarterOfAnHour = () => world.letPass(world.now(), 15)

describe('an invoice of ten, and the quantity that it leaves', () => {
  it.each([
    ['together', async () => world.feed(invoice('10'), part('90'))],
    [
      'the invoice first',
      async () => {
        await world.feed(invoice('10'))
        await world.rest()
        await world.feed(part('90'))
      },
    ],
  ])('are taken once where they come %s, and nothing is adjusted', async (_, feed) => {
    await feed()
    await world.rest()
    await quarterOfAnHour()

    expect([onHand(), cost()]).toEqual([90, 40])
    expect(adjustments()).toEqual([])
    expect(await world.record('part/KLM1')).toMatchObject({ state: 'synced' })
  })

  it('are taken once in the end where the quantity comes long before its invoice', async () => {
    await world.feed(part('90'))
    await world.rest()
    await world.feed(invoice('10'))
    await world.rest()

    await quarterOfAnHour()

    expect([onHand(), cost()]).toEqual([90, 40])
    expect(await world.record('part/KLM1')).toMatchObject({ state: 'synced' })
  })

  it.each([
    ['changes to twelve', () => invoice('12'), '88', 48],
    ['is deleted', () => event('invoice/9181', undefined), '100', 0],
  ])('are taken once where the invoice %s, and the quantity comes before that', async (_, change, qoh, costs) => {
    await world.feed(invoice('10'), part('90'))
    await world.rest()
    await world.feed(part(qoh))
    await world.rest()
    await world.feed(change())
    await world.rest()

    await quarterOfAnHour()

    expect([onHand(), cost()]).toEqual([Number(qoh), costs])
  })
})

it('is compared only when an invoice that is posted, and is to change, has changed', async () => {
  await world.feed(invoice('10'), part('90'))
  await world.rest()
  const flawed = JSON.parse(invoice('12'))
  flawed.data.record.total_invoice_amount = '7.00'
  await world.feed(JSON.stringify(flawed), part('86'))
  await world.push()
  expect(await world.record('part/KLM1')).toMatchObject({ state: 'waiting', waits: { on: 'invoice/9181' } })

  await world.feed(invoice('12'))
  await world.rest()

  expect([onHand(), cost()]).toEqual([86, 56])
  expect(adjustments()).toHaveLength(1)
})

it('is adjusted on the company’s day, not on that of Greenwich', async () => {
  await world.feed(part('75'))
  await world.rest()

  // Six in the evening in Greenwich, and the next morning where the company is.
  expect(new Date(world.now()).toISOString()).toMatch(/^2026-11-24T18/)
  expect(adjustments()).toMatchObject([{ entity: { TxnDate: '2026-11-25' } }])
})
