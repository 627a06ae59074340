import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as z from 'zod/mini'
import { until } from '../local/until.ts'
import { catalogCalls } from './catalog-calls.ts'
import { aCustomer, anEvent, anInvoice, aPart } from './stage.ts'
import { openStory } from './story.ts'

const Pull = z.looseObject({ id: z.string(), state: z.string() })

let story: Awaited<ReturnType<typeof openStory>>
let calls: ReturnType<typeof catalogCalls>
beforeAll(async () => {
  story = await openStory()
  calls = catalogCalls(story)
})
afterAll(() => story?.stop())

const call = (...args: Parameters<typeof calls.call>) => calls.call(...args)
const pull = (type: string) => calls.pull(type)
const catalog = (query: string) => calls.catalog(query)
const entityNamed = (type: string, name: string) => calls.entityNamed(type, name)
const link = (type: string, id: string, key: string) => calls.link(type, id, key)
const person = () => calls.person()
const created = (...args: Parameters<typeof calls.created>) => calls.created(...args)
const books = () => story.quickBooks
const idOf = async (type: string, name: string) => (await entityNamed(type, name))?.id ?? ''

describe('a pull', () => {
  it('brings all lists, inactive entities too, and says how far it is and what it read', async () => {
    const accounts = books().entities(story.realm, 'Account').length

    expect(await pull('all')).toMatchObject({
      state: 'done',
      type: 'all',
      error: null,
      parts: [{ type: 'account', total: accounts, done: accounts, state: 'done' }, {}, {}, {}, {}, {}, {}],
      reads: 14,
    })
    expect(await entityNamed('account', 'Inventory Asset')).toMatchObject({
      status: 'unmatched',
      detail: { type: 'Other Current Asset', subType: 'Inventory', classification: 'Asset' },
    })
    expect(await entityNamed('term', 'Net 30')).toMatchObject({ detail: { dueDays: 30 } })
    expect((await catalog('type=tax-code')).items).toMatchObject([
      { id: '2', name: 'California', detail: { taxable: true, salesRates: ['3'] } },
      { id: 'NON', detail: { taxable: false, salesRates: [] } },
      { id: 'TAX', detail: { taxable: true } },
      { id: '3', name: 'Tucson' },
    ])
    expect(await entityNamed('tax-rate', 'California')).toMatchObject({ detail: { percent: 8 } })
  })

  it('lets a customer be found by any part of the name that it has now', async () => {
    const found = async (q: string) => (await catalog(`type=customer&q=${q}`)).items.map(({ id }) => id)
    const id = created('Customer', { DisplayName: 'Wexford Orthopaedics' })
    await pull('customer')
    expect(await found('ford%20ortho')).toEqual([id])

    person().edit('Customer', id, { DisplayName: 'Umberland Castings' })
    await pull('customer')
    expect(await found('ford%20ortho')).toEqual([])
    expect(await found('LAND')).toEqual([id])
  })

  it('run again keeps what was decided, brings what is new, and marks what is gone or inactive', async () => {
    const ignored = created('Customer', { DisplayName: 'Left out' })
    const inactive = created('Customer', { DisplayName: 'Asleep' })
    const merged = created('Vendor', { DisplayName: 'Twice' })
    const kept = created('Vendor', { DisplayName: 'Once' })
    await pull('customer')
    await pull('vendor')
    await call('POST', `/catalog/customer/${ignored}/ignore`, {})
    person().makeInactive('Customer', inactive)
    person().merge('Vendor', merged, kept)
    const added = created('Customer', { DisplayName: 'New one' })

    await pull('customer')
    await pull('vendor')

    const { items } = await catalog('type=customer&limit=200')
    const found = new Map(items.map((entity) => [entity.id, entity]))
    expect(found.get(ignored)).toMatchObject({ status: 'ignored', active: true })
    expect(found.get(inactive)).toMatchObject({ status: 'unmatched', active: false, gone: false })
    expect(found.get(added)).toMatchObject({ name: 'New one', status: 'unmatched' })
    const vendors = (await catalog('type=vendor&limit=200')).items
    expect(vendors.find(({ id }) => id === merged)).toMatchObject({ gone: true })
    expect(vendors.find(({ id }) => id === kept)).toMatchObject({ gone: false })
  })

  it('shows as tied what the push has created', async () => {
    const customer = story.fresh('C-')
    await story.push(anEvent(story.company, `customer/${customer}`, aCustomer(customer)))
    await pull('customer')
    expect(await entityNamed('customer', `Customer ${customer}`)).toMatchObject({
      status: 'linked',
      key: `customer/${customer}`,
    })
  })

  it('runs once at a time for a type', async () => {
    books().inject({ when: { path: '/query' }, effect: { is: 'slow', ms: 2_000 } })
    const answers = await Promise.all([
      call('POST', '/pulls', { type: 'term' }),
      call('POST', '/pulls', { type: 'all' }),
    ])
    expect(answers.map(({ status }) => status).sort()).toEqual([202, 409])
    const refused = answers.find(({ status }) => status === 409)
    const started = answers.find(({ status }) => status === 202)
    expect(refused?.body).toMatchObject({ code: 'pull-running', pull: z.parse(Pull, started?.body).id })
    await until(
      () => call('GET', `/pulls/${z.parse(Pull, started?.body).id}`),
      ({ body }) => z.parse(Pull, body).state === 'done',
    )
  })

  it('lists by status and name, page by page', async () => {
    const first = await catalog('type=customer&status=unmatched&limit=2')
    const second = await catalog(`type=customer&status=unmatched&limit=2&cursor=${first.next}`)
    const names = [...first.items, ...second.items].map(({ name }) => name.toLowerCase())
    expect(new Set(names).size).toBe(4)
    expect(names).toEqual([...names].sort())
    expect((await catalog('type=customer&q=asle')).items).toMatchObject([{ name: expect.stringContaining('Asleep') }])
  })
})

