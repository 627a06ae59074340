import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type ErpRecord, parseKey, type RecordKey, readContent } from '../../../shared/erp/record.ts'
import type { Write } from '../../../shared/qbo/batch.ts'
import { type Body, type Entity, type EntityType, entityIn } from '../../../shared/qbo/entity.ts'
import { disagreement } from '../../../shared/sync/agreement.ts'
import type { Link } from '../../../shared/sync/record.ts'

const folder = join(import.meta.dirname, '../../../../shared/quickbooks/recorded')
const recorded = (name: string) => JSON.parse(readFileSync(join(folder, name), 'utf8'))

const link = (type: Link['type'], id: string): Link => ({
  ...{ type, id, syncToken: '0', epoch: 1, active: true, lines: [] },
})
const links = new Map<RecordKey, Link>([
  ['customer/C1', link('Customer', '7')],
  ['part/KLM2001', link('Item', '11')],
  ['account/6400', link('Account', '64')],
])

/** An invoice of 100.00 and 9.50 of tax, as the ERP says it. */
const invoice = theRecord('invoice/9301', {
  invoicenum: '9301',
  custnum: 'C1',
  invoicedate: '2026-11-20',
  lines: [{ prcpart: 'KLM2001', qty: '10', price: '10', amount: '100.00' }],
  invoice_tax_subtotal: '9.50',
  total_invoice_amount: '109.50',
})
const asked = {
  DocNumber: '9301',
  TxnDate: '2026-11-20',
  CustomerRef: { value: '7' },
  Line: [
    {
      DetailType: 'SalesItemLineDetail',
      Amount: 100,
      SalesItemLineDetail: { ItemRef: { value: '11' }, Qty: 10, UnitPrice: 10, TaxCodeRef: { value: 'TAX' } },
    },
  ],
  TxnTaxDetail: { TotalTax: 9.5 },
}
const answered = {
  Id: '301',
  SyncToken: '0',
  DocNumber: '9301',
  TxnDate: '2026-11-20',
  CurrencyRef: { value: 'USD', name: 'United States Dollar' },
  CustomerRef: { value: '7', name: 'Fresno Dealer' },
  Line: [
    {
      Id: '1',
      LineNum: 1,
      Amount: 100,
      DetailType: 'SalesItemLineDetail',
      SalesItemLineDetail: {
        ItemRef: { value: '11', name: 'KLM2001' },
        Qty: 10,
        UnitPrice: 10,
        ItemAccountRef: { value: '79', name: 'Sales' },
        TaxCodeRef: { value: 'TAX' },
      },
      CustomExtensions: [],
    },
    { Amount: 100, DetailType: 'SubTotalLineDetail', SubTotalLineDetail: {} },
  ],
  TxnTaxDetail: { TotalTax: 9.5 },
  TotalAmt: 109.5,
  Balance: 109.5,
}
const [line] = answered.Line

function theRecord(key: RecordKey, content: unknown): ErpRecord {
  const { record } = readContent(parseKey(key)?.kind ?? 'part', content)
  if (!record) throw new Error(`${key} cannot be read`)
  return record
}

const read = (fields: object): Entity => {
  const entity = entityIn(fields)
  if (!entity) throw new Error('this is no entity')
  return entity
}

const judged = (answer: object, body: Body = asked, type: EntityType = 'Invoice', record: ErpRecord = invoice) =>
  disagreement(record, { type, body }, read(answer), links)
const fieldsOf = (...of: Parameters<typeof judged>) =>
  judged(...of)?.fields.map(({ field, erp, quickbooks }) => [field, erp, quickbooks])

