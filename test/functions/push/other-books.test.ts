import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { shownRecord } from '../../../functions/api/records.ts'
import { aCustomer, anEvent, anInvoice, aPart } from '../../scenarios/stage.ts'
import { SECOND_REALM as OTHER_REALM, SANDBOX_REALM as REALM } from '../../simulator/seed/sandbox.ts'
import { aWorld } from './world.ts'

const MINUTE = 60_000

let world: Awaited<ReturnType<typeof aWorld>>
beforeEach(async () => {
  world = await aWorld()
  await world.feed(anEvent('acme', 'customer/C-1', aCustomer('C-1')), anEvent('acme', 'part/ABC1', aPart('ABC1')))
})
afterEach(() => world.stop())

const invoicesIn = (realmId: string) =>
  world.control
    .entities(realmId, 'Invoice')
    .filter(({ deleted, entity }) => !deleted && entity['DocNumber'] === '900')
    .map(({ id, syncToken, entity }) => ({ id, syncToken, note: entity['PrivateNote'] }))
const anInvoiceComes = (custponum: string) =>
  world.feed(anEvent('acme', 'invoice/900', anInvoice('900', { custponum })))
/** QuickBooks carries out what an invoice makes go first, and gives no answer, to that or anything after it. */
const anInvoiceIsLost = async (custponum: string) => {
  world.control.inject({ when: { path: '/batch' }, times: 1, effect: { is: 'timeout', carriedOut: 'yes' } })
  world.control.inject({ when: { path: '/batch' }, times: null, effect: { is: 'timeout', carriedOut: 'no' } })
  world.control.inject({ when: { path: '/query' }, times: null, effect: { is: 'status', status: 503 } })
  await anInvoiceComes(custponum)
  await world.push()
  world.control.clearInjections()
}

