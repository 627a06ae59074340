import { describe, expect, it } from 'vitest'
import { anInvoice, aStockedItem, connected } from './connected.ts'
import { asFields, asText } from './json.ts'

const idOf = (entity: { [name: string]: unknown }) => String(entity['Id'])

describe('customers and vendors', () => {
  it('compose the display name of the parts of the name', async () => {
    const { accepted } = connected()
    const customer = await accepted('Customer', { Title: 'Dr', GivenName: 'Ada', FamilyName: 'Byron' })
    expect(customer).toMatchObject({
      DisplayName: 'Dr Ada Byron',
      PrintOnCheckName: 'Ada Byron',
      FullyQualifiedName: 'Dr Ada Byron',
    })
  })

  it.each([
    ['no name at all', {}, '6080 DisplayName'],
    ['a colon in the name', { DisplayName: 'A:B' }, '2040 DisplayName'],
    ['a tab in the name', { DisplayName: 'A\tB' }, '2040 DisplayName'],
    ['a name that is too long', { DisplayName: 'x'.repeat(501) }, '2050 DisplayName'],
    ['a title that is too long', { DisplayName: 'x', Title: 'x'.repeat(17) }, '2050 Title'],
    ['a field that is not known', { DisplayName: 'x', Source: 'ERP' }, '2010 Source'],
    ['a field in the wrong case', { displayName: 'x' }, '2010 displayName'],
    ['a field that only a line knows', { DisplayName: 'x', BillAddr: { Street: 'x' } }, '2010 Street'],
    ['a reference as a text', { DisplayName: 'x', SalesTermRef: '3' }, '2010 SalesTermRef'],
    ['a term that is not there', { DisplayName: 'x', SalesTermRef: { value: '99' } }, '2500 SalesTermRef'],
    ['an address without @', { DisplayName: 'x', PrimaryEmailAddr: { Address: 'nobody' } }, '2210 Address'],
    ['a flag as a text', { DisplayName: 'x', Taxable: 'yes' }, '2230 Taxable'],
    ['another currency', { DisplayName: 'x', CurrencyRef: { value: 'EUR' } }, '6000'],
    ['a parent without being a job', { DisplayName: 'x', ParentRef: { value: '1' } }, '2600 Job'],
    ['a job without a parent', { DisplayName: 'x', Job: true }, '6150 ParentRef'],
    ['the body wrapped in its name', { Customer: { DisplayName: 'x' } }, '2010 Customer'],
  ])('refuse %s', async (_what, body, code) => {
    expect(await connected().refused('Customer', body)).toEqual([code])
  })

  it('ignore what is read-only and the name beside a reference', async () => {
    const { accepted } = connected()
    const body = {
      DisplayName: 'Read Only Ltd',
      Balance: 99,
      FullyQualifiedName: 'Other',
      MetaData: { CreateTime: '2001-01-01' },
      SalesTermRef: { value: '3', name: 'Wrong' },
    }
    expect(await accepted('Customer', body)).toMatchObject({
      Balance: 0,
      FullyQualifiedName: 'Read Only Ltd',
      SalesTermRef: { value: '3' },
    })
  })

  it('share their names with one another and with employees, whatever the case and the blanks', async () => {
    const { refused } = connected()
    expect(await refused('Vendor', { DisplayName: ' brightwater PUMPS ' })).toEqual(['6240'])
    expect(await refused('Customer', { DisplayName: 'Copperline Circuits' })).toEqual(['6240'])
    expect(await refused('Customer', { DisplayName: 'emily platt' })).toEqual(['6240'])
  })

  it('keep the name of one that was made inactive taken, and show it as deleted', async () => {
    const { accepted, refused, rows } = connected()
    const inactive = await accepted('Customer', { Id: '2', SyncToken: '0', sparse: true, Active: false })
    expect(inactive).toMatchObject({
      DisplayName: 'Brightwater Pumps (deleted)',
      PrintOnCheckName: 'Brightwater Pumps LLC',
      SyncToken: '1',
    })
    expect(await refused('Customer', { DisplayName: 'Brightwater Pumps' })).toEqual(['6240'])
    expect(await rows("select * from Customer where DisplayName = 'Brightwater Pumps'")).toEqual([])
    expect(
      await rows(
        "select * from Customer where DisplayName = 'Brightwater Pumps (deleted)' and Active in (true, false)",
      ),
    ).toHaveLength(1)
    const again = await accepted('Customer', {
      Id: '2',
      SyncToken: '1',
      sparse: true,
      DisplayName: 'Brightwater Pumps (deleted)',
      Active: true,
    })
    expect(again['DisplayName']).toBe('Brightwater Pumps')
  })

  it('name sub-customers by their parents, five levels at most', async () => {
    const { accepted, refused } = connected()
    let parent = '1'
    for (const level of [2, 3, 4, 5]) {
      const sub = await accepted('Customer', { DisplayName: `Level ${level}`, Job: true, ParentRef: { value: parent } })
      parent = idOf(sub)
      if (level === 3)
        expect(sub).toMatchObject({ FullyQualifiedName: 'Alder Creek Avionics:Level 2:Level 3', Level: 2 })
    }
    expect(await refused('Customer', { DisplayName: 'Level 6', Job: true, ParentRef: { value: parent } })).toEqual([
      '6180 ParentRef',
    ])
    expect(
      await refused('Customer', { Id: '1', SyncToken: '0', sparse: true, Job: true, ParentRef: { value: parent } }),
    ).toEqual(['700 ParentRef'])
  })

  it('cannot be deleted', async () => {
    expect(await connected().refused('Customer', { Id: '1', SyncToken: '0' }, '?operation=delete')).toEqual(['500'])
  })
})

