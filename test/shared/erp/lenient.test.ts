import { describe, expect, it } from 'vitest'
import { type Kind, readContent } from '../../../shared/erp/record.ts'

const customer = { custnum: 'C-1', name: 'Customer C-1' }
const part = { prcpart: 'ABC1' }
const invoice = { invoicenum: '900', custnum: 'C-1', invoicedate: '2026-11-20', lines: [{ amount: '10.00' }] }
const order = { ponum: '7', vendnum: 'V-1', date: '2026-11-20', lines: [{ amount: '1' }] }
const voucher = {
  vouchernum: '8',
  vendnum: 'V-1',
  invoice_date: '2026-11-20',
  splits: [{ account: '6500', amount: '3' }],
}
const entry = { external_key: 'J-1', date: '2026-11-20', splits: [{ account: '6500', debit: '3', credit: null }] }

const read = (kind: Kind, content: object) => readContent(kind, content)

describe('what says nothing', () => {
  it.each<[Kind, object, object]>([
    ['customer', customer, { phone: null, acct_email: null, addresses: null, terms: '', parent: '', currency: '' }],
    [
      'part',
      part,
      { description: null, default_cost: null, default_resale: '', qoh: '', uom: null, income_account: '' },
    ],
    [
      'invoice',
      invoice,
      { freight: null, discount: null, invoice_tax_subtotal: null, ar_duedate: '', exchange_rate: '' },
    ],
    ['invoice', invoice, { lines: [{ amount: '10.00', prcpart: '', taxable: null, qty: '', price: null }] }],
    ['voucher', voucher, { ponums: null, due_date: '', gl_post_date: null }],
    ['voucher', voucher, { ponums: ['', null] }],
    ['purchase-order', order, { ship_to: null, terms: '', status: null }],
    ['ledger-entry', entry, { splits: [{ account: '6500', debit: '3', credit: null, custnum: '' }] }],
  ])('is nothing said: a %s, %j, with %j', (kind, content, more) => {
    const { record, flaw } = read(kind, { ...content, ...more })
    expect(flaw).toBeUndefined()
    expect(record?.unread).toBeUndefined()
    const empty = Object.keys(more).filter((name) => !['lines', 'splits'].includes(name))
    expect(record?.content).toEqual(read(kind, without(content, empty)).record?.content)
  })

  it('is a flaw where something has to be said', () => {
    expect(read('customer', { ...customer, name: null }).flaw).toMatchObject({ code: 'E_TYPE', field: '/name' })
    expect(read('invoice', { ...invoice, custnum: '' }).flaw).toMatchObject({ code: 'E_ID', field: '/custnum' })
    expect(read('invoice', { ...invoice, lines: [null] }).flaw).toMatchObject({ field: '/lines/0' })
  })
})

describe('a number where a text belongs', () => {
  it('is taken as it is written', () => {
    const content = { ...customer, custnum: 17, phone: 5551234567, addresses: [{ kind: 'bill_to', zip: 2134 }] }
    expect(read('customer', content).record?.content).toMatchObject({
      custnum: '17',
      phone: '5551234567',
      addresses: [{ kind: 'bill_to', zip: '2134' }],
    })
    expect(read('voucher', { ...voucher, vendor_invoice_number: 4711 }).record?.content).toMatchObject({
      vendor_invoice_number: '4711',
    })
  })
  it('is none where it is no day', () => {
    expect(read('invoice', { ...invoice, invoicedate: 20261120 }).flaw).toMatchObject({ code: 'E_TYPE' })
  })
})

describe('what posts nothing and cannot be read', () => {
  it.each<[Kind, object, object, string]>([
    ['customer', customer, { phone: ['555'] }, 'phone'],
    ['customer', customer, { addresses: [{ kind: 'bill_to', city: 'Dayton' }, { kind: 'remit_to' }] }, 'addresses'],
    ['part', part, { default_cost: '$4.50' }, 'default_cost'],
    ['part', part, { default_resale: '100000000000' }, 'default_resale'],
    ['invoice', invoice, { ship_to: 'Dayton, OH' }, 'ship_to'],
    ['invoice', invoice, { lines: [{ amount: '10.00', description: { en: 'Bolt' } }] }, 'lines/description'],
    ['voucher', voucher, { ponums: ['7', '\u200b'] }, 'ponums'],
    ['purchase-order', order, { notes: ['a'] }, 'notes'],
  ])('is left out of a %s and told: %j with %j', (kind, content, more, field) => {
    const { record, flaw } = read(kind, { ...content, ...more })
    expect(flaw).toBeUndefined()
    expect(record?.unread).toEqual([{ field, message: expect.stringContaining(field.split('/')[0] ?? '') }])
  })

  it('leaves of a list what can be read, whatever is left out of it', () => {
    const kinds = ['bill_to', 'remit_to', 'sold_to', 'ship_to'] as const
    const addresses = kinds.map((kind, index) => ({ kind, city: `City ${index}`, zip: {} }))
    expect(read('customer', { ...customer, addresses }).record?.content).toMatchObject({
      addresses: [
        { kind: 'bill_to', city: 'City 0' },
        { kind: 'ship_to', city: 'City 3' },
      ],
    })
  })

  it('hides no flaw of what does', () => {
    const flawed = { ...invoice, custponum: {}, invoicedate: 'tomorrow' }
    expect(read('invoice', flawed).flaw).toMatchObject({ field: '/invoicedate', content: flawed })
  })
})

describe('a decimal', () => {
  const qoh = (value: unknown) => {
    const { record, flaw } = read('part', { ...part, qoh: value })
    return flaw?.code ?? Object(record?.content)['qoh']
  }
  it.each([
    ['what a binary fraction leaves behind', 0.30000000000000004, '0.3'],
    ['what a division leaves behind', '33.3333333333', '33.333333'],
    ['noughts that say nothing', '10.0000000', '10'],
    ['a power of ten', 1e-6, '0.000001'],
    ['no nought before the point', '.5', '0.5'],
    ['what is written as it is meant', '13.50', '13.50'],
    ['seven decimals, which somebody means', '1.1234567', 'E_SCALE'],
    ['a thousands separator, which nobody can be sure of', '1,234', 'E_NUMBER'],
  ])('is read in spite of %s', (_, value, read) => expect(qoh(value)).toBe(read))
})

const without = (content: object, names: readonly string[]) =>
  Object.fromEntries(Object.entries(content).filter(([name]) => !names.includes(name)))
