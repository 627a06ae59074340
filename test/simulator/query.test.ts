import { describe, expect, it } from 'vitest'
import { anInvoice, codesOf, connected } from './connected.ts'
import { asFields, asList, asText } from './json.ts'

const ask = (query: string) => `query?query=${encodeURIComponent(query)}`

/** A company with five invoices, one of them deleted. */
async function withInvoices() {
  const client = connected()
  for (const [index, number] of ['A-1', 'A-2', 'B-1', 'B_2', 'C-1'].entries()) {
    client.pass(1000)
    await client.accepted(
      'Invoice',
      anInvoice({ DocNumber: number, TxnDate: `2026-11-1${index}`, CustomerRef: { value: index < 2 ? '1' : '2' } }),
    )
  }
  await client.accepted('Invoice', { Id: '5', SyncToken: '0' }, '?operation=delete')
  const numbers = async (rest: string) =>
    (await client.rows(`SELECT * FROM Invoice ${rest}`)).map((row) => asText(row['DocNumber']))
  return { ...client, numbers }
}

describe('a query', () => {
  it.each([
    ["WHERE DocNumber = 'a-1'", ['A-1']],
    ["where docnumber in ('A-1', 'B-1', 'X')", ['A-1', 'B-1']],
    ["WHERE DocNumber LIKE 'A%'", ['A-1', 'A-2']],
    ["WHERE DocNumber LIKE 'B_2'", ['B_2']],
    ["WHERE TxnDate >= '2026-11-11' AND TxnDate < '2026-11-13'", ['A-2', 'B-1']],
    ["WHERE CustomerRef = '2'", ['B-1', 'B_2']],
    ["WHERE Id IN ('2', '1', '99')", ['A-1', 'A-2']],
    ["WHERE TotalAmt > '13' AND CustomerRef = '1'", ['A-1', 'A-2']],
    ['ORDERBY TxnDate DESC', ['B_2', 'B-1', 'A-2', 'A-1']],
    ['order by DocNumber asc MAXRESULTS 2 STARTPOSITION 2', ['A-2', 'B-1']],
    ["WHERE MetaData.LastUpdatedTime > '2026-11-24T10:00:02-08:00'", ['B-1', 'B_2']],
    ["WHERE DocNumber = 'C-1'", []],
  ])('finds %s', async (rest, found) => {
    const { numbers } = await withInvoices()
    expect(await numbers(rest)).toEqual(found)
  })

  it('says where a page starts, how long it is, and nothing when there are no rows', async () => {
    const { get } = await withInvoices()
    const page = asFields(
      (await get(ask('select * from Invoice startposition 3 maxresults 1000'))).body['QueryResponse'],
    )
    expect([page?.['startPosition'], page?.['maxResults'], asList(page?.['Invoice']).length]).toEqual([3, 2, 2])
    expect((await get(ask("select * from Invoice where Id = '99'"))).body['QueryResponse']).toEqual({})
    expect((await get(ask('select count(*) from Invoice'))).body['QueryResponse']).toEqual({ totalCount: 4 })
  })

  it('gives a hundred rows unless asked for more', async () => {
    const { rows, control, realmId } = connected()
    for (let count = 0; count < 120; count += 1)
      control.plant(realmId, 'Vendor', `${1000 + count}`, { DisplayName: `V${count}` })
    expect(await rows('select * from Vendor')).toHaveLength(100)
    expect(await rows('select * from Vendor maxresults 1000')).toHaveLength(123)
  })

  it('takes apostrophes escaped, ampersands encoded, and the text of a POST', async () => {
    const { rows, call } = connected()
    expect(await rows("select * from Customer where DisplayName = 'O\\'Dell & Sons'")).toHaveLength(1)
    const posted = await call(
      'POST',
      'query',
      "select * from Customer where DisplayName = 'O\\'Dell & Sons'",
      'application/text',
    )
    expect(posted.status).toBe(200)
  })

  it('hides what is inactive unless asked for it', async () => {
    const { rows, person } = connected()
    person.makeInactive('Item', '3')
    expect((await rows('select * from Item')).map((row) => row['Id'])).toEqual(['1', '2', '4', '5'])
    expect(await rows('select * from Item where Active in (true, false)')).toHaveLength(5)
    expect((await rows('select * from Item where Active = false')).map((row) => row['Name'])).toEqual([
      'Setup charge (deleted)',
    ])
  })

  it('shows chosen columns as a sparse row', async () => {
    const { rows } = await withInvoices()
    expect(await rows("select DocNumber, SyncToken from Invoice where Id = '1'")).toEqual([
      { DocNumber: 'A-1', SyncToken: '0', Id: '1', domain: 'QBO', sparse: true },
    ])
  })

  it('reads the company and its preferences', async () => {
    const { rows, get, realmId } = connected()
    expect((await rows('select * from CompanyInfo'))[0]).toMatchObject({ CompanyName: 'Sandbox Company_US' })
    expect(asFields((await get(`companyinfo/${realmId}`)).body['CompanyInfo'])).toMatchObject({ Country: 'US' })
    expect(asFields((await get('preferences')).body['Preferences'])).toMatchObject({
      AccountingInfoPrefs: { UseAccountNumbers: true },
      TaxPrefs: { UsingSalesTax: true, PartnerTaxEnabled: true },
      SalesFormsPrefs: { AllowShipping: true, CustomTxnNumbers: true },
      ProductAndServicesPrefs: { QuantityOnHand: true },
      CurrencyPrefs: { MultiCurrencyEnabled: false, HomeCurrency: { value: 'USD' } },
    })
  })

  it.each([
    ["select * from Customer where DisplayName = 'O'Dell'", '4000'],
    ["select * from Customer where DisplayName = 'a' or DisplayName = 'b'", '4000'],
    ["select * from Customer where DisplayName = '“x”' and Active = %", '4000'],
    ['delete from Customer', '4000'],
    ['select * from Customer where', '4000'],
    ['select * from Widget', '4001'],
    ["select * from Customer where Notes = 'x'", '4001'],
    ["select * from Invoice where PrivateNote = 'x'", '4001'],
    ["select * from Invoice where Id > '3'", '4001'],
    ['select * from Invoice maxresults 1001', '4001'],
    ['select * from Invoice startposition 0', '4001'],
  ])('is refused as %s', async (query, code) => {
    const answer = await connected().get(ask(query))
    expect([answer.status, codesOf(answer.body)]).toEqual([400, [code]])
  })
})

