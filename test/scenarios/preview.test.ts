import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as z from 'zod/mini'
import { everyKind } from '../local/settled.ts'
import { tieAccounts } from './accounts.ts'
import { aCustomer, anEvent, anInvoice, aPart } from './stage.ts'
import { openStory } from './story.ts'

let story: Awaited<ReturnType<typeof openStory>>
beforeAll(async () => {
  story = await openStory()
  await tieAccounts(story, { 6100: '76', 1000: '35' })
  await story.stage.settle(story.company, everyKind)
  await story.push(
    event('vendor/V-1', { vendnum: 'V-1', name: 'Vendor V-1' }),
    event('customer/C-1', aCustomer('C-1')),
    event('part/ABC1', aPart('ABC1')),
  )
})
afterAll(() => story?.stop())

const event = (key: string, record: object | undefined) => anEvent(story.company, key, record)
const path = (key: string, act = '') => `/companies/${story.company}/records/${key}${act}`
const post = (key: string, act: string, body: object = {}) => story.stage.call('POST', path(key, `/${act}`), body)
const set = (change: object) => story.stage.call('PATCH', `/companies/${story.company}/settings`, change)

const Shown = z.object({
  step: z.string(),
  body: z.nullable(z.record(z.string(), z.unknown())),
  digest: z.nullable(z.string()),
  changed: z.nullable(z.boolean()),
  stoppedBy: z.nullable(z.object({ code: z.string() })),
  postings: z.array(z.object({ account: z.object({ name: z.string() }), debit: z.string(), credit: z.string() })),
})
const preview = async (key: string, query = '') =>
  z.parse(Shown, (await story.stage.call('GET', path(key, `/preview${query}`))).body)

const History = z.object({ history: z.array(z.object({ digest: z.string(), sent: z.unknown() })) })
const lastSent = async (key: string) => z.parse(History, (await story.stage.call('GET', path(key))).body).history[0]

const aVoucher = (vouchernum: string, change: object = {}) => ({
  vouchernum,
  vendor_invoice_number: `VI-${vouchernum}`,
  vendnum: 'V-1',
  invoice_date: '2026-11-20',
  due_date: '2026-12-20',
  splits: [
    { account: '6100', amount: '70.00' },
    { account: '1000', amount: '30.00' },
  ],
  ...change,
})

describe('a preview', () => {
  it('shows exactly what is posted then, with its debits and credits by account, and sends nothing', async () => {
    await set({ approveBeforePosting: true })
    await story.push(event('invoice/P-1', anInvoice('P-1')))
    const writes = story.writes()

    const shown = await preview('invoice/P-1')

    expect(story.writes()).toBe(writes)
    expect(shown).toMatchObject({ step: 'create', stoppedBy: { code: 'approval' }, changed: null })
    expect(shown.postings).toEqual([
      {
        account: expect.objectContaining({ name: 'Accounts receivable (by QuickBooks)' }),
        debit: '16.58',
        credit: '0.00',
      },
      { account: expect.objectContaining({ name: 'Sales of Product Income' }), debit: '0.00', credit: '13.50' },
      { account: expect.objectContaining({ name: 'Shipping income (by QuickBooks)' }), debit: '0.00', credit: '2.00' },
      {
        account: expect.objectContaining({ name: 'Sales tax payable (by QuickBooks)' }),
        debit: '0.00',
        credit: '1.08',
      },
    ])

    await post('invoice/P-1', 'approve', { digest: shown.digest })
    await story.stage.quiet(story.company)

    const sent = await lastSent('invoice/P-1')
    expect(sent?.digest).toBe(shown.digest)
    expect(JSON.stringify(sent?.sent)).toBe(JSON.stringify(shown.body))
    expect(story.held('Invoice', 'DocNumber', 'P-1')).toHaveLength(1)
  })

  it('says that what it showed has changed', async () => {
    await story.push(event('voucher/P-2', aVoucher('P-2')))
    const { digest } = await preview('voucher/P-2')
    expect(await preview('voucher/P-2', `?digest=${digest}`)).toMatchObject({ changed: false })

    await story.push(event('voucher/P-2', aVoucher('P-2', { due_date: '2026-12-31' })))

    expect(await preview('voucher/P-2', `?digest=${digest}`)).toMatchObject({ changed: true })
  })

  it('says what a document still waits for, or why it is refused', async () => {
    await story.push(
      event('voucher/P-3', aVoucher('P-3', { vendnum: 'V-9' })),
      event('voucher/P-4', aVoucher('P-4', { vendor_requested_amount: '1.00' })),
    )
    expect(await story.stage.call('GET', path('voucher/P-3', '/preview'))).toMatchObject({
      body: { step: 'waits', reason: { message: expect.stringContaining('vendor V-9') }, body: null },
    })
    expect(await story.stage.call('GET', path('voucher/P-4', '/preview'))).toMatchObject({
      body: { step: 'refused', reason: { code: 'E_TOTAL' }, body: null },
    })
  })
})

describe('approving before posting', () => {
  it('binds to what was shown: a document that has changed since is not posted', async () => {
    await story.push(event('voucher/A-1', aVoucher('A-1')))
    const { digest } = await preview('voucher/A-1')
    await story.push(event('voucher/A-1', aVoucher('A-1', { due_date: '2026-12-31' })))

    expect(await post('voucher/A-1', 'approve', { digest })).toMatchObject({
      status: 409,
      body: { code: 'digest-differs' },
    })
    expect(story.held('Bill', 'DocNumber', 'VI-A-1')).toEqual([])
  })

  it('asks again when the ERP changes an approved document before it is sent, and for each later change', async () => {
    await story.push(event('voucher/A-2', aVoucher('A-2')))
    await post('voucher/A-2', 'approve', { digest: (await preview('voucher/A-2')).digest })
    await story.stage.quiet(story.company)
    expect(story.held('Bill', 'DocNumber', 'VI-A-2')).toHaveLength(1)

    await story.push(event('voucher/A-2', aVoucher('A-2', { due_date: '2026-12-31' })))

    expect(await story.stage.record(story.company, 'voucher/A-2')).toMatchObject({
      state: 'held',
      reason: { code: 'approval' },
    })
    expect(story.held('Bill', 'DocNumber', 'VI-A-2')).toMatchObject([{ entity: { DueDate: '2026-12-20' } }])
  })

  it('lets lists go by themselves, and everything once it is switched off', async () => {
    await story.push(event('customer/C-2', aCustomer('C-2')))
    expect(await story.stage.record(story.company, 'customer/C-2')).toMatchObject({ state: 'synced' })

    await set({ approveBeforePosting: false })
    await story.stage.quiet(story.company)

    expect(story.held('Bill', 'DocNumber', 'VI-A-2')).toMatchObject([{ entity: { DueDate: '2026-12-31' } }])
    expect(await story.stage.record(story.company, 'voucher/P-2')).toMatchObject({ state: 'synced' })
  })
})
