import { afterEach, beforeEach, expect, it } from 'vitest'
import { breakTie } from '../../../functions/ties.ts'
import { aCustomer, anEvent, anInvoice, aPart } from '../../scenarios/stage.ts'
import { SANDBOX_REALM as REALM } from '../../simulator/seed/sandbox.ts'
import { aWorld } from './world.ts'

let world: Awaited<ReturnType<typeof aWorld>>
beforeEach(async () => {
  world = await aWorld()
})
afterEach(() => world.stop())

it('an invoice does not go to a customer that was untied while the push was under way', async () => {
  await world.feed(
    anEvent('acme', 'customer/C-1', aCustomer('C-1')),
    anEvent('acme', 'part/ABC1', aPart('ABC1')),
    anEvent('acme', 'invoice/900', anInvoice('900')),
  )
  const { quickBooks } = world.world
  const somebodyUnties = async (...call: Parameters<typeof quickBooks.batch>) => {
    const answer = await quickBooks.batch(...call)
    const customer = await world.record('customer/C-1')
    if (call[2].includes('"900"') && customer) {
      expect(await breakTie(world.world, 'acme', customer, 'ann')).toBeUndefined()
      await world.feed(anEvent('acme', 'invoice/901', anInvoice('901')))
    }
    return answer
  }

  await world.push({ quickBooks: { ...quickBooks, batch: somebodyUnties } })

  const numbers = world.control.entities(REALM, 'Invoice').map(({ entity }) => entity['DocNumber'])
  expect(numbers).toContain('900')
  expect(numbers).not.toContain('901')
  expect(await world.record('customer/C-1')).toMatchObject({ state: 'held', onHold: { untied: true } })
  expect(await world.record('invoice/901')).toMatchObject({
    state: 'waiting',
    reason: { message: expect.stringContaining('customer C-1') },
  })
})
