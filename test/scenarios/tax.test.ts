import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as z from 'zod/mini'
import { everyKind } from '../local/settled.ts'
import type { World } from '../simulator/world.ts'
import { tieAccounts } from './accounts.ts'
import { catalogCalls } from './catalog-calls.ts'
import { aCustomer, anEvent, anOrder, aPart, aVendor, aVoucher } from './stage.ts'
import { openStory } from './story.ts'

/** The account of the sandbox on which taxes are owed to the state. */
const TAX_PAYABLE = '90'

let story: Awaited<ReturnType<typeof openStory>>
let calls: ReturnType<typeof catalogCalls>
let taxItem: string

/** A company with its lists pulled, and an item that stands for the tax. */
async function open(country: 'US' | 'CA' | 'GB'): Promise<void> {
  story = await openStory({ country })
  calls = catalogCalls(story)
  await story.stage.settle(story.company, everyKind)
  taxItem = calls.created('Item', { Name: 'Sales tax', Type: 'Service', IncomeAccountRef: { value: TAX_PAYABLE } })
  await calls.pull('all')
  await tieAccounts(story, { '6100': '17' })
  await story.push(
    event('part/COAT1', aPart('COAT1', { non_inventory: true })),
    event(
      'customer/C-1',
      aCustomer('C-1', { addresses: [{ kind: 'bill_to', address1: '9 Mill Rd', city: 'Fresno' }] }),
    ),
    event('customer/C-2', aCustomer('C-2')),
    event('customer/C-3', aCustomer('C-3', { tax_exempt: true, tax_exemption_reason: '9' })),
    event('vendor/V-1', aVendor('V-1')),
  )
}
afterAll(() => story?.stop())

const event = (key: string, record: object) => anEvent(story.company, key, record)
const record = (key: string) => story.stage.record(story.company, key)
const choose = async (settings: object) =>
  z.parse(Warned, (await calls.call('PATCH', '/settings', settings)).body).warnings.map(({ field }) => field)
const Warned = z.object({ warnings: z.array(z.object({ field: z.optional(z.string()) })) })

const documented: Partial<World> = {
  totalTax: 'honoured',
  taxOfExempt: 'as stated',
  taxWithoutAddress: 'as for others',
}
const harsh: Partial<World>[] = [
  { totalTax: 'honoured with its code' },
  { totalTax: 'ignored' },
  { totalTax: 'a cent off' },
  { taxOfExempt: 'dropped', taxWithoutAddress: 'none' },
]
const inWorld = (world: Partial<World>) => story.quickBooks.configure({ world: { ...documented, ...world } })

/** 100.00 and 9.50 of tax on it. */
const taxedInvoice = (invoicenum: string, change: object = {}) => ({
  invoicenum,
  custnum: 'C-1',
  invoicedate: '2026-11-20',
  ar_duedate: '2026-12-20',
  lines: [{ prcpart: 'COAT1', qty: '10', price: '10.00', amount: '100.00' }],
  invoice_tax_subtotal: '9.50',
  total_invoice_amount: '109.50',
  ...change,
})

/** Pushes an invoice, and says what QuickBooks makes of it. */
async function posted(change: object = {}) {
  const number = story.fresh('T-')
  await story.push(event(`invoice/${number}`, taxedInvoice(number, change)))
  const [held] = story.held('Invoice', 'DocNumber', number)
  return { number, total: held?.entity['TotalAmt'], record: await record(`invoice/${number}`) }
}

const owed = () =>
  story.quickBooks.trialBalance(story.realm).find(({ account }) => account === TAX_PAYABLE)?.credit ?? 0

const everyWorld = [documented, ...harsh].map((world) => ({ world }))

