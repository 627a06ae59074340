import { describe, expect, it } from 'vitest'
import { aBill, anAccountLine, anEntry, anInvoice, aSalesLine, connected } from './connected.ts'
import { asFields, asList, asText, type Fields, type Json } from './json.ts'

const idOf = (entity: Fields) => asText(entity['Id']) ?? ''
const tokenOf = (entity: Fields) => asText(entity['SyncToken']) ?? ''
const linesOf = (entity: Fields) => asList(entity['Line'])
const itemLine = (item: string, quantity: number, price: number): Fields => ({
  DetailType: 'ItemBasedExpenseLineDetail',
  Amount: quantity * price,
  ItemBasedExpenseLineDetail: { ItemRef: { value: item }, Qty: quantity, UnitPrice: price },
})

describe('invoices', () => {
  it('post the receivable against the income of the items, the shipping and the tax', async () => {
    const { accepted, control, realmId } = connected()
    const invoice = await accepted(
      'Invoice',
      anInvoice({
        Line: [
          aSalesLine({}, { TaxCodeRef: { value: 'TAX' } }),
          {
            DetailType: 'SalesItemLineDetail',
            Amount: 7,
            SalesItemLineDetail: { ItemRef: { value: 'SHIPPING_ITEM_ID' } },
          },
        ],
        TxnTaxDetail: { TotalTax: 1.11 },
      }),
    )
    expect(invoice).toMatchObject({
      TotalAmt: 21.61,
      Balance: 21.61,
      TxnTaxDetail: { TotalTax: 1.11 },
      DueDate: '2026-12-20',
    })
    expect(linesOf(invoice).at(-1)).toEqual({ Amount: 20.5, DetailType: 'SubTotalLineDetail', SubTotalLineDetail: {} })
    expect(control.trialBalance(realmId).map(({ name, debit, credit }) => [name, debit, credit])).toEqual([
      ['Sales of Product Income', 0, 13.5],
      ['Accounts Receivable (A/R)', 21.61, 0],
      ['Arizona Dept. of Revenue Payable', 0, 1.11],
      ['Shipping Income', 0, 7],
    ])
  })

  it('find the tax by rate for taxable lines of taxable customers only', async () => {
    const { accepted } = connected()
    const taxable = [aSalesLine({}, { TaxCodeRef: { value: 'TAX' } })]
    expect(await accepted('Invoice', anInvoice({ Line: taxable }))).toMatchObject({
      TotalAmt: 14.58,
      TxnTaxDetail: { TotalTax: 1.08 },
    })
    expect(await accepted('Invoice', anInvoice({ Line: taxable, CustomerRef: { value: '4' } }))).toMatchObject({
      TotalAmt: 13.5,
    })
    expect(await accepted('Invoice', anInvoice({ TxnTaxDetail: { TotalTax: 5 } }))).toMatchObject({ TotalAmt: 13.5 })
  })

  it('take a lump sum, and a quantity without a price', async () => {
    const { accepted } = connected()
    const detail = { ItemRef: { value: '3' } }
    const invoice = await accepted(
      'Invoice',
      anInvoice({
        Line: [aSalesLine({ SalesItemLineDetail: detail }), aSalesLine({ SalesItemLineDetail: { ...detail, Qty: 2 } })],
      }),
    )
    expect(asFields(linesOf(invoice)[1]?.['SalesItemLineDetail'])).toMatchObject({ Qty: 2, UnitPrice: 6.75 })
  })

  it('take off discounts', async () => {
    const { accepted } = connected()
    const invoice = await accepted(
      'Invoice',
      anInvoice({
        Line: [
          aSalesLine(),
          { DetailType: 'DiscountLineDetail', DiscountLineDetail: { PercentBased: true, DiscountPercent: 10 } },
        ],
      }),
    )
    expect(invoice['TotalAmt']).toBe(12.15)
  })

  it.each<[string, Fields, string[]]>([
    ['no customer and no lines', { CustomerRef: null, Line: null }, ['2020 CustomerRef', '2020 Line']],
    ['an empty list of lines', { Line: [] }, ['2020 Line']],
    ['a customer that is not there', { CustomerRef: { value: '999' } }, ['2500 CustomerRef']],
    ['an item that is not there', { Line: [aSalesLine({}, { ItemRef: { value: '999' } })] }, ['2500 ItemRef']],
    [
      'a line without an item',
      { Line: [{ DetailType: 'SalesItemLineDetail', Amount: 5, SalesItemLineDetail: {} }] },
      ['6440 ItemRef'],
    ],
    ['a line without an amount', { Line: [aSalesLine({ Amount: null })] }, ['2020 Amount']],
    [
      'a line without its detail',
      { Line: [{ DetailType: 'SalesItemLineDetail', Amount: 5 }] },
      ['2020 SalesItemLineDetail'],
    ],
    ['an amount that is not the product', { Line: [aSalesLine({ Amount: 13.51 })] }, ['6070 Line.Amount']],
    ['a tax code of another country', { Line: [aSalesLine({}, { TaxCodeRef: { value: '5' } })] }, ['6100 TaxCodeRef']],
    ['a number that is too long', { DocNumber: 'x'.repeat(22) }, ['2050 DocNumber']],
    ['a memo that is too long', { PrivateNote: 'x'.repeat(4001) }, ['2050 PrivateNote']],
    ['a date in another format', { TxnDate: '20.11.2026' }, ['2060 TxnDate']],
    ['a day that is in no calendar', { TxnDate: '2026-02-30' }, ['2070 TxnDate']],
    ['an amount as a text', { Line: [aSalesLine({ Amount: '13.50' })] }, ['2080 Amount']],
    ['too many decimals', { Line: [aSalesLine({ Amount: 13.123456 })] }, ['2110 Amount']],
    [
      'a stocked item without a quantity',
      { Line: [{ DetailType: 'SalesItemLineDetail', Amount: 5, SalesItemLineDetail: { ItemRef: { value: '4' } } }] },
      ['6520 Qty'],
    ],
    [
      'a stocked item before its first day',
      { TxnDate: '2019-12-31', Line: [aSalesLine({}, { ItemRef: { value: '4' } })] },
      ['6270 TxnDate'],
    ],
    ['mail without an address', { EmailStatus: 'NeedToSend' }, ['6420 BillEmail']],
    [
      'a total below nought',
      { Line: [aSalesLine({ Amount: -5, SalesItemLineDetail: { ItemRef: { value: '3' } } })] },
      ['6000'],
    ],
    ['an income account on the line', { Line: [aSalesLine({}, { AccountRef: { value: '79' } })] }, ['2010 AccountRef']],
    ['more than 10,000 lines', { Line: Array.from({ length: 10_001 }, (): Json => aSalesLine()) }, ['6000 Line']],
  ])('refuse %s', async (_what, changes, codes) => {
    expect(await connected().refused('Invoice', anInvoice(changes))).toEqual(codes)
  })

  it('refuse a customer or an item that was made inactive', async () => {
    const { person, refused } = connected()
    person.makeInactive('Item', '3')
    expect(await refused('Invoice', anInvoice())).toEqual(['610'])
  })

  it('use a number once, unless duplicates are allowed by the call', async () => {
    const { accepted, post } = connected()
    const first = await accepted('Invoice', anInvoice({ DocNumber: 'INV-1' }))
    const second = await post('invoice', anInvoice({ DocNumber: 'inv-1' }))
    expect(JSON.stringify(second.body)).toContain(
      `DocNumber=inv-1 is assigned to TxnType=Invoice with TxnId=${idOf(first)}`,
    )
    await accepted('Invoice', anInvoice({ DocNumber: 'INV-1' }), '?include=allowduplicatedocnum')
    await accepted('Invoice', { Id: idOf(first), SyncToken: '0', sparse: true, DocNumber: 'INV-1', PrivateNote: 'x' })
  })

  it('number themselves only where people do not', async () => {
    const { accepted, control, realmId } = connected()
    expect((await accepted('Invoice', anInvoice()))['DocNumber']).toBeUndefined()
    control.setPreferences(realmId, { customTxnNumbers: false })
    expect((await accepted('Invoice', anInvoice()))['DocNumber']).toBe('1001')
  })

  it('lower the stock, and give it back when deleted or void', async () => {
    const { accepted, get } = connected()
    const onHand = async () => asFields((await get('item/4')).body['Item'])?.['QtyOnHand']
    const body = anInvoice({ Line: [aSalesLine({}, { ItemRef: { value: '4' } })] })
    const [one, other] = [await accepted('Invoice', body), await accepted('Invoice', body)]
    expect(await onHand()).toBe(114)
    await accepted('Invoice', { Id: idOf(one), SyncToken: '0' }, '?operation=delete')
    await accepted('Invoice', { Id: idOf(other), SyncToken: '0' }, '?operation=void')
    expect(await onHand()).toBe(120)
  })

  it('keep their number and nothing else of worth when void', async () => {
    const { accepted, control, realmId, refused } = connected()
    const id = idOf(await accepted('Invoice', anInvoice({ DocNumber: 'INV-1' })))
    const voided = await accepted('Invoice', { Id: id, SyncToken: '0' }, '?operation=void')
    expect(voided).toMatchObject({ TotalAmt: 0, Balance: 0, PrivateNote: 'Voided', SyncToken: '1', DocNumber: 'INV-1' })
    expect(control.trialBalance(realmId)).toEqual([])
    expect(await refused('Invoice', anInvoice({ DocNumber: 'INV-1' }))).toEqual(['6140'])
  })

  it('are gone when deleted, and free their number', async () => {
    const { accepted, refused, get, control, realmId } = connected()
    const id = idOf(await accepted('Invoice', anInvoice({ DocNumber: 'INV-1' })))
    expect(await accepted('Invoice', { Id: id, SyncToken: '0' }, '?operation=delete')).toMatchObject({
      status: 'Deleted',
      Id: id,
      domain: 'QBO',
    })
    expect(await refused('Invoice', { Id: id, SyncToken: '1' }, '?operation=delete')).toEqual(['610'])
    expect((await get(`invoice/${id}`)).status).toBe(400)
    expect(control.trialBalance(realmId)).toEqual([])
    expect(control.entity(realmId, 'Invoice', id)).toMatchObject({ deleted: true, entity: { DocNumber: 'INV-1' } })
    await accepted('Invoice', anInvoice({ DocNumber: 'INV-1' }))
  })
})

