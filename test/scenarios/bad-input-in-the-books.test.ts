import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as z from 'zod/mini'
import { everyKind } from '../local/settled.ts'
import { until } from '../local/until.ts'
import { tieAccounts } from './accounts.ts'
import { aCustomer, anEvent, anInvoice, anOrder, aPart, aVendor, aVoucher } from './stage.ts'
import { openStory } from './story.ts'

// Input that is bad only by what QuickBooks already holds, or does not hold yet.
let story: Awaited<ReturnType<typeof openStory>>
beforeAll(async () => {
  story = await openStory()
  await story.stage.settle(story.company, everyKind)
  await tieAccounts(story, { '1000': '35', '6100': '17' })
  await story.push(
    anEvent(story.company, 'part/ABC1', aPart('ABC1')),
    anEvent(story.company, 'customer/C-1', aCustomer('C-1')),
    anEvent(story.company, 'vendor/V-1', aVendor('V-1')),
  )
})
afterAll(() => story?.stop())

const event = (key: string, record: object | undefined) => anEvent(story.company, key, record)
const record = (key: string) => story.stage.record(story.company, key)
const act = (key: string, name: string) =>
  story.stage.call('POST', `/companies/${story.company}/records/${key}/${name}`, {})
const person = () => story.quickBooks.person(story.realm)
const held = (code: string, words = '') => ({
  state: 'held',
  reason: {
    code,
    message: expect.stringContaining(words),
    next: expect.stringMatching(/\w/),
  },
})
/** How often QuickBooks was sent something that holds this text. */
const sends = (text: string) => story.quickBooks.calls().filter(({ body }) => body.includes(text)).length

describe('a company', () => {
  it('that is not connected shows its records as held for that, and they go out by themselves on connect', async () => {
    const [company, realm] = ['initech', '9130000000000013']
    story.quickBooks.addRealm({ realmId: realm, name: company })
    await story.stage.call('PUT', `/companies/${company}`, { name: company })
    await story.stage.settle(company, everyKind)
    await story.stage.feed(anEvent(company, 'customer/C-1', aCustomer('C-1')))
    const shown = await until(
      () => story.stage.record(company, 'customer/C-1'),
      (answer) => z.safeParse(z.object({ kind: z.string() }), answer).success,
    )
    expect(shown).toMatchObject(held('not_connected'))

    await story.stage.connect(company, realm)
    await story.stage.quiet(company)
    expect(await story.stage.record(company, 'customer/C-1')).toMatchObject({ state: 'synced' })
  })

  it('with multicurrency holds a document that is not in its customer’s currency', async () => {
    const [company, realm] = ['globex', '9130000000000044']
    story.quickBooks.addRealm({ realmId: realm, name: company, preferences: { multiCurrency: true } })
    await story.stage.connect(company, realm)
    await story.stage.settle(company, everyKind)
    const invoice = (number: string, change: object) =>
      anEvent(company, `invoice/${number}`, anInvoice(number, { invoice_tax_subtotal: '0', ...change }))
    await story.stage.feed(
      anEvent(company, 'part/ABC1', aPart('ABC1')),
      anEvent(company, 'customer/C-1', aCustomer('C-1', { currency: 'CAD' })),
      invoice('1', { currency: 'USD', total_invoice_amount: undefined }),
      invoice('2', { currency: 'CAD', total_invoice_amount: undefined }),
      invoice('3', { currency: 'CAD', exchange_rate: '0.73', total_invoice_amount: undefined }),
    )
    await story.stage.quiet(company)
    const of = (number: string) => story.stage.record(company, `invoice/${number}`)
    expect(await of('1')).toMatchObject(held('E_CURRENCY', 'in USD, but customer C-1 is kept in CAD'))
    expect(await of('2')).toMatchObject(held('E_CURRENCY', 'no exchange rate'))
    expect(await of('3')).toMatchObject({ state: 'synced' })
  })
})