describe('an answer', () => {
  it('agrees where QuickBooks has what was asked, in words of its own', () => {
    expect(judged(answered)).toBeUndefined()
    const inOtherWords = {
      ...answered,
      DocNumber: ' 9301 ',
      TotalAmt: '109.50',
      TxnTaxDetail: { TotalTax: '9.5', TaxLine: [] },
      BillAddr: { Id: '95', Line1: '9 Mill Rd', Line2: 'Fresno, CA  93650', Country: 'USA' },
      FreeFormAddress: true,
      AllowOnlineAffirmPayment: false,
      Line: [{ Amount: 0, DetailType: 'DescriptionOnly', Description: 'Thank you' }, ...answered.Line.toReversed()],
    }
    expect(judged(inOtherWords)).toBeUndefined()
  })

  it('says what became of the tax, in the total and by itself, and why', () => {
    const without = { ...answered, TxnTaxDetail: { TotalTax: 0 }, TotalAmt: 100 }
    expect(judged(without)).toEqual({
      amount: '9.50',
      fields: [
        { field: 'total', erp: '109.50', quickbooks: '100.00' },
        { field: 'tax', erp: '9.50', quickbooks: '0.00' },
      ],
      why: 'QuickBooks did not keep the tax that was sent.',
    })
    const { TxnTaxDetail: _tax, ...untaxed } = asked
    const computed = { ...answered, TxnTaxDetail: { TotalTax: 8 }, TotalAmt: 108 }
    expect(judged(computed, untaxed)).toEqual({
      amount: '1.50',
      fields: [
        { field: 'total', erp: '109.50', quickbooks: '108.00' },
        { field: 'tax', erp: '9.50', quickbooks: '8.00' },
      ],
      why: 'QuickBooks computed the tax itself.',
    })
    expect(judged(answered, untaxed)).toBeUndefined()
    expect(judged({ ...answered, TxnTaxDetail: { TotalTax: 9.51 }, TotalAmt: 109.51 })?.amount).toBe('0.01')
  })

  it('agrees where the tax of the ERP stands on a line of its own', () => {
    const taxLine = {
      DetailType: 'SalesItemLineDetail',
      Amount: 9.5,
      SalesItemLineDetail: { ItemRef: { value: '12' }, TaxCodeRef: { value: 'NON' } },
    }
    const { TxnTaxDetail: _tax, ...untaxed } = asked
    const body = { ...untaxed, Line: [...asked.Line, taxLine] }
    const answer = { ...answered, TxnTaxDetail: { TotalTax: 0 }, Line: [line, { ...taxLine, Id: '2' }] }
    expect(judged(answer, body)).toBeUndefined()
  })

  it.each([
    ['another date', { TxnDate: '2026-12-01' }, [['date', '2026-11-20', '2026-12-01']], '0.00'],
    ['another number', { DocNumber: '1042' }, [['number', '9301', '1042']], '0.00'],
    ['no number', { DocNumber: undefined }, [['number', '9301', 'nothing']], '0.00'],
    [
      'another customer',
      { CustomerRef: { value: '8', name: 'Somebody' } },
      [['party', 'C1', 'Somebody (Id 8)']],
      '109.50',
    ],
    [
      'the default item',
      { Line: [{ ...line, SalesItemLineDetail: { ItemRef: { value: '1', name: 'Services' }, Qty: 10 } }] },
      [['lines/1/item', 'KLM2001', 'Services (Id 1)']],
      '100.00',
    ],
    [
      'another quantity',
      { Line: [{ ...line, SalesItemLineDetail: { ...line?.SalesItemLineDetail, Qty: 9 } }] },
      [['lines/1/quantity', '10', '9']],
      '0.00',
    ],
    [
      'another amount',
      { TotalAmt: 109.4, Line: [{ ...line, Amount: 99.9 }] },
      [
        ['total', '109.50', '109.40'],
        ['lines/1/amount', '100.00', '99.90'],
      ],
      '0.10',
    ],
    [
      'a line less',
      { TotalAmt: 9.5, Line: [] },
      [
        ['total', '109.50', '9.50'],
        ['lines/1', '100.00 for KLM2001', 'nothing'],
      ],
      '100.00',
    ],
  ])('differs by %s, with both figures and the money that it is about', (_, change, fields, amount) => {
    const answer = { ...answered, ...change }
    expect(fieldsOf(answer)).toEqual(fields)
    expect(judged(answer)?.amount).toBe(amount)
  })

  it('says nothing of what it leaves out, and nothing of a price that is rounded beside a true amount', () => {
    expect(judged({ Id: '301', SyncToken: '1' })).toBeUndefined()
    const rounded = { ...line, SalesItemLineDetail: { ...line?.SalesItemLineDetail, UnitPrice: 10.001 } }
    expect(judged({ ...answered, Line: [rounded] })).toBeUndefined()
  })

  it('is compared with the total of the ERP too, where what was asked agrees', () => {
    const larger = theRecord('invoice/9301', { ...invoice.content, total_invoice_amount: '119.50' })
    expect(fieldsOf(answered, asked, 'Invoice', larger)).toEqual([['total', '119.50', '109.50']])
  })

  it('agrees on a day that we have moved, and on a number that we have shortened', () => {
    const moved = { ...asked, TxnDate: '2026-12-01', DocNumber: '9301-SHORT' }
    expect(judged({ ...answered, TxnDate: '2026-12-01', DocNumber: '9301-SHORT' }, moved)).toBeUndefined()
  })
})

