import { afterEach, beforeEach, expect, it } from 'vitest'
import { sweep } from '../../../functions/sweep/sweep.ts'
import type { Job } from '../../../shared/aws/jobs.ts'
import type { RecordKey } from '../../../shared/erp/record.ts'
import { aCustomer, anEvent, anInvoice, aPart } from '../../scenarios/stage.ts'
import { SANDBOX_REALM } from '../../simulator/seed/sandbox.ts'
import { aWorld } from './world.ts'

/** What is held for something that somebody mends in QuickBooks is asked for every quarter of an hour. */
const MINUTE = 60_000
let world: Awaited<ReturnType<typeof aWorld>>
beforeEach(async () => {
  world = await aWorld()
  await world.feed(event('customer/C-1', aCustomer('C-1')), event('part/ABC1', aPart('ABC1')))
  await world.push()
})
afterEach(() => world.stop())

const event = (key: string, record: object | undefined) => anEvent('acme', key, record)
const person = () => world.control.person(SANDBOX_REALM)
const close = (bookCloseDate: string | null) => world.control.setPreferences(SANDBOX_REALM, { bookCloseDate })
const stateOf = async (key: RecordKey) => (await world.record(key))?.state
const idOf = async (key: RecordKey) => String((await world.record(key))?.link?.id)
const reads = () => world.control.calls().filter(({ path }) => /query|preferences/.test(path)).length
const asks = async () => (await world.world.writer.read('acme')).asks
const push = async (...events: string[]) => {
  await world.feed(...events)
  await world.push()
}
/** Runs as the sweep brings them about. */
const letPass = (minutes: number) => world.letPass(world.now(), minutes)

it('an invoice goes out within a quarter of an hour of the books being reopened', async () => {
  close('2026-11-30')
  await push(event('invoice/1', anInvoice('1')))
  expect(await world.record('invoice/1')).toMatchObject({ state: 'held', reason: { code: 'closed_period' } })
  close(null)
  const before = reads()

  await letPass(16)

  expect(await stateOf('invoice/1')).toBe('synced')
  expect(reads()).toBe(before + 1)
})

it('one read a quarter of an hour is all that it costs while the books stay closed, and none when nothing is held', async () => {
  close('2026-11-30')
  await push(event('invoice/1', anInvoice('1')), event('invoice/2', anInvoice('2')))
  const before = reads()

  await letPass(31)
  expect(reads()).toBe(before + 2)
  expect(await asks()).toMatchObject({ accounts: false })

  close(null)
  await letPass(16)
  expect(await stateOf('invoice/2')).toBe('synced')
  expect(await asks()).toBeUndefined()
})

it('an invoice goes out once the item that somebody had made inactive is active again', async () => {
  const item = await idOf('part/ABC1')
  person().makeInactive('Item', item)
  await push(event('invoice/1', anInvoice('1')))
  expect(await world.record('invoice/1')).toMatchObject({ state: 'held', reason: { code: 'reference_unusable' } })
  await letPass(16)
  expect(await stateOf('invoice/1')).toBe('held')

  person().makeActive('Item', item)
  await letPass(16)

  expect(await stateOf('invoice/1')).toBe('synced')
})

it('a customer goes out once whoever had its name in QuickBooks is called otherwise', async () => {
  const vendor = String(person().create('Vendor', { DisplayName: 'Smith Ltd' })['Id'])
  await push(event('customer/C-2', { custnum: 'C-2', name: 'Smith Ltd' }))
  const held = await world.record('customer/C-2')
  expect(held).toMatchObject({ state: 'held', reason: { code: 'name_taken' } })
  expect(held?.reason?.offer).toBeUndefined()
  await letPass(16)
  expect(await stateOf('customer/C-2')).toBe('held')

  person().edit('Vendor', vendor, { DisplayName: 'Smith Ltd, Leeds' })
  await letPass(16)

  expect(await stateOf('customer/C-2')).toBe('synced')
})