describe('lines of an update', () => {
  it('take the place of those whose Id they carry, are added without one, and are deleted when left out', async () => {
    const { accepted } = connected()
    const invoice = await accepted(
      'Invoice',
      anInvoice({
        Line: [aSalesLine({ Description: 'a' }), aSalesLine({ Description: 'b' }), aSalesLine({ Description: 'c' })],
      }),
    )
    const updated = await accepted('Invoice', {
      Id: idOf(invoice),
      SyncToken: '0',
      sparse: true,
      Line: [
        aSalesLine({ Id: '3', Description: 'c2' }),
        aSalesLine({ Description: 'd' }),
        aSalesLine({ Id: '1', Description: 'a' }),
      ],
    })
    expect(linesOf(updated).map((line) => [line['Id'], line['Description'], line['LineNum']])).toEqual([
      ['3', 'c2', 1],
      ['4', 'd', 2],
      ['1', 'a', 3],
      [undefined, undefined, undefined],
    ])
    expect(updated).toMatchObject({ TotalAmt: 40.5, SyncToken: '1' })
  })

  it('stay when a sparse update does not speak of them, and are required by a full one', async () => {
    const { accepted, refused } = connected()
    const id = idOf(await accepted('Invoice', anInvoice({ PrivateNote: 'before' })))
    expect(await accepted('Invoice', { Id: id, SyncToken: '0', sparse: true, PrivateNote: 'after' })).toMatchObject({
      TotalAmt: 13.5,
    })
    expect(await refused('Invoice', { Id: id, SyncToken: '1', CustomerRef: { value: '1' } })).toEqual(['2020 Line'])
    expect((await accepted('Invoice', { ...anInvoice(), Id: id, SyncToken: '1' }))['PrivateNote']).toBeUndefined()
  })
})