describe('updates', () => {
  it('leave the rest alone when sparse, and clear it when full', async () => {
    const { accepted } = connected()
    const sparse = await accepted('Vendor', { Id: '5', SyncToken: '0', sparse: true, AcctNum: 'A-1' })
    expect(sparse).toMatchObject({
      SyncToken: '1',
      AcctNum: 'A-1',
      CompanyName: 'Copperline Circuits Inc',
      TermRef: { value: '3' },
    })
    const full = await accepted('Vendor', { Id: '5', SyncToken: '1', DisplayName: 'Copperline Circuits' })
    expect(full).toMatchObject({ SyncToken: '2', DisplayName: 'Copperline Circuits', CurrencyRef: { value: 'USD' } })
    expect(Object.keys(full)).not.toEqual(expect.arrayContaining(['AcctNum']))
    expect([full['CompanyName'], full['TermRef'], full['BillAddr']]).toEqual([undefined, undefined, undefined])
  })

  it('clear a field that is sent empty, and ignore one that is sent null', async () => {
    const { accepted } = connected()
    const body = { Id: '2', SyncToken: '0', sparse: true, CompanyName: '', BillAddr: null }
    const customer = await accepted('Customer', body)
    expect([customer['CompanyName'], asFields(customer['BillAddr'])?.['City']]).toEqual([undefined, 'Stockton'])
  })

  it('keep the SyncToken when nothing changes', async () => {
    const { accepted, pass } = connected()
    pass(5_000)
    const same = await accepted('Item', { Id: '4', SyncToken: '0', sparse: true, Name: 'Bracket 10mm' })
    expect(same).toMatchObject({ SyncToken: '0', MetaData: { LastUpdatedTime: '2026-11-24T10:00:00-08:00' } })
  })

  it.each([
    ['with a SyncToken that is not the newest', { Id: '1', SyncToken: '7', sparse: true, Notes: 'x' }, '5010'],
    ['without a SyncToken', { Id: '1', sparse: true, Notes: 'x' }, '2020 SyncToken'],
    ['of what is not there', { Id: '4711', SyncToken: '0', sparse: true, Notes: 'x' }, '610'],
    ['of an Id that is no number', { Id: 'abc', SyncToken: '0', sparse: true, Notes: 'x' }, '2030 Id'],
  ])('are refused %s', async (_what, body, code) => {
    expect(await connected().refused('Customer', body)).toEqual([code])
  })
})

