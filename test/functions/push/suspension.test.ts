import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { sweep } from '../../../functions/sweep/sweep.ts'
import { aCustomer, anEvent, anInvoice, anOrder, aPart, aVendor } from '../../scenarios/stage.ts'
import { SANDBOX_REALM as REALM } from '../../simulator/seed/sandbox.ts'
import { aWorld } from './world.ts'

const MINUTE = 60_000
const batch = { path: '/batch' } as const
const refusal = (code: string) => ({ is: 'fault', code, type: 'ValidationFault' }) as const

let world: Awaited<ReturnType<typeof aWorld>>
beforeEach(async () => {
  const kinds = { part: true, customer: true, vendor: true, 'purchase-order': true, invoice: true }
  world = await aWorld({ switches: { ...kinds, voucher: false, 'ledger-entry': false } })
  await feed('customer/C-1', aCustomer('C-1'))
  await feed('vendor/V-1', aVendor('V-1'))
  await feed('part/ABC1', aPart('ABC1'))
  await world.push()
})
afterEach(() => world.stop())

const feed = (key: `${string}/${string}`, record: object) => world.feed(anEvent('acme', key, record))
const suspension = async () => (await world.world.writer.read('acme')).suspension
const calls = () => world.control.calls().length
const held = (type: 'Invoice' | 'PurchaseOrder', number: string) =>
  world.control.entities(REALM, type).filter(({ entity, deleted }) => !deleted && entity['DocNumber'] === number)
const check = () => world.world.writer.askCheck('acme', { id: 'one', askedAt: world.now() }, [], MINUTE)

describe('a company that stands still', () => {
  it('is left alone between two looks, however many records come, and none of them is written to', async () => {
    world.control.inject({ when: batch, times: null, effect: refusal('6190') })
    await feed('invoice/1', anInvoice('1'))
    await world.push()
    const before = calls()
    for (const number of ['2', '3', '4']) await feed(`invoice/${number}`, anInvoice(number))
    for (let minute = 0; minute < 9; minute++) {
      await world.push()
      world.pass(MINUTE)
    }

    expect(calls()).toBe(before)
    expect(await world.record('invoice/4')).toMatchObject({ state: 'pending', reason: undefined, tries: 0 })
    const told = {
      ...world.world,
      jobs: { isLeft: async () => false, queue: async () => undefined },
      search: { gather: async () => undefined },
    }
    expect(await sweep({ ...told, askForJobs: async () => undefined })).toEqual([])

    world.pass(MINUTE)
    expect(await sweep({ ...told, askForJobs: async () => undefined })).toEqual(['acme'])
    await world.push()
    expect(calls()).toBe(before + 1)
    expect(await suspension()).toMatchObject({ code: 'subscription_ended', since: expect.stringContaining('18:00:0') })
  })

  it('is told to an operator once, and when it is over', async () => {
    const lines: string[] = []
    const log: typeof world.world.log = (_, message, fields) => void lines.push(`${message} ${fields?.code ?? ''}`)
    world.control.inject({ when: batch, times: null, effect: refusal('6190') })
    await feed('invoice/1', anInvoice('1'))
    for (let look = 0; look < 3; look++) {
      await world.push({ log })
      world.pass(11 * MINUTE)
    }
    world.control.clearInjections()
    await world.push({ log })

    expect(lines.filter((line) => line.includes('subscription_ended'))).toEqual([
      'a company is kept from QuickBooks subscription_ended',
      'a company goes on subscription_ended',
    ])
  })

  it('is looked at at once when somebody asks, and not twice within a minute', async () => {
    world.control.inject({ when: batch, times: null, effect: refusal('6190') })
    await feed('invoice/1', anInvoice('1'))
    await world.push()
    world.control.clearInjections()

    expect(await check()).toBe(true)
    expect(await check()).toBe(false)
    await world.push()

    expect(await suspension()).toBeUndefined()
    expect(await world.record('invoice/1')).toMatchObject({ state: 'synced' })
    expect((await world.world.writer.read('acme')).checked).toMatchObject({ id: 'one', reads: 1 })
  })

  it('does not stand still for a throttle of a minute', async () => {
    world.control.inject({ when: batch, times: 1, effect: { is: 'throttle' } })
    await feed('invoice/1', anInvoice('1'))
    await world.push()

    expect(await suspension()).toBeUndefined()
    expect(held('Invoice', '1')).toHaveLength(1)
  })
})