describe('tying', () => {
  it('lets the next push change what differs, and nothing else', async () => {
    const customer = story.fresh('C-')
    const id = created('Customer', {
      DisplayName: `Customer ${customer}`,
      Notes: 'by hand',
      PrimaryPhone: { FreeFormNumber: '1' },
    })
    await pull('customer')
    await story.stage.settle(story.company, { customer: false, invoice: false }, { confirm: true })
    await story.push(anEvent(story.company, `customer/${customer}`, aCustomer(customer, { phone: '2' })))

    expect(await link('customer', id, `customer/${customer}`)).toMatchObject({
      status: 200,
      body: { status: 'linked', key: `customer/${customer}` },
    })
    await story.stage.settle(story.company, { invoice: true })
    await call('POST', `/records/customer/${customer}/retry`, {})
    await story.push(anEvent(story.company, `customer/${customer}`, aCustomer(customer, { phone: '2' })))

    expect(books().entity(story.realm, 'Customer', id)?.entity).toMatchObject({
      Notes: 'by hand',
      PrimaryPhone: { FreeFormNumber: '2' },
    })
    const sent =
      books()
        .calls()
        .findLast(({ body }) => body.includes(`"Id":"${id}"`))?.body ?? ''
    expect(JSON.parse(sent).BatchItemRequest).toMatchObject([{ operation: 'update' }])
    expect(Object.keys(JSON.parse(sent).BatchItemRequest[0].Customer).sort()).toEqual([
      'CompanyName',
      'Id',
      'PrimaryPhone',
      'SyncToken',
      'sparse',
    ])
    expect(story.held('Customer', 'DisplayName', `Customer ${customer}`)).toHaveLength(1)
  })

  it('costs no call when nothing differs', async () => {
    const customer = story.fresh('C-')
    const name = `Customer ${customer}`
    const id = created('Customer', { DisplayName: name, CompanyName: name })
    await pull('customer')
    const before = story.writes()
    // The name is taken in QuickBooks, so the record is held until it is tied.
    await story.push(anEvent(story.company, `customer/${customer}`, aCustomer(customer)))
    const refused = story.writes()
    expect(await story.stage.record(story.company, `customer/${customer}`)).toMatchObject({
      state: 'held',
      reason: { code: 'name_taken' },
    })

    await link('customer', id, `customer/${customer}`)
    await story.stage.quiet(story.company)

    expect(await story.stage.record(story.company, `customer/${customer}`)).toMatchObject({
      state: 'synced',
      link: { type: 'Customer', id },
    })
    expect(refused).toBe(before + 1)
    expect(story.writes()).toBe(refused)
  })

  it('lets go what waited for the record', async () => {
    const [customer, part, invoice] = [story.fresh('C-'), story.fresh('ABC'), story.fresh('INV')]
    const id = created('Customer', { DisplayName: `Customer ${customer}` })
    await pull('customer')
    const lines = [{ prcpart: part, qty: '3', price: '4.50', amount: '13.50' }]
    await story.push(
      anEvent(story.company, `part/${part}`, aPart(part)),
      anEvent(story.company, `customer/${customer}`, aCustomer(customer)),
      anEvent(story.company, `invoice/${invoice}`, anInvoice(invoice, { custnum: customer, lines })),
    )
    expect(await story.stage.record(story.company, `invoice/${invoice}`)).toMatchObject({ state: 'waiting' })

    await link('customer', id, `customer/${customer}`)
    await story.stage.quiet(story.company)

    expect(story.held('Invoice', 'DocNumber', invoice)).toMatchObject([{ entity: { CustomerRef: { value: id } } }])
  })

  it('is undone by unlinking, which makes no second entity', async () => {
    const customer = story.fresh('C-')
    await story.push(anEvent(story.company, `customer/${customer}`, aCustomer(customer)))
    await pull('customer')
    const id = await idOf('customer', `Customer ${customer}`)

    expect(await call('POST', `/catalog/customer/${id}/unlink`, {})).toMatchObject({
      body: { status: 'unmatched', key: null },
    })
    const before = story.writes()
    await story.push(anEvent(story.company, `customer/${customer}`, aCustomer(customer, { phone: '5' })))
    expect(story.writes()).toBe(before)
    expect(await story.stage.record(story.company, `customer/${customer}`)).toMatchObject({ state: 'held', link: null })

    await link('customer', id, `customer/${customer}`)
    await story.stage.quiet(story.company)
    expect(await story.stage.record(story.company, `customer/${customer}`)).toMatchObject({ state: 'synced' })
    expect(books().entity(story.realm, 'Customer', id)?.entity).toMatchObject({ PrimaryPhone: { FreeFormNumber: '5' } })
  })

  it('gives an account link the account’s type and detail type', async () => {
    await story.push(anEvent(story.company, 'account/1300', { number: '1300', name: 'Inventory' }))
    await pull('account')
    const id = await idOf('account', 'Inventory Asset')
    expect(await link('account', id, 'account/1300')).toMatchObject({ status: 200, body: { status: 'linked' } })
    expect(await story.stage.record(story.company, 'account/1300')).toMatchObject({ link: { type: 'Account', id } })
  })

  it('says what stands against it', async () => {
    const [one, other] = [story.fresh('C-'), story.fresh('C-')]
    const ids = [one, other].map((name) => created('Customer', { DisplayName: `Their ${name}` }))
    const asleep = created('Customer', { DisplayName: `Their ${story.fresh('C-')}` })
    person().makeInactive('Customer', asleep)
    const [first = '', second = ''] = ids
    await story.stage.settle(story.company, { customer: false, invoice: false }, { confirm: true })
    await story.push(
      anEvent(story.company, `customer/${one}`, aCustomer(one)),
      anEvent(story.company, `customer/${other}`, aCustomer(other)),
      anEvent(story.company, `part/P-${one}`, aPart(`P-${one}`)),
    )
    await pull('customer')
    await link('customer', first, `customer/${one}`)

    const answers = [
      await link('customer', first, `customer/${other}`),
      await link('customer', second, `customer/${one}`),
      await link('customer', asleep, `customer/${other}`),
      await link('customer', second, `part/P-${one}`),
      await link('customer', second, 'customer/never-sent'),
      await link('customer', '999999', `customer/${other}`),
      await link('customer', second, 'nothing'),
      await call('POST', `/catalog/customer/${first}/ignore`, {}),
    ]
    expect(
      answers.map(({ status, body }) => [status, z.parse(z.looseObject({ code: z.string() }), body).code]),
    ).toEqual([
      [409, 'entity-linked'],
      [409, 'record-linked'],
      [409, 'entity-inactive'],
      [409, 'kinds-differ'],
      [404, 'no-record'],
      [404, 'not-found'],
      [400, 'E_KEY'],
      [409, 'entity-linked'],
    ])
  })

  it('lets one of two at the same time win at most', async () => {
    const [one, other] = [story.fresh('C-'), story.fresh('C-')]
    const id = created('Customer', { DisplayName: `Their ${one}` })
    await story.push(
      anEvent(story.company, `customer/${one}`, aCustomer(one)),
      anEvent(story.company, `customer/${other}`, aCustomer(other)),
    )
    await pull('customer')
    await Promise.all([link('customer', id, `customer/${one}`), link('customer', id, `customer/${other}`)])
    const records = await Promise.all([one, other].map((name) => story.stage.record(story.company, `customer/${name}`)))
    const tied = records.filter((record) => z.parse(z.looseObject({ link: z.unknown() }), record).link !== null)
    expect(tied.length).toBeLessThanOrEqual(1)
  })

  it('is told in the activity', async () => {
    expect((await call('GET', '/activity?kind=customer&limit=200')).body).toMatchObject({
      items: expect.arrayContaining([
        expect.objectContaining({ by: 'local', what: 'linked', record: expect.any(String) }),
      ]),
    })
  })
})
