import { describe, expect, it } from 'vitest'
import { anInvoice, codesOf, connected } from './connected.ts'
import { asFields, asList, asText, type Fields, type Json } from './json.ts'

const create = (bId: string, name: string): Fields => ({ bId, operation: 'create', Customer: { DisplayName: name } })

describe('a batch', () => {
  it('answers each item for itself, under status 200 and by bId', async () => {
    const { post, control, realmId } = connected()
    const answer = await post('batch', {
      BatchItemRequest: [
        create('1', 'New Ltd'),
        create('2', 'Brightwater Pumps'),
        { bId: '3', operation: 'update', Vendor: { Id: '6', SyncToken: '9', sparse: true, AcctNum: 'x' } },
        { bId: '4', Query: "select * from Term where Name = 'Net 30'" },
        { bId: '5', operation: 'replace', Customer: { DisplayName: 'x' } },
      ],
    })
    expect(answer.status).toBe(200)
    expect(asList(answer.body['BatchItemResponse'])).toMatchObject([
      { bId: '1', Customer: { DisplayName: 'New Ltd' } },
      { bId: '2', Fault: { type: 'ValidationFault', Error: [{ code: '6240' }] } },
      { bId: '3', Fault: { Error: [{ code: '5010' }] } },
      { bId: '4', QueryResponse: { Term: [{ Id: '3' }] } },
      { bId: '5', Fault: { Error: [{ code: '500' }] } },
    ])
    expect(control.changes(realmId)).toHaveLength(1)
  })

  it('deletes and makes void', async () => {
    const { accepted, batch } = connected()
    await accepted('Invoice', anInvoice())
    await accepted('Invoice', anInvoice())
    const items = await batch([
      { bId: '1', operation: 'delete', Invoice: { Id: '1', SyncToken: '0' } },
      { bId: '2', operation: 'update', optionsData: 'void', Invoice: { Id: '2', SyncToken: '0', sparse: true } },
    ])
    expect(items).toMatchObject([{ Invoice: { status: 'Deleted' } }, { Invoice: { TotalAmt: 0, SyncToken: '1' } }])
  })

  it.each<[string, Json, string]>([
    ['no items', { BatchItemRequest: [] }, '2020 BatchItemRequest'],
    [
      '31 items',
      { BatchItemRequest: Array.from({ length: 31 }, (_, index): Json => create(`${index}`, `x${index}`)) },
      '1040',
    ],
    [
      'an item that cannot be read',
      { BatchItemRequest: [create('1', 'Fine'), { bId: '2', operation: 'create', Customer: { Nmae: 'x' } }] },
      '2010 Nmae',
    ],
    [
      'a type that is not known',
      { BatchItemRequest: [create('1', 'Fine'), { bId: '2', operation: 'create', Widget: {} }] },
      '2010 Widget',
    ],
    [
      'two entities in one item',
      { BatchItemRequest: [{ ...create('1', 'Fine'), Vendor: { DisplayName: 'x' } }] },
      '2010 Customer',
    ],
    [
      'an item without a bId',
      { BatchItemRequest: [{ operation: 'create', Customer: { DisplayName: 'x' } }] },
      '2020 bId',
    ],
  ])('is refused as a whole with %s', async (_what, body, code) => {
    const { post, control, realmId } = connected()
    const answer = await post('batch', body)
    expect([answer.status, codesOf(answer.body)]).toEqual([400, [code]])
    expect(control.changes(realmId)).toEqual([])
  })

  it('is refused as a whole for characters beyond Latin-1, escaped or not, where the company has no more', async () => {
    const { refused } = connected()
    expect(await refused('Customer', { DisplayName: 'Zoë’s' })).toEqual(['500'])
    expect(await refused('Customer', '{"DisplayName":"Zo\\u2019s"}')).toEqual(['500'])
    expect(await refused('Customer', '{"DisplayName":')).toEqual(['500'])
    const wide = connected({ realmId: '1', realms: [{ realmId: '1', name: 'Wide', charset: 'utf-8' }] })
    await wide.accepted('Customer', { DisplayName: 'Zoë’s' })
  })
})

