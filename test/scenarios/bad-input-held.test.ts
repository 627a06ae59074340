import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { everyKind } from '../local/settled.ts'
import { tieAccounts } from './accounts.ts'
import { aCustomer, anEvent, anInvoice, aPart, aVendor } from './stage.ts'
import { openStory } from './story.ts'

// Records that QuickBooks could not take as they are. They are fed all at once, beside good ones.
type Bad = readonly [row: string, key: string, record: object, code: string, reason?: object]

const journal = (external_key: string, ...splits: object[]) => ({ external_key, date: '2026-11-20', splits })
const debit = (amount: string, account = '6100') => ({ account, debit: amount })
const credit = (amount: string, account = '1000') => ({ account, credit: amount })
const oneLine = (change: object) => ({
  lines: [{ prcpart: 'ABC1', qty: '2', price: '5.00', amount: '10.00', ...change }],
  invoice_tax_subtotal: '0',
  freight: '0',
  total_invoice_amount: undefined,
})
const limit = (field: string, most: number) => ({ field, message: expect.stringContaining(`takes ${most}.`) })
const says = (words: string) => ({ message: expect.stringContaining(words) })

const bad: readonly Bad[] = [
  ['a customer whose name is empty', 'customer/N-1', aCustomer('N-1', { name: '' }), 'E_NAME_EMPTY', { field: 'name' }],
  ['a customer whose name is blanks only', 'customer/N-2', aCustomer('N-2', { name: ' \t ' }), 'E_NAME_EMPTY'],
  ['a vendor whose name is empty', 'vendor/N-3', aVendor('N-3', { name: '' }), 'E_NAME_EMPTY'],

  ['a name with a colon', 'customer/N-4', aCustomer('N-4', { name: 'Acme: East' }), 'E_NAME_CHARS', says('":"')],
  ['a name with a tab', 'customer/N-5', aCustomer('N-5', { name: 'Acme\tEast' }), 'E_NAME_CHARS', says('U+0009')],
  ['a name with a line break', 'customer/N-6', aCustomer('N-6', { name: 'Acme\nEast' }), 'E_NAME_CHARS'],
  ['a part with a colon in its number', 'part/ABC:1', aPart('ABC:1'), 'E_NAME_CHARS'],

  [
    'a part number of 101 characters',
    `part/${'A'.repeat(101)}`,
    aPart('A'.repeat(101)),
    'E_LENGTH',
    limit('Item.Name', 100),
  ],
  [
    'a name of 501 characters',
    'customer/L-2',
    aCustomer('L-2', { name: 'n'.repeat(501) }),
    'E_LENGTH',
    limit('Customer.DisplayName', 500),
  ],

  ['an emoji', 'customer/S-1', aCustomer('S-1', { name: 'Rocket 🚀' }), 'E_CHARSET', says('U+1F680')],
  ['Japanese', 'customer/S-2', aCustomer('S-2', { name: '東京商事' }), 'E_CHARSET', says('U+6771')],
  ['letters of full width', 'customer/S-3', aCustomer('S-3', { name: 'Ａｃｍｅ' }), 'E_CHARSET', says('U+FF21')],
  ['a control character', 'customer/S-4', aCustomer('S-4', { name: 'Bell\u0007' }), 'E_CONTROL', says('U+0007')],
  ['a turn of direction', 'customer/S-5', aCustomer('S-5', { name: 'a\u202eb' }), 'E_CONTROL', says('U+202E')],
  ['a blank of no width', 'customer/S-6', aCustomer('S-6', { name: 'a\u200bb' }), 'E_CONTROL', says('U+200B')],

  [
    'an invoice without lines',
    'invoice/M-1',
    anInvoice('M-1', { lines: [], freight: '0', invoice_tax_subtotal: '0' }),
    'E_REQUIRED',
    { field: 'lines' },
  ],
  [
    'a line above quantity times price, naming both',
    'invoice/M-2',
    anInvoice('M-2', oneLine({ amount: '10.50' })),
    'E_LINE_SUM',
    says('10.50, but 2 at 5.00 is 10.00'),
  ],
  [
    'a total that its lines, freight and tax do not give',
    'invoice/M-3',
    anInvoice('M-3', { total_invoice_amount: '16.59' }),
    'E_TOTAL',
    says('16.59 in total, but its lines, freight and tax add up to 16.58'),
  ],
  [
    'an invoice below zero',
    'invoice/M-4',
    anInvoice('M-4', oneLine({ qty: '-2', amount: '-10.00' })),
    'E_NEGATIVE',
    says('-10.00'),
  ],

  [
    'a negative debit',
    'ledger-entry/J-1',
    journal('J-1', debit('-5.00'), credit('-5.00')),
    'E_NEGATIVE',
    says('-5.00'),
  ],
  [
    'an entry that is off by a cent',
    'ledger-entry/J-2',
    journal('J-2', debit('5.00'), credit('4.99')),
    'E_UNBALANCED',
    says('5.00 and its credits to 4.99'),
  ],
  ['an entry of one line', 'ledger-entry/J-3', journal('J-3', debit('5.00')), 'E_UNBALANCED'],
  ['an entry of no lines', 'ledger-entry/J-4', journal('J-4'), 'E_UNBALANCED'],
  [
    'a receivable line without a customer',
    'ledger-entry/J-5',
    journal('J-5', debit('5.00', '1200'), credit('5.00')),
    'E_JE_ENTITY',
    says('account 1200 names no customer'),
  ],
  [
    'a payable line without a vendor',
    'ledger-entry/J-6',
    journal('J-6', debit('5.00'), credit('5.00', '2000')),
    'E_JE_ENTITY',
    says('account 2000 names no vendor'),
  ],

  [
    'a foreign currency while multicurrency is off',
    'invoice/F-1',
    anInvoice('F-1', { currency: 'CAD', exchange_rate: '0.73' }),
    'E_CURRENCY',
    says('multicurrency is off'),
  ],
  ['an exchange rate of zero', 'invoice/F-2', anInvoice('F-2', { exchange_rate: '0' }), 'E_CURRENCY'],

  ['a customer below itself', 'customer/T-0', aCustomer('T-0', { parent: 'T-0' }), 'E_CYCLE', says('customer T-0')],
  [
    'a customer five levels below the top',
    'customer/T-6',
    aCustomer('T-6', { parent: 'T-5' }),
    'E_DEPTH',
    says('four'),
  ],
  ['a part five levels below the top', 'part/K-6', aPart('K-6', { parent: 'K-5' }), 'E_DEPTH'],
]

