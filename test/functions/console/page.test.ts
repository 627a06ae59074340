import { describe, expect, it } from 'vitest'
import { differencesOf } from '../../../functions/console/page/records/differences.ts'
import { csvOf } from '../../../functions/console/page/words/csv.ts'

describe('a file for a spreadsheet', () => {
  it.each(['=HYPERLINK("http://evil.example")', '@SUM(1)', '+1', '-1', '\t=1', '\r=1'])('holds %j as text', (name) => {
    expect(csvOf([[name]])).toBe(`"'${name.replaceAll('"', '""')}"\r\n`)
  })

  it('keeps what is no formula as it is, in one field', () => {
    expect(csvOf([['a, "b"\nc', '']])).toBe('"a, ""b""\nc",""\r\n')
  })
})

describe('the differences of two writes', () => {
  it('tell fields that came, went and changed, in the order of the newer one', () => {
    const before = { Name: 'A', Line: [{ Amount: 1 }], Old: true }
    const after = { Line: [{ Amount: 2 }], Name: 'A', New: null }

    expect(differencesOf(before, after)).toEqual([
      { field: 'Line.0.Amount', before: '1', after: '2' },
      { field: 'New', before: undefined, after: 'null' },
      { field: 'Old', before: 'true', after: undefined },
    ])
  })
})