describe('a request that comes again', () => {
  it('gets the first answer and writes nothing', async () => {
    const { batch, control, realmId, pass } = connected()
    const items = [create('1', 'New Ltd'), create('2', 'Brightwater Pumps')]
    const first = await batch(items, '?requestid=r1')
    pass(1000)
    expect(await batch(items, '?requestid=r1')).toEqual(first)
    expect(control.changes(realmId)).toHaveLength(1)
  })

  it('gets the stored fault even when its cause is gone', async () => {
    const { batch, person } = connected()
    const items = [create('1', 'Brightwater Pumps')]
    const first = await batch(items, '?requestid=r1')
    person.rename('Customer', '2', 'Another')
    expect(await batch(items, '?requestid=r1')).toEqual(first)
    expect((await batch(items, '?requestid=r2'))[0]).toMatchObject({ Customer: { DisplayName: 'Brightwater Pumps' } })
  })

  it('is refused with 600 if it says something else, and new under another bId', async () => {
    const { batch } = connected()
    await batch([create('1', 'One')], '?requestid=r1')
    const [other, fresh] = await batch([create('1', 'Two'), create('2', 'Three')], '?requestid=r1')
    expect(codesOf(other ?? {})).toEqual(['600 requestid'])
    expect(asFields(fresh?.['Customer'])?.['DisplayName']).toBe('Three')
  })

  it('is answered again on a single write too', async () => {
    const { post, accepted, refused } = connected()
    const first = await post('customer?requestid=s1', { DisplayName: 'Once' })
    expect((await post('customer?requestid=s1', { DisplayName: 'Once' })).body).toEqual(first.body)
    expect(await refused('Customer', { DisplayName: 'Twice' }, '?requestid=s1')).toEqual(['600 requestid'])
    await accepted('Customer', { DisplayName: 'Twice' }, '?requestid=s2')
  })

  it('is carried out again once it is forgotten', async () => {
    const { batch, pass, control, realmId } = connected({ rememberRequestIdsMs: 600_000 })
    const items = [{ bId: '1', operation: 'create', Invoice: anInvoice() }]
    await batch(items, '?requestid=r1')
    pass(599_999)
    await batch(items, '?requestid=r1')
    expect(control.entities(realmId, 'Invoice')).toHaveLength(1)
    pass(1)
    await batch(items, '?requestid=r1')
    control.forgetRequestIds(realmId)
    await batch(items, '?requestid=r1')
    expect(control.entities(realmId, 'Invoice')).toHaveLength(3)
  })

  it('may not have an id that is too long', async () => {
    const { post, refused } = connected()
    const body = { BatchItemRequest: [create('1', 'x')] }
    expect(codesOf((await post(`batch?requestid=${'r'.repeat(37)}`, body)).body)).toEqual(['2130 requestid'])
    expect(codesOf((await post('batch?requestid=r', { BatchItemRequest: [create('12345678901', 'x')] })).body)).toEqual(
      ['2130 bId'],
    )
    expect(await refused('Customer', { DisplayName: 'x' }, `?requestid=${'r'.repeat(51)}`)).toEqual(['2130 requestid'])
    expect(await refused('Customer', { DisplayName: 'x' }, `?requestid=${'r'.repeat(50)}`)).toEqual([])
  })

  it('names its call in what was changed', async () => {
    const { batch, control, realmId } = connected()
    await batch([create('b7', 'New Ltd')], '?requestid=r1')
    expect(control.changes(realmId)).toMatchObject([
      { by: 'api', operation: 'create', type: 'Customer', requestId: 'r1', bId: 'b7', syncToken: 0 },
    ])
    expect(asText(control.calls()[0]?.requestId ?? null)).toBe('r1')
  })
})
