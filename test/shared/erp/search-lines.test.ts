import { describe, expect, it } from 'vitest'
import { bestKeys, byKind, linesIn, newestOf, newLine } from '../../../shared/erp/search-lines.ts'

const customer = (custnum: string, name: string) => ({
  kind: 'customer' as const,
  content: { custnum, name, addresses: [], tax_exempt: false, active: true },
})
const lineOf = (custnum: string, name: string, version = 1) =>
  newLine({ key: `customer/${custnum}`, version, record: customer(custnum, name), flaw: undefined }, undefined) ?? ''

describe('the line of a record', () => {
  const change = { key: 'customer/C-1' as const, version: 2, record: customer('C-1', 'Acme'), flaw: undefined }

  it('is news where the record is new or is called otherwise', () => {
    expect(newLine(change, undefined)).toBe('c1 c 1 acme\tcustomer/C-1\t2\n')
    expect(newLine(change, customer('C-1', 'Acme Tool'))).toBe('c1 c 1 acme\tcustomer/C-1\t2\n')
  })

  it('is none where the record is called as before, or is gone', () => {
    expect(newLine(change, customer('C-1', 'ACME'))).toBeUndefined()
    expect(newLine({ ...change, record: undefined }, customer('C-1', 'Acme'))).toBeUndefined()
  })

  it('holds the number alone where what the ERP says cannot be read', () => {
    const flaw = { code: 'E_TYPE', field: '/name', message: '/name is not as expected', content: { name: 7 } }
    expect(newLine({ ...change, record: undefined, flaw }, undefined)).toBe('c1 c 1\tcustomer/C-1\t2\n')
  })
})

it('keeps of each record the line of the highest version, whichever comes first', () => {
  const [old, young, other] = [
    lineOf('C-1', 'Quartz', 9),
    lineOf('C-1', 'Basalt', 1_764_000_000_000),
    lineOf('C-2', 'A'),
  ]
  expect(newestOf([old, other, young])).toEqual([young, other])
  expect(newestOf([young, other, old])).toEqual([young, other])
})

it('tells lines apart, and by the kinds of their records', () => {
  const part = 'abc 1\tpart/ABC 1\t1\n'
  const lines = [lineOf('C-1', 'Acme'), part, lineOf('C-2', 'Beta')]
  expect(linesIn(lines.join(''))).toEqual(lines)
  expect(byKind(lines)).toEqual(
    new Map([
      ['customer', [lines[0], lines[2]]],
      ['part', [part]],
    ]),
  )
})

describe('the best of many', () => {
  it('are those that have all of the words, in the text of the record and nowhere else', () => {
    const text = [lineOf('C-1', 'Acme Tool', 777), lineOf('C-2', 'Tool Works'), lineOf('C-3', 'Acme')].join('')
    expect(bestKeys([text], ['acme', 'tool'], 10)).toEqual(['customer/C-1'])
    expect(bestKeys([text], ['customer'], 10)).toEqual([])
    expect(bestKeys([text], [(777).toString(36)], 10)).toEqual([])
    expect(bestKeys([text], [], 10)).toEqual([])
  })

  it('have the number that is typed before thousands that contain it', () => {
    const many = Array.from({ length: 5_000 }, (_, n) => lineOf(`A-${n}`, `Alpha ${n} no500`))
    const texts = [many.join(''), lineOf('500', 'Zeta'), lineOf('Z-500', 'Zeta'), lineOf('5001', 'Zeta')]
    expect(bestKeys(texts, ['500'], 4)).toEqual(['customer/500', 'customer/A-500', 'customer/Z-500', 'customer/5001'])
  })

  it('have each record once, however often it was called so', () => {
    const names = Array.from({ length: 100 }, (_, n) => lineOf('C-1', `Acme ${n}`, n))
    expect(bestKeys([...names, lineOf('C-2', 'Acme')], ['acme'], 3)).toEqual(['customer/C-1', 'customer/C-2'])
  })
})
