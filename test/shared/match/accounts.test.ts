import { describe, expect, it } from 'vitest'
import type { Listed } from '../../../shared/match/listed.ts'
import { suggest } from '../../../shared/match/suggest.ts'
import { isBulk } from './lists.ts'

const account = (id: string, name: string, number?: string, accountType?: string): Listed => ({
  id,
  name,
  number,
  accountType,
})
const suggested = (entity: Listed, record: Listed) => suggest('account', [entity], [record])[0]

describe('accounts', () => {
  it('goes by number and class', () => {
    expect(
      suggested(account('q', 'Sales', '4000', 'Income'), account('e', 'Product revenue', '4000', 'Revenue')),
    ).toEqual({
      entityId: 'q',
      recordId: 'e',
      confidence: 'exact',
      score: 0.97,
      evidence: ['same account number', 'both are income accounts', 'named otherwise: Sales and Product revenue'],
    })
  })

  it('never takes an income account for an expense account, even if the number and the name are the same', () => {
    expect(
      suggested(account('q', 'Freight', '4000', 'Income'), account('e', 'Freight', '4000', 'Expense')),
    ).toBeUndefined()
  })

  it('takes the cost of goods for an expense', () => {
    const entity = account('q', 'Materials', '5000', 'Cost of Goods Sold')
    expect(suggested(entity, account('e', 'Materials', '5000', 'Expense'))).toMatchObject({ confidence: 'exact' })
  })

  it('leaves to a person a number whose class is unknown and whose name is another', () => {
    const suggestion = suggested(account('q', 'Sales', '4000', 'Income'), account('e', 'Freight out', '4000'))
    expect(suggestion).toMatchObject({ confidence: 'likely' })
  })

  it('leaves to a person the same name with another number', () => {
    const suggestion = suggested(account('q', 'Freight', '5100', 'Expense'), account('e', 'Freight', '5200', 'Expense'))
    expect(suggestion).toMatchObject({ confidence: 'possible' })
    expect(suggestion?.evidence).toContain('account numbers differ: 5100 and 5200')
  })

  it('goes by the name within a class where there is no number', () => {
    const entity = account('q', 'Accounts Receivable (A/R)', undefined, 'Accounts Receivable')
    expect(isBulk(suggested(entity, account('e', 'Accounts receivable (A/R)', '1200', 'Asset')))).toBe(true)
  })

  it('reads a number at the beginning of a name', () => {
    const entity = account('q', '5100 Freight', undefined, 'Expense')
    expect(suggested(entity, account('e', 'Freight', '5100', 'Expense'))).toMatchObject({
      confidence: 'exact',
      evidence: ['same account number', 'same name'],
    })
  })

  it('tells accounts of one name apart by their parents', () => {
    const under = (id: string, parent: string): Listed => ({
      id,
      name: 'Repairs',
      parents: [parent],
      accountType: 'Expense',
    })
    const suggestions = suggest(
      'account',
      [under('q1', 'Vehicles'), under('q2', 'Buildings')],
      [under('e2', 'Buildings'), under('e1', 'Vehicles')],
    )
    expect(suggestions).toMatchObject([
      { entityId: 'q1', recordId: 'e1', confidence: 'exact' },
      { entityId: 'q2', recordId: 'e2', confidence: 'exact' },
    ])
  })
})
