import { afterEach, beforeEach, expect, it } from 'vitest'
import { actOn } from '../../../functions/api/acts.ts'
import { openKey } from '../../../shared/aws/open-key.ts'
import type { RecordKey } from '../../../shared/erp/record.ts'
import { aCustomer, anEvent, anInvoice, aPart } from '../../scenarios/stage.ts'
import { SANDBOX_REALM as REALM } from '../../simulator/seed/sandbox.ts'
import { aWorld } from './world.ts'

let world: Awaited<ReturnType<typeof aWorld>>
beforeEach(async () => {
  world = await aWorld()
  await theEndOf('part/ABC1', 'customer/C-1')
  await world.rest()
})
afterEach(() => world.stop())

const inactive = { active: false }
const theEndOf = (...keys: ('part/ABC1' | 'customer/C-1')[]) =>
  world.feed(
    ...keys.map((key) =>
      anEvent(
        'acme',
        key,
        key === 'part/ABC1' ? aPart('ABC1', { ...inactive, non_inventory: true }) : aCustomer('C-1', inactive),
      ),
    ),
  )
const anInvoiceComes = () => world.feed(anEvent('acme', 'invoice/900', anInvoice('900')))
const invoices = () => world.control.entities(REALM, 'Invoice').filter(({ entity }) => entity['DocNumber'] === '900')
const batches = () => world.control.calls().filter(({ path }) => path.endsWith('/batch'))
const madeActive = () => batches().filter(({ body }) => body.includes('"Active":true'))

it('is made active for a document, and inactive behind it', async () => {
  await anInvoiceComes()
  await world.rest()

  expect(invoices()).toHaveLength(1)
  for (const key of ['part/ABC1', 'customer/C-1'] as const) {
    expect(await world.record(key)).toMatchObject({ state: 'synced', link: { active: false } })
  }
})

it('is made active once for a document, also where both have been put off and come up again at the same time', async () => {
  const putOff = async (key: RecordKey) => {
    const row = await world.record(key)
    const open = openKey.later(world.now() + 1_000, key)
    if (row) await world.records.move('acme', row, { open }, world.now())
  }
  await anInvoiceComes()
  await putOff('invoice/900')
  await theEndOf('customer/C-1')
  world.pass(1)
  await putOff('customer/C-1')
  world.pass(2_000)
  await world.rest()

  expect(invoices()).toHaveLength(1)
  expect(madeActive().length).toBeLessThanOrEqual(3)
})

it('stays as it is for a document where a person has stopped it, also when a newer version comes at that moment', async () => {
  const { records } = world.world
  let looks = 0
  const heldMeanwhile: typeof records.standings = async (...asked) => {
    const standings = await records.standings(...asked)
    // The first look is for what the invoice mentions, the second for what has to go before it.
    if (++looks !== 2) return standings
    const call = {
      caller: { id: 'ann', isOperator: false },
      company: 'acme',
      params: { kind: 'customer', id: 'C-1' },
      query: {},
      text: async () => '',
    }
    await actOn(world.world, call, 'hold', undefined)
    await theEndOf('customer/C-1')
    return standings
  }
  await anInvoiceComes()
  await world.push({ records: { ...records, standings: heldMeanwhile } })

  expect(madeActive().filter(({ body }) => body.includes('"Customer"'))).toEqual([])
  expect(await world.record('customer/C-1')).toMatchObject({ state: 'held', reason: { code: 'held_by_person' } })
  expect(await world.record('invoice/900')).toMatchObject({ state: 'waiting' })
})

it('that somebody edited in QuickBooks since is left to a person, although we last said no more than that it is inactive', async () => {
  await anInvoiceComes()
  await world.rest()
  const [customer] = world.control
    .entities(REALM, 'Customer')
    .filter(({ entity }) => String(entity['DisplayName']).startsWith('Customer C-1'))
  world.control.person(REALM).edit('Customer', customer?.id ?? '', { CompanyName: 'By hand' })

  await world.feed(anEvent('acme', 'customer/C-1', aCustomer('C-1', { phone: '8' })))
  await world.rest()

  expect(await world.record('customer/C-1')).toMatchObject({ state: 'held', reason: { code: 'edited_in_quickbooks' } })
})
