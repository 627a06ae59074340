import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import * as z from 'zod/mini'
import { until } from '../local/until.ts'
import { aCustomer, anEvent, anInvoice, aPart } from './stage.ts'
import { openStory } from './story.ts'

let story: Awaited<ReturnType<typeof openStory>>
beforeAll(async () => {
  story = await openStory()
})
afterAll(() => story?.stop())

describe('when the answer is lost, nothing is posted twice', () => {
  beforeEach(() => story.quickBooks.clearInjections())

  const anInvoiceOf = async () => {
    const [part, customer, invoice] = [story.fresh('ABC'), story.fresh('C-'), story.fresh('INV')]
    const lines = [{ prcpart: part, qty: '3', price: '4.50', amount: '13.50' }]
    await story.push(
      anEvent(story.company, `part/${part}`, aPart(part)),
      anEvent(story.company, `customer/${customer}`, aCustomer(customer)),
    )
    return {
      invoice,
      event: anEvent(story.company, `invoice/${invoice}`, anInvoice(invoice, { custnum: customer, lines })),
    }
  }
  const batch = { path: '/batch' } as const

  it.each([
    ['the connection broke after QuickBooks had done it', { is: 'drop', carriedOut: true }],
    ['the connection broke before', { is: 'drop', carriedOut: false }],
    ['the answer was cut off', { is: 'cut-body' }],
    ['a 502 came although it was done', { is: 'status', status: 502, carriedOut: true }],
    ['a 503 came and it was not done', { is: 'status', status: 503, carriedOut: false }],
    ['HTML came with status 200', { is: 'html-200', carriedOut: true }],
    ['the answer did not mention the item', { is: 'item-missing' }],
  ] as const)('%s', async (_, effect) => {
    const { invoice, event } = await anInvoiceOf()
    story.quickBooks.inject({ when: batch, effect })

    await story.push(event)

    expect(story.held('Invoice', 'DocNumber', invoice)).toHaveLength(1)
    expect(await story.stage.record(story.company, `invoice/${invoice}`)).toMatchObject({ state: 'synced' })
    const { requestId } = story.quickBooks.calls().findLast(({ body }) => body.includes(invoice)) ?? {}
    const bodies = story.quickBooks
      .calls()
      .filter((call) => call.requestId === requestId)
      .map(({ body }) => body)
    expect(new Set(bodies).size, 'a replay is the same, byte for byte').toBe(1)
  })

  it('a token that was turned down is replaced, and the write goes out once', async () => {
    const { invoice, event } = await anInvoiceOf()
    story.quickBooks.expireAccessTokens(story.realm)
    await story.push(event)
    expect(story.held('Invoice', 'DocNumber', invoice)).toHaveLength(1)
  })

  it('what somebody disconnected in QuickBooks is shown, and nothing fails', async () => {
    const { invoice, event } = await anInvoiceOf()
    story.quickBooks.disconnect(story.realm)
    await story.stage.feed(event)
    const { body } = await until(
      () => story.stage.call('GET', `/companies/${story.company}/connection`),
      (answer) => z.safeParse(z.object({ status: z.literal('needs-reconnect') }), answer.body).success,
    )
    expect(body).toMatchObject({ status: 'needs-reconnect', needsReconnectReason: expect.stringContaining('Intuit') })
    expect(await story.stage.record(story.company, `invoice/${invoice}`)).toMatchObject({
      state: 'held',
      reason: { code: 'not_connected' },
    })

    await story.stage.connect(story.company, story.realm)
    await story.stage.quiet(story.company)

    expect(await story.stage.record(story.company, `invoice/${invoice}`)).toMatchObject({ state: 'synced' })
    expect(story.held('Invoice', 'DocNumber', invoice)).toHaveLength(1)
  })
})
