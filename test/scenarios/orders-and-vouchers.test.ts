import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as z from 'zod/mini'
import { everyKind } from '../local/settled.ts'
import { tieAccounts } from './accounts.ts'
import { anEvent, aPart } from './stage.ts'
import { openStory } from './story.ts'

let story: Awaited<ReturnType<typeof openStory>>
beforeAll(async () => {
  story = await openStory()
  await tieAccounts(story, { 2150: '89', 6100: '76', 2000: '33' })
  await story.stage.settle(story.company, everyKind)
  await story.push(event('vendor/V-1', { vendnum: 'V-1', name: 'Vendor V-1' }), event('part/ABC1', aPart('ABC1')))
})
afterAll(() => story?.stop())

const event = (key: string, record: object | undefined) => anEvent(story.company, key, record)
const record = (key: string) => story.stage.record(story.company, key)
const orders = (number: string) => story.held('PurchaseOrder', 'DocNumber', number)
const bills = (number: string) => story.held('Bill', 'DocNumber', number)

const anOrder = (ponum: string, change: object = {}) => ({
  ponum,
  vendnum: 'V-1',
  date: '2026-11-01',
  due_date: '2026-11-30',
  lines: [{ prcpart: 'ABC1', qty: '10', price: '1.50', amount: '15.00' }],
  ...change,
})
const aVoucher = (vouchernum: string, change: object = {}) => ({
  vouchernum,
  vendor_invoice_number: `VI-${vouchernum}`,
  vendnum: 'V-1',
  invoice_date: '2026-11-20',
  due_date: '2026-12-20',
  splits: [
    { account: '2150', amount: '15.00' },
    { account: '6100', amount: '2.50' },
  ],
  ...change,
})

describe('a purchase order', () => {
  it('is made with the payable account, changed, and closed when the ERP gives it up, not when it is received', async () => {
    await story.push(event('purchase-order/1', anOrder('1', { status: 'approved' })))
    expect(orders('1')).toMatchObject([{ entity: { APAccountRef: { value: '33' }, POStatus: 'Open', TotalAmt: 15 } }])

    await story.push(event('purchase-order/1', anOrder('1', { status: 'complete', notes: 'by sea' })))
    expect(orders('1')).toMatchObject([{ entity: { POStatus: 'Open', PrivateNote: 'by sea' } }])

    await story.push(event('purchase-order/1', anOrder('1', { status: 'cancelled' })))
    expect(orders('1')).toMatchObject([{ entity: { POStatus: 'Closed' } }])
  })

  it('cannot be deleted while a bill hangs on it, and says so; it goes once the bill is gone', async () => {
    await story.push(event('purchase-order/2', anOrder('2')), event('voucher/V2', aVoucher('V2', { ponums: ['2'] })))
    await story.push(event('purchase-order/2', undefined))
    expect(await record('purchase-order/2')).toMatchObject({ state: 'held', reason: { code: '800' } })

    await story.push(event('voucher/V2', undefined))
    await story.stage.call('POST', `/companies/${story.company}/records/purchase-order/2/retry`, {})
    await story.stage.quiet(story.company)

    expect(orders('2')).toEqual([])
    expect(bills('VI-V2')).toEqual([])
  })
})

describe('a purchase order is closed', () => {
  const status = (number: string) => orders(number)[0]?.entity['POStatus']
  const bill = (number: string, amount: string, ponums: string[]) =>
    event(`voucher/${number}`, aVoucher(number, { ponums, splits: [{ account: '2150', amount }] }))
  const choose = (ordersClose: string) => story.stage.settle(story.company, everyKind, { ordersClose })

  it('once its bills cover it, whoever comes first, and is open again when one of them is gone', async () => {
    await story.push(event('purchase-order/10', anOrder('10', { status: 'open' })))
    await story.push(bill('V10', '9.00', ['10']))
    expect(status('10')).toBe('Open')

    await story.push(bill('V11', '6.00', ['10']), event('purchase-order/10', anOrder('10', { status: 'complete' })))
    expect(status('10')).toBe('Closed')
    expect(bills('VI-V11')).toMatchObject([{ entity: { LinkedTxn: [{ TxnId: orders('10')[0]?.id }] } }])
    expect(await record('purchase-order/10')).toMatchObject({ state: 'synced' })

    await story.push(event('voucher/V11', undefined))
    expect(status('10')).toBe('Open')
    await story.push(bill('V11', '6.00', ['10']))
    expect(status('10')).toBe('Closed')
  })

  it('by a bill for several orders once the ERP has received it in full', async () => {
    await story.push(event('purchase-order/12', anOrder('12')), event('purchase-order/13', anOrder('13')))
    await story.push(bill('V12', '30.00', ['12', '13']))
    expect(status('12')).toBe('Open')
    await story.push(event('purchase-order/12', anOrder('12', { status: 'complete' })))
    expect([status('12'), status('13')]).toEqual(['Closed', 'Open'])
  })

  it('as soon as the ERP has received it in full, or never, where the company has chosen that', async () => {
    await choose('on-receipt')
    await story.push(event('purchase-order/14', anOrder('14', { status: 'complete' })))
    expect(status('14')).toBe('Closed')

    await choose('never')
    await story.push(event('purchase-order/15', anOrder('15', { status: 'complete' })), bill('V15', '15.00', ['15']))
    expect(status('15')).toBe('Open')
    await choose('on-bill')
  })

  it('without anybody’s approval, since that posts nothing', async () => {
    await story.push(event('purchase-order/16', anOrder('16')))
    await story.stage.settle(story.company, everyKind, { approveBeforePosting: true })
    await story.push(bill('V16', '15.00', ['16']))
    expect(status('16')).toBe('Open')
    const preview = await story.stage.call('GET', `/companies/${story.company}/records/voucher/V16/preview`)
    const { digest } = z.parse(z.object({ digest: z.string() }), preview.body)
    await story.stage.call('POST', `/companies/${story.company}/records/voucher/V16/approve`, { digest })
    await story.stage.quiet(story.company)
    expect(status('16')).toBe('Closed')
    await story.stage.settle(story.company, everyKind, { approveBeforePosting: false })
  })
})

