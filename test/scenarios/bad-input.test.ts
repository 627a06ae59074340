import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as z from 'zod/mini'
import { everyKind } from '../local/settled.ts'
import { aCustomer, anEvent, anInvoice, aPart } from './stage.ts'
import { openStory } from './story.ts'

// What the door refuses, and what becomes of versions. Further bad input: bad-input-held, bad-input-in-the-books.
let story: Awaited<ReturnType<typeof openStory>>
beforeAll(async () => {
  story = await openStory()
  await story.stage.settle(story.company, everyKind)
})
afterAll(() => story?.stop())

const { parse } = JSON
const post = async (...events: string[]) =>
  (
    await story.stage.call('POST', `/companies/${story.company}/changes`, {
      events: events.map((event) => parse(event)),
    })
  ).body
const at = (version: unknown, custnum: string, change: object = {}) =>
  anEvent(story.company, `customer/${custnum}`, undefined, {
    type: 'cetec.customer.changed',
    data: { version, record: aCustomer(custnum, change) },
  })
const recordOf = (custnum: string) => story.stage.record(story.company, `customer/${custnum}`)
const Refused = z.object({ items: z.array(z.looseObject({ code: z.string(), body: z.string() })) })
const keptAs = async (code: string) =>
  z
    .parse(Refused, (await story.stage.call('GET', `/companies/${story.company}/refused-events?limit=200`)).body)
    .items.filter((event) => event.code === code)

describe('a version', () => {
  it.each([
    ['missing', undefined, 'E_VERSION'],
    ['negative', -1, 'E_VERSION'],
    ['a fraction', 7.5, 'E_VERSION'],
    ['text', '7', 'E_VERSION'],
    ['more than a day ahead', Date.now() + 25 * 3_600_000, 'E_VERSION_FUTURE'],
  ])('that is %s is refused and freezes nothing: a good one that follows goes out', async (_, version, code) => {
    const custnum = story.fresh('C-')

    expect(await post(at(version, custnum))).toMatchObject({
      accepted: 0,
      results: [{ status: 'refused', code, field: '/data/version' }],
    })
    expect((await keptAs(code)).some(({ body }) => body.includes(`"customer/${custnum}"`))).toBe(true)

    await post(at(1, custnum))
    await story.stage.quiet(story.company)
    expect(await recordOf(custnum)).toMatchObject({ state: 'synced', version: 1 })
  })

  it('that is older is superseded: nothing changes and nothing is sent', async () => {
    const custnum = story.fresh('C-')
    await story.push(at(20, custnum, { phone: 'new' }))
    const before = story.writes()

    expect(await post(at(19, custnum, { phone: 'old' }))).toMatchObject({ accepted: 1 })
    await story.stage.quiet(story.company)

    expect(await recordOf(custnum)).toMatchObject({ state: 'synced', version: 20, content: { phone: 'new' } })
    expect(story.writes()).toBe(before)
  })

  it('that comes again with the same content changes nothing and sends nothing', async () => {
    const custnum = story.fresh('C-')
    await story.push(at(20, custnum))
    const before = story.writes()

    await story.push(at(20, custnum), at(20, custnum))

    expect(await recordOf(custnum)).toMatchObject({ state: 'synced', version: 20 })
    expect(story.writes()).toBe(before)
  })

  it('that comes again with other content is held as a tie, until a newer one settles it', async () => {
    const custnum = story.fresh('C-')
    await story.push(at(20, custnum))
    await story.push(at(20, custnum, { phone: 'other' }))
    expect(await recordOf(custnum)).toMatchObject({ state: 'held', reason: { code: 'version_tie' } })

    await story.push(at(21, custnum, { phone: 'right' }))
    expect(await recordOf(custnum)).toMatchObject({ state: 'synced', version: 21, content: { phone: 'right' } })
  })

  it('that comes before an older one in the same call wins, and the entity is made once', async () => {
    const custnum = story.fresh('C-')

    expect(await post(at(21, custnum, { phone: 'new' }), at(20, custnum, { phone: 'old' }))).toMatchObject({
      accepted: 2,
    })
    await story.stage.quiet(story.company)

    expect(await recordOf(custnum)).toMatchObject({ state: 'synced', version: 21 })
    expect(story.held('Customer', 'DisplayName', `Customer ${custnum}`)).toMatchObject([
      { entity: { PrimaryPhone: { FreeFormNumber: 'new' } } },
    ])
  })
})

