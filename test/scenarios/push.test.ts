import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import * as z from 'zod/mini'
import { startIntuit } from '../local/intuit.ts'
import { until } from '../local/until.ts'
import { aCustomer, anEvent, anInvoice, aPart, openStage } from './stage.ts'

let count = 0
let intuit: Awaited<ReturnType<typeof startIntuit>>
let stage: Awaited<ReturnType<typeof openStage>>
beforeAll(async () => {
  intuit = await startIntuit({ client: { id: 'local-client', secret: 'local-secret' } })
  stage = await openStage(intuit.url, { scheduleEvery: { sweep: 1 } })
}, 60_000)
afterAll(async () => {
  await stage?.stop()
  await intuit?.stop()
})

/** The company and the books of the story that is told; each has some of its own, and so a minute's limit of its own. */
let company = ''
let REALM = ''
const newCompany = async () => {
  count++
  company = `company-${count}`
  REALM = String(9_130_000_000_000_000 + count)
  quickBooks().addRealm({ realmId: REALM, name: company, withLists: true })
  await stage.connect(company, REALM)
  await stage.settle(company, { invoice: true, vendor: true })
}

const quickBooks = () => intuit.intuit.control
type EntityName = Parameters<ReturnType<typeof quickBooks>['entities']>[1]
/** What QuickBooks holds of a type, by a field's value. */
const held = (type: EntityName, field: string, value: string) =>
  quickBooks()
    .entities(REALM, type)
    .filter(({ entity, deleted }) => !deleted && entity[field] === value)
const writes = () =>
  quickBooks()
    .calls()
    .filter(({ path }) => path.endsWith('/batch')).length

/** Feeds these and waits until everything has come to rest. */
const push = async (...events: string[]) => {
  await stage.feed(...events)
  return stage.quiet(company)
}

/** A name and number that no other story uses. */
const fresh = (prefix: string) => `${prefix}${++count}`

