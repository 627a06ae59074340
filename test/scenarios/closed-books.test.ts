import { afterAll, beforeAll, describe, expect, it } from 'vitest'
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
const record = (key: string) => story.stage.record(story.company, key)
const invoices = (number: string) => story.held('Invoice', 'DocNumber', number)
const close = (bookCloseDate: string | null) => story.quickBooks.setPreferences(story.realm, { bookCloseDate })
const set = (change: object) => story.stage.call('PATCH', `/companies/${story.company}/settings`, change)
const release = async (cause: string) => {
  const answer = await story.stage.call('POST', `/companies/${story.company}/problems/release`, { cause })
  await story.stage.quiet(story.company)
  return answer
}

const anEntry = (external_key: string, date: string) => ({
  external_key,
  date,
  splits: [
    { account: '6100', debit: '5.00' },
    { account: '1000', credit: '5.00' },
  ],
})

describe('closed books', () => {
  it('hold what is dated in them, and after the first refusal without asking QuickBooks each time', async () => {
    close('2026-10-31')
    await story.push(event('invoice/CL1', anInvoice('CL1', { invoicedate: '2026-10-31' })))
    const writes = story.writes()

    await story.push(
      event('invoice/CL2', anInvoice('CL2', { invoicedate: '2026-10-15' })),
      event('ledger-entry/CL3', anEntry('CL3', '2026-10-01')),
      event('invoice/CL4', anInvoice('CL4', { invoicedate: '2026-11-01' })),
    )

    for (const key of ['invoice/CL1', 'invoice/CL2', 'ledger-entry/CL3']) {
      expect(await record(key)).toMatchObject({
        state: 'held',
        reason: { code: 'closed_period', message: expect.stringContaining('closed through 2026-10-31') },
      })
    }
    expect(await record('invoice/CL4')).toMatchObject({ state: 'synced' })
    expect(story.writes()).toBe(writes + 1)
  })

  it('are told as one problem for each kind, with the amount at stake, and let all go when they are open again', async () => {
    const { body } = await story.stage.call('GET', `/companies/${story.company}/problems`)
    expect(body).toMatchObject({
      items: [
        {
          cause: 'held/closed_period/invoice',
          title: 'Invoices: the books are closed at their date',
          count: 2,
          amount: '33.16',
          kinds: ['invoice'],
          action: 'release',
        },
        { cause: 'held/closed_period/ledger-entry', count: 1, amount: '5.00', kinds: ['ledger-entry'] },
      ],
    })
    close('2026-09-30')

    expect(await release('held/closed_period')).toMatchObject({ status: 202 })

    for (const key of ['invoice/CL1', 'invoice/CL2', 'ledger-entry/CL3']) {
      expect(await record(key)).toMatchObject({ state: 'synced' })
    }
  })

  it('let a document be dated to the first open day where the company wants that, and say so in its memo', async () => {
    close('2026-10-31')
    await set({ closedPeriod: 're-date' })
    await story.push(event('invoice/RE1', anInvoice('RE1', { invoicedate: '2026-10-20', custponum: '88' })))

    expect(invoices('RE1')).toMatchObject([
      {
        entity: {
          TxnDate: '2026-11-01',
          PrivateNote: 'Customer PO 88. Dated 2026-10-20 in the ERP; the books were closed there',
        },
      },
    ])
  })

  it('leave a document on the day it was moved to when it is changed, also after they have opened', async () => {
    close(null)
    await story.push(event('invoice/RE1', anInvoice('RE1', { invoicedate: '2026-10-20', custponum: '89' })))

    expect(invoices('RE1')).toMatchObject([
      { entity: { TxnDate: '2026-11-01', PrivateNote: expect.stringContaining('Customer PO 89') } },
    ])
  })

  it('hold a change and a delete of what is posted in them', async () => {
    await set({ closedPeriod: 'hold' })
    close('2026-11-30')
    await story.push(event('invoice/CL4', anInvoice('CL4', { invoicedate: '2026-11-01', custponum: 'later' })))
    await story.push(event('invoice/CL1', undefined))

    expect(await record('invoice/CL4')).toMatchObject({ state: 'held', reason: { code: 'closed_period' } })
    expect(await record('invoice/CL1')).toMatchObject({ state: 'held', reason: { code: 'closed_period' } })
    expect(invoices('CL1')).toHaveLength(1)

    close(null)
    await release('held/closed_period')
    expect(invoices('CL1')).toEqual([])
    expect(invoices('CL4')).toMatchObject([{ entity: { PrivateNote: 'Customer PO later' } }])
  })
})