describe('a record', () => {
  it('dated before go-live is kept as off and never sent', async () => {
    const number = story.fresh('INV')
    const before = story.writes()
    await story.push(anEvent(story.company, `invoice/${number}`, anInvoice(number, { invoicedate: '2022-12-31' })))
    expect(await story.stage.record(story.company, `invoice/${number}`)).toMatchObject({
      state: 'off',
      reason: { code: 'before_go_live' },
    })
    expect(story.writes()).toBe(before)
  })

  it('that is deleted and was never seen is kept as deleted, so that an older change cannot bring it', async () => {
    const custnum = story.fresh('C-')
    const late = anEvent(story.company, `customer/${custnum}`, aCustomer(custnum))
    const before = story.writes()

    await story.push(anEvent(story.company, `customer/${custnum}`, undefined))
    await story.push(late)

    expect(await recordOf(custnum)).toMatchObject({ deleted: true, state: 'synced', link: null })
    expect(story.writes()).toBe(before)
  })

  it.each([
    ['an invoice without a customer', { custnum: undefined }, 'E_REQUIRED', 'custnum'],
    ['a day that the calendar has not', { invoicedate: '2026-02-30' }, 'E_DATE', 'invoicedate'],
    ['the year 0001', { invoicedate: '0001-01-01' }, 'E_DATE', 'invoicedate'],
    ['the year 9999', { invoicedate: '9999-12-31' }, 'E_DATE', 'invoicedate'],
    ['a day with a time zone', { invoicedate: '2026-11-20T00:00:00-08:00' }, 'E_DATE', 'invoicedate'],
    ['a currency that is no code', { currency: 'dollars' }, 'E_CURRENCY', 'currency'],
    ['lines that are no list', { lines: 'none' }, 'E_TYPE', 'lines'],
    ['a number that no computer holds', { freight: '1e308' }, 'E_NUMBER', 'freight'],
  ])('with %s is held for it, whole, until a version comes that is right', async (_, change, code, field) => {
    const number = story.fresh('INV')
    const [wrong, right] = [
      anInvoice(number, change),
      anInvoice(number, {
        custnum: 'C-FLAW',
        lines: [{ prcpart: 'P-FLAW', amount: '3.00' }],
        invoice_tax_subtotal: undefined,
        freight: undefined,
        total_invoice_amount: '3.00',
      }),
    ]
    await story.push(
      anEvent(story.company, 'customer/C-FLAW', aCustomer('C-FLAW')),
      anEvent(story.company, 'part/P-FLAW', aPart('P-FLAW', { non_inventory: true })),
    )
    const before = story.writes()
    expect(await post(anEvent(story.company, `invoice/${number}`, wrong))).toMatchObject({
      accepted: 1,
      results: [{ status: 'queued', code, field: `/data/record/${field}` }],
    })
    await story.stage.quiet(story.company)

    const held = { state: 'held', reason: { code, field }, deleted: false, content: JSON.parse(JSON.stringify(wrong)) }
    expect(await story.stage.record(story.company, `invoice/${number}`)).toMatchObject(held)
    const list = await story.stage.call(
      'GET',
      `/companies/${story.company}/records?state=held&kind=invoice&q=${number}`,
    )
    expect(list.body).toMatchObject({ items: [{ id: number, ...held }] })
    const search = await story.stage.call('GET', `/companies/${story.company}/search?q=${number}`)
    expect(search.body).toMatchObject({ items: [{ id: number, state: 'held' }] })
    // Nobody can make it go out as it is, and nothing is taken for a deletion.
    await story.stage.call('POST', `/companies/${story.company}/records/invoice/${number}/retry`, {})
    await story.stage.quiet(story.company)
    expect(await story.stage.record(story.company, `invoice/${number}`)).toMatchObject(held)
    expect(story.writes()).toBe(before)

    await story.push(anEvent(story.company, `invoice/${number}`, right))
    expect(await story.stage.record(story.company, `invoice/${number}`)).toMatchObject({
      state: 'synced',
      reason: null,
    })
  })

  it('that is in QuickBooks stays there as it is while a version cannot be read', async () => {
    const custnum = story.fresh('C-')
    await story.push(at(20, custnum, { phone: '1' }))
    await story.push(at(21, custnum, { active: 'yes' }))
    expect(await recordOf(custnum)).toMatchObject({ state: 'held', version: 21, syncedVersion: 20 })
    const path = `/companies/${story.company}/records/customer/${custnum}/preview`
    expect((await story.stage.call('GET', path)).body).toMatchObject({ step: 'refused', reason: { code: 'E_TYPE' } })
    expect(story.held('Customer', 'DisplayName', `Customer ${custnum}`)).toMatchObject([
      { entity: { Active: true, PrimaryPhone: { FreeFormNumber: '1' } } },
    ])
    await story.push(at(22, custnum, { phone: '3' }))
    expect(await recordOf(custnum)).toMatchObject({ state: 'synced', syncedVersion: 22 })
  })
})
