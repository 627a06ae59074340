import { afterAll, beforeAll, expect, it } from 'vitest'
import * as z from 'zod/mini'
import { until } from '../local/until.ts'
import { aCustomer, anEvent, anInvoice, aPart } from './stage.ts'
import { openStory } from './story.ts'

let story: Awaited<ReturnType<typeof openStory>>
beforeAll(async () => {
  story = await openStory()
  await story.push(event('customer/C-1', aCustomer('C-1')), event('part/ABC1', aPart('ABC1')))
}, 300_000)
afterAll(() => story?.stop())

const event = (key: string, record: object) => anEvent(story.company, key, record)
const get = async (path: string) => (await story.stage.call('GET', `/companies/${story.company}/${path}`)).body
const check = () => story.stage.call('POST', `/companies/${story.company}/check`, {})
const Standing = z.object({ suspension: z.looseObject({ code: z.literal('subscription_ended') }) })

it('says as one problem why nothing goes out, and takes everything up that waits for QuickBooks when asked to look', async () => {
  story.quickBooks.setPreferences(story.realm, { bookCloseDate: '2026-10-31' })
  await story.push(event('invoice/CL1', anInvoice('CL1', { invoicedate: '2026-10-31' })))
  expect(await story.stage.record(story.company, 'invoice/CL1')).toMatchObject({ reason: { code: 'closed_period' } })
  const effect = { is: 'fault', code: '6190', type: 'ValidationFault' } as const
  story.quickBooks.inject({ when: { realmId: story.realm, path: '/batch' }, times: null, effect })
  await story.stage.feed(event('invoice/S1', anInvoice('S1')), event('invoice/S2', anInvoice('S2')))

  await until(
    () => get('status'),
    (status) => z.safeParse(Standing, status).success,
    { withinMs: 120_000 },
  )
  expect(await get('connection')).toMatchObject({ status: 'connected', suspension: { stopsAll: true } })
  expect(await get('status')).toMatchObject({ kinds: { invoice: { held: 3, pending: 0 } } })
  for (const key of ['invoice/S1', 'invoice/S2']) {
    expect(await story.stage.record(story.company, key)).toMatchObject({
      state: 'held',
      reason: { code: 'subscription_ended', next: expect.stringContaining('Renew it in QuickBooks') },
    })
  }
  expect(await get('problems')).toMatchObject({
    items: [
      { cause: 'company/subscription_ended', count: 2, waitsFor: 'quickbooks', action: null },
      { cause: 'held/closed_period/invoice', count: 1, waitsFor: 'quickbooks', action: 'release' },
    ],
  })

  story.quickBooks.clearInjections()
  story.quickBooks.setPreferences(story.realm, { bookCloseDate: null })
  const { status, body } = await check()

  expect([200, 202]).toContain(status)
  expect(body).toMatchObject({ causes: [{ cause: 'held/closed_period', before: 1 }] })
  await story.stage.quiet(story.company)
  for (const key of ['invoice/CL1', 'invoice/S1', 'invoice/S2']) {
    expect(await story.stage.record(story.company, key)).toMatchObject({ state: 'synced' })
  }
  expect(await get('problems')).toMatchObject({ items: [] })
  expect(await get('connection')).toMatchObject({ suspension: null })
  expect(await check()).toMatchObject({ status: 429, body: { code: 'checked-just-now' } })
})