describe('changes since an instant', () => {
  const since = (instant: string, entities = 'Customer,Invoice') =>
    `cdc?entities=${entities}&changedSince=${encodeURIComponent(instant)}`

  it('come by type, with deleted transactions and inactive names', async () => {
    const { get, accepted, person, pass } = connected()
    await accepted('Invoice', anInvoice())
    pass(60_000)
    person.makeInactive('Customer', '2')
    await accepted('Invoice', { Id: '1', SyncToken: '0' }, '?operation=delete')

    const answer = await get(since('2026-11-24T10:00:30-08:00', 'Customer,Invoice,Term'))

    const [response] = asList(answer.body['CDCResponse'])
    expect(asList(response?.['QueryResponse'])).toMatchObject([
      { Customer: [{ Id: '2', Active: false }], startPosition: 1, maxResults: 1 },
      { Invoice: [{ Id: '1', status: 'Deleted', domain: 'QBO' }] },
      {},
    ])
  })

  it('go back thirty days at most and only over types that are known', async () => {
    const { get } = connected()
    expect(codesOf((await get(since('2026-10-01T00:00:00-07:00'))).body)).toEqual(['2070 changedSince'])
    expect(codesOf((await get(since('yesterday'))).body)).toEqual(['2060 changedSince'])
    expect(codesOf((await get(since('2026-11-20T00:00:00-08:00', 'Widget'))).body)).toEqual(['2000 entities'])
  })
})
