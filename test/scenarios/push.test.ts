import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aCustomer, anEvent, anInvoice, aPart } from './stage.ts'
import { openStory } from './story.ts'

let story: Awaited<ReturnType<typeof openStory>>
beforeAll(async () => {
  story = await openStory()
})
afterAll(() => story?.stop())

describe('a record of the ERP', () => {
  it('arrives in QuickBooks after what it mentions, whatever came first', async () => {
    const [part, customer, invoice] = [story.fresh('ABC'), story.fresh('C-'), story.fresh('INV')]
    await story.push(
      anEvent(
        story.company,
        `invoice/${invoice}`,
        anInvoice(invoice, { custnum: customer, lines: [{ prcpart: part, qty: '3', price: '4.50', amount: '13.50' }] }),
      ),
      anEvent(story.company, `customer/${customer}`, aCustomer(customer)),
      anEvent(story.company, `part/${part}`, aPart(part)),
    )

    expect(story.held('Invoice', 'DocNumber', invoice)).toMatchObject([{ entity: { TotalAmt: 16.58 } }])
    expect(await story.stage.record(story.company, `invoice/${invoice}`)).toMatchObject({
      state: 'synced',
      link: { type: 'Invoice' },
    })
  })

  it('waits for what has not come, says for what, and goes out by itself when that comes', async () => {
    const [part, customer, invoice] = [story.fresh('ABC'), story.fresh('C-'), story.fresh('INV')]
    const lines = [{ prcpart: part, qty: '3', price: '4.50', amount: '13.50' }]
    await story.push(
      anEvent(story.company, `part/${part}`, aPart(part)),
      anEvent(story.company, `invoice/${invoice}`, anInvoice(invoice, { custnum: customer, lines })),
    )
    expect(await story.stage.record(story.company, `invoice/${invoice}`)).toMatchObject({
      state: 'waiting',
      reason: { code: 'waiting', message: expect.stringContaining(`customer ${customer}`) },
    })

    await story.push(anEvent(story.company, `customer/${customer}`, aCustomer(customer)))

    expect(await story.stage.record(story.company, `invoice/${invoice}`)).toMatchObject({ state: 'synced' })
    expect(story.held('Invoice', 'DocNumber', invoice)).toHaveLength(1)
  })

  it('costs no call when it is sent again, or again with nothing changed', async () => {
    const customer = story.fresh('C-')
    const event = anEvent(story.company, `customer/${customer}`, aCustomer(customer))
    await story.push(event)
    const before = story.writes()

    await story.push(event, event, anEvent(story.company, `customer/${customer}`, aCustomer(customer)))

    expect(story.writes()).toBe(before)
    expect(await story.stage.record(story.company, `customer/${customer}`)).toMatchObject({ state: 'synced' })
  })

  it('never goes back to an older version', async () => {
    const customer = story.fresh('C-')
    const older = anEvent(story.company, `customer/${customer}`, aCustomer(customer, { phone: '1' }))
    const newer = anEvent(story.company, `customer/${customer}`, aCustomer(customer, { phone: '2' }))
    await story.push(newer)
    await story.push(older)
    expect(story.held('Customer', 'DisplayName', `Customer ${customer}`)).toMatchObject([
      { entity: { PrimaryPhone: { FreeFormNumber: '2' } } },
    ])
  })

  it('is held when one version comes with two contents', async () => {
    const customer = story.fresh('C-')
    const event = JSON.parse(anEvent(story.company, `customer/${customer}`, aCustomer(customer)))
    await story.push(JSON.stringify(event))
    event.data.record.phone = '1'
    await story.push(JSON.stringify(event))
    expect(await story.stage.record(story.company, `customer/${customer}`)).toMatchObject({
      state: 'held',
      reason: { code: 'version_tie' },
    })
  })

  it('keeps its lines when it is changed', async () => {
    const [a, b, customer, invoice] = [story.fresh('ABC'), story.fresh('ABC'), story.fresh('C-'), story.fresh('INV')]
    const line = (prcpart: string, amount: string) => ({ prcpart, qty: '1', price: amount, amount })
    const of = (...lines: ReturnType<typeof line>[]) =>
      anEvent(story.company, `invoice/${invoice}`, {
        invoicenum: invoice,
        custnum: customer,
        invoicedate: '2026-11-20',
        lines,
      })
    await story.push(
      anEvent(story.company, `part/${a}`, aPart(a)),
      anEvent(story.company, `part/${b}`, aPart(b)),
      anEvent(story.company, `customer/${customer}`, aCustomer(customer)),
      of(line(a, '1.00')),
    )
    const before = story.held('Invoice', 'DocNumber', invoice)[0]

    await story.push(of(line(b, '2.00'), line(a, '5.00')))

    const [after] = story.held('Invoice', 'DocNumber', invoice)
    expect(after).toMatchObject({ id: before?.id, entity: { TotalAmt: 7 } })
    const ids = (entity: unknown) => (entity as { Line: { Id?: string; Amount: number }[] }).Line.filter(({ Id }) => Id)
    const kept = ids(after?.entity).find(({ Amount }) => Amount === 5)
    expect(kept?.Id).toBe(ids(before?.entity)[0]?.Id)
  })

  it('is deleted when it is a document, and made inactive when it is not', async () => {
    const [part, customer, invoice] = [story.fresh('ABC'), story.fresh('C-'), story.fresh('INV')]
    const lines = [{ prcpart: part, qty: '3', price: '4.50', amount: '13.50' }]
    await story.push(
      anEvent(story.company, `part/${part}`, aPart(part, { non_inventory: true })),
      anEvent(story.company, `customer/${customer}`, aCustomer(customer)),
      anEvent(story.company, `invoice/${invoice}`, anInvoice(invoice, { custnum: customer, lines })),
    )
    await story.push(
      anEvent(story.company, `invoice/${invoice}`, undefined),
      anEvent(story.company, `part/${part}`, undefined),
    )

    expect(story.held('Invoice', 'DocNumber', invoice)).toEqual([])
    expect(story.held('Item', 'Sku', part)).toMatchObject([{ entity: { Active: false } }])
    expect(await story.stage.record(story.company, `invoice/${invoice}`)).toMatchObject({
      state: 'synced',
      deleted: true,
      link: null,
    })
  })

  it('leaves nothing behind when it was deleted before it was ever sent', async () => {
    const invoice = story.fresh('INV')
    const before = story.writes()
    await story.push(anEvent(story.company, `invoice/${invoice}`, undefined))
    expect(await story.stage.record(story.company, `invoice/${invoice}`)).toMatchObject({
      state: 'synced',
      deleted: true,
    })
    expect(story.writes()).toBe(before)
  })

  it('that is inactive is made active for as long as a document needs it', async () => {
    const [part, customer, invoice] = [story.fresh('ABC'), story.fresh('C-'), story.fresh('INV')]
    const lines = [{ prcpart: part, qty: '3', price: '4.50', amount: '13.50' }]
    await story.push(
      anEvent(story.company, `part/${part}`, aPart(part, { active: false, non_inventory: true })),
      anEvent(story.company, `customer/${customer}`, aCustomer(customer)),
    )
    expect(story.held('Item', 'Sku', part)).toMatchObject([{ entity: { Active: false } }])

    await story.push(anEvent(story.company, `invoice/${invoice}`, anInvoice(invoice, { custnum: customer, lines })))

    expect(story.held('Invoice', 'DocNumber', invoice)).toHaveLength(1)
    expect(story.held('Item', 'Sku', part)).toMatchObject([{ entity: { Active: false } }])
  })

  it('that QuickBooks could not hold is held with the field and the limit, while others go on', async () => {
    const [part, customer] = [`A${'9'.repeat(100)}`, story.fresh('C-')]
    await story.push(
      anEvent(story.company, `part/${part}`, aPart(part)),
      anEvent(story.company, `customer/${customer}`, aCustomer(customer)),
    )
    expect(await story.stage.record(story.company, `part/${part}`)).toMatchObject({
      state: 'held',
      reason: { code: 'E_LENGTH', field: 'Item.Name', message: expect.stringContaining('100') },
    })
    expect(await story.stage.record(story.company, `customer/${customer}`)).toMatchObject({ state: 'synced' })
  })

  it('with a name that another one has is held, and both are named', async () => {
    const [first, second] = [story.fresh('C-'), story.fresh('C-')]
    await story.push(anEvent(story.company, `customer/${first}`, aCustomer(first, { name: 'Twin Peaks Tools' })))
    await story.push(anEvent(story.company, `customer/${second}`, aCustomer(second, { name: 'twin peaks TOOLS' })))
    expect(await story.stage.record(story.company, `customer/${second}`)).toMatchObject({
      state: 'held',
      reason: { code: 'name_taken', message: expect.stringContaining(`customer ${first}`) },
    })

    await story.push(anEvent(story.company, `customer/${second}`, aCustomer(second, { name: 'Twin Peaks Tools East' })))
    expect(await story.stage.record(story.company, `customer/${second}`)).toMatchObject({ state: 'synced' })
  })

  it('dated before go-live stays out', async () => {
    const invoice = story.fresh('INV')
    const before = story.writes()
    await story.push(anEvent(story.company, `invoice/${invoice}`, anInvoice(invoice, { invoicedate: '2022-12-31' })))
    expect(await story.stage.record(story.company, `invoice/${invoice}`)).toMatchObject({
      state: 'off',
      reason: { code: 'before_go_live' },
    })
    expect(story.writes()).toBe(before)
  })

  it('that moves to before go-live is ours all the same, and follows the ERP there and back', async () => {
    const invoice = story.fresh('INV')
    const key = `invoice/${invoice}`
    const dated = (invoicedate: string, qty: string) =>
      anEvent(
        story.company,
        key,
        anInvoice(invoice, {
          invoicedate,
          lines: [{ prcpart: 'COAT1', qty, price: '10', amount: `${qty}0.00` }],
          invoice_tax_subtotal: '0',
          freight: '0',
          total_invoice_amount: undefined,
        }),
      )
    const posted = () => story.held('Invoice', 'DocNumber', invoice)
    await story.push(
      anEvent(story.company, 'customer/C-1', aCustomer('C-1')),
      anEvent(story.company, 'part/COAT1', aPart('COAT1', { non_inventory: true })),
      dated('2026-11-20', '10'),
    )
    await story.push(dated('2022-12-30', '7'))
    expect(posted()).toMatchObject([{ entity: { TxnDate: '2022-12-30', TotalAmt: 70 } }])
    expect(await story.stage.record(story.company, key)).toMatchObject({ state: 'synced', reason: null })

    await story.push(dated('2022-12-29', '6'))
    expect(posted()).toMatchObject([{ entity: { TxnDate: '2022-12-29', TotalAmt: 60 } }])
    const { body } = await story.stage.call('GET', `/companies/${story.company}/records/${key}/preview`)
    expect(body).toMatchObject({ step: 'none', stoppedBy: null })

    await story.push(anEvent(story.company, key, undefined))
    expect(posted()).toEqual([])
  })

  it('shows in the activity of the story.company, with what came of it', async () => {
    const customer = story.fresh('C-')
    await story.push(anEvent(story.company, `customer/${customer}`, aCustomer(customer)))
    const { body } = await story.stage.call('GET', `/companies/${story.company}/activity?kind=customer&limit=1`)
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
    const customer = story.fresh('C-')
    await story.push(anEvent(story.company, `customer/${customer}`, aCustomer(customer)))
    await story.push(anEvent(story.company, `customer/${customer}`, aCustomer(customer, { phone: '5' })))
    expect(await story.stage.record(story.company, `customer/${customer}`)).toMatchObject({
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

it("writes no token and nothing of anybody's books into a log", () => {
  const logs = story.stage.logs().join('\n')
  expect(logs).toContain('drained')
  for (const secret of ['local-secret', 'Bearer', ...story.quickBooks.liveRefreshTokens(story.realm), 'Twin Peaks'])
    expect(logs).not.toContain(secret)
})
