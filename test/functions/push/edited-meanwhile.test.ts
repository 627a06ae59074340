import { afterEach, beforeEach, expect, it } from 'vitest'
import { aCustomer, anEvent, anInvoice, aPart } from '../../scenarios/stage.ts'
import { SANDBOX_REALM as REALM } from '../../simulator/seed/sandbox.ts'
import { aWorld } from './world.ts'

const batch = { path: '/batch' } as const

let world: Awaited<ReturnType<typeof aWorld>>
const begin = async (chosen: Parameters<typeof aWorld>[0] = {}) => {
  world = await aWorld(chosen)
  await world.feed(anEvent('acme', 'customer/C-1', aCustomer('C-1')), anEvent('acme', 'part/ABC1', aPart('ABC1')))
  await world.push()
}
beforeEach(() => begin())
afterEach(() => world.stop())

const invoices = () =>
  world.control.entities(REALM, 'Invoice').filter(({ deleted, entity }) => !deleted && entity['DocNumber'] === '900')
const anInvoiceComes = () => world.feed(anEvent('acme', 'invoice/900', anInvoice('900')))

it('leaves it to a person when its customer was renamed, and somebody made another of its name, before it looked', async () => {
  const named = (name: string) =>
    world.control.entities(REALM, 'Customer').filter(({ entity }) => entity['DisplayName'] === name)
  world.control.inject({ when: batch, times: 1, effect: { is: 'timeout', carriedOut: 'yes' } })
  world.control.inject({ when: batch, times: null, effect: { is: 'timeout', carriedOut: 'no' } })
  world.control.inject({ when: { path: '/query' }, times: null, effect: { is: 'status', status: 503 } })
  const sentAt = world.now()
  await world.feed(anEvent('acme', 'customer/C-2', aCustomer('C-2', { phone: '1' })))
  await world.push()
  const person = world.control.person(REALM)
  const [ours] = named('Customer C-2')
  person.edit('Customer', ours?.id ?? '', { DisplayName: 'By hand' })
  person.create('Customer', { DisplayName: 'Customer C-2' })
  await world.letPass(sentAt, 8)
  world.control.clearInjections()
  await world.letPass(sentAt, 20)

  expect(await world.record('customer/C-2')).toMatchObject({
    state: 'unknown',
    reason: { message: expect.stringContaining(`Customer ${ours?.id}, and each could be it`) },
  })
  expect(named('Customer C-2').map(({ syncToken }) => syncToken)).toEqual([0])
})

it('finds what somebody renamed also among more than QuickBooks tells at a time', async () => {
  const person = world.control.person(REALM)
  for (let n = 0; n < 1_001; n++) {
    person.create('Customer', { DisplayName: `Of others ${n}` })
    if (n % 100 === 0) world.pass(1_000)
  }
  world.control.inject({ when: batch, times: 1, effect: { is: 'timeout', carriedOut: 'yes' } })
  world.control.inject({ when: batch, times: null, effect: { is: 'timeout', carriedOut: 'no' } })
  world.control.inject({ when: { path: '/query' }, times: null, effect: { is: 'status', status: 503 } })
  const sentAt = world.now()
  const withPhone = (id: string) => anEvent('acme', `customer/${id}`, aCustomer(id, { phone: '7' }))
  await world.feed(withPhone('C-2'), withPhone('C-3'))
  await world.push()
  const isOurs = ({ entity }: { entity: Record<string, unknown> }) =>
    ['Customer C-2', 'Customer C-3'].includes(String(entity['CompanyName']))
  const ours = world.control.entities(REALM, 'Customer').filter(isOurs)
  for (const { id } of ours) person.rename('Customer', id, `By hand ${id}`)
  await world.letPass(sentAt, 8)
  world.control.clearInjections()
  await world.letPass(sentAt, 20)

  expect(ours).toHaveLength(2)
  expect(world.control.entities(REALM, 'Customer').filter(isOurs)).toHaveLength(2)
  for (const key of ['customer/C-2', 'customer/C-3'] as const) {
    expect((await world.record(key))?.state).toBe('unknown')
  }
  const looks = world.control
    .calls()
    .filter(({ path, query, status }) => path.endsWith('/query') && query.includes('CreateTime') && status === 200)
  expect(looks).toHaveLength(2)
})

it.each(['delete', 'void'] as const)(
  'leaves what is to be taken out by a %s to a person, and does not lose sight of it, where somebody changed it before it looked',
  async (invoiceDelete) => {
    await world.stop()
    await begin({ invoiceDelete })
    await anInvoiceComes()
    await world.push()
    const [ours] = invoices()
    world.control.inject({ when: batch, times: null, effect: { is: 'timeout', carriedOut: 'no' } })
    world.control.inject({ when: { path: '/query' }, times: null, effect: { is: 'status', status: 503 } })
    const sentAt = world.now()
    await world.feed(anEvent('acme', 'invoice/900', undefined))
    await world.push()
    world.control.person(REALM).edit('Invoice', ours?.id ?? '', { DueDate: '2027-01-31' })
    await world.letPass(sentAt, 8)
    world.control.clearInjections()
    await world.letPass(sentAt, 20)

    expect(await world.record('invoice/900')).toMatchObject({
      state: 'held',
      reason: { code: 'edited_in_quickbooks' },
      link: { id: ours?.id },
    })
    expect(invoices()[0]?.entity).toMatchObject({ DueDate: '2027-01-31', TotalAmt: ours?.entity['TotalAmt'] })
  },
)

