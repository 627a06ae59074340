import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { everyKind } from '../local/settled.ts'
import { tieAccounts } from './accounts.ts'
import { anEvent, anOrder, aPart, aVendor, aVoucher } from './stage.ts'
import { openStory } from './story.ts'

// A company with several currencies: each receivable and payable account is kept in one, and takes no other.
let story: Awaited<ReturnType<typeof openStory>>
beforeAll(async () => {
  story = await openStory({ multiCurrency: true })
  story.quickBooks.configure({ world: { foreignPayables: 'in their own currency' } })
  await story.stage.settle(story.company, everyKind)
  await tieAccounts(story, { '6100': '17', '2000': '33' })
  await story.push(
    event('part/ABC1', aPart('ABC1')),
    event('vendor/V-1', aVendor('V-1')),
    event('vendor/E-1', aVendor('E-1', { currency: 'EUR' })),
  )
}, 300_000)
afterAll(() => story?.stop())

const event = (key: string, record: object | undefined) => anEvent(story.company, key, record)
const record = (key: string) => story.stage.record(story.company, key)
const inEuro = { vendnum: 'E-1', currency: 'EUR', exchange_rate: '1.0837' }
const payables = () => story.held('Account', 'AccountType', 'Accounts Payable')
const payableIn = (currency: string) =>
  payables().find(({ entity }) => Object(entity['CurrencyRef']).value === currency)

describe('an order and a bill', () => {
  it('in another currency are posted to the payable account of that, which QuickBooks has or opens', async () => {
    const [order, voucher] = [story.fresh('PO-'), story.fresh('V')]
    await story.push(
      event(`purchase-order/${order}`, anOrder(order, inEuro)),
      event(`voucher/${voucher}`, aVoucher(voucher, { ...inEuro, ponums: [order] })),
    )
    const ofEuro = {
      APAccountRef: { value: payableIn('EUR')?.id },
      CurrencyRef: { value: 'EUR' },
      ExchangeRate: 1.0837,
    }
    expect(story.held('PurchaseOrder', 'DocNumber', order)).toMatchObject([{ entity: ofEuro }])
    expect(story.held('Bill', 'DocNumber', voucher)).toMatchObject([{ entity: ofEuro }])
    expect(await record(`voucher/${voucher}`)).toMatchObject({ state: 'synced' })
  })

  it('name that account once it has been pulled, also when they change, and the chosen one in the home currency', async () => {
    await tieAccounts(story, {})
    const [order, voucher, ours] = [story.fresh('PO-'), story.fresh('V'), story.fresh('V')]
    await story.push(
      event(`purchase-order/${order}`, anOrder(order, inEuro)),
      event(`voucher/${voucher}`, aVoucher(voucher, inEuro)),
      event(`voucher/${ours}`, aVoucher(ours)),
    )
    await story.push(event(`voucher/${voucher}`, aVoucher(voucher, { ...inEuro, due_date: '2026-12-24' })))
    const APAccountRef = { value: payableIn('EUR')?.id }
    expect(story.held('PurchaseOrder', 'DocNumber', order)).toMatchObject([{ entity: { APAccountRef } }])
    expect(story.held('Bill', 'DocNumber', voucher)).toMatchObject([
      { syncToken: 1, entity: { APAccountRef, DueDate: '2026-12-24' } },
    ])
    expect(story.held('Bill', 'DocNumber', ours)).toMatchObject([{ entity: { APAccountRef: { value: '33' } } }])
    const named = story.quickBooks.calls().map(({ body }) => /"APAccountRef":\{"value":"(\d+)"/.exec(String(body))?.[1])
    expect(named).toContain(payableIn('EUR')?.id)
  })
})

it('a journal entry is held before it is sent where its receivable or payable account is kept in another currency', async () => {
  const key = story.fresh('J')
  const entry = (change: object) => ({
    external_key: key,
    date: '2026-11-20',
    splits: [
      { account: '6100', debit: '10.00' },
      { account: '2000', credit: '10.00', vendnum: 'V-1' },
    ],
    ...change,
  })
  const writes = story.writes()
  await story.push(event(`ledger-entry/${key}`, entry({ currency: 'EUR', exchange_rate: '1.0837' })))
  expect(await record(`ledger-entry/${key}`)).toMatchObject({
    state: 'held',
    reason: { code: 'E_CURRENCY', message: expect.stringMatching(/in EUR.*2000 is kept in USD/) },
  })
  expect(story.writes()).toBe(writes)

  await story.push(event(`ledger-entry/${key}`, entry({})))
  expect(await record(`ledger-entry/${key}`)).toMatchObject({ state: 'synced' })
})
