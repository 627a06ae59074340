import { afterEach, beforeEach, expect, it } from 'vitest'
import { aCustomer, anEvent, aPart } from '../../scenarios/stage.ts'
import { SANDBOX_REALM as REALM } from '../../simulator/seed/sandbox.ts'
import { aWorld } from './world.ts'

let world: Awaited<ReturnType<typeof aWorld>>
beforeEach(async () => {
  world = await aWorld()
  await world.feed(anEvent('acme', 'customer/C-1', aCustomer('C-1')))
})
afterEach(() => world.stop())

const batches = () => world.control.calls().filter(({ path }) => path.endsWith('/batch'))

it('does nothing behind a run that could not get in, so that runs do not multiply while Intuit gives no tokens', async () => {
  const access = async () => ({ noAccess: 'unavailable' }) as const
  expect(await world.push({ access })).toMatchObject({ halt: 'no-access' })
  world.pass(60_000)

  expect(await world.takeOver()).toBeUndefined()

  expect(batches()).toEqual([])
  expect((await world.record('customer/C-1'))?.state).toBe('pending')
})

it('goes on where a run has died, as soon as its lease has lapsed', async () => {
  const batch = () => Promise.reject(new Error('died'))
  await expect(world.push({ quickBooks: { ...world.world.quickBooks, batch } })).rejects.toThrow('died')
  expect(await world.takeOver()).toBeUndefined()

  world.pass(world.world.leaseMs + 1_000)
  expect(await world.takeOver()).toMatchObject({ confirmed: 1 })

  // Sent once more to learn whether QuickBooks remembers it, and never as another request.
  expect(new Set(batches().map(({ requestId }) => requestId)).size).toBe(1)
  expect(world.control.entities(REALM, 'Customer').some(({ entity }) => entity['DisplayName'] === 'Customer C-1')).toBe(
    true,
  )
})

it('looks again at a record that a run which was overtaken took for one that is nowhere', async () => {
  const part = () => world.record('part/ABC1')
  await world.rest()
  await world.feed(anEvent('acme', 'part/ABC1', aPart('ABC1', { qoh: '0' })))
  const { quickBooks, records } = world.world
  const dies = () => Promise.reject(new Error('died'))
  await expect(world.push({ quickBooks: { ...quickBooks, batch: dies } })).rejects.toThrow('died')
  await world.feed(anEvent('acme', 'part/ABC1', undefined))
  // Deleted in the ERP, and tied to nothing: the other run, which knows of no open attempt any more, has nothing to do.
  const row = await part()
  const batch: typeof quickBooks.batch = async (...call) => {
    if (row) {
      const { version, hash } = row
      await records.settle(
        'acme',
        row,
        { open: undefined, link: null, synced: { version, hash }, tries: 0 },
        world.now(),
      )
    }
    return quickBooks.batch(...call)
  }
  world.pass(world.world.leaseMs + 1_000)
  await world.push({ quickBooks: { ...quickBooks, batch } })
  await world.rest()

  expect(await part()).toMatchObject({ state: 'synced', link: { active: false } })
  expect(world.control.entities(REALM, 'Item').filter(({ entity }) => entity['Sku'] === 'ABC1')).toMatchObject([
    { entity: { Active: false } },
  ])
})