describe('a foreign bill', () => {
  const voucher = theRecord('voucher/88', {
    vouchernum: '88',
    vendnum: 'V1',
    invoice_date: '2026-11-20',
    splits: [
      { account: '6400', amount: '60.00' },
      { account: '6400', amount: '40.00' },
    ],
  })
  const billLine = (amount: number, account: string) => ({
    DetailType: 'AccountBasedExpenseLineDetail',
    Amount: amount,
    AccountBasedExpenseLineDetail: { AccountRef: { value: account, name: 'Freight In' } },
  })
  const body: Body = {
    APAccountRef: { value: '33' },
    CurrencyRef: { value: 'EUR' },
    ExchangeRate: 1.0875,
    Line: [billLine(60, '64'), billLine(40, '64')],
  }
  const bill = { ...body, Id: '9', TotalAmt: 100, HomeTotalAmt: 108.75 }
  const fields = (change: object) => fieldsOf({ ...bill, ...change }, body, 'Bill', voucher)

  it('agrees in another order, at a rate with fewer decimals, and a cent of rounding off', () => {
    const change = { Line: [billLine(40, '64'), billLine(60, '64')], ExchangeRate: '1.087500', HomeTotalAmt: 108.74 }
    expect(fields(change)).toBeUndefined()
  })

  it.each([
    ['account', { Line: [billLine(60, '64'), billLine(40, '65')] }, ['lines/2/account', '6400', 'Freight In (Id 65)']],
    ['payable account', { APAccountRef: { value: '34' } }, ['payableAccount', 'Id 33', 'Id 34']],
    ['currency', { CurrencyRef: { value: 'USD' } }, ['currency', 'EUR', 'USD']],
    ['rate', { ExchangeRate: 1.09 }, ['rate', '1.0875', '1.09']],
    ['total at home', { HomeTotalAmt: 118.75 }, ['homeTotal', '108.75', '118.75']],
  ])('differs by another %s', (_, change, field) => {
    expect(fields(change)).toEqual([field])
  })
})

it('tells an item that books to another account than was asked', () => {
  const body = { Name: 'KLM2001', IncomeAccountRef: { value: '79' }, ExpenseAccountRef: { value: '80' } }
  const answer = { ...body, Id: '11', Name: 'klm2001', IncomeAccountRef: { value: '1', name: 'Services' } }
  expect(disagreement(undefined, { type: 'Item', body }, read(answer), links)?.fields).toEqual([
    { field: 'incomeAccount', erp: 'Id 79', quickbooks: 'Services (Id 1)' },
  ])
})

it
  .runIf(existsSync(folder))
  .each(
    ['create', 'update'].flatMap((verb) =>
      ['account', 'customer', 'vendor', 'item', 'invoice', 'bill', 'purchase-order', 'journal-entry'].map((name) => [
        verb,
        name,
      ]),
    ),
  )('agrees with what Intuit was recorded to answer: %s %s', (verb, name) => {
  const [type, answer] = Object.entries(recorded(`${verb}-${name}-response.json`))[0] ?? []
  const write = { type, body: recorded(`${verb}-${name}-request.json`) } as Write
  expect(disagreement(undefined, write, read(Object(answer)), new Map())).toBeUndefined()
})
