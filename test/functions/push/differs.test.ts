import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Settings } from '../../../shared/sync/settings.ts'
import { aCustomer, anEvent, anInvoice, aPart } from '../../scenarios/stage.ts'
import { SANDBOX_REALM as REALM } from '../../simulator/seed/sandbox.ts'
import { aWorld as aSimulatedWorld, type World } from '../../simulator/world.ts'
import { aWorld } from './world.ts'

let world: Awaited<ReturnType<typeof aWorld>>
const begin = async (chosen: Partial<Settings> = {}) => {
  world = await aWorld(chosen)
  await world.feed(anEvent('acme', 'customer/C-1', aCustomer('C-1')), anEvent('acme', 'part/ABC1', aPart('ABC1')))
  await world.push()
}
beforeEach(() => begin({ tax: 'erp-total' }))
afterEach(() => world.stop())

/** The ERP's invoice: 10.00 and 1.50 of tax, where QuickBooks itself comes to 0.80. */
const taxed = (change: object = {}) =>
  anInvoice('900', {
    lines: [{ prcpart: 'ABC1', qty: '4', price: '2.50', amount: '10.00' }],
    freight: undefined,
    invoice_tax_subtotal: '1.50',
    total_invoice_amount: '11.50',
    ...change,
  })
const isIn = (change: Partial<World>) => world.control.configure({ world: aSimulatedWorld(change) })
const comes = async (record: object) => {
  world.pass(1_000)
  await world.feed(anEvent('acme', 'invoice/900', record))
  await world.push()
}
/** What a person does by Retry. */
const isRetried = async () => {
  const stored = await world.record('invoice/900')
  if (!stored) throw new Error('there is no invoice')
  const open = `1/6/${world.now().toString(36).padStart(9, '0')}/invoice/900`
  await world.records.move('acme', stored, { open, pushAnyway: true }, world.now())
  await world.push()
}
const inBooks = () => {
  const [invoice] = world.control.entities(REALM, 'Invoice').filter(({ entity }) => entity['DocNumber'] === '900')
  if (!invoice) throw new Error('QuickBooks has no invoice 900')
  return invoice
}
const writes = () =>
  world.control.calls().filter(({ path, body }) => path.endsWith('/batch') && body.includes('"DocNumber":"900"')).length

const differing = {
  state: 'differs',
  reason: {
    code: 'differs',
    message: expect.stringContaining('total 10.80 instead of 11.50, tax 0.80 instead of 1.50'),
  },
  synced: {
    differs: {
      amount: '0.70',
      fields: [
        { field: 'total', erp: '11.50', quickbooks: '10.80' },
        { field: 'tax', erp: '1.50', quickbooks: '0.80' },
      ],
    },
  },
}

describe('an invoice of which QuickBooks keeps another tax', () => {
  beforeEach(async () => {
    isIn({ totalTax: 'ignored' })
    await comes(taxed())
  })

  it('differs, stays linked, and rests', async () => {
    expect(await world.record('invoice/900')).toMatchObject({ ...differing, link: { id: inBooks().id } })
    expect(await world.unsettled()).toEqual([])
    await world.push()
    expect(writes()).toBe(1)
  })

  it('agrees by itself once the ERP has another version, whoever has paid it meanwhile', async () => {
    isIn({ totalTax: 'ignored', paidInvoice: 'with another token' })
    world.control.person(REALM).pay(inBooks().id)
    await comes(taxed({ invoice_tax_subtotal: '0.80', total_invoice_amount: '10.80' }))
    expect(await world.record('invoice/900')).toMatchObject({ state: 'synced', reason: undefined })
  })

  it('still differs by the figures of a newer version', async () => {
    await comes(taxed({ invoice_tax_subtotal: '2.50', total_invoice_amount: '12.50' }))
    expect(await world.record('invoice/900')).toMatchObject({
      state: 'differs',
      synced: { differs: { amount: '1.70' } },
    })
  })

  it('agrees by a look, and is not sent again, where somebody has mended it in QuickBooks', async () => {
    isIn({})
    world.control.person(REALM).edit('Invoice', inBooks().id, { TxnTaxDetail: { TotalTax: 1.5 } })
    await isRetried()
    expect(await world.record('invoice/900')).toMatchObject({ state: 'synced', reason: undefined, pushAnyway: false })
    expect(writes()).toBe(1)
  })

  it('is sent again by retry, and agrees once QuickBooks takes it', async () => {
    isIn({})
    await isRetried()
    expect(await world.record('invoice/900')).toMatchObject({ state: 'synced', pushAnyway: false })
    expect(writes()).toBe(2)
  })

  it('still differs, and rests, where retry changes nothing', async () => {
    await isRetried()
    expect(await world.record('invoice/900')).toMatchObject({ ...differing, pushAnyway: false })
    expect(writes()).toBe(2)
    expect(await world.unsettled()).toEqual([])
  })

  it('is only looked at where it would be sent as before, and sent where a setting has changed', async () => {
    await world.records.release('acme', world.now(), 'differs')
    await world.push()
    expect(await world.record('invoice/900')).toMatchObject(differing)
    expect(writes()).toBe(1)
    const { settings, revision } = await world.world.companies.settings('acme')
    await world.companies.saveSettings('acme', { ...settings, tax: 'quickbooks' }, revision)
    await world.records.release('acme', world.now(), 'differs')
    await world.push()
    expect(await world.record('invoice/900')).toMatchObject({ state: 'differs' })
    expect(writes()).toBe(2)
  })

  it('is held where somebody has edited it besides', async () => {
    world.control.person(REALM).edit('Invoice', inBooks().id, { TxnDate: '2026-11-22' })
    await comes(taxed({ invoice_tax_subtotal: '0.80', total_invoice_amount: '10.80' }))
    expect(await world.record('invoice/900')).toMatchObject({ state: 'held', reason: { code: 'edited_in_quickbooks' } })
  })
})

it('lets what mentions it go out', async () => {
  world.control.inject({
    when: { path: '/batch', entity: 'Customer' },
    effect: { is: 'reworded', from: '"Taxable":true', to: '"Taxable":false' },
  })
  world.pass(1_000)
  await world.feed(
    anEvent('acme', 'customer/C-2', aCustomer('C-2', { tax_exempt: false })),
    anEvent('acme', 'invoice/900', taxed({ custnum: 'C-2' })),
  )
  await world.push()
  expect(await world.record('customer/C-2')).toMatchObject({
    state: 'differs',
    synced: { differs: { fields: [{ field: 'taxable', erp: 'yes', quickbooks: 'no' }] } },
  })
  expect(await world.record('invoice/900')).toMatchObject({ link: { id: inBooks().id } })
})

it('differs also by what a look finds of a write that had no answer', async () => {
  isIn({ totalTax: 'ignored' })
  world.control.inject({ when: { path: '/batch' }, times: 1, effect: { is: 'timeout', carriedOut: 'yes' } })
  await comes(taxed())
  await world.rest()
  expect(await world.record('invoice/900')).toMatchObject({ state: 'differs' })
  expect(inBooks().syncToken).toBe(0)
})