describe('bills and orders', () => {
  it('post a bill by its lines against the payable, and an order not at all', async () => {
    const { accepted, control, realmId } = connected()
    await accepted('PurchaseOrder', aBill())
    expect(control.trialBalance(realmId)).toEqual([])
    const bill = await accepted(
      'Bill',
      aBill({ Line: [anAccountLine(), itemLine('4', 10, 2.1), itemLine('3', 1, 5)], SalesTermRef: { value: '5' } }),
    )
    expect(bill).toMatchObject({
      TotalAmt: 176,
      Balance: 176,
      DueDate: '2026-11-30',
      APAccountRef: { value: '33', name: 'Accounts Payable (A/P)' },
    })
    expect(control.trialBalance(realmId).map(({ name, debit, credit }) => [name, debit, credit])).toEqual([
      ['Office Expenses', 150, 0],
      ['Accounts Payable (A/P)', 0, 176],
      ['Cost of Goods Sold', 5, 0],
      ['Inventory Asset', 21, 0],
    ])
    expect(control.entity(realmId, 'Item', '4')?.entity['QtyOnHand']).toBe(130)
    expect(control.entity(realmId, 'Vendor', '5')?.entity['Balance']).toBe(176)
  })

  it.each<[string, Fields, string[]]>([
    ['a payable account of another type', { APAccountRef: { value: '35' } }, ['6430 APAccountRef']],
    [
      'a payable account on a line',
      { Line: [anAccountLine({ AccountBasedExpenseLineDetail: { AccountRef: { value: '33' } } })] },
      ['6430 AccountRef'],
    ],
    ['an item without purchase information', { Line: [itemLine('1', 1, 1)] }, ['6000']],
    [
      'a line without an account',
      { Line: [anAccountLine({ AccountBasedExpenseLineDetail: {} })] },
      ['6440 AccountRef'],
    ],
    [
      'a billable line without a customer',
      {
        Line: [
          anAccountLine({ AccountBasedExpenseLineDetail: { AccountRef: { value: '15' }, BillableStatus: 'Billable' } }),
        ],
      },
      ['6310 CustomerRef'],
    ],
    ['a vendor that is a customer', { VendorRef: { value: '1' } }, ['2500 VendorRef']],
  ])('refuse %s', async (_what, changes, codes) => {
    expect(await connected().refused('Bill', aBill(changes))).toEqual(codes)
    expect(await connected().refused('PurchaseOrder', aBill(changes))).toEqual(codes)
  })

  it('refuse the number of another bill where the company warns of it', async () => {
    const { accepted, refused, control, realmId } = connected()
    await accepted('Bill', aBill({ DocNumber: '77' }))
    expect(await refused('Bill', aBill({ DocNumber: '77' }))).toEqual(['6140'])
    control.setPreferences(realmId, { refuseDuplicateNumbers: ['Invoice'] })
    await accepted('Bill', aBill({ DocNumber: '77' }))
  })

  it('close an order when bills cover its lines, and not before', async () => {
    const { accepted, refused, get } = connected()
    const order = idOf(await accepted('PurchaseOrder', aBill({ Line: [itemLine('4', 10, 2)] })))
    const billFor = (quantity: number): Fields => ({
      ...aBill({ LinkedTxn: [{ TxnId: order, TxnType: 'PurchaseOrder' }] }),
      Line: [
        { ...itemLine('4', quantity, 2), LinkedTxn: [{ TxnId: order, TxnType: 'PurchaseOrder', TxnLineId: '1' }] },
      ],
    })
    const shown = async () => asFields((await get(`purchaseorder/${order}`)).body['PurchaseOrder']) ?? {}
    const first = await accepted('Bill', billFor(4))
    expect(await shown()).toMatchObject({ POStatus: 'Open', LinkedTxn: [{ TxnId: idOf(first), TxnType: 'Bill' }] })
    expect(linesOf(await shown())[0]?.['Received']).toBe(4)
    expect(await refused('PurchaseOrder', { Id: order, SyncToken: '0' }, '?operation=delete')).toEqual(['800'])
    await accepted('Bill', billFor(6))
    expect(await shown()).toMatchObject({ POStatus: 'Closed' })
    expect(await refused('Bill', billFor(1))).toEqual(['620 LinkedTxn'])
  })

  it('refuse a bill older than its order, of another vendor, or for a line that is not there', async () => {
    const { accepted, refused } = connected()
    const order = idOf(await accepted('PurchaseOrder', aBill()))
    const header = { LinkedTxn: [{ TxnId: order, TxnType: 'PurchaseOrder' }] }
    expect(await refused('Bill', aBill({ ...header, TxnDate: '2026-11-19' }))).toEqual(['6000'])
    expect(await refused('Bill', aBill({ ...header, VendorRef: { value: '6' } }))).toEqual(['620 LinkedTxn'])
    const line = anAccountLine({ LinkedTxn: [{ TxnId: order, TxnType: 'PurchaseOrder', TxnLineId: '9' }] })
    expect(await refused('Bill', aBill({ ...header, Line: [line] }))).toEqual(['2500 LinkedTxn'])
  })
})