describe('a name', () => {
  it.each([
    ['case', 'Wayne Tools', 'WAYNE tools'],
    ['outer blanks', 'Stark Tools', '  Stark Tools '],
  ])('that differs by %s only is taken, and both records are named', async (_, first, second) => {
    const [one, other] = [story.fresh('C-'), story.fresh('C-')]
    await story.push(event(`customer/${one}`, aCustomer(one, { name: first })))
    await story.push(event(`customer/${other}`, aCustomer(other, { name: second })))
    expect(await record(`customer/${other}`)).toMatchObject(
      held('name_taken', `"${second.trim()}" is already the name of customer ${one}`),
    )
  })

  it('of a vendor that a customer has is held, and the customer is named', async () => {
    const [customer, vendor] = [story.fresh('C-'), story.fresh('V-')]
    await story.push(event(`customer/${customer}`, aCustomer(customer, { name: 'Oscorp' })))
    await story.push(event(`vendor/${vendor}`, aVendor(vendor, { name: 'Oscorp' })))
    expect(await record(`vendor/${vendor}`)).toMatchObject(
      held('name_taken', `"Oscorp" is already the name of customer ${customer}`),
    )
  })

  it('of a vendor that an employee has is held, and the employee is named', async () => {
    const vendor = story.fresh('V-')
    const { Id } = person().create('Employee', { DisplayName: 'Ed Norton', GivenName: 'Ed', FamilyName: 'Norton' })
    await story.push(event(`vendor/${vendor}`, aVendor(vendor, { name: 'Ed Norton' })))
    expect(await record(`vendor/${vendor}`)).toMatchObject(held('name_taken', `the employee "Ed Norton" (Id ${Id})`))
  })

  it('that looks like a query finds exactly the entity of that name', async () => {
    const [name, custnum] = ["O'Neil \\' OR DisplayName LIKE '%", story.fresh('C-')]
    person().create('Customer', { DisplayName: "O'Neil" })
    const { Id } = person().create('Customer', { DisplayName: name })
    await story.push(event(`customer/${custnum}`, aCustomer(custnum, { name })))
    expect(await record(`customer/${custnum}`)).toMatchObject({
      state: 'held',
      reason: { code: 'name_taken', offer: { type: 'Customer', id: Id, name } },
    })
  })

  it.each([
    ['a formula', '=HYPERLINK("evil.example")'],
    ['a function', '@SUM(1)'],
    ['a sum', '+1'],
    ['markup', '<img src=x onerror=alert(1)>'],
    ['a template', '{{7*7}}'],
    ['a script', 'javascript%3Aalert(1)'],
  ])('that is %s is text: QuickBooks holds it to the letter, and the API shows it as JSON only', async (_, name) => {
    const custnum = story.fresh('C-')
    await story.push(event(`customer/${custnum}`, aCustomer(custnum, { name })))
    expect(story.held('Customer', 'DisplayName', name)).toHaveLength(1)
    const { headers, body } = await story.stage.call('GET', `/companies/${story.company}/records/customer/${custnum}`)
    expect(body).toMatchObject({ content: { name } })
    expect(headers.get('content-type')).toMatch(/^application\/json/)
    expect(headers.get('x-content-type-options')).toBe('nosniff')
  })
})