describe('while QuickBooks lets nothing be read for the month', () => {
  it('what needs no look goes out, what does waits, and one read each ten minutes shows when it is over', async () => {
    world.control.configure({ monthlyReadCap: 0 })
    world.control.person(REALM).create('Customer', { DisplayName: 'Customer C-2' })
    await feed('customer/C-2', aCustomer('C-2'))
    for (let minute = 0; minute < 4; minute++) {
      await world.push()
      world.pass(MINUTE)
    }
    expect(await suspension()).toMatchObject({ code: 'reads_refused' })
    const before = calls()
    await feed('invoice/1', anInvoice('1'))
    await world.push()

    expect(held('Invoice', '1')).toHaveLength(1)
    expect(await world.record('customer/C-2')).toMatchObject({ state: 'pending' })
    const reads = world.control
      .calls()
      .slice(before)
      .filter(({ method }) => method === 'GET')
    expect(reads).toEqual([])

    world.control.configure({ monthlyReadCap: null })
    for (let minute = 0; minute < 11; minute++) {
      world.pass(MINUTE)
      await world.push()
    }
    expect(await suspension()).toBeUndefined()
    expect(await world.record('customer/C-2')).toMatchObject({ state: 'held', reason: { code: 'name_taken' } })
  })
})

describe('a plan that does not have orders', () => {
  it('holds orders alone, after the first without asking, and all go on when one is taken again', async () => {
    const orders = { ...batch, entity: 'PurchaseOrder' }
    world.control.inject({ when: orders, times: null, effect: { ...refusal('5020'), items: [0] } })
    await feed('purchase-order/P-1', anOrder('P-1'))
    await world.push()
    await feed('purchase-order/P-2', anOrder('P-2'))
    await feed('invoice/1', anInvoice('1'))
    await world.push()

    expect(held('Invoice', '1')).toHaveLength(1)
    for (const key of ['purchase-order/P-1', 'purchase-order/P-2'] as const) {
      expect(await world.record(key)).toMatchObject({ state: 'held', reason: { code: 'not_in_plan' } })
    }
    expect(await suspension()).toMatchObject({ code: 'plan_lowered', types: ['PurchaseOrder'] })

    world.control.clearInjections()
    world.pass(11 * MINUTE)
    await world.push()
    expect([...held('PurchaseOrder', 'P-1'), ...held('PurchaseOrder', 'P-2')]).toHaveLength(2)
    expect(await suspension()).toBeUndefined()
  })
})

describe('a company that was emptied', () => {
  it('stays still although it answers again, since what we have written is not there', async () => {
    await feed('invoice/1', anInvoice('1'))
    await world.push()
    world.control.inject({ when: {}, times: null, effect: refusal('10200') })
    await feed('invoice/2', anInvoice('2'))
    await world.push()
    const { control } = world
    control.clearInjections()
    for (const type of ['Invoice', 'Customer', 'Vendor', 'Item'] as const) {
      for (const { id, entity } of control.entities(REALM, type)) {
        if (type === 'Invoice') control.person(REALM).delete(type, id)
        else control.person(REALM).rename(type, id, `Somebody else ${id} ${entity['Name'] ?? ''}`)
      }
    }
    for (let look = 0; look < 3; look++) {
      world.pass(11 * MINUTE)
      await world.push()
    }

    expect(await suspension()).toMatchObject({ code: 'company_reset' })
    expect(held('Invoice', '2')).toEqual([])
  })
})
