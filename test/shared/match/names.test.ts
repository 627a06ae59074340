import { describe, expect, it } from 'vitest'
import { suggest } from '../../../shared/match/suggest.ts'
import { between, isBulk, listOf, suggestAmong } from './lists.ts'

describe('names of customers and vendors', () => {
  it('finds the same name, whatever its capitals, commas and spelling of the legal form', () => {
    expect(between('customer', 'Acme Tool, Inc.', 'ACME TOOL INCORPORATED')).toMatchObject({
      confidence: 'exact',
      evidence: ['same name, written differently'],
    })
  })

  it.each([
    ['A.B.C. Fasteners', 'ABC Fasteners'],
    ['AT&T Wireline', 'AT & T Wireline'],
    ['J. P. Morganthau', 'JP Morganthau'],
    ['Smith & Wesley Plating', 'Smith and Wesley Plating'],
    ["Alexander's Bindery", 'Alexanders Bindery'],
    ['Müller Straßenbau GmbH', 'Muller Strassenbau GmbH'],
    ['Hoosier Widgets, L.L.C.', 'Hoosier Widgets LLC'],
    ['Corvina Fund II, L.P.', 'Corvina Fund 2 LP'],
    ['Tessera Mfg', 'Tessera Manufacturing'],
  ])('reads %s and %s as one name', (one, other) => {
    expect(between('vendor', one, other)).toMatchObject({ recordId: other, confidence: 'exact' })
  })

  it('says what the legal form makes of it', () => {
    expect(between('vendor', 'Tidewater Gasket Inc.', 'Tidewater Gasket')).toMatchObject({
      confidence: 'sure',
      evidence: ['same name but for Inc.'],
    })
  })

  it('finds a misspelled name', () => {
    expect(between('vendor', 'Tidewater Gasket Company', 'Tidewatr Gaskett Company')).toMatchObject({
      recordId: 'Tidewatr Gaskett Company',
      evidence: ['nearly the same spelling'],
    })
  })

  it('never takes an Inc for an LLC in bulk', () => {
    const suggestion = between('customer', 'Tidewater Gasket Inc', 'Tidewater Gasket LLC')
    expect(isBulk(suggestion)).toBe(false)
    expect(suggestion?.evidence).toContain('Inc. in QuickBooks, LLC in the ERP')
  })

  it.each([
    ['Bison Store 12', 'Bison Store 21'],
    ['Corvina Fund II', 'Corvina Fund III'],
    ['Bison 2', 'Bison 3'],
    ['Rutland Depot #201', 'Rutland Depot'],
  ])('does not take %s for %s in bulk', (one, other) => {
    expect(isBulk(between('customer', one, other))).toBe(false)
  })

  it('tells one fund from the next where both are there', () => {
    const funds = ['Corvina Fund I', 'Corvina Fund II', 'Corvina Fund III', 'Corvina Fund IV']
    const suggestions = suggestAmong('customer', listOf(...funds), listOf(...funds.toReversed()))
    expect(suggestions.map(({ entityId, recordId }) => [entityId, recordId])).toEqual(funds.map((name) => [name, name]))
  })

  it('leaves namesakes to a person, and says how many there are', () => {
    const records = [
      { id: '1', name: 'Independence Bank Corp' },
      { id: '2', name: 'Independence Bank Corp' },
    ]
    const [suggestion] = suggestAmong('customer', listOf('Independence Bank Corp'), records)
    expect(isBulk(suggestion)).toBe(false)
    expect(suggestion?.evidence).toContain('2 of this name in the ERP')
  })

  it('leaves two QuickBooks entities for one record to a person', () => {
    const entities = [
      { id: '1', name: 'Tidewater Gasket Inc' },
      { id: '2', name: 'Tidewater Gasket, Inc.' },
    ]
    const suggestions = suggestAmong('vendor', entities, listOf('Tidewater Gasket Inc'))
    expect(suggestions).toHaveLength(1)
    expect(isBulk(suggestions[0])).toBe(false)
    expect(suggestions[0]?.evidence).toContain('2 of this name in QuickBooks')
  })

  it('does not take a branch for the business in bulk', () => {
    const suggestion = between('customer', 'Tidewater Gasket Inc.', 'Tidewater Gasket Inc. - Dallas')
    expect(isBulk(suggestion)).toBe(false)
    expect(suggestion?.evidence).toContain('only in the ERP: dallas')
  })

  it('names who else it could be', () => {
    const records = listOf('Tidewater Gaskets East', 'Tidewater Gasket West')
    const [suggestion] = suggestAmong('customer', listOf('Tidewater Gasket East'), records)
    expect(suggestion).toMatchObject({ recordId: 'Tidewater Gaskets East' })
    const [doubtful] = suggestAmong(
      'customer',
      listOf('Tidewater Gaskett'),
      listOf('Tidewater Gasket', 'Tidewater Gaskets'),
    )
    expect(isBulk(doubtful)).toBe(false)
    expect(doubtful?.evidence.join()).toMatch(/also like: Tidewater Gasket/)
  })

  it('finds a business by the name it trades under', () => {
    const suggestion = between('vendor', 'Wendell Oakes dba Tidewater Gasket', 'Tidewater Gasket')
    expect(suggestion).toMatchObject({ evidence: expect.arrayContaining(['same as another name of it']) })
    expect(isBulk(suggestion)).toBe(false)
  })

  it('finds a sub-customer with its parent, not the parent', () => {
    const entities = listOf('Tidewater Gasket', { name: 'Norfolk Yard', parents: ['Tidewater Gasket'] })
    const records = listOf('Tidewater Gasket - Norfolk Yard', 'Tidewater Gasket')
    const suggestions = suggestAmong('customer', entities, records)
    expect(suggestions).toMatchObject([
      { entityId: 'Tidewater Gasket', recordId: 'Tidewater Gasket', confidence: 'exact' },
      { entityId: 'Norfolk Yard', recordId: 'Tidewater Gasket - Norfolk Yard', confidence: 'exact' },
    ])
  })

  it('does not take the Norfolk yard of one customer for that of another in bulk', () => {
    const entity = { name: 'Norfolk Yard', parents: ['Tidewater Gasket'] }
    const record = { name: 'Norfolk Yard', parents: ['Brandywine Cooperage'] }
    expect(isBulk(between('customer', entity, record))).toBe(false)
  })

  it('leaves alone what has nothing in common', () => {
    expect(between('customer', 'Tidewater Gasket', 'Brandywine Cooperage')).toBeUndefined()
  })

  it('knows the words of a tail that a whole list shares for what they are', () => {
    const names = ['Tidewater Gasket', 'Brandywine Cooperage', 'Monocacy Plating', 'Antietam Bindery']
    const tailed = names.map((name) => ({ id: name, name: `${name} Preferred Vendor` }))
    const suggestions = suggest('vendor', listOf(...names), tailed)
    expect(suggestions.map(({ entityId, recordId }) => [entityId, recordId])).toEqual(names.map((name) => [name, name]))
  })

  it.each(['constructor', '__proto__', 'toString', 'hasOwnProperty', 'Constructor Supply'])(
    'takes a vendor called %s for a vendor',
    (name) => {
      expect(between('vendor', name, name)).toMatchObject({ recordId: name, confidence: 'exact' })
    },
  )

  it('copes with names that are empty, only signs, or very long', () => {
    const odd = ['', '***', '株式会社', 'word '.repeat(500)]
    const rows = odd.map((name, at) => ({ id: String(at), name }))
    expect(suggest('customer', rows, rows).every(({ entityId, recordId }) => entityId === recordId)).toBe(true)
  })

  it('has nothing to say about empty lists', () => {
    expect(suggest('customer', [], listOf('Tidewater Gasket'))).toEqual([])
    expect(suggest('customer', listOf('Tidewater Gasket'), [])).toEqual([])
  })
})

