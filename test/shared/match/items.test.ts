import { describe, expect, it } from 'vitest'
import { between, isBulk, suggestAmong } from './lists.ts'

describe('items', () => {
  it('goes by the part number, whatever its dashes, case and leading zeros', () => {
    const entity = { id: 'q', name: 'Hex bolt', number: '00-4711' }
    const record = { id: 'e', name: 'Bolt, hex, zinc', number: '4711' }
    expect(suggestAmong('item', [entity], [record])).toEqual([
      {
        entityId: 'q',
        recordId: 'e',
        confidence: 'exact',
        score: 0.99,
        evidence: ['same part number but for punctuation, case or zeros'],
      },
    ])
  })

  it('takes a QuickBooks name for a part number where it is one', () => {
    expect(between('item', 'BIK-680', { name: 'Road bike, black', number: 'BIK680' })).toMatchObject({
      confidence: 'exact',
    })
  })

  it('suggests a part number that lacks the product code, and never in bulk', () => {
    expect(
      between('item', { name: 'Road bike', number: '0680X' }, { name: 'Road bike', number: 'BIK0680X' }),
    ).toMatchObject({
      confidence: 'likely',
      evidence: ['same part number without the product code BIK'],
    })
  })

  it('takes part numbers one digit apart for two parts, whatever the names', () => {
    const entity = { name: 'Hex bolt M8', number: 'HB-1001' }
    expect(between('item', entity, { name: 'Hex bolt M8', number: 'HB-1002' })).toBeUndefined()
  })

  it('suggests a part number with letters added, and never in bulk', () => {
    const entity = { name: 'Prosafe desktop network switch', number: 'FS116P' }
    const suggestion = between('item', entity, { name: 'Prosafe desktop network switch', number: 'FS116PNA' })
    expect(suggestion).toMatchObject({ confidence: 'possible' })
    expect(suggestion?.evidence).toContain('part numbers alike: FS116P and FS116PNA')
  })

  it('does not accept in bulk a part number whose names have nothing in common', () => {
    const suggestion = between('item', { name: 'Hex bolt', number: '4711' }, { name: 'Office chair', number: '4711' })
    expect(suggestion).toMatchObject({ confidence: 'likely' })
    expect(suggestion?.evidence).toContain('but the names have nothing in common')
  })

  it('does not accept in bulk a part number that comes twice', () => {
    const records = [
      { id: '1', name: 'Hex bolt', number: '4711' },
      { id: '2', name: 'Hex bolt', number: '4711' },
    ]
    expect(suggestAmong('item', [{ id: 'q', name: 'Hex bolt', number: '4711' }], records).some(isBulk)).toBe(false)
  })

  it('never accepts items in bulk by their names alone', () => {
    const suggestion = between('item', 'Halvorsen cordless drill 18V', 'Halvorsen cordless drill 18V')
    expect(suggestion).toMatchObject({ confidence: 'likely' })
  })

  it('finds a title by the model number within it', () => {
    const suggestion = between('item', 'Denwood Stereo Tuner - TU1500RD', 'Denwood TU-1500RD AM/FM Radio')
    expect(suggestion?.evidence).toContain('same model number in the title')
  })
})
