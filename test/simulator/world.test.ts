import { describe, expect, it } from 'vitest'
import { aBill, anAccountLine, anInvoice, aSalesLine, aStockedItem, codesOf, connected } from './connected.ts'
import { asFields, asText, type Fields } from './json.ts'
import type { World } from './world.ts'

const inWorld = (world: Partial<World>) => connected({ settings: { limitsOn: false, world } })
const idOf = (entity: Fields) => asText(entity['Id']) ?? ''

const taxed = (detail: Fields) =>
  anInvoice({ Line: [aSalesLine({}, { TaxCodeRef: { value: 'TAX' } })], TxnTaxDetail: detail })

describe('the total of tax that an invoice states', () => {
  it.each<[World['totalTax'], Fields, number]>([
    ['honoured', { TotalTax: 1.11 }, 1.11],
    ['honoured with its code', { TotalTax: 1.11 }, 1.08],
    ['honoured with its code', { TotalTax: 1.11, TxnTaxCodeRef: { value: '2' } }, 1.11],
    ['ignored', { TotalTax: 1.11, TxnTaxCodeRef: { value: '2' } }, 1.08],
    ['a cent off', { TotalTax: 1.11 }, 1.12],
  ])('%s: %j comes to %d', async (totalTax, detail, comesTo) => {
    const { accepted } = inWorld({ totalTax })
    expect(await accepted('Invoice', taxed(detail))).toMatchObject({ TxnTaxDetail: { TotalTax: comesTo } })
  })
})

describe('a tax that is stated', () => {
  it.each<[World['taxOfExempt'], number]>([
    ['as stated', 1.11],
    ['dropped', 0],
  ])('for an exempt customer is %s', async (taxOfExempt, comesTo) => {
    const { accepted } = inWorld({ taxOfExempt })
    const exempt = { ...taxed({ TotalTax: 1.11 }), CustomerRef: { value: '4' } }
    expect(await accepted('Invoice', exempt)).toMatchObject({ TxnTaxDetail: { TotalTax: comesTo } })
  })

  it.each<[World['taxWithoutAddress'], number]>([
    ['as for others', 1.11],
    ['none', 0],
  ])('for a customer without an address is %s', async (taxWithoutAddress, comesTo) => {
    const { accepted } = inWorld({ taxWithoutAddress })
    const nowhere = await accepted('Customer', { DisplayName: 'Nowhere' })
    const invoice = { ...taxed({ TotalTax: 1.11 }), CustomerRef: { value: idOf(nowhere) } }
    expect(await accepted('Invoice', invoice)).toMatchObject({ TxnTaxDetail: { TotalTax: comesTo } })
    expect(await accepted('Invoice', taxed({ TotalTax: 1.11 }))).toMatchObject({ TxnTaxDetail: { TotalTax: 1.11 } })
  })
})

describe('a company outside the United States', () => {
  const aCompany = (country: 'CA' | 'GB', world: Partial<World> = {}) =>
    connected({
      settings: { limitsOn: false, world },
      realmId: '9130000000000077',
      realms: [{ realmId: '9130000000000077', name: country, withLists: true, preferences: { country } }],
    })
  const sold = (code?: string, more: Fields = {}) =>
    anInvoice({ Line: [aSalesLine({}, code ? { TaxCodeRef: { value: code } } : {})], ...more })

  it('lists its tax codes with their rates', async () => {
    const { rows } = aCompany('GB')
    expect(await rows('SELECT * FROM TaxCode WHERE Active IN (true, false)')).toMatchObject([
      { Id: '2', Name: '20.0% S', SalesTaxRateList: { TaxRateDetail: [{ TaxRateRef: { value: '3' } }] } },
      { Name: 'No VAT' },
      { Name: '5.0% R' },
    ])
    expect(await rows("SELECT * FROM TaxRate WHERE Name = '20.0% S'")).toMatchObject([{ Id: '3', RateValue: 20 }])
  })

  it('wants a code on every line, and taxes each by its own', async () => {
    const { accepted, refused } = aCompany('CA')
    expect(await refused('Invoice', sold())).toEqual(['6000'])
    expect(await refused('Invoice', sold('77'))).toEqual(['2500 TaxCodeRef'])
    expect(await accepted('Invoice', sold('2'))).toMatchObject({ TotalAmt: 15.26, TxnTaxDetail: { TotalTax: 1.76 } })
    expect(await accepted('Invoice', sold('3'))).toMatchObject({ TotalAmt: 13.5 })
    const AccountBasedExpenseLineDetail = { AccountRef: { value: '15' }, TaxCodeRef: { value: '4' } }
    const bill = await accepted('Bill', aBill({ Line: [anAccountLine({ AccountBasedExpenseLineDetail })] }))
    expect(bill).toMatchObject({ TotalAmt: 157.5, TxnTaxDetail: { TotalTax: 7.5 } })
  })

  it('keeps a total of tax that is stated, unless it ignores all of them', async () => {
    const stated = sold('2', { TxnTaxDetail: { TotalTax: 2 } })
    expect(await aCompany('GB').accepted('Invoice', stated)).toMatchObject({ TotalAmt: 15.5 })
    const ignoring = aCompany('GB', { totalTax: 'ignored' })
    expect(await ignoring.accepted('Invoice', stated)).toMatchObject({ TotalAmt: 16.2 })
  })

  it('takes no tax where none is applicable', async () => {
    const { accepted, refused } = aCompany('GB')
    const GlobalTaxCalculation = 'NotApplicable'
    expect(await accepted('Invoice', sold('2', { GlobalTaxCalculation }))).toMatchObject({ TotalAmt: 13.5 })
    const stated = sold('2', { GlobalTaxCalculation, TxnTaxDetail: { TotalTax: 1 } })
    expect(await refused('Invoice', stated)).toEqual(['6170 TxnTaxDetail'])
  })
})