describe('a record of the ERP', () => {
  beforeAll(newCompany)

  it('arrives in QuickBooks after what it mentions, whatever came first', async () => {
    const [part, customer, invoice] = [fresh('ABC'), fresh('C-'), fresh('INV')]
    await push(
      anEvent(
        company,
        `invoice/${invoice}`,
        anInvoice(invoice, { custnum: customer, lines: [{ prcpart: part, qty: '3', price: '4.50', amount: '13.50' }] }),
      ),
      anEvent(company, `customer/${customer}`, aCustomer(customer)),
      anEvent(company, `part/${part}`, aPart(part)),
    )

    expect(held('Invoice', 'DocNumber', invoice)).toMatchObject([{ entity: { TotalAmt: 16.58 } }])
    expect(await stage.record(company, `invoice/${invoice}`)).toMatchObject({
      state: 'synced',
      link: { type: 'Invoice' },
    })
  })

  it('waits for what has not come, says for what, and goes out by itself when that comes', async () => {
    const [part, customer, invoice] = [fresh('ABC'), fresh('C-'), fresh('INV')]
    const lines = [{ prcpart: part, qty: '3', price: '4.50', amount: '13.50' }]
    await push(
      anEvent(company, `part/${part}`, aPart(part)),
      anEvent(company, `invoice/${invoice}`, anInvoice(invoice, { custnum: customer, lines })),
    )
    expect(await stage.record(company, `invoice/${invoice}`)).toMatchObject({
      state: 'waiting',
      reason: { code: 'waiting', message: expect.stringContaining(`customer ${customer}`) },
    })

    await push(anEvent(company, `customer/${customer}`, aCustomer(customer)))

    expect(await stage.record(company, `invoice/${invoice}`)).toMatchObject({ state: 'synced' })
    expect(held('Invoice', 'DocNumber', invoice)).toHaveLength(1)
  })

  it('costs no call when it is sent again, or again with nothing changed', async () => {
    const customer = fresh('C-')
    const event = anEvent(company, `customer/${customer}`, aCustomer(customer))
    await push(event)
    const before = writes()

    await push(event, event, anEvent(company, `customer/${customer}`, aCustomer(customer)))

    expect(writes()).toBe(before)
    expect(await stage.record(company, `customer/${customer}`)).toMatchObject({ state: 'synced' })
  })

  it('never goes back to an older version', async () => {
    const customer = fresh('C-')
    const older = anEvent(company, `customer/${customer}`, aCustomer(customer, { phone: '1' }))
    const newer = anEvent(company, `customer/${customer}`, aCustomer(customer, { phone: '2' }))
    await push(newer)
    await push(older)
    expect(held('Customer', 'DisplayName', `Customer ${customer}`)).toMatchObject([
      { entity: { PrimaryPhone: { FreeFormNumber: '2' } } },
    ])
  })

  it('is held when one version comes with two contents', async () => {
    const customer = fresh('C-')
    const event = JSON.parse(anEvent(company, `customer/${customer}`, aCustomer(customer)))
    await push(JSON.stringify(event))
    event.data.record.phone = '1'
    await push(JSON.stringify(event))
    expect(await stage.record(company, `customer/${customer}`)).toMatchObject({
      state: 'held',
      reason: { code: 'version_tie' },
    })
  })

  it('keeps its lines when it is changed', async () => {
    const [a, b, customer, invoice] = [fresh('ABC'), fresh('ABC'), fresh('C-'), fresh('INV')]
    const line = (prcpart: string, amount: string) => ({ prcpart, qty: '1', price: amount, amount })
    const of = (...lines: ReturnType<typeof line>[]) =>
      anEvent(company, `invoice/${invoice}`, {
        invoicenum: invoice,
        custnum: customer,
        invoicedate: '2026-11-20',
        lines,
      })
    await push(
      anEvent(company, `part/${a}`, aPart(a)),
      anEvent(company, `part/${b}`, aPart(b)),
      anEvent(company, `customer/${customer}`, aCustomer(customer)),
      of(line(a, '1.00')),
    )
    const before = held('Invoice', 'DocNumber', invoice)[0]

    await push(of(line(b, '2.00'), line(a, '5.00')))

    const [after] = held('Invoice', 'DocNumber', invoice)
    expect(after).toMatchObject({ id: before?.id, entity: { TotalAmt: 7 } })
    const ids = (entity: unknown) => (entity as { Line: { Id?: string; Amount: number }[] }).Line.filter(({ Id }) => Id)
    const kept = ids(after?.entity).find(({ Amount }) => Amount === 5)
    expect(kept?.Id).toBe(ids(before?.entity)[0]?.Id)
  })

  it('is deleted when it is a document, and made inactive when it is not', async () => {
    const [part, customer, invoice] = [fresh('ABC'), fresh('C-'), fresh('INV')]
    const lines = [{ prcpart: part, qty: '3', price: '4.50', amount: '13.50' }]
    await push(
      anEvent(company, `part/${part}`, aPart(part)),
      anEvent(company, `customer/${customer}`, aCustomer(customer)),
      anEvent(company, `invoice/${invoice}`, anInvoice(invoice, { custnum: customer, lines })),
    )
    await push(anEvent(company, `invoice/${invoice}`, undefined), anEvent(company, `part/${part}`, undefined))

    expect(held('Invoice', 'DocNumber', invoice)).toEqual([])
    expect(held('Item', 'Sku', part)).toMatchObject([{ entity: { Active: false } }])
    expect(await stage.record(company, `invoice/${invoice}`)).toMatchObject({
      state: 'synced',
      deleted: true,
      link: null,
    })
  })

  it('leaves nothing behind when it was deleted before it was ever sent', async () => {
    const invoice = fresh('INV')
    const before = writes()
    await push(anEvent(company, `invoice/${invoice}`, undefined))
    expect(await stage.record(company, `invoice/${invoice}`)).toMatchObject({ state: 'synced', deleted: true })
    expect(writes()).toBe(before)
  })

  it('that is inactive is made active for as long as a document needs it', async () => {
    const [part, customer, invoice] = [fresh('ABC'), fresh('C-'), fresh('INV')]
    const lines = [{ prcpart: part, qty: '3', price: '4.50', amount: '13.50' }]
    await push(
      anEvent(company, `part/${part}`, aPart(part, { active: false })),
      anEvent(company, `customer/${customer}`, aCustomer(customer)),
    )
    expect(held('Item', 'Sku', part)).toMatchObject([{ entity: { Active: false } }])

    await push(anEvent(company, `invoice/${invoice}`, anInvoice(invoice, { custnum: customer, lines })))

    expect(held('Invoice', 'DocNumber', invoice)).toHaveLength(1)
    expect(held('Item', 'Sku', part)).toMatchObject([{ entity: { Active: false } }])
  })

  it('that QuickBooks could not hold is held with the field and the limit, while others go on', async () => {
    const [part, customer] = [`A${'9'.repeat(100)}`, fresh('C-')]
    await push(
      anEvent(company, `part/${part}`, aPart(part)),
      anEvent(company, `customer/${customer}`, aCustomer(customer)),
    )
    expect(await stage.record(company, `part/${part}`)).toMatchObject({
      state: 'held',
      reason: { code: 'E_LENGTH', field: 'Item.Name', message: expect.stringContaining('100') },
    })
    expect(await stage.record(company, `customer/${customer}`)).toMatchObject({ state: 'synced' })
  })

  it('with a name that another one has is held, and both are named', async () => {
    const [first, second] = [fresh('C-'), fresh('C-')]
    await push(anEvent(company, `customer/${first}`, aCustomer(first, { name: 'Twin Peaks Tools' })))
    await push(anEvent(company, `customer/${second}`, aCustomer(second, { name: 'twin peaks TOOLS' })))
    expect(await stage.record(company, `customer/${second}`)).toMatchObject({
      state: 'held',
      reason: { code: 'name_taken', message: expect.stringContaining(`customer ${first}`) },
    })

    await push(anEvent(company, `customer/${second}`, aCustomer(second, { name: 'Twin Peaks Tools East' })))
    expect(await stage.record(company, `customer/${second}`)).toMatchObject({ state: 'synced' })
  })

  it('dated before go-live stays out', async () => {
    const invoice = fresh('INV')
    const before = writes()
    await push(anEvent(company, `invoice/${invoice}`, anInvoice(invoice, { invoicedate: '2022-12-31' })))
    expect(await stage.record(company, `invoice/${invoice}`)).toMatchObject({
      state: 'off',
      reason: { code: 'before_go_live' },
    })
    expect(writes()).toBe(before)
  })

  it('shows in the activity of the company, with what came of it', async () => {
    const customer = fresh('C-')
    await push(anEvent(company, `customer/${customer}`, aCustomer(customer)))
    const { body } = await stage.call('GET', `/companies/${company}/activity?kind=customer&limit=1`)
    expect(body).toMatchObject({
      items: [
        {
          by: 'push',
          what: 'pushed',
          detail: { records: [{ record: `customer/${customer}`, operation: 'create', outcome: 'done' }] },
        },
      ],
    })
  })

  it("tells its history: what was sent, what was answered, under which of Intuit's names", async () => {
    const customer = fresh('C-')
    await push(anEvent(company, `customer/${customer}`, aCustomer(customer)))
    await push(anEvent(company, `customer/${customer}`, aCustomer(customer, { phone: '5' })))
    expect(await stage.record(company, `customer/${customer}`)).toMatchObject({
      history: [
        {
          operation: 'update',
          entity: 'Customer',
          sent: { sparse: true, PrimaryPhone: { FreeFormNumber: '5' } },
          intuitTid: expect.stringMatching(/./),
        },
        {
          operation: 'create',
          sent: { DisplayName: `Customer ${customer}` },
          answered: { entity: { Id: expect.any(String) } },
        },
      ],
    })
  })
})

