import { describe, expect, it } from 'vitest'
import type { ListedTerms } from '../../../shared/match/listed.ts'
import { suggest } from '../../../shared/match/suggest.ts'

const net = (dueDays: number): ListedTerms => ({ dueDays })
const discounted = (discountPercent: number, discountDays: number, dueDays: number): ListedTerms => ({
  discountPercent,
  discountDays,
  dueDays,
})

const suggested = (entity: string, record: string, terms?: ListedTerms) =>
  suggest('term', [{ id: 'q', name: entity }], [{ id: 'e', name: record, terms }])[0]

describe('terms of payment', () => {
  it.each([
    ['Net 30', net(30)],
    ['NET30', net(30)],
    ['N/30', net(30)],
    ['n30', net(30)],
    ['30 days', net(30)],
    ['Net 30 Days', net(30)],
    ['Due in 45 days', net(45)],
    ['Terms: net-45', net(45)],
    ['60D', net(60)],
    ['2% 10 Net 30', discounted(2, 10, 30)],
    ['2/10 net 30', discounted(2, 10, 30)],
    ['2/10, n/30', discounted(2, 10, 30)],
    ['2%10NET30', discounted(2, 10, 30)],
    ['Net 30, 2% 10', discounted(2, 10, 30)],
    ['1% 15, Net 45', discounted(1, 15, 45)],
    ['1.5%/15 Net 60', discounted(1.5, 15, 60)],
    ['2 % if paid within 10 days, net 30', discounted(2, 10, 30)],
    ['Due on receipt', net(0)],
    ['Upon Receipt', net(0)],
    ['Immediate', net(0)],
    ['Net 0', net(0)],
    ['Due on the 15th', { dayOfMonth: 15 }],
    ['15th of month', { dayOfMonth: 15 }],
    ['EOM', { dayOfMonth: 31 }],
  ])('reads %s as its numbers', (name, terms) => {
    expect(suggested(name, 'as agreed', terms)).toMatchObject({ recordId: 'e', confidence: 'exact' })
  })

  it.each([
    ['Net 10', 'Net 15'],
    ['2% 10 Net 30', 'Net 30'],
    ['2% 10 Net 30', '1% 10 Net 30'],
    ['COD', 'Due on receipt'],
    ['Prepaid', 'COD'],
    ['Net 30 EOM', 'Net 30'],
    ['50% down, balance Net 30', 'Net 30'],
    ['30/60/90', 'Net 30'],
    ['Credit card', 'Credit terms'],
  ])('does not take %s for %s', (one, other) => {
    expect(suggested(one, other)).toBeUndefined()
  })

  it('takes terms without numbers by their very name', () => {
    expect(suggested('Credit Card', 'credit card')).toMatchObject({
      confidence: 'exact',
      evidence: ['no numbers, called "credit card"', 'same name'],
    })
  })

  it('leaves to a person terms that others equal', () => {
    const records = [
      { id: '1', name: 'Net 30' },
      { id: '2', name: '30 days' },
    ]
    expect(suggest('term', [{ id: 'q', name: 'net 30' }], records)).toMatchObject([
      {
        recordId: '1',
        confidence: 'likely',
        evidence: ['both due in 30 days', 'same name', 'others come to the same'],
      },
    ])
  })

  it('leaves to a person terms whose name says other numbers than they have', () => {
    const entity = { id: 'q', name: 'Net 30', terms: net(15) }
    expect(suggest('term', [entity], [{ id: 'e', name: 'Net 15' }])).toMatchObject([
      { confidence: 'likely', evidence: expect.arrayContaining(['a name that says other numbers']) },
    ])
  })
})