it('a customer that somebody has changed in QuickBooks goes on once that is undone there', async () => {
  const id = await idOf('customer/C-1')
  person().edit('Customer', id, { CompanyName: 'By hand' })
  await push(event('customer/C-1', aCustomer('C-1', { phone: '555-0100' })))
  expect(await world.record('customer/C-1')).toMatchObject({ state: 'held', reason: { code: 'edited_in_quickbooks' } })
  await letPass(16)
  expect(await stateOf('customer/C-1')).toBe('held')

  person().edit('Customer', id, { CompanyName: 'Customer C-1' })
  await letPass(16)

  expect(await stateOf('customer/C-1')).toBe('synced')
})

it('accounts are pulled every quarter of an hour while a part is held for the type of one', async () => {
  const queued: Job[] = []
  const told = {
    ...world.world,
    jobs: {
      isLeft: async () => false,
      queue: async (job: Job) => {
        queued.push(job)
        return undefined
      },
    },
    search: { gather: async () => undefined },
    askForJobs: async () => undefined,
  }
  const { writer } = world.world
  const sweepFor = async (minutes: number) => {
    for (let minute = 0; minute < minutes; minute++) {
      await sweep(told)
      world.pass(MINUTE)
    }
  }
  await sweepFor(20)
  expect(queued).toEqual([])
  const acquired = await writer.acquire('acme', world.now(), world.now())
  if (!acquired) throw new Error('somebody else is at it')
  await writer.noteAsks(acquired.lease, { dueAt: world.now() + MINUTE, accounts: true, after: {} })
  await writer.release(acquired.lease, true, [])

  await sweepFor(31)

  expect(queued).toMatchObject([
    { company: 'acme', what: 'pull', by: 'system', slots: ['account'] },
    { what: 'pull' },
    { what: 'pull' },
  ])
})

const named = (custnum: string, name: string) => event(`customer/${custnum}`, { custnum, name })
const nameOf = async (key: RecordKey) =>
  world.control.entity(SANDBOX_REALM, 'Customer', await idOf(key))?.entity['DisplayName']

it.each([
  ['two', ['North', 'South']],
  ['three', ['North', 'South', 'West']],
  ['four', ['North', 'South', 'West', 'East']],
])('%s customers that have swapped names in the ERP, around in a ring, all get them', async (_, names) => {
  const keys = names.map((_name, index) => `R-${index}`)
  await push(...keys.map((key, index) => named(key, names[index] ?? '')))

  await world.feed(...keys.map((key, index) => named(key, names[(index + 1) % names.length] ?? '')))
  await world.rest()

  for (const [index, key] of keys.entries()) {
    expect(await stateOf(`customer/${key}`)).toBe('synced')
    expect(await nameOf(`customer/${key}`)).toBe(names[(index + 1) % names.length])
  }
})

it('a ring that comes one by one, and holds each until the last has come, is untied at once', async () => {
  await push(named('R-0', 'North'), named('R-1', 'South'), named('R-2', 'West'))
  await push(named('R-0', 'South'))
  await push(named('R-1', 'West'))
  expect(await world.record('customer/R-0')).toMatchObject({ state: 'held', reason: { code: 'name_taken' } })

  await world.feed(named('R-2', 'North'))
  await world.rest()

  expect(await nameOf('customer/R-0')).toBe('South')
  expect(await nameOf('customer/R-1')).toBe('West')
  expect(await nameOf('customer/R-2')).toBe('North')
  expect(await stateOf('customer/R-0')).toBe('synced')
})

it('a customer gets the name that another one has given up, as soon as that one is renamed', async () => {
  await push(named('R-0', 'North'))
  await push(named('N-1', 'North'))
  expect(await world.record('customer/N-1')).toMatchObject({ state: 'held', reason: { code: 'name_taken' } })

  await push(named('R-0', 'North and Sons'))

  expect(await nameOf('customer/N-1')).toBe('North')
})

it('a customer and a vendor that have swapped names both get them', async () => {
  await push(named('R-0', 'North'), event('vendor/V-9', { vendnum: 'V-9', name: 'South' }))

  await world.feed(named('R-0', 'South'), event('vendor/V-9', { vendnum: 'V-9', name: 'North' }))
  await world.rest()

  expect(await nameOf('customer/R-0')).toBe('South')
  expect(await stateOf('vendor/V-9')).toBe('synced')
})