const ladder = (kind: 'customer' | 'part') =>
  [1, 2, 3, 4, 5].map((level) => {
    const id = `${kind === 'part' ? 'K' : 'T'}-${level}`
    const parent = level === 1 ? {} : { parent: id.replace(/\d/, String(level - 1)) }
    const record = kind === 'part' ? { prcpart: id, is_category: true, ...parent } : aCustomer(id, parent)
    return anEvent('acme', `${kind}/${id}`, record)
  })

let story: Awaited<ReturnType<typeof openStory>>
beforeAll(async () => {
  story = await openStory()
  await story.stage.settle(story.company, everyKind)
  await tieAccounts(story, { '1000': '35', '1200': '84', '2000': '33', '6100': '17' })
  await story.push(
    anEvent(story.company, 'part/ABC1', aPart('ABC1')),
    anEvent(story.company, 'customer/C-1', aCustomer('C-1')),
    anEvent(story.company, 'vendor/V-1', aVendor('V-1')),
    ...ladder('customer'),
    ...ladder('part'),
    ...bad.map(([, key, record]) => anEvent(story.company, key, record)),
    anEvent(story.company, 'invoice/GOOD-1', anInvoice('GOOD-1')),
    anEvent(story.company, 'invoice/GOOD-2', anInvoice('GOOD-2', oneLine({ amount: '9.00' }))),
    anEvent(
      story.company,
      'invoice/GOOD-3',
      anInvoice('GOOD-3', {
        ...oneLine({}),
        lines: [
          { prcpart: 'ABC1', qty: '2', price: '5.00', amount: '10.00' },
          { prcpart: 'ABC1', qty: '-1', price: '5.00', amount: '-5.00' },
        ],
      }),
    ),
  )
})
afterAll(() => story?.stop())

describe('is held with its reason, and never sent:', () => {
  it.each(bad.map(([row, key, , code, reason = {}]) => ({ row, key, code, reason })))(
    '$row',
    async ({ key, code, reason }) => {
      expect(await story.stage.record(story.company, key)).toMatchObject({
        state: 'held',
        reason: { code, message: expect.stringMatching(/\w/), next: expect.stringMatching(/\w/), ...reason },
        link: null,
        history: [],
      })
    },
  )
})

describe('beside them go out', () => {
  it('good records, on the very day that the ERP says', async () => {
    expect(await story.stage.record(story.company, 'invoice/GOOD-1')).toMatchObject({ state: 'synced' })
    expect(story.held('Invoice', 'DocNumber', 'GOOD-1')).toMatchObject([
      { entity: { TxnDate: '2026-11-20', TotalAmt: 16.58 } },
    ])
  })

  it('a line below quantity times price, with its true amount: that is a discount', () => {
    expect(story.held('Invoice', 'DocNumber', 'GOOD-2')).toMatchObject([
      { entity: { TotalAmt: 9, Line: [{ Amount: 9, SalesItemLineDetail: { Qty: 2, UnitPrice: 4.5 } }, {}] } },
    ])
  })

  it('a negative line, where the invoice as a whole is not negative', () => {
    expect(story.held('Invoice', 'DocNumber', 'GOOD-3')).toMatchObject([{ entity: { TotalAmt: 5 } }])
  })

  it('four levels below the top, of customers and of categories', async () => {
    for (const key of ['customer/T-5', 'part/K-5'])
      expect(await story.stage.record(story.company, key)).toMatchObject({ state: 'synced' })
  })
})

it('held records are counted, and grouped by their cause', async () => {
  const { body } = await story.stage.call('GET', `/companies/${story.company}/problems?limit=200`)
  const codes = [...new Set(bad.map(([, , , code]) => code))]
  expect(body).toMatchObject({ items: expect.arrayContaining(codes.map((code) => expect.objectContaining({ code }))) })
})

it('a record that was held goes out by itself once it is right', async () => {
  await story.push(anEvent(story.company, 'customer/N-4', aCustomer('N-4', { name: 'Acme East' })))
  expect(await story.stage.record(story.company, 'customer/N-4')).toMatchObject({ state: 'synced', reason: null })
})

it('two customers below one another are held for that as soon as both are there, and go out once one is right', async () => {
  const below = (id: string, parent: string | undefined) =>
    anEvent(story.company, `customer/${id}`, aCustomer(id, { parent }))
  await story.push(below('T-8', 'T-9'))
  expect(await story.stage.record(story.company, 'customer/T-8')).toMatchObject({ state: 'waiting' })
  await story.push(below('T-9', 'T-8'))
  expect(await story.stage.record(story.company, 'customer/T-9')).toMatchObject({
    state: 'held',
    reason: { code: 'E_CYCLE', ...says('customer T-9, which is under customer T-8, which is under customer T-9') },
  })

  await story.push(below('T-9', undefined))
  for (const id of ['T-8', 'T-9'])
    expect(await story.stage.record(story.company, `customer/${id}`)).toMatchObject({ state: 'synced' })
})