describe('a person', () => {
  beforeAll(newCompany)

  it('puts a record on hold, and nothing is sent for it until it is resumed', async () => {
    const customer = fresh('C-')
    await push(anEvent(company, `customer/${customer}`, aCustomer(customer)))
    await stage.call('POST', `/companies/${company}/records/customer/${customer}/hold`, {})
    await push(anEvent(company, `customer/${customer}`, aCustomer(customer, { phone: '7' })))
    expect(await stage.record(company, `customer/${customer}`)).toMatchObject({
      state: 'held',
      reason: { code: 'held_by_person' },
    })
    expect(held('Customer', 'DisplayName', `Customer ${customer}`)[0]?.entity).not.toHaveProperty('PrimaryPhone')

    await stage.call('POST', `/companies/${company}/records/customer/${customer}/resume`, {})
    await stage.quiet(company)
    expect(held('Customer', 'DisplayName', `Customer ${customer}`)[0]?.entity).toMatchObject({
      PrimaryPhone: { FreeFormNumber: '7' },
    })
  })

  it('who changed an entity in QuickBooks is not overruled, unless the company wants that', async () => {
    const customer = fresh('C-')
    await push(anEvent(company, `customer/${customer}`, aCustomer(customer)))
    const id = held('Customer', 'DisplayName', `Customer ${customer}`)[0]?.id ?? ''
    quickBooks().person(REALM).edit('Customer', id, { CompanyName: 'By hand' })

    await push(anEvent(company, `customer/${customer}`, aCustomer(customer, { phone: '8' })))
    expect(await stage.record(company, `customer/${customer}`)).toMatchObject({
      state: 'held',
      reason: { code: 'edited_in_quickbooks' },
    })

    await stage.call('PATCH', `/companies/${company}/settings`, { editedInQuickBooks: 'overwrite' })
    await stage.call('POST', `/companies/${company}/records/customer/${customer}/retry`, {})
    await stage.quiet(company)
    expect(quickBooks().entity(REALM, 'Customer', id)?.entity).toMatchObject({
      CompanyName: `Customer ${customer}`,
      PrimaryPhone: { FreeFormNumber: '8' },
    })
  })

  it('who only touched what is not ours is no obstacle', async () => {
    const customer = fresh('C-')
    await push(anEvent(company, `customer/${customer}`, aCustomer(customer)))
    const id = held('Customer', 'DisplayName', `Customer ${customer}`)[0]?.id ?? ''
    quickBooks().person(REALM).edit('Customer', id, { Notes: 'likes blue' })
    await push(anEvent(company, `customer/${customer}`, aCustomer(customer, { phone: '9' })))
    expect(quickBooks().entity(REALM, 'Customer', id)?.entity).toMatchObject({
      Notes: 'likes blue',
      PrimaryPhone: { FreeFormNumber: '9' },
    })
  })

  it('who deleted a document in QuickBooks does not get it back', async () => {
    const [part, customer, invoice] = [fresh('ABC'), fresh('C-'), fresh('INV')]
    const lines = [{ prcpart: part, qty: '3', price: '4.50', amount: '13.50' }]
    const event = (change = {}) =>
      anEvent(company, `invoice/${invoice}`, anInvoice(invoice, { custnum: customer, lines, ...change }))
    await push(
      anEvent(company, `part/${part}`, aPart(part)),
      anEvent(company, `customer/${customer}`, aCustomer(customer)),
      event(),
    )
    quickBooks()
      .person(REALM)
      .delete('Invoice', held('Invoice', 'DocNumber', invoice)[0]?.id ?? '')

    await push(event({ custponum: '1' }))

    expect(await stage.record(company, `invoice/${invoice}`)).toMatchObject({
      state: 'held',
      reason: { code: 'deleted_in_quickbooks' },
    })
    expect(held('Invoice', 'DocNumber', invoice)).toEqual([])
  })

  it('who closed the books stops only what lies in them', async () => {
    const [part, customer, old, recent] = [fresh('ABC'), fresh('C-'), fresh('INV'), fresh('INV')]
    const lines = [{ prcpart: part, qty: '3', price: '4.50', amount: '13.50' }]
    const of = (number: string, invoicedate: string) =>
      anEvent(company, `invoice/${number}`, anInvoice(number, { custnum: customer, lines, invoicedate }))
    quickBooks().setPreferences(REALM, { bookCloseDate: '2026-10-31' })
    await push(
      anEvent(company, `part/${part}`, aPart(part)),
      anEvent(company, `customer/${customer}`, aCustomer(customer)),
      of(old, '2026-10-31'),
      of(recent, '2026-11-01'),
    )
    expect(await stage.record(company, `invoice/${old}`)).toMatchObject({
      state: 'held',
      reason: { code: 'closed_period' },
    })
    expect(await stage.record(company, `invoice/${recent}`)).toMatchObject({ state: 'synced' })

    quickBooks().setPreferences(REALM, { bookCloseDate: null })
    await stage.call('POST', `/companies/${company}/records/invoice/${old}/retry`, {})
    await stage.quiet(company)
    expect(await stage.record(company, `invoice/${old}`)).toMatchObject({ state: 'synced' })
  })
})