describe('queries', () => {
  it('are not sorted by Id where QuickBooks has ended that', async () => {
    const { get, rows } = inWorld({ orderById: 'refused' })
    const refused = await get(`query?query=${encodeURIComponent('SELECT * FROM Customer ORDERBY Id')}`)
    expect(codesOf(refused.body)).toEqual(['4001'])
    expect(await rows('SELECT * FROM Customer ORDERBY MetaData.CreateTime')).not.toEqual([])
  })
})

describe('tokens', () => {
  it.each<[World['tokensInSpentMonth'], number]>([
    ['renewed', 200],
    ['refused', 429],
  ])('are %s once the reads of the month are spent', async (tokensInSpentMonth, status) => {
    const { get, control, fetch, realmId } = inWorld({ tokensInSpentMonth })
    control.configure({ monthlyReadCap: 1 })
    await get('customer/1')
    const { refreshToken } = control.issueTokens(realmId)
    const answer = await fetch('https://intuit.invalid/oauth2/v1/tokens/bearer', {
      method: 'POST',
      headers: {
        authorization: `Basic ${btoa('local-client:local-secret')}`,
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: `grant_type=refresh_token&refresh_token=${refreshToken}`,
    })
    expect(answer.status).toBe(status)
  })
})

describe('answers', () => {
  const ShipAddr = { Line1: '1 Main Road', City: 'Ulm', CountrySubDivisionCode: 'BW', PostalCode: '89', Country: 'DE' }

  it('show the addresses of documents as rows of text where they are flattened', async () => {
    const { accepted } = inWorld({ addresses: 'flattened' })
    expect(await accepted('Invoice', anInvoice({ ShipAddr }))).toMatchObject({
      ShipAddr: { Line1: '1 Main Road', Line2: 'Ulm, BW  89', Country: 'DEU' },
      FreeFormAddress: true,
    })
    expect(await accepted('Customer', { DisplayName: 'Ulm', ShipAddr })).toMatchObject({
      ShipAddr: { ...ShipAddr, Country: 'DEU' },
    })
  })

  it('hold fields that nobody has announced', async () => {
    const { accepted } = inWorld({ unknownFields: 'some' })
    expect(await accepted('Invoice', anInvoice())).toMatchObject({ AllowOnlineAffirmPayment: false })
  })
})

describe('an invoice that a person notes as paid', () => {
  it.each<[World['paidInvoice'], string]>([
    ['as it was', '0'],
    ['with another token', '1'],
  ])('is there %s', async (paidInvoice, SyncToken) => {
    const { accepted, person } = inWorld({ paidInvoice })
    const invoice = await accepted('Invoice', anInvoice())
    expect(person.pay(idOf(invoice))).toMatchObject({ TotalAmt: invoice['TotalAmt'], SyncToken })
  })
})

describe('bills', () => {
  it('take no line of mere text where every line needs an item or an account', async () => {
    const { refused } = inWorld({ textLinesOfPurchases: 'refused' })
    const Line = [anAccountLine(), { DetailType: 'DescriptionOnly', Description: 'as agreed' }]
    expect(await refused('Bill', aBill({ Line }))).toEqual(['6000'])
  })

  it.each<[World['billNumbers'], string[], string[]]>([
    ['of the company', ['6140'], ['6140']],
    ['of the vendor', ['6140'], []],
    ['of nobody', [], []],
  ])('have to have numbers that are those %s alone', async (billNumbers, ofTheSame, ofAnother) => {
    const { accepted, refused } = inWorld({ billNumbers })
    await accepted('Bill', aBill({ DocNumber: 'A-1' }))
    const another = await accepted('Vendor', { DisplayName: 'Another' })
    expect(await refused('Bill', aBill({ DocNumber: 'A-1', VendorRef: { value: idOf(another) } }))).toEqual(ofAnother)
    expect(await refused('Bill', aBill({ DocNumber: 'A-1' }))).toEqual(ofTheSame)
  })

  it('in a foreign currency go on the payable account of that currency, or are refused', async () => {
    const { accepted, refused, control, realmId } = inWorld({ foreignPayables: 'in their own currency' })
    control.setPreferences(realmId, { multiCurrency: true })
    const CurrencyRef = { value: 'EUR' }
    const vendor = await accepted('Vendor', { DisplayName: 'Lieferant', CurrencyRef })
    const bill = aBill({ VendorRef: { value: idOf(vendor) }, CurrencyRef, ExchangeRate: 1.1 })
    const posted = await accepted('Bill', bill)
    const payable = control.entity(realmId, 'Account', asText(asFields(posted['APAccountRef'])?.['value']) ?? '')
    expect(payable?.entity).toMatchObject({ AccountType: 'Accounts Payable', CurrencyRef })
    const ofHome = control
      .entities(realmId, 'Account')
      .find(({ entity }) => entity['AccountType'] === 'Accounts Payable')
    expect(await refused('Bill', { ...bill, APAccountRef: { value: ofHome?.id ?? '' } })).toEqual(['6000'])
  })
})

describe('items', () => {
  it.each<[World['itemAccount'], number]>([
    ['moves the past', 0],
    ['leaves the past', 13.5],
  ])('%s when their income account changes', async (itemAccount, left) => {
    const { accepted, control, realmId } = inWorld({ itemAccount })
    await accepted('Invoice', anInvoice())
    await accepted('Item', { Id: '3', SyncToken: '0', sparse: true, IncomeAccountRef: { value: '1' } })
    expect(control.trialBalance(realmId).find(({ account }) => account === '79')?.credit ?? 0).toBe(left)
  })

  it.each<[World['inactiveStock'], number]>([
    ['stays', 0],
    ['is booked to cost', 20],
  ])('that are made inactive: what is left %s', async (inactiveStock, cost) => {
    const { accepted, control, realmId } = inWorld({ inactiveStock })
    const item = await accepted('Item', aStockedItem({ PurchaseCost: 2 }))
    await accepted('Item', { Id: idOf(item), SyncToken: '0', sparse: true, Active: false })
    expect(control.trialBalance(realmId).find(({ account }) => account === '80')?.debit ?? 0).toBe(cost)
    expect(control.entity(realmId, 'Item', idOf(item))?.entity['QtyOnHand']).toBe(cost === 0 ? 10 : 0)
  })
})

describe('an invoice of a stocked item', () => {
  it.each<[World['costOfSales'], number, number]>([
    ['left out', 0, 0],
    ['booked', 6, 20],
  ])('has its cost %s, like the stock that it is taken from', async (costOfSales, cost, opening) => {
    const { accepted, control, realmId } = inWorld({ costOfSales })
    const item = await accepted('Item', aStockedItem({ PurchaseCost: 2 }))
    const detail = { ItemRef: { value: idOf(item) }, Qty: 3, UnitPrice: 4.5 }
    const line = { DetailType: 'SalesItemLineDetail', Amount: 13.5, SalesItemLineDetail: detail }
    await accepted('Invoice', { ...anInvoice(), Line: [line] })
    expect(control.trialBalance(realmId).find(({ account }) => account === '80')?.debit ?? 0).toBe(cost)
    expect(control.trialBalance(realmId).find(({ account }) => account === '81')?.debit ?? 0).toBe(opening - cost)
    expect(control.trialBalance(realmId).find(({ account }) => account === '34')?.credit ?? 0).toBe(opening)
  })
})

describe('customers', () => {
  it('are exempt only with a reason where QuickBooks wants one', async () => {
    const { accepted, refused } = inWorld({ exemption: 'with a reason' })
    expect(await refused('Customer', { DisplayName: 'Exempt', Taxable: false })).toEqual(['6000'])
    await accepted('Customer', { DisplayName: 'Exempt', Taxable: false, TaxExemptionReasonId: '1' })
  })
})

describe('the world', () => {
  it('is as the documents say where nothing is chosen, and may change while books are open', async () => {
    const { control, refused } = connected()
    expect(control.settings().world).toMatchObject({ billNumbers: 'of the company', orderById: 'taken' })
    control.configure({ world: { exemption: 'with a reason' } })
    expect(control.settings().world).toMatchObject({ billNumbers: 'of the company', exemption: 'with a reason' })
    expect(await refused('Customer', { DisplayName: 'Exempt', Taxable: false })).toEqual(['6000'])
  })
})
