import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { catalogCalls } from './catalog-calls.ts'
import { aCustomer, anEvent, anInvoice, aPart } from './stage.ts'
import { openStory } from './story.ts'

let story: Awaited<ReturnType<typeof openStory>>
let calls: ReturnType<typeof catalogCalls>
beforeAll(async () => {
  story = await openStory()
  calls = catalogCalls(story)
  await story.stage.settle(
    story.company,
    { customer: false, part: false, vendor: false, invoice: false },
    { confirm: true },
  )
})
afterAll(() => story?.stop())

const expense = (Amount: number) => ({
  Amount,
  DetailType: 'AccountBasedExpenseLineDetail',
  AccountBasedExpenseLineDetail: { AccountRef: { value: '80' } },
})
const journal = (Amount: number, PostingType: string, account: string) => ({
  Amount,
  DetailType: 'JournalEntryLineDetail',
  JournalEntryLineDetail: { PostingType, AccountRef: { value: account } },
})
const linkExisting = (type: string, more: object = {}) => calls.batch('/documents/link-existing', { type, ...more })
const types = ['invoice', 'bill', 'purchase-order', 'journal-entry']
const documents = () =>
  (['Invoice', 'Bill', 'PurchaseOrder', 'JournalEntry'] as const).flatMap((type) =>
    story.quickBooks.entities(story.realm, type).map(({ id, entity }) => `${type} ${id} ${entity['SyncToken']}`),
  )

