import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as z from 'zod/mini'
import { everyKind } from '../local/settled.ts'
import { tieAccounts } from './accounts.ts'
import { aCustomer, anEvent, anInvoice, anOrder, aPart, aVendor } from './stage.ts'
import { openStory } from './story.ts'

// What QuickBooks does not take as the ERP has it, and what posts nothing: nobody waits for it, and it is told.
let story: Awaited<ReturnType<typeof openStory>>
beforeAll(async () => {
  story = await openStory()
  await story.stage.settle(story.company, everyKind)
  await tieAccounts(story, { '1000': '35', '6100': '17' })
  await story.push(
    event('part/ABC1', aPart('ABC1')),
    event('customer/C-1', aCustomer('C-1')),
    event('vendor/V-1', aVendor('V-1')),
  )
})
afterAll(() => story?.stop())

const event = (key: string, record: object | undefined) => anEvent(story.company, key, record)
const record = (key: string) => story.stage.record(story.company, key)
const get = async (path: string) => (await story.stage.call('GET', `/companies/${story.company}${path}`)).body
const noted = (...codes: string[]) => ({
  state: 'synced',
  reason: null,
  notes: codes.map((code) => expect.objectContaining({ code })),
})

const List = z.object({
  items: z.array(z.object({ kind: z.string(), id: z.string(), notes: z.array(z.object({ code: z.string() })) })),
})
const Causes = z.object({
  items: z.array(
    z.object({
      cause: z.string(),
      title: z.string(),
      count: z.number(),
      amount: z.string(),
      action: z.nullable(z.string()),
    }),
  ),
})
const cause = async (name: string) => z.parse(Causes, await get('/problems')).items.find(({ cause: of }) => of === name)

const oneLine = (prcpart: string, change: object = {}) => ({
  lines: [{ prcpart, qty: '1', price: '10', amount: '10.00', ...change }],
  invoice_tax_subtotal: '0',
  freight: '0',
  total_invoice_amount: undefined,
})

describe('an invoice is posted', () => {
  it('though its part costs fractions that QuickBooks does not take, which are rounded', async () => {
    const number = story.fresh('INV')
    await story.push(
      event('part/RES1', aPart('RES1', { non_inventory: true, default_cost: '0.001234', default_resale: '0.0125' })),
      event(`invoice/${number}`, anInvoice(number, oneLine('RES1', { qty: '5000', price: '0.0125', amount: '62.50' }))),
    )
    expect(story.held('Item', 'Name', 'RES1')).toMatchObject([{ entity: { PurchaseCost: 0.00123, UnitPrice: 0.0125 } }])
    expect(story.held('Invoice', 'DocNumber', number)).toMatchObject([{ entity: { TotalAmt: 62.5 } }])
    expect(await record('part/RES1')).toMatchObject(noted('price_rounded'))
    expect(await record(`invoice/${number}`)).toMatchObject(noted())
  })

  it.each([
    [
      'two e-mail addresses, of which it gets the first',
      { acct_email: 'ap@two.example, billing@two.example' },
      'email_left_out',
      { PrimaryEmailAddr: { Address: 'ap@two.example' } },
    ],
    ['none that is an e-mail address', { acct_email: 'ap at two.example' }, 'email_left_out', {}],
    [
      'a long telephone number, of which it gets the first',
      { phone: '(555) 010-1234 ext. 5678 / (555) 010-9999' },
      'phone_left_out',
      { PrimaryPhone: { FreeFormNumber: '(555) 010-1234 ext. 5678' } },
    ],
    [
      'an address in characters that are not taken',
      { addresses: [{ kind: 'bill_to', address1: 'Łódzka 7', city: '東京' }] },
      'characters_replaced',
      { BillAddr: { Line1: '?ódzka 7', City: '?' } },
    ],
  ])('though its customer has %s', async (_, change, code, inQuickBooks) => {
    const [custnum, number] = [story.fresh('C-'), story.fresh('INV')]
    await story.push(
      event(`customer/${custnum}`, aCustomer(custnum, change)),
      event(`invoice/${number}`, anInvoice(number, { custnum })),
    )
    expect(story.held('Invoice', 'DocNumber', number)).toHaveLength(1)
    expect(story.held('Customer', 'DisplayName', `Customer ${custnum}`)[0]?.entity).toMatchObject(inQuickBooks)
    expect(await record(`customer/${custnum}`)).toMatchObject({
      state: 'synced',
      notes: expect.arrayContaining([expect.objectContaining({ code })]),
    })
  })

  it('though what posts nothing cannot be read, which is left out and told', async () => {
    await story.push(
      event('customer/C-7', aCustomer('C-7', { phone: ['555'], acct_email: null, addresses: [{ kind: 'remit_to' }] })),
      event('part/ABC7', aPart('ABC7', { default_cost: '$4.50', description: null })),
      event('invoice/907', {
        ...anInvoice('907', { custnum: 'C-7', custponum: 4711, ship_to: 'Dayton, OH', freight: null, ar_duedate: '' }),
        ...{ invoice_tax_subtotal: null, total_invoice_amount: 33.300000000000004 },
        lines: [{ prcpart: 'ABC7', qty: '1', price: '33.3000000000', amount: 33.300000000000004, taxable: null }],
      }),
    )
    expect(await record('customer/C-7')).toMatchObject(noted('field_left_out', 'field_left_out'))
    expect(await record('part/ABC7')).toMatchObject(noted('field_left_out'))
    expect(await record('invoice/907')).toMatchObject(noted('field_left_out'))
    expect(story.held('Invoice', 'DocNumber', '907')).toMatchObject([
      { entity: { TotalAmt: 33.3, PrivateNote: 'Customer PO 4711' } },
    ])
  })

  it('though its lines and notes say more than QuickBooks takes, which is cut', async () => {
    const [number, order] = [story.fresh('INV'), story.fresh('PO-')]
    await story.push(
      event(`invoice/${number}`, anInvoice(number, oneLine('ABC1', { description: 'd'.repeat(4_001) }))),
      event(`purchase-order/${order}`, anOrder(order, { notes: `${'n'.repeat(3_999)}🚀` })),
    )
    expect(story.held('Invoice', 'DocNumber', number)[0]?.entity).toMatchObject({
      Line: [{ Description: 'd'.repeat(4_000) }, {}],
    })
    expect(await record(`invoice/${number}`)).toMatchObject(noted('text_cut'))
    expect(story.held('PurchaseOrder', 'DocNumber', order)[0]?.entity).toMatchObject({
      PrivateNote: `${'n'.repeat(3_999)}?`,
    })
    expect(await record(`purchase-order/${order}`)).toMatchObject(noted('characters_replaced'))
  })
})