it('knows a void that went through from its amount, whatever somebody wrote on the invoice since', async () => {
  await world.stop()
  await begin({ invoiceDelete: 'void' })
  await anInvoiceComes()
  await world.push()
  world.control.inject({ when: batch, times: 1, effect: { is: 'timeout', carriedOut: 'yes' } })
  world.control.inject({ when: batch, times: null, effect: { is: 'timeout', carriedOut: 'no' } })
  world.control.inject({ when: { path: '/query' }, times: null, effect: { is: 'status', status: 503 } })
  const sentAt = world.now()
  await world.feed(anEvent('acme', 'invoice/900', undefined))
  await world.push()
  world.control.person(REALM).edit('Invoice', invoices()[0]?.id ?? '', { PrivateNote: 'By hand' })
  await world.letPass(sentAt, 8)
  world.control.clearInjections()
  await world.letPass(sentAt, 20)

  expect(await world.record('invoice/900')).toMatchObject({ state: 'synced', link: { active: false } })
})

it('does not take for edited what it was never let to change', async () => {
  await anInvoiceComes()
  await world.push()
  const refused = { is: 'fault' as const, code: '2020', message: 'Required parameter missing', items: [0] }
  world.control.inject({ when: batch, times: 1, effect: refused })
  await world.feed(anEvent('acme', 'invoice/900', anInvoice('900', { ar_duedate: '2027-01-31' })))
  await world.push()
  expect((await world.record('invoice/900'))?.state).toBe('rejected')
  world.control.person(REALM).edit('Invoice', invoices()[0]?.id ?? '', { PrivateNote: 'not ours' })

  await world.feed(anEvent('acme', 'invoice/900', anInvoice('900', { ar_duedate: '2027-02-28' })))
  await world.push()

  expect((await world.record('invoice/900'))?.state).toBe('synced')
  expect(invoices()[0]?.entity).toMatchObject({ DueDate: '2027-02-28', PrivateNote: 'not ours' })
})

it('looks before it believes that what is to be deleted is gone', async () => {
  await anInvoiceComes()
  await world.push()
  const gone = { is: 'fault' as const, code: '610', message: 'Object Not Found', items: [0] }
  world.control.inject({ when: batch, times: 1, effect: gone })
  await world.feed(anEvent('acme', 'invoice/900', undefined))
  await world.push()
  expect(invoices()).toHaveLength(1)
  expect(await world.record('invoice/900')).toMatchObject({ state: 'rejected', reason: { code: '610' } })
})

it('is done with what somebody has deleted already', async () => {
  await anInvoiceComes()
  await world.push()
  world.control.person(REALM).delete('Invoice', invoices()[0]?.id ?? '')
  await world.feed(anEvent('acme', 'invoice/900', undefined))
  await world.push()
  expect((await world.record('invoice/900'))?.state).toBe('synced')
})

it('notices, also years later, that somebody has edited an invoice since it was sent', async () => {
  await anInvoiceComes()
  await world.push()
  world.control.person(REALM).edit('Invoice', invoices()[0]?.id ?? '', { DueDate: '2027-01-31' })
  await world.passYears(2)
  await world.connect(REALM)

  await world.feed(anEvent('acme', 'invoice/900', anInvoice('900', { custponum: '7' })))
  await world.push()

  expect(await world.record('invoice/900')).toMatchObject({ state: 'held', reason: { code: 'edited_in_quickbooks' } })
})

it.each([
  ['inactive', false],
  ['active', true],
])('notices that somebody has edited a customer before it looked whether it was made %s', async (_, active) => {
  const aCustomerComes = (fields: object) => world.feed(anEvent('acme', 'customer/C-1', aCustomer('C-1', fields)))
  if (active) await aCustomerComes({ active: false })
  await world.push()
  const ours = (await world.record('customer/C-1'))?.link?.id ?? ''
  world.pass(1_000)
  world.control.inject({ when: batch, times: 1, effect: { is: 'timeout', carriedOut: 'yes' } })
  world.control.inject({ when: batch, times: null, effect: { is: 'timeout', carriedOut: 'no' } })
  world.control.inject({ when: { path: '/query' }, times: null, effect: { is: 'status', status: 503 } })
  const sentAt = world.now()
  if (active) await anInvoiceComes()
  else await aCustomerComes({ active: false })
  await world.push()
  world.control.person(REALM).edit('Customer', ours, { DisplayName: 'By hand' })
  await world.letPass(sentAt, 8)
  world.control.clearInjections()
  await world.letPass(sentAt, 20)

  await aCustomerComes({ phone: '7' })
  await world.push()

  expect(await world.record('customer/C-1')).toMatchObject({ state: 'held', reason: { code: 'edited_in_quickbooks' } })
})
