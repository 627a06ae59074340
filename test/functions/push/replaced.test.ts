import { afterEach, beforeEach, expect, it } from 'vitest'
import { openKey } from '../../../shared/aws/open-key.ts'
import { anEvent, aPart } from '../../scenarios/stage.ts'
import { SANDBOX_REALM as REALM } from '../../simulator/seed/sandbox.ts'
import { aWorld } from './world.ts'

let world: Awaited<ReturnType<typeof aWorld>>
beforeEach(async () => {
  world = await aWorld()
  await theErpSends({ non_inventory: true })
  // An item of the last minutes could be what a create without an answer has left.
  world.pass(20 * 60_000)
  await theErpSends({ non_inventory: false })
})
afterEach(() => world.stop())

const theErpSends = async (change: object) => {
  await world.feed(anEvent('acme', 'part/ABC1', aPart('ABC1', change)))
  await world.push()
}
/** As the act says it that a person chooses. */
const replace = async () => {
  const row = await world.record('part/ABC1')
  const place = { open: openKey.later(world.now(), 'part/ABC1'), pushAnyway: true }
  if (row) await world.records.move('acme', row, place, world.now())
}
const items = () =>
  world.control
    .entities(REALM, 'Item')
    .map(({ entity }) => entity)
    .filter(({ Name }) => String(Name).startsWith('ABC1'))
const nothingIsAnswered = (carriedOut: 'yes' | 'no') =>
  world.control.inject({ when: { path: '/batch' }, times: 1, effect: { is: 'timeout', carriedOut } })

it.each(['yes', 'no'] as const)(
  'an item is replaced once, also where the answers are lost (carried out: %s)',
  async (carriedOut) => {
    expect(await world.record('part/ABC1')).toMatchObject({ state: 'held', reason: { code: 'item_type_fixed' } })
    const sentAt = world.now()
    nothingIsAnswered(carriedOut)
    world.control.inject({ when: { path: '/batch' }, times: null, effect: { is: 'timeout', carriedOut: 'no' } })
    await replace()
    await world.push()
    await world.letPass(sentAt, 8)
    // By then the item has made way, and the create of the new one has had no answer either.
    world.control.clearInjections()
    world.control.inject({ when: { path: '/batch' }, times: 1, effect: { is: 'drop', carriedOut: true } })
    await world.letPass(sentAt, 20)
    await world.rest()

    const [old, made, ...more] = items()
    expect(more).toEqual([])
    expect(old).toMatchObject({
      Name: `ABC1 (replaced, Id ${old?.['Id']}) (deleted)`,
      Type: 'NonInventory',
      Active: false,
    })
    expect(made).toMatchObject({ Name: 'ABC1', Type: 'Inventory', Active: true })
    expect(await world.record('part/ABC1')).toMatchObject({
      state: 'synced',
      link: { id: made?.['Id'] },
      pushAnyway: false,
    })
  },
)

it('a word on the type of one item is none on that of the next', async () => {
  await replace()
  await world.rest()
  await theErpSends({ non_inventory: true })

  expect(await world.record('part/ABC1')).toMatchObject({ state: 'held', reason: { code: 'item_type_fixed' } })
  expect(items()).toHaveLength(2)
})
