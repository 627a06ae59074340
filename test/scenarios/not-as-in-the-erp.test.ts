import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as z from 'zod/mini'
import { everyKind } from '../local/settled.ts'
import { tieAccounts } from './accounts.ts'
import { aCustomer, anEvent, anInvoice, anOrder, aPart, aVendor, aVoucher } from './stage.ts'
import { openStory } from './story.ts'

// Documents that QuickBooks would refuse as the ERP has them, and that are posted so that nothing of them is lost.
let story: Awaited<ReturnType<typeof openStory>>
beforeAll(async () => {
  story = await openStory()
  story.quickBooks.configure({ world: { textLinesOfPurchases: 'refused' } })
  await story.stage.settle(story.company, everyKind)
  await tieAccounts(story, { '1000': '35', '6100': '17' })
  await story.push(
    event('part/ABC1', aPart('ABC1')),
    event('part/COAT1', aPart('COAT1', { non_inventory: true })),
    event('customer/C-1', aCustomer('C-1')),
    event('vendor/V-1', aVendor('V-1')),
  )
}, 300_000)
afterAll(() => story?.stop())

const event = (key: string, record: object | undefined) => anEvent(story.company, key, record)
const record = (key: string) => story.stage.record(story.company, key)
const noted = (...codes: string[]) => ({
  state: 'synced',
  notes: codes.map((code) => expect.objectContaining({ code })),
})

const line = (change: object) => ({ prcpart: 'COAT1', qty: '1', price: '10.00', amount: '10.00', ...change })
const withLines = (lines: readonly object[], total?: string) => ({
  lines,
  invoice_tax_subtotal: '0',
  freight: '0',
  total_invoice_amount: total,
})

describe('a key that is longer than QuickBooks takes', () => {
  const whole = 'b1946ac9-2f4e-4a0e-9f4d-000000000001'
  const entry = (amount: string) => ({
    external_key: whole,
    name: 'Depreciation',
    date: '2026-11-30',
    splits: [
      { account: '6100', debit: amount },
      { account: '1000', credit: amount },
    ],
  })
  const posted = () =>
    story.quickBooks
      .entities(story.realm, 'JournalEntry')
      .filter(({ entity }) => String(entity['PrivateNote']).includes(whole))
  const Numbered = z.array(z.object({ entity: z.object({ DocNumber: z.string(), TotalAmt: z.number() }) }))

  it('gets a short number that stays the same, and the memo says the whole key', async () => {
    await story.push(event(`ledger-entry/${whole}`, entry('10.00')))
    const [{ entity: first } = { entity: { DocNumber: '' } }] = z.parse(Numbered, posted())
    expect(first.DocNumber).toMatch(/^b1946ac9-[0-9A-Z]{12}$/)
    expect(await record(`ledger-entry/${whole}`)).toMatchObject(noted('number_shortened'))

    await story.push(event(`ledger-entry/${whole}`, entry('12.00')))
    expect(posted()).toMatchObject([{ entity: { DocNumber: first.DocNumber } }])
  })

  it('is an invoice number of the vendor’s: the bill is found by its short number, and no other document gets that one', async () => {
    const voucher = story.fresh('VO-')
    const vendor_invoice_number = `2026-11-UTIL-000123456789-${voucher}`
    await story.push(event(`voucher/${voucher}`, aVoucher(voucher, { vendor_invoice_number })))
    const [bill] = story.quickBooks
      .entities(story.realm, 'Bill')
      .filter(({ entity }) => String(entity['PrivateNote']).includes(vendor_invoice_number))
    const short = String(bill?.entity['DocNumber'])
    expect(short).toHaveLength(20)
    expect(await record(`voucher/${voucher}`)).toMatchObject(noted('number_shortened'))

    const other = story.fresh('VO-')
    await story.push(event(`voucher/${other}`, aVoucher(other, { vendor_invoice_number: short })))
    expect(await record(`voucher/${other}`)).toMatchObject({
      state: 'held',
      reason: { code: 'E_DOCNUMBER', message: expect.stringContaining(`voucher ${voucher}`) },
    })
  })

  it('is held where the company has chosen that, until it chooses otherwise', async () => {
    const number = 'INVOICE-2026-11-0000000001'
    await story.stage.settle(story.company, everyKind, { longKeys: 'hold' })
    await story.push(event(`invoice/${number}`, anInvoice(number)))
    expect(await record(`invoice/${number}`)).toMatchObject({
      state: 'held',
      reason: { code: 'E_LENGTH', next: expect.stringContaining('gets a short number') },
    })

    await story.stage.settle(story.company, everyKind, { longKeys: 'shorten' })
    await story.stage.quiet(story.company)
    expect(await record(`invoice/${number}`)).toMatchObject(noted('number_shortened'))
  })
})