describe.each(['US', 'CA', 'GB'] as const)('in %s the tax as a line of its own', (country) => {
  beforeAll(async () => {
    await open(country)
    await choose({ tax: 'line', taxLineItem: taxItem, taxCodes: { taxable: '2', exempt: '3' } })
  }, 300_000)

  it.each(everyWorld)('gives the ERP’s total for whomever, where $world', async ({ world }) => {
    inWorld(world)
    const before = owed()
    for (const custnum of ['C-1', 'C-2', 'C-3']) {
      expect(await posted({ custnum })).toMatchObject({ total: 109.5, record: { state: 'synced' } })
    }
    expect(owed() - before).toBeCloseTo(28.5)
  })

  it('leaves it again when the invoice has no tax any more, and the line when the company chooses otherwise', async () => {
    inWorld(documented)
    const { number } = await posted()
    const untaxed = { invoice_tax_subtotal: '0.00', total_invoice_amount: '100.00' }
    await story.push(event(`invoice/${number}`, taxedInvoice(number, untaxed)))
    expect(story.held('Invoice', 'DocNumber', number)).toMatchObject([{ entity: { TotalAmt: 100 } }])

    await choose({ tax: 'erp-total', taxCode: '2' })
    await story.push(event(`invoice/${number}`, taxedInvoice(number, { custponum: 'again' })))
    expect(story.held('Invoice', 'DocNumber', number)).toMatchObject([
      { entity: { TotalAmt: 109.5, TxnTaxDetail: { TotalTax: 9.5 } } },
    ])
    await choose({ tax: 'line' })
    await story.push(event(`invoice/${number}`, taxedInvoice(number)))
    expect(story.held('Invoice', 'DocNumber', number)).toMatchObject([
      { entity: { TotalAmt: 109.5, TxnTaxDetail: { TotalTax: 0 } } },
    ])
  })
})

describe('in the United States', () => {
  beforeAll(async () => {
    await open('US')
  }, 300_000)

  it('a stated tax is kept beside the code that was chosen for it by name', async () => {
    expect(await choose({ tax: 'erp-total', taxCode: null })).toContain('taxCode')
    const { items } = await calls.catalog('type=tax-code&q=california')
    expect(await choose({ taxCode: items[0]?.id })).not.toContain('taxCode')

    for (const totalTax of ['honoured', 'honoured with its code'] as const) {
      inWorld({ totalTax })
      expect(await posted()).toMatchObject({ total: 109.5, record: { state: 'synced' } })
    }
  })

  it.each([
    { settings: { tax: 'quickbooks' }, world: documented, custnum: 'C-1', total: 108 },
    {
      settings: { tax: 'erp-total', taxCode: null },
      world: { totalTax: 'honoured with its code' },
      custnum: 'C-1',
      total: 108,
    },
    { settings: { tax: 'erp-total', taxCode: '2' }, world: { totalTax: 'ignored' }, custnum: 'C-1', total: 108 },
    { settings: { tax: 'erp-total', taxCode: '2' }, world: { totalTax: 'a cent off' }, custnum: 'C-1', total: 109.51 },
    { settings: { tax: 'erp-total', taxCode: '2' }, world: { taxWithoutAddress: 'none' }, custnum: 'C-2', total: 100 },
    { settings: { tax: 'erp-total', taxCode: '2' }, world: { taxOfExempt: 'dropped' }, custnum: 'C-3', total: 100 },
  ] as const)(
    'a total of $total under $settings, where $world, is told, and put right by a line of its own',
    async (told) => {
      inWorld(told.world)
      await choose({ ...told.settings, taxLineItem: taxItem })
      const { number, total, record: differing } = await posted({ custnum: told.custnum })
      expect(total).toBe(told.total)
      expect(differing).toMatchObject({
        state: 'differs',
        differs: {
          fields: expect.arrayContaining([{ field: 'total', erp: '109.50', quickbooks: told.total.toFixed(2) }]),
        },
        reason: { action: { kind: 'setting', target: 'tax' } },
      })

      await choose({ tax: 'line' })
      await story.stage.quiet(story.company)

      expect(await record(`invoice/${number}`)).toMatchObject({ state: 'synced' })
      expect(story.held('Invoice', 'DocNumber', number)).toMatchObject([{ entity: { TotalAmt: 109.5 } }])
    },
  )

  it('a line names the code for the whole invoice; one that QuickBooks does not have is held until it is pulled', async () => {
    inWorld({ totalTax: 'honoured with its code' })
    await choose({ tax: 'erp-total', taxCode: null })
    const lines = (tax_code: string) => [{ prcpart: 'COAT1', qty: '10', price: '10.00', amount: '100.00', tax_code }]
    expect(await posted({ lines: lines('tucson') })).toMatchObject({ total: 109.5, record: { state: 'synced' } })

    const early = await posted({ lines: lines('Yuma') })
    expect(early.record).toMatchObject({
      state: 'held',
      reason: { code: 'E_TAX_CODE', field: 'lines/0/tax_code', action: { kind: 'pull', target: 'tax-code' } },
    })
    calls.created('TaxCode', { Name: 'Yuma', Taxable: true })
    await calls.pull('tax-code')
    await story.stage.quiet(story.company)
    expect(story.held('Invoice', 'DocNumber', early.number)).toMatchObject([{ entity: { TotalAmt: 109.5 } }])
  })

  it('freight is taxed where the ERP says so', async () => {
    inWorld(documented)
    await choose({ tax: 'quickbooks' })
    const freight = { freight: '5.00', invoice_tax_subtotal: '8.40', total_invoice_amount: '113.40' }
    expect(await posted({ ...freight, freight_taxable: true })).toMatchObject({ total: 113.4 })
  })

  it('an invoice whose tax has no item to stand on is held until one is chosen, and told of an item of revenue', async () => {
    expect(await choose({ tax: 'line', taxLineItem: null })).toContain('taxLineItem')
    const { number, record: held } = await posted()
    expect(held).toMatchObject({ state: 'held', reason: { code: 'E_TAX_ITEM', action: { target: 'taxLineItem' } } })
    expect(await choose({ taxLineItem: '1' })).toContain('taxLineItem')
    expect(await choose({ taxLineItem: taxItem })).not.toContain('taxLineItem')
    await story.stage.quiet(story.company)
    expect(await record(`invoice/${number}`)).toMatchObject({ state: 'synced' })
  })

  it('a preview names the account on which the tax is owed', async () => {
    const number = story.fresh('T-')
    await choose({ tax: 'line', taxLineItem: taxItem, approveBeforePosting: true })
    await story.push(event(`invoice/${number}`, taxedInvoice(number)))
    expect((await calls.call('GET', `/records/invoice/${number}/preview`)).body).toMatchObject({
      postings: expect.arrayContaining([
        {
          account: { id: TAX_PAYABLE, name: expect.stringContaining('Board of Equalization') },
          debit: '0.00',
          credit: '9.50',
        },
      ]),
    })
    await choose({ approveBeforePosting: false })
  })
})