describe('a company that goes live with history', () => {
  it('ties the documents that both sides have, and is told of those that differ', async () => {
    const customer = calls.created('Customer', { DisplayName: 'Halyard Marine' })
    const vendor = calls.created('Vendor', { DisplayName: 'Larkspur Fasteners' })
    const item = calls.created('Item', {
      Name: 'OLD1',
      Type: 'NonInventory',
      IncomeAccountRef: { value: '79' },
      ExpenseAccountRef: { value: '80' },
    })
    const anOldInvoice = (DocNumber: string, change: object = {}) =>
      calls.created('Invoice', {
        DocNumber,
        TxnDate: '2025-03-31',
        CustomerRef: { value: customer },
        Line: [
          {
            Amount: 13.5,
            DetailType: 'SalesItemLineDetail',
            SalesItemLineDetail: { ItemRef: { value: item }, Qty: 3, UnitPrice: 4.5 },
          },
        ],
        ...change,
      })
    anOldInvoice('OLD-1')
    anOldInvoice('OLD-2', { TxnDate: '2025-04-01' })
    anOldInvoice('OLD-3')
    anOldInvoice('OLD-3')
    calls.created('Bill', {
      DocNumber: 'B-77',
      TxnDate: '2025-03-31',
      VendorRef: { value: vendor },
      Line: [expense(40)],
    })
    calls.created('PurchaseOrder', {
      DocNumber: 'PO-7',
      TxnDate: '2025-03-31',
      VendorRef: { value: vendor },
      Line: [expense(12)],
    })
    calls.created('JournalEntry', {
      DocNumber: 'J-7',
      TxnDate: '2025-03-31',
      Line: [journal(5, 'Debit', '80'), journal(5, 'Credit', '79')],
    })

    const old = (number: string) =>
      anInvoice(number, {
        ...{ custnum: 'H-1', invoicedate: '2025-03-31', ar_duedate: '2025-04-30', total_invoice_amount: '13.50' },
        ...{
          invoice_tax_subtotal: '0',
          freight: '0',
          lines: [{ prcpart: 'OLD1', qty: '3', price: '4.50', amount: '13.50' }],
        },
      })
    await story.push(
      anEvent(story.company, 'customer/H-1', aCustomer('H-1', { name: 'Halyard Marine' })),
      anEvent(story.company, 'vendor/L-1', { vendnum: 'L-1', name: 'Larkspur Fasteners' }),
      anEvent(story.company, 'part/OLD1', aPart('OLD1', { non_inventory: true })),
      ...['OLD-1', 'OLD-2', 'OLD-3', 'OLD-4'].map((number) => anEvent(story.company, `invoice/${number}`, old(number))),
      anEvent(story.company, 'voucher/901', {
        ...{ vouchernum: '901', vendor_invoice_number: 'B-77', vendnum: 'L-1', invoice_date: '2025-03-31' },
        splits: [{ account: '5000', amount: '40.00' }],
      }),
      anEvent(story.company, 'purchase-order/PO-7', {
        ...{ ponum: 'PO-7', vendnum: 'L-1', date: '2025-03-31' },
        lines: [{ description: 'Twine', amount: '12.00' }],
      }),
      anEvent(story.company, 'ledger-entry/J-7', {
        ...{ external_key: 'J-7', date: '2025-03-31' },
        splits: [
          { account: '5000', debit: '5.00' },
          { account: '4000', credit: '5.00' },
        ],
      }),
    )
    await calls.pull('customer')
    await calls.pull('vendor')
    await calls.link('customer', customer, 'customer/H-1')
    await calls.link('vendor', vendor, 'vendor/L-1')
    const before = documents()

    const trial = await linkExisting('invoice', { dryRun: true })
    expect(trial).toMatchObject({ state: 'done', error: null, linked: 1, skipped: 3 })
    expect(await calls.items(trial.id)).toMatchObject([
      { key: 'invoice/OLD-1', outcome: 'would-link', confidence: 'exact' },
      {
        key: 'invoice/OLD-2',
        outcome: 'skipped',
        reason: { code: 'differs', message: expect.stringContaining('2025-04-01') },
      },
      { key: 'invoice/OLD-3', outcome: 'skipped', reason: { code: 'ambiguous' } },
      { key: 'invoice/OLD-3', outcome: 'skipped', reason: { code: 'ambiguous' } },
    ])
    expect(await story.stage.record(story.company, 'invoice/OLD-1')).toMatchObject({ state: 'off', link: null })

    for (const type of types) expect(await linkExisting(type), type).toMatchObject({ state: 'done', linked: 1 })
    for (const key of ['invoice/OLD-1', 'voucher/901', 'purchase-order/PO-7', 'ledger-entry/J-7']) {
      expect(await story.stage.record(story.company, key), key).toMatchObject({
        state: 'synced',
        link: { id: expect.any(String) },
      })
    }
    expect(documents()).toEqual(before)
  })

  it('posts none of them when it is switched on, and only what is not there', async () => {
    await calls.pull('item')
    const item = (await calls.entityNamed('item', 'OLD1'))?.id ?? ''
    await calls.link('item', item, 'part/OLD1')
    const before = documents().length
    await story.stage.settle(story.company, { invoice: true })
    for (const number of ['OLD-1', 'OLD-2', 'OLD-3', 'OLD-4']) {
      expect(await story.stage.record(story.company, `invoice/${number}`)).toMatchObject({
        state: number === 'OLD-1' ? 'synced' : 'off',
      })
    }
    await story.stage.quiet(story.company)
    expect(documents()).toHaveLength(before)
  })

  it('changes a tied document when the ERP changes it, and does not make a second', async () => {
    await story.push(
      anEvent(story.company, 'invoice/OLD-1', {
        ...anInvoice('OLD-1', {
          custnum: 'H-1',
          invoicedate: '2025-03-31',
          ar_duedate: '2025-04-30',
          invoice_tax_subtotal: '0',
          freight: '0',
        }),
        ...{ total_invoice_amount: '18.00', lines: [{ prcpart: 'OLD1', qty: '4', price: '4.50', amount: '18.00' }] },
      }),
    )
    expect(await story.stage.record(story.company, 'invoice/OLD-1')).toMatchObject({ state: 'synced' })
    const held = story.held('Invoice', 'DocNumber', 'OLD-1')
    expect(held).toMatchObject([{ entity: { TotalAmt: 18 } }])
    expect(held[0]?.entity['Line']).toHaveLength(2)
  })

  it('unties a batch without posting anything anew', async () => {
    const { body } = await calls.call('GET', '/batches?limit=50')
    const batch = (body as { items: { id: string; what: string; input: { type: string } }[] }).items.find(
      ({ what, input }) => what === 'link-documents' && input.type === 'bill',
    )
    const before = documents()
    await story.stage.settle(story.company, { vendor: true, voucher: true })
    expect(await calls.batch(`/batches/${batch?.id}/undo`)).toMatchObject({ unlinked: 1 })
    await story.stage.quiet(story.company)
    expect(await story.stage.record(story.company, 'voucher/901')).toMatchObject({
      state: 'held',
      reason: { code: 'untied' },
      link: null,
    })
    expect(documents()).toEqual(before)
  })
})