describe('fractions of a cent', () => {
  it.each([
    ['the lines carry them', '0.055'],
    ['the lines are rounded, and the total is not what these come to', '0.06'],
  ])('are rounded so that an invoice comes to what the ERP says, and the cent is shown: %s', async (_, amount) => {
    const number = story.fresh('INV')
    const small = line({ qty: '1.1', price: '0.05', amount })
    await story.push(
      event(
        `invoice/${number}`,
        anInvoice(number, withLines([small, small, line({ qty: '10', amount: '100.00' })], '100.11')),
      ),
    )
    expect(story.held('Invoice', 'DocNumber', number)).toMatchObject([
      { entity: { TotalAmt: 100.11, Line: [{ Amount: 0.06 }, { Amount: 0.05 }, { Amount: 100 }, {}] } },
    ])
    expect(await record(`invoice/${number}`)).toMatchObject({
      ...noted('amount_rounded'),
      notes: [{ message: expect.stringContaining(`line 2 as 0.05 instead of ${amount}`) }],
    })
  })

  it('of a bill and of a journal entry are rounded so that these come to what they did', async () => {
    const [voucher, entry] = [story.fresh('VO-'), story.fresh('GL-')]
    const split = { account: '6100', amount: '3.333' }
    await story.push(
      event(
        `voucher/${voucher}`,
        aVoucher(voucher, { splits: [split, split, split], vendor_requested_amount: '10.00' }),
      ),
      event(`ledger-entry/${entry}`, {
        external_key: entry,
        date: '2026-11-30',
        splits: [
          { account: '6100', debit: '0.005' },
          { account: '6100', debit: '0.005' },
          { account: '1000', credit: '0.01' },
        ],
      }),
    )
    expect(story.held('Bill', 'DocNumber', voucher)).toMatchObject([{ entity: { TotalAmt: 10 } }])
    expect(await record(`voucher/${voucher}`)).toMatchObject(noted('amount_rounded'))
    expect(await record(`ledger-entry/${entry}`)).toMatchObject(noted('amount_rounded'))
  })
})

describe('a line of an order that only says something', () => {
  it('stands in the description of the line before it, and an update keeps the lines', async () => {
    const order = story.fresh('PO-')
    const lines = [
      { prcpart: 'ABC1', description: 'Bracket', qty: '10', price: '4', amount: '40.00' },
      { description: 'Deliver to dock 3, certificates required', amount: '0' },
      { prcpart: 'COAT1', qty: '1', price: '5', amount: '5.00' },
    ]
    await story.push(event(`purchase-order/${order}`, anOrder(order, { lines })))
    expect(await record(`purchase-order/${order}`)).toMatchObject(noted())
    const [before] = story.held('PurchaseOrder', 'DocNumber', order)
    expect(before?.entity).toMatchObject({
      TotalAmt: 45,
      Line: [{ Description: 'Bracket\nDeliver to dock 3, certificates required' }, { Amount: 5 }],
    })

    await story.push(event(`purchase-order/${order}`, anOrder(order, { lines: lines.toSpliced(1, 1) })))
    const [after] = story.held('PurchaseOrder', 'DocNumber', order)
    const Lines = z.object({ Line: z.array(z.object({ Id: z.string() })) })
    expect(after?.entity).toMatchObject({ Line: [{ Description: 'Bracket' }, {}] })
    expect(z.parse(Lines, after?.entity)).toEqual(z.parse(Lines, before?.entity))
  })

  it('stands in the memo where no line is before it, and goes from there with the ERP’s next version', async () => {
    const order = story.fresh('PO-')
    const lines = [{ description: 'Rush', amount: '0' }, line({})]
    await story.push(event(`purchase-order/${order}`, anOrder(order, { lines })))
    expect(story.held('PurchaseOrder', 'DocNumber', order)[0]?.entity).toMatchObject({ PrivateNote: 'Rush' })

    await story.push(event(`purchase-order/${order}`, anOrder(order, { lines: [line({})] })))
    expect(story.held('PurchaseOrder', 'DocNumber', order)[0]?.entity['PrivateNote'] ?? '').toBe('')
  })
})

describe('a line of a stocked part', () => {
  it.each([
    [
      'without a quantity',
      { qty: undefined, price: undefined, amount: '25.00' },
      { qty: '1', price: '25.00', amount: '25.00' },
    ],
    [
      'of which no price gives the amount',
      { qty: '300000.5', price: '0.05', amount: '12345.67' },
      { qty: '300000', price: '0.04', amount: '12000.00' },
    ],
  ])('%s is held before it is sent, says so, and goes once the ERP has followed the advice', async (_, bad, good) => {
    const number = story.fresh('INV')
    await story.push(event(`invoice/${number}`, anInvoice(number, withLines([line({ prcpart: 'ABC1', ...bad })]))))
    expect(await record(`invoice/${number}`)).toMatchObject({
      state: 'held',
      reason: {
        code: 'E_QUANTITY',
        message: expect.stringContaining('quantity'),
        next: expect.stringContaining('quantity'),
      },
      history: [],
    })

    await story.push(event(`invoice/${number}`, anInvoice(number, withLines([line({ prcpart: 'ABC1', ...good })]))))
    expect(await record(`invoice/${number}`)).toMatchObject(noted())
  })

  it('that is for nothing holds no money', async () => {
    const number = story.fresh('INV')
    const lines = [line({}), line({ prcpart: 'ABC1', qty: '0', amount: '0.00' })]
    await story.push(event(`invoice/${number}`, anInvoice(number, withLines(lines))))
    expect(story.held('Invoice', 'DocNumber', number)).toMatchObject([{ entity: { TotalAmt: 10 } }])
  })
})