describe('when the answer is lost, nothing is posted twice', { timeout: 30_000 }, () => {
  beforeAll(newCompany)
  beforeEach(() => quickBooks().clearInjections())

  const anInvoiceOf = async () => {
    const [part, customer, invoice] = [fresh('ABC'), fresh('C-'), fresh('INV')]
    const lines = [{ prcpart: part, qty: '3', price: '4.50', amount: '13.50' }]
    await push(
      anEvent(company, `part/${part}`, aPart(part)),
      anEvent(company, `customer/${customer}`, aCustomer(customer)),
    )
    return { invoice, event: anEvent(company, `invoice/${invoice}`, anInvoice(invoice, { custnum: customer, lines })) }
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
    quickBooks().inject({ when: batch, effect })

    await push(event)

    expect(held('Invoice', 'DocNumber', invoice)).toHaveLength(1)
    expect(await stage.record(company, `invoice/${invoice}`)).toMatchObject({ state: 'synced' })
    const { requestId } =
      quickBooks()
        .calls()
        .findLast(({ body }) => body.includes(invoice)) ?? {}
    const bodies = quickBooks()
      .calls()
      .filter((call) => call.requestId === requestId)
      .map(({ body }) => body)
    expect(new Set(bodies).size, 'a replay is the same, byte for byte').toBe(1)
  })

  it('a token that was turned down is replaced, and the write goes out once', async () => {
    const { invoice, event } = await anInvoiceOf()
    quickBooks().expireAccessTokens(REALM)
    await push(event)
    expect(held('Invoice', 'DocNumber', invoice)).toHaveLength(1)
  })

  it('what somebody disconnected in QuickBooks is shown, and nothing fails', async () => {
    const { invoice, event } = await anInvoiceOf()
    quickBooks().disconnect(REALM)
    await stage.feed(event)
    const { body } = await until(
      () => stage.call('GET', `/companies/${company}/connection`),
      (answer) => z.safeParse(z.object({ status: z.literal('needs-reconnect') }), answer.body).success,
    )
    expect(body).toMatchObject({ status: 'needs-reconnect', needsReconnectReason: expect.stringContaining('Intuit') })
    expect(await stage.record(company, `invoice/${invoice}`)).toMatchObject({
      state: 'held',
      reason: { code: 'not_connected' },
    })

    await stage.connect(company, REALM)
    await stage.quiet(company)

    expect(await stage.record(company, `invoice/${invoice}`)).toMatchObject({ state: 'synced' })
    expect(held('Invoice', 'DocNumber', invoice)).toHaveLength(1)
  })
})

it("writes no token and nothing of anybody's books into a log", () => {
  const logs = stage.logs().join('\n')
  expect(logs).toContain('drained')
  for (const secret of ['local-secret', 'Bearer', ...quickBooks().liveRefreshTokens(REALM), 'Twin Peaks'])
    expect(logs).not.toContain(secret)
})