describe('a note', () => {
  it('shows before anything is sent, in the lists, with the write, and among the problems as something that holds nothing back', async () => {
    const number = story.fresh('INV')
    const key = `invoice/${number}`
    const before = (await cause('noted/characters_replaced/invoice'))?.count ?? 0
    await story.stage.settle(story.company, everyKind, { approveBeforePosting: true })
    await story.push(event(key, anInvoice(number, oneLine('ABC1', { description: '10 kΩ' }))))
    const preview = z.parse(z.looseObject({ digest: z.string() }), await get(`/records/${key}/preview`))
    expect(preview).toMatchObject({
      step: 'create',
      recordNotes: [{ code: 'characters_replaced', field: 'Line.Description' }],
    })
    expect(await record(key)).toMatchObject({ state: 'held', notes: [] })

    await story.stage.call('POST', `/companies/${story.company}/records/${key}/approve`, { digest: preview.digest })
    await story.stage.quiet(story.company)
    await story.stage.settle(story.company, everyKind, { approveBeforePosting: false })

    expect(await record(key)).toMatchObject({
      ...noted('characters_replaced'),
      history: [{ notes: [{ code: 'characters_replaced' }] }],
    })
    const { items } = z.parse(List, await get('/records?kind=invoice&noted=true'))
    expect(items).toContainEqual(
      expect.objectContaining({ id: number, notes: [expect.objectContaining({ code: 'characters_replaced' })] }),
    )
    expect(items.every(({ kind, notes }) => kind === 'invoice' && notes.length > 0)).toBe(true)
    expect(await cause('noted/characters_replaced/invoice')).toMatchObject({
      title: expect.stringContaining('sent, with a note'),
      count: before + 1,
      action: null,
    })
    expect(await get('/status')).toMatchObject({ kinds: { invoice: { held: 0 } } })
  })

  it('costs no call when the ERP sends the same again, and goes with a version that needs it no more', async () => {
    const custnum = story.fresh('C-')
    const key = `customer/${custnum}`
    const many = aCustomer(custnum, { acct_email: 'a@two.example;b@two.example' })
    await story.push(event(key, many))
    const [writes, before] = [story.writes(), await cause('noted/email_left_out/customer')]

    await story.push(event(key, many))
    expect(story.writes()).toBe(writes)
    expect(await record(key)).toMatchObject(noted('email_left_out'))

    await story.push(event(key, aCustomer(custnum, { acct_email: 'a@two.example' })))
    expect(await record(key)).toMatchObject(noted())
    expect((await cause('noted/email_left_out/customer'))?.count ?? 0).toBe((before?.count ?? 0) - 1)
  })

  it('belongs to the version that QuickBooks has: it stays while a newer one is held', async () => {
    const custnum = story.fresh('C-')
    const key = `customer/${custnum}`
    await story.push(event(key, aCustomer(custnum, { acct_email: 'nobody' })))
    await story.push(event(key, aCustomer(custnum, { name: 'Acme: East' })))
    expect(await record(key)).toMatchObject({
      state: 'held',
      reason: { code: 'E_NAME_CHARS' },
      notes: [{ code: 'email_left_out' }],
    })
  })
})

it('holds a long description where the company has chosen that, until it chooses otherwise', async () => {
  const part = story.fresh('ABC')
  await story.stage.settle(story.company, everyKind, { longDescriptions: 'hold' })
  await story.push(event(`part/${part}`, aPart(part, { description: 'd'.repeat(1_001) })))
  expect(await record(`part/${part}`)).toMatchObject({
    state: 'held',
    reason: { code: 'E_LENGTH', next: expect.stringContaining('descriptions are cut') },
  })

  await story.stage.settle(story.company, everyKind, { longDescriptions: 'cut' })
  await story.stage.quiet(story.company)
  expect(await record(`part/${part}`)).toMatchObject(noted('text_cut'))
})