describe('what a record mentions', () => {
  it('is named while it is not tied, and the record goes out by itself once it is: an account', async () => {
    const voucher = story.fresh('VO-')
    const splits = [{ account: '6200', amount: '10.00' }]
    await story.push(event(`voucher/${voucher}`, aVoucher(voucher, { splits })))
    expect(await record(`voucher/${voucher}`)).toMatchObject({
      state: 'waiting',
      reason: {
        code: 'waiting',
        message: expect.stringContaining('account 6200'),
        next: expect.stringMatching(/Link/),
      },
    })

    await tieAccounts(story, { '6200': '20' })
    expect(await record(`voucher/${voucher}`)).toMatchObject({ state: 'synced' })
  })

  it('is named while it is not tied: the part of a line, the terms that decide the due date', async () => {
    const [invoice, voucher] = [story.fresh('INV'), story.fresh('VO-')]
    const lines = [{ prcpart: 'NOSUCH', amount: '1.00' }]
    await story.push(
      event(`invoice/${invoice}`, { invoicenum: invoice, custnum: 'C-1', invoicedate: '2026-11-20', lines }),
      event(`voucher/${voucher}`, aVoucher(voucher, { due_date: undefined, terms: 'Net 45' })),
    )
    const waitsFor = (name: string) => ({ state: 'waiting', reason: { message: expect.stringContaining(name) } })
    expect(await record(`invoice/${invoice}`)).toMatchObject(waitsFor('part NOSUCH'))
    expect(await record(`voucher/${voucher}`)).toMatchObject(waitsFor('terms Net 45'))
  })

  it('is named when somebody made it inactive in QuickBooks, while others go on', async () => {
    const [bad, good] = [story.fresh('VO-'), story.fresh('VO-')]
    const { Id } = person().create('Account', { Name: 'Closed down', AccountType: 'Expense', AccountSubType: 'Travel' })
    await tieAccounts(story, { '6300': String(Id) })
    person().makeInactive('Account', String(Id))

    const splits = [{ account: '6300', amount: '10.00' }]
    await story.push(event(`voucher/${bad}`, aVoucher(bad, { splits })), event(`voucher/${good}`, aVoucher(good)))

    expect(await record(`voucher/${bad}`)).toMatchObject(
      held('reference_unusable', 'It uses account 6300, which somebody made inactive'),
    )
    expect(await record(`voucher/${good}`)).toMatchObject({ state: 'synced' })

    person().makeActive('Account', String(Id))
    await act(`voucher/${bad}`, 'retry')
    await story.stage.quiet(story.company)
    expect(await record(`voucher/${bad}`)).toMatchObject({ state: 'synced' })
  })

  it('is named when it is an account of a type that QuickBooks takes none of, until it is tied to another', async () => {
    const voucher = story.fresh('VO-')
    await tieAccounts(story, { '6400': '84' })
    await story.push(event(`voucher/${voucher}`, aVoucher(voucher, { splits: [{ account: '6400', amount: '10.00' }] })))
    expect(await record(`voucher/${voucher}`)).toMatchObject(held('E_CONTROL_ACCOUNT', 'Account 6400'))

    await story.stage.call('POST', `/companies/${story.company}/catalog/account/84/unlink`, {})
    await tieAccounts(story, { '6400': '22' })
    expect(await record(`voucher/${voucher}`)).toMatchObject({ state: 'synced' })
  })

  it('is waited for when it is a vendor, by an order and by a bill', async () => {
    const [vendor, order, voucher] = [story.fresh('V-'), story.fresh('PO-'), story.fresh('VO-')]
    await story.push(
      event(`purchase-order/${order}`, anOrder(order, { vendnum: vendor })),
      event(`voucher/${voucher}`, aVoucher(voucher, { vendnum: vendor })),
    )
    for (const key of [`purchase-order/${order}`, `voucher/${voucher}`])
      expect(await record(key)).toMatchObject({
        state: 'waiting',
        reason: { message: expect.stringContaining(`vendor ${vendor}`) },
      })

    await story.push(event(`vendor/${vendor}`, aVendor(vendor)))
    for (const key of [`purchase-order/${order}`, `voucher/${voucher}`])
      expect(await record(key)).toMatchObject({ state: 'synced' })
  })

  it('is not waited for when it is the order of a bill, which is linked to it when it comes', async () => {
    const [order, voucher] = [story.fresh('PO-'), story.fresh('VO-')]
    await story.push(event(`voucher/${voucher}`, aVoucher(voucher, { ponums: [order] })))
    expect(await record(`voucher/${voucher}`)).toMatchObject({ state: 'synced' })

    await story.push(event(`purchase-order/${order}`, anOrder(order)))
    const [{ id = '' } = {}] = story.held('PurchaseOrder', 'DocNumber', order)
    expect(story.held('Bill', 'DocNumber', voucher)).toMatchObject([
      { entity: { LinkedTxn: [{ TxnId: id, TxnType: 'PurchaseOrder' }] } },
    ])
  })
})