describe('in Canada', () => {
  beforeAll(async () => {
    await open('CA')
    await choose({ taxCodes: { taxable: '2', exempt: '3' } })
  }, 300_000)

  it('says which codes are missing', async () => {
    expect(await choose({ tax: 'erp-total', taxCodes: { taxable: null, exempt: null } })).toEqual(
      expect.arrayContaining(['taxCodes.taxable', 'taxCodes.exempt']),
    )
    expect(await choose({ taxCodes: { taxable: '2', exempt: '3' } })).not.toContain('taxCodes.taxable')
  })

  it.each(['erp-total', 'quickbooks'] as const)(
    'each line is taxed by the code that it names, under %s',
    async (tax) => {
      inWorld(documented)
      await choose({ tax })
      const lines = [
        { prcpart: 'COAT1', qty: '1', price: '100.00', amount: '100.00', tax_code: 'HST ON' },
        { prcpart: 'COAT1', qty: '1', price: '40.00', amount: '40.00', tax_code: 'GST' },
      ]
      expect(await posted({ lines, invoice_tax_subtotal: '15.00', total_invoice_amount: '155.00' })).toMatchObject({
        total: 155,
        record: { state: 'synced' },
      })
    },
  )

  it('a bill has its tax on top of its splits, and an order is taxed by its codes', async () => {
    const voucher = story.fresh('VO-')
    const splits = [
      { account: '6100', amount: '100.00', tax_code: 'HST ON' },
      { account: '6100', amount: '20.00', tax_code: 'Exempt' },
    ]
    const sums = { voucher_tax_subtotal: '13.00', vendor_requested_amount: '133.00' }
    await story.push(event(`voucher/${voucher}`, aVoucher(voucher, { splits, ...sums })))
    expect(story.held('Bill', 'DocNumber', voucher)).toMatchObject([
      { entity: { TotalAmt: 133, TxnTaxDetail: { TotalTax: 13 } } },
    ])
    expect(await record(`voucher/${voucher}`)).toMatchObject({ state: 'synced' })

    const order = story.fresh('PO-')
    const lines = [{ prcpart: 'COAT1', qty: '1', price: '100.00', amount: '100.00', tax_code: 'GST' }]
    await story.push(event(`purchase-order/${order}`, anOrder(order, { lines })))
    expect(story.held('PurchaseOrder', 'DocNumber', order)).toMatchObject([{ entity: { TotalAmt: 105 } }])
    expect(await record(`purchase-order/${order}`)).toMatchObject({ state: 'synced' })
  })
})
