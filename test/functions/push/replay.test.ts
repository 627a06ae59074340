import { afterEach, describe, expect, it } from 'vitest'
import { aCustomer, anEvent, anInvoice, aPart } from '../../scenarios/stage.ts'
import { SANDBOX_REALM as REALM } from '../../simulator/seed/sandbox.ts'
import type { World } from '../../simulator/world.ts'
import { aWorld } from './world.ts'

const batch = { path: '/batch' } as const

let world: Awaited<ReturnType<typeof aWorld>>
afterEach(() => world.stop())

/** A company with a customer and a part, in a world that remembers requestids so. */
async function begin(requestIds: World['requestIds']) {
  world = await aWorld()
  world.control.configure({ world: { requestIds } })
  await world.feed(anEvent('acme', 'customer/C-1', aCustomer('C-1')), anEvent('acme', 'part/ABC1', aPart('ABC1')))
  await world.push()
}

const memories: World['requestIds'][] = ['every item', 'what was done', 'the whole answer', 'nothing']
const numbers = ['900', '901', '902']
const theyCome = () => world.feed(...numbers.map((id) => anEvent('acme', `invoice/${id}`, anInvoice(id))))
const invoices = () =>
  world.control
    .entities(REALM, 'Invoice')
    .filter(({ deleted, entity }) => !deleted && numbers.includes(String(entity['DocNumber'])))
const stateOf = async (id: string) => (await world.record(`invoice/${id}`))?.state

/** Each invoice once, each of them tied to the one that is there. */
async function expectEachOnce(expected = numbers) {
  expect(
    invoices()
      .map(({ entity }) => entity['DocNumber'])
      .sort(),
  ).toEqual(expected)
  for (const { id, entity } of invoices()) {
    expect(await world.record(`invoice/${entity['DocNumber']}`)).toMatchObject({ state: 'synced', link: { id } })
  }
}

describe.each(memories)('where QuickBooks remembers of a requestid: %s', (requestIds) => {
  describe.each(['3001', '5010', '6200', '2500'])(
    'a document that is refused by %s beside one that the answer leaves out',
    (code) => {
      it('is in QuickBooks once, or stands with the reason of its refusal, and the other is clear within two minutes', async () => {
        await begin(requestIds)
        world.control.inject({ when: batch, times: 1, effect: { is: 'fault', code, items: [0], carriedOut: false } })
        leaveOut(1)
        await theyCome()
        const sentAt = world.now()
        await world.letPass(sentAt, 2)

        expect(await stateOf('901')).toBe('synced')
        await world.letPass(sentAt, 30)
        const isStopped = ['held', 'rejected'].includes(String(await stateOf('900')))
        expect(isStopped).toBe(!invoices().some(({ entity }) => entity['DocNumber'] === '900'))
        if (['3001', '5010'].includes(code)) expect(isStopped).toBe(false)
        await expectEachOnce(isStopped ? ['901', '902'] : numbers)
      })
    },
  )

  it('a batch without an answer is posted once, whether it was carried out or not', async () => {
    for (const carriedOut of [true, false]) {
      await begin(requestIds)
      world.control.inject({ when: batch, times: 1, effect: { is: 'drop', carriedOut } })
      await theyCome()
      await world.letPass(world.now(), 15)
      await expectEachOnce()
      if (carriedOut) await world.stop()
    }
  })

  it('a batch that is carried out when we have long given up is posted once', async () => {
    await begin(requestIds)
    world.control.inject({ when: batch, times: 1, effect: { is: 'timeout', carriedOut: 'late', lateMs: 400_000 } })
    await theyCome()
    await world.letPass(world.now(), 30)
    await expectEachOnce()
  })

  it('a customer whose creation got no answer is there once, also if it is renamed at once', async () => {
    await begin(requestIds)
    world.control.inject({ when: batch, times: 1, effect: { is: 'timeout', carriedOut: 'late', lateMs: 400_000 } })
    await world.feed(anEvent('acme', 'customer/C-2', aCustomer('C-2')))
    await world.push()
    await world.feed(anEvent('acme', 'customer/C-2', aCustomer('C-2', { name: 'Renamed' })))
    await world.letPass(world.now(), 30)

    const named = world.control
      .entities(REALM, 'Customer')
      .filter(({ entity }) => ['Customer C-2', 'Renamed'].includes(String(entity['DisplayName'])))
    expect(named.map(({ entity }) => entity['DisplayName'])).toEqual(['Renamed'])
  })
})

/** The answer to the next batch leaves this item out. */
const leaveOut = (item: number) => {
  const { quickBooks } = world.world
  let isFirst = true
  world.world.quickBooks = {
    ...quickBooks,
    batch: async (...call) => {
      const result = await quickBooks.batch(...call)
      if (!isFirst || result.is !== 'answered') return result
      isFirst = false
      const { BatchItemResponse: items } = result.body as { BatchItemResponse: unknown[] }
      return { ...result, body: { BatchItemResponse: items.filter((_, index) => index !== item) } }
    },
  }
}

it('learns once in a connection whether requestids are remembered, by asking a list twice', async () => {
  for (const [requestIds, remembered] of [
    ['what was done', true],
    ['nothing', false],
  ] as const) {
    await begin(requestIds)
    expect((await world.world.writer.read('acme')).requestIds).toEqual({ epoch: 1, remembered })
    const sends = () => world.control.calls().filter(({ path }) => path.endsWith('/batch')).length
    const before = sends()
    await world.feed(anEvent('acme', 'customer/C-2', aCustomer('C-2')))
    await world.push()
    expect(sends()).toBe(before + 1)
    if (remembered) await world.stop()
  }
})

it('learns it also where the process dies at asking', async () => {
  world = await aWorld()
  const { quickBooks } = world.world
  let calls = 0
  const dying: typeof quickBooks.batch = (...call) =>
    ++calls === 2 ? Promise.reject(new Error('killed')) : quickBooks.batch(...call)
  await world.feed(anEvent('acme', 'customer/C-1', aCustomer('C-1')))
  await expect(world.push({ quickBooks: { ...quickBooks, batch: dying } })).rejects.toThrow('killed')
  world.pass(21_000)
  await world.push()

  expect((await world.world.writer.read('acme')).requestIds).toEqual({ epoch: 1, remembered: true })
  expect(await world.openAttempts()).toEqual({})
  expect((await world.record('customer/C-1'))?.state).toBe('synced')
})
