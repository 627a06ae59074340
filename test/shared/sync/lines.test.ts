import { describe, expect, it } from 'vitest'
import { keepLineIds, lineLinks } from '../../../shared/sync/lines.ts'

const known = [
  { id: '1', mark: 'BOLT' },
  { id: '2', mark: 'NUT' },
  { id: '3', mark: 'BOLT' },
]

describe('keepLineIds', () => {
  it('keeps the Id of each line that persists, whatever was put before it', () => {
    expect(keepLineIds([{ n: 0 }, { n: 1 }, { n: 2 }], ['WASHER', 'BOLT', 'NUT'], known)).toEqual([
      { n: 0 },
      { Id: '1', n: 1 },
      { Id: '2', n: 2 },
    ])
  })

  it('gives each of two like lines an Id of its own', () => {
    expect(keepLineIds([{}, {}, {}], ['BOLT', 'BOLT', 'BOLT'], known)).toEqual([{ Id: '1' }, { Id: '3' }, {}])
  })
})

describe('lineLinks', () => {
  it('leaves out the subtotal that QuickBooks adds', () => {
    const Line = [{ Id: '1', DetailType: 'SalesItemLineDetail' }, { DetailType: 'SubTotalLineDetail' }]
    expect(lineLinks({ Id: '9', Line }, ['BOLT'])).toEqual([{ id: '1', mark: 'BOLT' }])
  })
})
