import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aCustomer, anEvent, anInvoice, aPart } from './stage.ts'
import { openStory } from './story.ts'

let story: Awaited<ReturnType<typeof openStory>>
beforeAll(async () => {
  story = await openStory()
  await story.stage.call('PATCH', `/companies/${story.company}/settings`, {
    switches: { invoice: false, vendor: false },
    confirm: true,
    goLiveAt: '2026-10-01',
  })
})
afterAll(() => story?.stop())

const event = (key: string, record: object | undefined) => anEvent(story.company, key, record)
const backfill = (body: object) => story.stage.call('POST', `/companies/${story.company}/backfill`, body)
const invoices = () => story.quickBooks.entities(story.realm, 'Invoice').map(({ entity }) => entity['DocNumber'])

describe('switching a kind on', () => {
  it('floods nothing: what came before stays off, until it is back-filled', async () => {
    await story.push(
      event('customer/C-1', aCustomer('C-1')),
      event('part/ABC1', aPart('ABC1')),
      event('invoice/B-1', anInvoice('B-1', { invoicedate: '2026-10-15' })),
      event('invoice/B-2', anInvoice('B-2', { invoicedate: '2026-11-02' })),
      event('invoice/B-3', anInvoice('B-3', { invoicedate: '2026-11-03' })),
      event('invoice/B-4', anInvoice('B-4', { invoicedate: '2026-09-30' })),
    )
    await story.stage.call('PATCH', `/companies/${story.company}/settings`, { switches: { invoice: true } })
    await story.stage.quiet(story.company)

    expect(invoices()).toEqual([])
    expect(await story.stage.record(story.company, 'invoice/B-1')).toMatchObject({
      state: 'off',
      reason: { code: 'kind_off' },
    })
  })

  it('can be rehearsed: a trial counts, and says by month what it comes to', async () => {
    expect(await backfill({ kinds: ['invoice'], dryRun: true })).toMatchObject({
      status: 200,
      body: {
        dryRun: true,
        kinds: {
          invoice: {
            count: 3,
            total: '49.74',
            beforeGoLive: 1,
            months: [
              { month: '2026-10', count: 1, total: '16.58' },
              { month: '2026-11', count: 2, total: '33.16' },
            ],
          },
        },
      },
    })
    expect(invoices()).toEqual([])
  })

  it('brings them in when a person says so, but for those from before go-live', async () => {
    expect(await backfill({ kinds: ['invoice'] })).toMatchObject({ status: 202 })
    await story.stage.quiet(story.company)

    expect(invoices().sort()).toEqual(['B-1', 'B-2', 'B-3'])
    expect(await story.stage.record(story.company, 'invoice/B-4')).toMatchObject({
      state: 'off',
      reason: { code: 'before_go_live' },
    })
  })

  it('brings in what an earlier go-live date lets in', async () => {
    await story.stage.call('PATCH', `/companies/${story.company}/settings`, { goLiveAt: '2026-09-01' })
    await story.stage.quiet(story.company)
    expect(invoices()).toHaveLength(3)

    await backfill({})
    await story.stage.quiet(story.company)

    expect(invoices()).toHaveLength(4)
  })
})
