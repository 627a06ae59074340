import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as z from 'zod/mini'
import { everyKind } from '../local/settled.ts'
import { aCustomer, anEvent, anInvoice, aPart, aVendor, pathOf } from './stage.ts'
import { openStory } from './story.ts'

// An id is whatever the ERP calls a record by: nobody takes it apart.
let story: Awaited<ReturnType<typeof openStory>>
beforeAll(async () => {
  story = await openStory()
  await story.stage.settle(story.company, everyKind)
})
afterAll(() => story?.stop())

const event = (name: string, record: object | undefined, change: object = {}) =>
  anEvent(story.company, name, record, change)
const recordOf = (name: string) => story.stage.record(story.company, name)
const call = async (method: 'GET' | 'POST', path: string, body?: object) =>
  (await story.stage.call(method, `/companies/${story.company}${path}`, body)).body

const invoice = (invoicenum: string, custnum: string, prcpart: string, change: object = {}) =>
  anInvoice(invoicenum, {
    custnum,
    lines: [{ prcpart, qty: '3', price: '4.50', amount: '13.50' }],
    invoice_tax_subtotal: undefined,
    freight: undefined,
    total_invoice_amount: '13.50',
    ...change,
  })

describe('numbers as shops write them', () => {
  it('are posted with every document that names them', async () => {
    await story.push(
      event('part/BLT1/4-20', aPart('BLT1/4-20')),
      event('part/SCREW #8 "PAN"', aPart('SCREW #8 "PAN"')),
      event('customer/MÜ-7', aCustomer('MÜ-7', { terms: '1% 10 Net 30' })),
      event('vendor/A/S "Nord" #2', aVendor('A/S "Nord" #2')),
      event('terms/1% 10 Net 30', { name: '1% 10 Net 30', due_days: 30 }),
      event('account/6400', { number: '6400', name: 'Supplies' }),
      event('purchase-order/2026/0012', {
        ponum: '2026/0012',
        vendnum: 'A/S "Nord" #2',
        date: '2026-11-20',
        lines: [{ prcpart: 'BLT1/4-20', qty: '10', price: '1.00', amount: '10.00' }],
      }),
      event('invoice/R/1', invoice('R/1', 'MÜ-7', 'SCREW #8 "PAN"')),
      event('invoice/R/2', invoice('R/2', 'MÜ-7', 'BLT1/4-20')),
    )

    for (const name of ['part/BLT1/4-20', 'part/SCREW #8 "PAN"', 'customer/MÜ-7', 'purchase-order/2026/0012'])
      expect(await recordOf(name)).toMatchObject({ id: name.slice(name.indexOf('/') + 1), state: 'synced' })
    expect(await recordOf('invoice/R/1')).toMatchObject({ state: 'synced' })
    expect(story.held('Invoice', 'DocNumber', 'R/1')).toHaveLength(1)
    expect(story.held('Invoice', 'DocNumber', 'R/2')).toHaveLength(1)
    expect(story.held('PurchaseOrder', 'DocNumber', '2026/0012')).toHaveLength(1)
    expect(await recordOf('terms/1% 10 Net 30')).toMatchObject({ state: 'off', reason: { code: 'tied_only' } })
  })

  it('are found, tied, acted on and told of by a key that is percent-encoded once', async () => {
    const Keys = z.object({ items: z.array(z.object({ record: z.nullable(z.string()) })) })
    const key = pathOf('part/BLT1/4-20')
    expect(key).toBe('part/BLT1%2F4-20')
    expect(await call('POST', `/records/${key}/hold`)).toMatchObject({ id: 'BLT1/4-20', state: 'held' })
    expect(await call('POST', `/records/${key}/resume`)).toMatchObject({ id: 'BLT1/4-20' })
    await story.stage.quiet(story.company)

    const { items } = z.parse(Keys, await call('GET', `/activity?record=${encodeURIComponent(key)}`))
    expect(items.map(({ record }) => record)).toEqual([key, key])
    expect(await call('GET', '/search?q=BLT1%2F4')).toMatchObject({ items: [{ id: 'BLT1/4-20' }] })
    expect(await call('GET', `/records/${key}/preview`)).toMatchObject({ id: 'BLT1/4-20', step: 'none' })
  })
})

describe('an id that looks like a separator of ours', () => {
  // Each of these ends, begins or goes on as something that keys, places or paths are put together with.
  const ids = [
    ...[
      'a',
      'a#b',
      'a/b',
      '2/x',
      'part/1',
      'waiting/part/1',
      '..',
      '.',
      '%2F',
      '%',
      'a%2Fb',
      'a b',
      '"',
      '\\',
      '?',
      '-',
    ],
    ...['constructor', '__proto__', 'toString', 'a/preview', 'a/hold', 'identé', '\u{1f529}'],
    ...['漢'.repeat(128), '/'.repeat(128), '\u{1f529}'.repeat(128)],
  ]
  const all = ids.map((id, at) => ({ id, name: `Opaque ${at}`, number: `N/${at}`, part: `${id.slice(0, 124)}/#%` }))
  const byQuery = (kind: string, id: string) => call('GET', `/records/${kind}/-?id=${encodeURIComponent(id)}`)

  it('is a record of its own, and each document finds the one that it names', async () => {
    // The customers and the parts come last, so that every invoice waits for its own first.
    await story.push(...all.map(({ id, number, part }) => event(`invoice/${number}`, invoice(number, id, part))))
    for (const { id, number } of all) {
      const customer = expect.stringContaining(`It mentions customer ${id}, which`)
      expect(await recordOf(`invoice/${number}`)).toMatchObject({ state: 'waiting', reason: { message: customer } })
    }
    await story.push(
      ...all.map(({ id, name }) => event(`customer/${id}`, aCustomer(id, { name }))),
      ...all.map(({ part, name }) => event(`part/${part}`, aPart(part, { description: name }))),
    )

    for (const { id, name, number, part } of all) {
      const customerId = story.held('Customer', 'DisplayName', name)[0]?.entity['Id']
      expect(await byQuery('customer', id)).toMatchObject({ id, state: 'synced', link: { id: customerId } })
      // An item's name has 100 Western European letters at most; then the part is held, and for its name, not its id.
      if (!/^[ -ÿ]{1,100}$/.test(part)) expect(await byQuery('part', part)).toMatchObject({ state: 'held' })
      else
        expect(story.held('Invoice', 'DocNumber', number)).toMatchObject([
          { entity: { CustomerRef: { value: customerId } } },
        ])
    }
  })
})

describe('subject and content', () => {
  it('that name two ids are a refused event that says so, and nothing is taken of it', async () => {
    await story.stage.feed(event('customer/C-77', aCustomer('C-78')))
    await story.stage.quiet(story.company)
    expect(await call('GET', '/refused-events')).toMatchObject({
      items: [{ code: 'E_ID', field: '/subject', message: expect.stringMatching(/"C-77".*"C-78"/) }],
    })
    for (const id of ['C-77', 'C-78']) expect(await recordOf(`customer/${id}`)).toMatchObject({ code: 'not-found' })
  })
})