describe('a voucher', () => {
  it('becomes a bill with a line for each split, linked to the order that it covers', async () => {
    await story.push(
      event('voucher/V3', aVoucher('V3', { ponums: ['3'], vendor_requested_amount: '17.50' })),
      event('purchase-order/3', anOrder('3')),
    )
    const [order] = orders('3')
    expect(bills('VI-V3')).toMatchObject([
      {
        entity: {
          TotalAmt: 17.5,
          LinkedTxn: [{ TxnId: order?.id, TxnType: 'PurchaseOrder' }],
          Line: [
            { Amount: 15, AccountBasedExpenseLineDetail: { AccountRef: { value: '89' } } },
            { Amount: 2.5, AccountBasedExpenseLineDetail: { AccountRef: { value: '76' } } },
          ],
        },
      },
    ])
  })

  it('goes without an order that was never sent, and is linked once that is there, which may be years later', async () => {
    await story.push(event('voucher/V4', aVoucher('V4', { ponums: ['4'] })))
    expect(await record('voucher/V4')).toMatchObject({ state: 'synced' })

    await story.push(
      event('purchase-order/4', anOrder('4', { date: '2022-12-31', lines: [{ account: '6100', amount: '15.00' }] })),
    )
    expect(await record('purchase-order/4')).toMatchObject({ state: 'off', reason: { code: 'before_go_live' } })
    expect(await record('voucher/V4')).toMatchObject({ state: 'synced' })

    await story.stage.call('POST', `/companies/${story.company}/records/purchase-order/4/push-anyway`, {})
    await story.stage.quiet(story.company)
    expect(bills('VI-V4')).toMatchObject([{ syncToken: 1, entity: { LinkedTxn: [{ TxnId: orders('4')[0]?.id }] } }])
  })

  it('goes without an order that is held, and is linked once that goes on', async () => {
    const asked = (what: string, key: string) =>
      story.stage.call('POST', `/companies/${story.company}/records/${key}/${what}`, {})
    await story.push(event('purchase-order/6', anOrder('6', { lines: [] })))
    expect(await record('purchase-order/6')).toMatchObject({ state: 'held' })
    await story.push(event('voucher/V6', aVoucher('V6', { ponums: ['6'] })))
    expect(await record('voucher/V6')).toMatchObject({ state: 'synced' })
    await asked('hold', 'purchase-order/6')
    await story.push(event('purchase-order/6', anOrder('6')))
    expect(bills('VI-V6')).toMatchObject([{ syncToken: 0 }])

    await asked('resume', 'purchase-order/6')
    await story.stage.quiet(story.company)

    expect(bills('VI-V6')).toMatchObject([{ syncToken: 1, entity: { LinkedTxn: [{ TxnId: orders('6')[0]?.id }] } }])
    expect(await record('voucher/V6')).toMatchObject({ state: 'synced' })
  })

  it('goes out without its order where QuickBooks does not take the link', async () => {
    await story.push(event('purchase-order/5', anOrder('5')))
    story.quickBooks.person(story.realm).edit('PurchaseOrder', String(orders('5')[0]?.id), { POStatus: 'Closed' })

    await story.push(event('voucher/V5', aVoucher('V5', { ponums: ['5'] })))

    expect(await record('voucher/V5')).toMatchObject({ state: 'synced' })
    expect(bills('VI-V5')).toMatchObject([{ entity: { TotalAmt: 17.5 } }])
  })
})