describe('what both lists know beside the name', () => {
  const address = { street: '12 Harbor Street', city: 'Norfolk', state: 'VA', zip: '23510' }

  it('finds a renamed business by its address and phone, and says so', () => {
    const suggestion = between(
      'customer',
      { name: 'Tidewater Gasket', phone: '(757) 555-0134', address },
      {
        name: 'Tidewater Sealing Works',
        phone: '+1 757 555 0134 ext. 7',
        address: { ...address, street: '12 Harbor St.' },
      },
    )
    expect(suggestion?.evidence).toEqual(expect.arrayContaining(['same phone', 'same street address']))
  })

  it('does not accept in bulk the same name at another place', () => {
    const elsewhere = { street: '900 Prairie Avenue', city: 'Topeka', state: 'KS', zip: '66603' }
    const suggestion = between(
      'customer',
      { name: 'Jack Paterson', address },
      { name: 'Jack Paterson', address: elsewhere },
    )
    expect(isBulk(suggestion)).toBe(false)
  })

  it('chooses the namesake at the same place', () => {
    const elsewhere = { street: '900 Prairie Avenue', city: 'Topeka', state: 'KS', zip: '66603' }
    const records = [
      { id: 'topeka', name: 'Jack Paterson', address: elsewhere },
      { id: 'norfolk', name: 'Jack Paterson', address },
    ]
    expect(suggestAmong('customer', listOf({ name: 'Jack Paterson', address }), records)).toMatchObject([
      { recordId: 'norfolk' },
    ])
  })

  it('does not accept in bulk what is no longer in use', () => {
    const suggestion = between('vendor', { name: 'Tidewater Gasket', active: false }, 'Tidewater Gasket')
    expect(suggestion).toMatchObject({ confidence: 'likely', evidence: ['same name', 'inactive in QuickBooks'] })
  })
})