describe('items', () => {
  it.each([
    ['no type', { Name: 'X', IncomeAccountRef: { value: '79' } }, ['2020 Type']],
    ['no income account', { Name: 'X', Type: 'Service' }, ['2020 IncomeAccountRef']],
    [
      'an income account of the wrong type',
      { Name: 'X', Type: 'Service', IncomeAccountRef: { value: '35' } },
      ['6430 IncomeAccountRef'],
    ],
    ['a name that is taken', { Name: 'freight', Type: 'Service', IncomeAccountRef: { value: '79' } }, ['6240']],
    ['an unknown type', { Name: 'X', Type: 'Widget' }, ['2170 Type']],
    [
      'stock without its fields',
      { Name: 'X', Type: 'Inventory', TrackQtyOnHand: true, IncomeAccountRef: { value: '79' } },
      ['2020 QtyOnHand', '2020 InvStartDate', '2020 ExpenseAccountRef', '2020 AssetAccountRef'],
    ],
    [
      'an expense as the cost of stock',
      aStockedItem({ ExpenseAccountRef: { value: '15' } }),
      ['6430 ExpenseAccountRef'],
    ],
    ['a service income for stock', aStockedItem({ IncomeAccountRef: { value: '1' } }), ['6430 IncomeAccountRef']],
    ['a prepaid expense as stock', aStockedItem({ AssetAccountRef: { value: '3' } }), ['6430 AssetAccountRef']],
  ])('refuse %s', async (_what, body, codes) => {
    expect(await connected().refused('Item', body)).toEqual(codes)
  })

  it('cannot be stocked without the feature', async () => {
    const { control, realmId, refused } = connected()
    control.setPreferences(realmId, { quantityOnHand: false })
    expect(await refused('Item', aStockedItem())).toEqual(['5020'])
  })

  it('take an adjusted quantity with its date, and keep the first day', async () => {
    const { accepted, refused } = connected()
    const id = idOf(await accepted('Item', aStockedItem()))
    expect(await refused('Item', { Id: id, SyncToken: '0', sparse: true, QtyOnHand: 7 })).toEqual(['6000'])
    const adjusted = await accepted('Item', {
      Id: id,
      SyncToken: '0',
      sparse: true,
      QtyOnHand: 7,
      InvStartDate: '2026-11-01',
    })
    expect(adjusted).toMatchObject({ QtyOnHand: 7, InvStartDate: '2026-01-01', SyncToken: '1' })
  })

  it('stay inventory', async () => {
    const { refused } = connected()
    expect(await refused('Item', { Id: '4', SyncToken: '0', sparse: true, Type: 'Service' })).toEqual(['6000'])
  })

  it('rewrite what was posted when their account changes, unless told not to or the books are closed', async () => {
    const { accepted, refused, control, realmId } = connected()
    const body = anInvoice({ TxnDate: '2026-03-01' })
    const id = idOf(await accepted('Invoice', body))
    const income = () => control.entity(realmId, 'Invoice', id)?.postings.at(-1)?.account
    await accepted(
      'Item',
      { Id: '3', SyncToken: '0', sparse: true, IncomeAccountRef: { value: '82' } },
      '?include=donotupdateaccountontxns',
    )
    expect(income()).toBe('79')
    await accepted('Item', { Id: '3', SyncToken: '1', sparse: true, IncomeAccountRef: { value: '83' } })
    expect(income()).toBe('83')
    control.setPreferences(realmId, { bookCloseDate: '2026-03-31' })
    expect(await refused('Item', { Id: '3', SyncToken: '2', sparse: true, IncomeAccountRef: { value: '79' } })).toEqual(
      ['6200'],
    )
  })
})

describe('accounts and terms', () => {
  it('take the default subtype of a type, and the type of a subtype', async () => {
    const { accepted } = connected()
    expect(await accepted('Account', { Name: 'A', AccountType: 'Cost of Goods Sold' })).toMatchObject({
      AccountSubType: 'CostOfLaborCos',
      Classification: 'Expense',
    })
    expect(await accepted('Account', { Name: 'B', AccountSubType: 'SalesOfProductIncome' })).toMatchObject({
      AccountType: 'Income',
      Classification: 'Revenue',
    })
  })

  it.each([
    ['neither type nor subtype', { Name: 'X' }, '6010 AccountType'],
    ['a quotation mark in the name', { Name: 'X"', AccountType: 'Bank' }, '2040 Name'],
    ['a number that is too long', { Name: 'X', AccountType: 'Bank', AcctNum: '12345678' }, '2050 AcctNum'],
    ['a name that is taken', { Name: 'Checking', AccountType: 'Bank' }, '6240'],
  ])('refuse %s', async (_what, body, code) => {
    expect(await connected().refused('Account', body)).toEqual([code])
  })

  it('show what was posted to an asset', async () => {
    const { accepted, get } = connected()
    await accepted('Invoice', anInvoice())
    expect(asFields((await get('account/84')).body['Account'])).toMatchObject({
      CurrentBalance: 13.5,
      Name: 'Accounts Receivable (A/R)',
    })
    expect(asFields((await get('customer/1')).body['Customer'])).toMatchObject({ Balance: 13.5 })
  })

  it('cannot be created where the API does not create', async () => {
    const { refused, rows } = connected()
    expect(await refused('Term', { Name: 'Net 5', DueDays: 5 })).toEqual(['500'])
    expect(await refused('Employee', { DisplayName: 'New' })).toEqual(['500'])
    expect((await rows('select * from Term orderby Id')).map((term) => asText(term['Name']))).toEqual([
      'Due on receipt',
      'Net 15',
      'Net 30',
      'Net 60',
      'Net 10',
    ])
  })

  it('are some ninety in the chart, with those that the business stands on', async () => {
    const { rows } = connected()
    const accounts = await rows('select * from Account maxresults 1000')
    const named = (id: string) => accounts.find((account) => account['Id'] === id)?.['Name']
    expect(accounts).toHaveLength(91)
    expect(['33', '79', '80', '81', '84'].map(named)).toEqual([
      'Accounts Payable (A/P)',
      'Sales of Product Income',
      'Cost of Goods Sold',
      'Inventory Asset',
      'Accounts Receivable (A/R)',
    ])
  })
})
