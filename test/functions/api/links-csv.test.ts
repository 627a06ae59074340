import { describe, expect, it } from 'vitest'
import { readLinksCsv, writeLinksCsv } from '../../../functions/api/links-csv.ts'
import type { CatalogEntity } from '../../../shared/aws/catalog.ts'

const anEntity = (change: Partial<CatalogEntity> = {}): CatalogEntity => ({
  type: 'customer',
  id: '58',
  name: 'Acme',
  active: true,
  gone: false,
  syncToken: '0',
  status: 'linked',
  key: 'customer/C-1',
  suggestion: undefined,
  detail: {},
  pulledAt: '2026-11-20T00:00:00Z',
  listed: '',
  ...change,
})
const nameCell = (name: string) =>
  writeLinksCsv([anEntity({ name })])
    .split('\r\n58,')[1]
    ?.split(',,true,')[0]

describe('an export', () => {
  it.each(['=HYPERLINK("http://evil")', '+1', '-1', '@SUM(A1)', '\tx', '\rx'])(
    'is no formula to a spreadsheet: %j',
    (name) => {
      expect(nameCell(name)?.startsWith(`"'`)).toBe(true)
    },
  )

  it('keeps commas, quotes and line breaks within their cell', () => {
    expect(nameCell('Smith, "Bolt"\nand Sons')).toBe('"Smith, ""Bolt""\nand Sons"')
  })

  it.each(['=1+1', "O'Neil", `"quoted"`, 'a,b;c', 'two\r\nlines'])('comes back as it was: %j', (name) => {
    expect(readLinksCsv(writeLinksCsv([anEntity({ name })]))).toEqual([
      { id: '58', name: name.trim(), key: 'customer/C-1' },
    ])
  })
})

describe('an import', () => {
  it('needs the columns id and key, in any order, and takes semicolons and a byte order mark', () => {
    expect(readLinksCsv('\uFEFFkey;remark;ID\ncustomer/C-1;x;58\n;;59\n')).toEqual([
      { id: '58', name: '', key: 'customer/C-1' },
    ])
  })

  it.each([
    ['', 'titles'],
    ['id,name\n1,x', 'titles'],
    ['id,key\nabc,customer/C-1', 'row 2'],
    ['id,key\n1,customer/C-1\n1,customer/C-2', 'twice'],
    ['id,key\n1,"customer/C-1', 'quoted'],
  ])('refuses %j by name', (csv, words) => {
    expect(() => readLinksCsv(csv)).toThrow(words)
  })
})
