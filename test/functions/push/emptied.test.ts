import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { RecordKey } from '../../../shared/erp/record.ts'
import { aCustomer, anEvent, anInvoice, aPart } from '../../scenarios/stage.ts'
import { SANDBOX_REALM } from '../../simulator/seed/sandbox.ts'
import { aWorld } from './world.ts'

/** What the ERP empties is emptied in QuickBooks, where that lets it be, and told where not. */
let world: Awaited<ReturnType<typeof aWorld>>
beforeEach(async () => {
  world = await aWorld()
  await push(event('customer/C-1', aCustomer('C-1')), event('part/ABC1', aPart('ABC1')))
})
afterEach(() => world.stop())

const event = (key: string, record: object | undefined) => anEvent('acme', key, record)
const push = async (...events: string[]) => {
  await world.feed(...events)
  await world.rest()
}
const person = () => world.control.person(SANDBOX_REALM)
type Type = Parameters<typeof world.control.entity>[1]
const heldAs = async (type: Type, key: RecordKey) => {
  const id = (await world.record(key))?.link?.id ?? ''
  return world.control.entity(SANDBOX_REALM, type, id)?.entity
}
const notesOf = async (key: RecordKey) => ((await world.record(key))?.synced?.notes ?? []).map(({ code }) => code)
const whole = {
  parent: 'C-1',
  acct_email: 'books@example.com',
  phone: '555-0100',
  addresses: [{ kind: 'bill_to', address1: '1 Main St', city: 'Reno' }],
}

describe.each(['empty the field', 'say nothing'] as const)('where an empty text %s', (emptyTexts) => {
  beforeEach(() => world.control.configure({ world: { emptyTexts } }))

  it('a customer loses parent, e-mail address and telephone, and keeps what somebody has entered by hand', async () => {
    await push(event('customer/C-2', aCustomer('C-2', whole)))
    const id = (await world.record('customer/C-2'))?.link?.id ?? ''
    expect(await heldAs('Customer', 'customer/C-2')).toMatchObject({
      Job: true,
      PrimaryPhone: {},
      PrimaryEmailAddr: {},
    })
    person().edit('Customer', id, { Notes: 'Pays late', Mobile: { FreeFormNumber: '555-0199' } })
    await push(event('customer/C-2', aCustomer('C-2', { ...whole, phone: '555-0101' })))

    await push(event('customer/C-2', aCustomer('C-2', { addresses: whole.addresses })))

    const held = await heldAs('Customer', 'customer/C-2')
    for (const field of ['ParentRef', 'PrimaryEmailAddr', 'PrimaryPhone']) expect(held).not.toHaveProperty(field)
    expect(held).toMatchObject({
      Notes: 'Pays late',
      Mobile: {},
      BillAddr: { City: 'Reno' },
      DisplayName: 'Customer C-2',
    })
    expect(await world.record('customer/C-2')).toMatchObject({ state: 'synced' })
    expect(await notesOf('customer/C-2')).toEqual([])
  })

  it('an invoice loses its memo, and says that its due date stays where QuickBooks keeps it', async () => {
    await push(event('invoice/1', anInvoice('1', { ar_duedate: '2027-01-31', custponum: '88' })))
    expect(await heldAs('Invoice', 'invoice/1')).toMatchObject({ DueDate: '2027-01-31', PrivateNote: 'Customer PO 88' })

    await push(event('invoice/1', anInvoice('1', { ar_duedate: undefined })))

    const held = await heldAs('Invoice', 'invoice/1')
    expect(await notesOf('invoice/1')).toEqual(held?.['DueDate'] === '2027-01-31' ? ['not_emptied'] : [])
    expect(held).not.toHaveProperty('PrivateNote')
    expect(held).toMatchObject({ TotalAmt: 16.58, DocNumber: '1' })
    expect(await world.record('invoice/1')).toMatchObject({ state: 'synced' })
  })

  it('a part loses its price; its description is emptied, or told', async () => {
    await push(event('part/ABC1', aPart('ABC1', { default_resale: undefined, description: '' })))

    const held = await heldAs('Item', 'part/ABC1')
    expect(held?.['UnitPrice'] ?? 0).toBe(0)
    expect(await world.record('part/ABC1')).toMatchObject({ state: 'synced' })
    expect(await notesOf('part/ABC1')).toEqual(held?.['Description'] ? ['not_emptied'] : [])
    expect(Boolean(held?.['Description'])).toBe(emptyTexts === 'say nothing')
  })
})

it('what would spoil something else is not emptied, and told until the ERP fills it again', async () => {
  await push(event('vendor/V-1', { vendnum: 'V-1', name: 'Vendor V-1', phone: '555-0100' }))
  const id = (await world.record('vendor/V-1'))?.link?.id ?? ''
  person().edit('Vendor', id, { TaxIdentifier: '12-3456789' })
  await push(event('vendor/V-1', { vendnum: 'V-1', name: 'Vendor V-1', phone: '555-0101' }))

  await push(event('vendor/V-1', { vendnum: 'V-1', name: 'Vendor V-1' }))
  expect(await world.record('vendor/V-1')).toMatchObject({ state: 'synced' })
  expect(await notesOf('vendor/V-1')).toEqual(['not_emptied'])
  expect(await heldAs('Vendor', 'vendor/V-1')).toMatchObject({ PrimaryPhone: {}, TaxIdentifier: expect.anything() })

  await push(event('vendor/V-1', { vendnum: 'V-1', name: 'Vendor V-1 Inc' }))
  expect(await notesOf('vendor/V-1')).toEqual(['not_emptied'])

  await push(event('vendor/V-1', { vendnum: 'V-1', name: 'Vendor V-1 Inc', phone: '555-0102' }))
  expect(await notesOf('vendor/V-1')).toEqual([])
})

it('a full update that QuickBooks refuses is followed by one without it, and the record goes on', async () => {
  await push(event('customer/C-2', aCustomer('C-2', whole)))
  const effect = { is: 'fault', code: '2010', type: 'ValidationFault' } as const
  world.control.inject({ when: { realmId: SANDBOX_REALM, path: '/batch' }, times: 1, effect })

  await push(event('customer/C-2', aCustomer('C-2', { name: 'Another name', addresses: whole.addresses })))

  expect(await heldAs('Customer', 'customer/C-2')).toMatchObject({ DisplayName: 'Another name', PrimaryPhone: {} })
  expect(await world.record('customer/C-2')).toMatchObject({ state: 'synced' })
  expect(await notesOf('customer/C-2')).toEqual(['not_emptied'])
})