describe('closed books', () => {
  it('refuse to create, change and delete up to the closing date', async () => {
    const { accepted, refused, control, realmId } = connected()
    const entry = await accepted('JournalEntry', anEntry())
    control.setPreferences(realmId, { bookCloseDate: '2026-11-20' })
    const own = { Id: idOf(entry), SyncToken: tokenOf(entry) }
    expect(await refused('JournalEntry', anEntry())).toEqual(['6200'])
    expect(await refused('JournalEntry', { ...own, sparse: true, TxnDate: '2026-11-21' })).toEqual(['6200'])
    expect(await refused('JournalEntry', own, '?operation=delete')).toEqual(['6200'])
    await accepted('JournalEntry', anEntry({ TxnDate: '2026-11-21' }))
    control.setPreferences(realmId, { closedWithPassword: true })
    expect(await refused('Bill', aBill())).toEqual(['6210'])
    expect(await refused('Invoice', anInvoice())).toEqual(['6210'])
  })
})

describe('more than one currency', () => {
  it('asks for the currency of the customer, and posts in home currency', async () => {
    const { accepted, refused, control, realmId } = connected()
    control.setPreferences(realmId, { multiCurrency: true })
    const customer = idOf(await accepted('Customer', { DisplayName: 'Rhine GmbH', CurrencyRef: { value: 'EUR' } }))
    expect(await refused('Invoice', anInvoice({ CustomerRef: { value: customer } }))).toEqual(['2020 CurrencyRef'])
    expect(
      await refused('Invoice', anInvoice({ CustomerRef: { value: customer }, CurrencyRef: { value: 'USD' } })),
    ).toEqual(['6000'])
    expect(
      await refused('Customer', { Id: customer, SyncToken: '0', sparse: true, CurrencyRef: { value: 'USD' } }),
    ).toEqual(['6000'])
    const invoice = await accepted(
      'Invoice',
      anInvoice({ CustomerRef: { value: customer }, CurrencyRef: { value: 'EUR' }, ExchangeRate: 1.1 }),
    )
    expect(invoice).toMatchObject({ TotalAmt: 13.5, HomeTotalAmt: 14.85 })
    expect(control.trialBalance(realmId).find(({ account }) => account === '84')?.debit).toBe(14.85)
  })
})