describe('books that are left and come back', () => {
  it('have their records still, and a change updates what is there', async () => {
    await anInvoiceComes('1')
    await world.rest()
    await world.connect(OTHER_REALM)
    await world.rest()
    expect(await world.record('invoice/900')).toMatchObject({ state: 'off', reason: { code: 'other_books' } })
    expect(invoicesIn(OTHER_REALM)).toEqual([])

    await world.connect(REALM)
    await world.rest()
    expect((await world.record('invoice/900'))?.state).toBe('synced')
    await anInvoiceComes('2')
    await world.rest()

    expect(invoicesIn(REALM)).toMatchObject([{ syncToken: 1, note: 'Customer PO 2' }])
  })

  it('have them also where they were pushed to the other books meanwhile, and those have theirs', async () => {
    await anInvoiceComes('1')
    await world.rest()
    await world.connect(OTHER_REALM)
    await world.feed(anEvent('acme', 'customer/C-1', aCustomer('C-1')), anEvent('acme', 'part/ABC1', aPart('ABC1')))
    await anInvoiceComes('2')
    await world.rest()
    expect(invoicesIn(OTHER_REALM)).toMatchObject([{ note: 'Customer PO 2' }])

    await world.connect(REALM)
    await world.rest()
    expect(invoicesIn(REALM)).toMatchObject([{ syncToken: 1, note: 'Customer PO 2' }])
    await world.connect(OTHER_REALM)
    await anInvoiceComes('3')
    await world.rest()

    expect(invoicesIn(OTHER_REALM)).toMatchObject([{ syncToken: 1, note: 'Customer PO 3' }])
    expect(invoicesIn(REALM)).toMatchObject([{ syncToken: 1, note: 'Customer PO 2' }])
  })

  it('are told of as they are, also before the push has turned to them', async () => {
    const told = async () => {
      const [stored, writer] = [await world.record('invoice/900'), await world.world.writer.read('acme')]
      if (!stored) throw new Error('the invoice is not stored')
      const { link, syncedVersion, version } = shownRecord(stored, writer)
      return { link, isNewest: syncedVersion === null ? null : syncedVersion === version }
    }
    await anInvoiceComes('1')
    await world.rest()
    const { link } = await told()
    expect(link).toMatchObject({ type: 'Invoice' })
    await world.connect(OTHER_REALM)
    expect(await told()).toEqual({ link: null, isNewest: null })

    await world.feed(anEvent('acme', 'customer/C-1', aCustomer('C-1')), anEvent('acme', 'part/ABC1', aPart('ABC1')))
    await anInvoiceComes('2')
    await world.rest()
    expect(await told()).toMatchObject({ isNewest: true })

    await world.connect(REALM)
    expect(await told()).toEqual({ link, isNewest: false })
    await world.rest()
    expect(await told()).toMatchObject({ link: { id: link?.id, syncToken: '1' }, isNewest: true })
  })

  it.each([
    ['a while', 0],
    ['three years', 3],
  ])('tell, after %s, what became of a send whose answer was lost when they were left', async (_, years) => {
    await world.rest()
    await anInvoiceIsLost('1')
    expect(invoicesIn(REALM)).toHaveLength(1)

    await world.connect(OTHER_REALM)
    await world.feed(anEvent('acme', 'customer/C-1', aCustomer('C-1')), anEvent('acme', 'part/ABC1', aPart('ABC1')))
    await anInvoiceComes('2')
    await world.rest()
    world.pass(20 * MINUTE)
    await world.passYears(years)
    await world.connect(REALM)
    await world.rest()

    expect(invoicesIn(OTHER_REALM)).toMatchObject([{ note: 'Customer PO 2' }])
    expect(invoicesIn(REALM)).toMatchObject([{ syncToken: 1, note: 'Customer PO 2' }])
    expect((await world.record('invoice/900'))?.state).toBe('synced')
  })

  it('make inactive again what had just been made active for a document when they were left', async () => {
    await world.feed(anEvent('acme', 'customer/C-1', aCustomer('C-1', { active: false })))
    await world.rest()
    await anInvoiceIsLost('1')
    const isActive = () =>
      world.control
        .entities(REALM, 'Customer')
        .find(({ entity }) => String(entity['DisplayName']).startsWith('Customer C-1'))?.entity['Active']
    expect(isActive()).toBe(true)

    await world.connect(OTHER_REALM)
    await world.feed(
      anEvent('acme', 'customer/C-1', aCustomer('C-1', { active: false, phone: '2' })),
      anEvent('acme', 'part/ABC1', aPart('ABC1')),
      anEvent('acme', 'invoice/901', anInvoice('901')),
      anEvent('acme', 'invoice/900', undefined),
    )
    await world.rest()
    world.pass(20 * MINUTE)
    await world.connect(REALM)
    await world.rest()

    expect(await world.record('customer/C-1')).toMatchObject({ state: 'synced', link: { active: false } })
    expect(isActive()).toBe(false)
  })

  it('tell of a batch that was answered in part when they were left, and come to rest', async () => {
    await world.rest()
    const keys = ['customer/C-2', 'customer/C-3'] as const
    const theyCome = (phone: string) =>
      world.feed(...['C-2', 'C-3'].map((id) => anEvent('acme', `customer/${id}`, aCustomer(id, { phone }))))
    const heldIn = (realmId: string) =>
      world.control.entities(realmId, 'Customer').filter(({ entity }) => /C-[23]$/.test(String(entity['DisplayName'])))
    world.control.inject({ when: { path: '/batch' }, times: 1, effect: { is: 'item-missing', items: [1] } })
    await theyCome('1')
    // It dies when it has stored the answer, and has noted nothing on the records.
    const settle = () => Promise.reject(Object.assign(new Error('died'), { name: 'TimeoutError' }))
    await expect(world.push({ records: { ...world.records, settle } })).rejects.toThrow('died')
    world.pass(MINUTE)

    await world.connect(OTHER_REALM)
    await theyCome('2')
    await world.rest()
    expect(heldIn(OTHER_REALM)).toHaveLength(2)
    world.pass(20 * MINUTE)
    await world.connect(REALM)
    await world.rest()

    expect(heldIn(REALM)).toMatchObject(keys.map(() => ({ entity: { PrimaryPhone: { FreeFormNumber: '2' } } })))
    for (const key of keys) expect((await world.record(key))?.state).toBe('synced')
    expect(await world.openAttempts()).toEqual({})
  })
})

it('other books have a name already: a record that is tied in the former ones takes it up where the company wants that', async () => {
  await world.stop()
  world = await aWorld({ adoptByExactName: true })
  await world.feed(anEvent('acme', 'customer/C-2', aCustomer('C-2', { phone: '1' })))
  await world.rest()
  await world.connect(OTHER_REALM)
  world.control.person(OTHER_REALM).create('Customer', { DisplayName: 'Customer C-2' })
  await world.feed(anEvent('acme', 'customer/C-2', aCustomer('C-2', { phone: '2' })))
  await world.rest()

  const there = world.control
    .entities(OTHER_REALM, 'Customer')
    .filter(({ entity }) => entity['DisplayName'] === 'Customer C-2')
  expect(there).toMatchObject([{ entity: { PrimaryPhone: { FreeFormNumber: '2' } } }])
  expect(await world.record('customer/C-2')).toMatchObject({
    state: 'synced',
    link: { id: there[0]?.id, epoch: 2 },
    former: { 1: { link: { epoch: 1 } } },
  })
})