describe('a document', () => {
  it('of a vendor who gave it no number goes out under the number of its voucher', async () => {
    const voucher = story.fresh('VO-')
    await story.push(event(`voucher/${voucher}`, aVoucher(voucher)))
    expect(story.held('Bill', 'DocNumber', voucher)).toHaveLength(1)
  })

  it('in a closed period is not sent again until the closing date changes; then one retry releases all', async () => {
    const [one, other] = [story.fresh('INV'), story.fresh('INV')]
    story.quickBooks.setPreferences(story.realm, { bookCloseDate: '2026-06-30' })
    await story.push(
      event(`invoice/${one}`, anInvoice(one, { invoicedate: '2026-06-30' })),
      event(`invoice/${other}`, anInvoice(other, { invoicedate: '2026-06-01' })),
    )
    for (const number of [one, other])
      expect(await record(`invoice/${number}`)).toMatchObject(held('closed_period', '2026-06-30'))
    const before = [sends(`"${one}"`), sends(`"${other}"`)]

    const customer = story.fresh('C-')
    await story.push(event(`customer/${customer}`, aCustomer(customer)))
    await act(`invoice/${other}`, 'retry')
    await story.stage.quiet(story.company)
    expect([sends(`"${one}"`), sends(`"${other}"`)]).toEqual(before)

    story.quickBooks.setPreferences(story.realm, { bookCloseDate: null })
    await act(`invoice/${other}`, 'retry')
    await story.stage.quiet(story.company)
    for (const number of [one, other]) expect(await record(`invoice/${number}`)).toMatchObject({ state: 'synced' })
  })

  it.each([
    ['paid', '6450', 'A payment was applied to it'],
    ['deposited', '6540', 'It is part of a deposit'],
  ])('that is %s in QuickBooks is held with QuickBooks’ own words', async (_, code, detail) => {
    const number = story.fresh('INV')
    await story.push(event(`invoice/${number}`, anInvoice(number)))
    const injected = story.quickBooks.inject({
      when: { entity: 'Invoice', path: '/batch' },
      times: null,
      effect: { is: 'fault', code, detail, type: 'ValidationFault', items: [0] },
    })

    await story.push(event(`invoice/${number}`, anInvoice(number, { custponum: '7' })))
    expect(await record(`invoice/${number}`)).toMatchObject(held(code, detail))

    story.quickBooks.clearInjections(injected)
    await act(`invoice/${number}`, 'retry')
    await story.stage.quiet(story.company)
    expect(await record(`invoice/${number}`)).toMatchObject({ state: 'synced' })
  })

  it.each([
    ['voided', (id: string) => person().void(id), 'edited_in_quickbooks'],
    ['deleted', (id: string) => person().delete('Invoice', id), 'deleted_in_quickbooks'],
  ])('that somebody has %s in QuickBooks is held when the ERP changes it, and left alone', async (_, undo, code) => {
    const number = story.fresh('INV')
    await story.push(event(`invoice/${number}`, anInvoice(number)))
    undo(story.held('Invoice', 'DocNumber', number)[0]?.id ?? '')
    const before = JSON.stringify(story.held('Invoice', 'DocNumber', number))

    await story.push(event(`invoice/${number}`, anInvoice(number, { custponum: '7' })))

    expect(await record(`invoice/${number}`)).toMatchObject(held(code))
    expect(JSON.stringify(story.held('Invoice', 'DocNumber', number))).toBe(before)
  })
})
