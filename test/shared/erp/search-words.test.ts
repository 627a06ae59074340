import { expect, it } from 'vitest'
import { isFoundBy, queryWords, searchText, searchWords } from '../../../shared/erp/search-words.ts'

const customer = (custnum: string, name: string) => ({
  kind: 'customer' as const,
  content: { custnum, name, addresses: [], tax_exempt: false, active: true },
})

it.each([
  ['the name, in any case and without accents', 'cafe', 'C-1', 'Café Zürich'],
  ['parts of words, one after the other', 'zur caf', 'C-1', 'Café Zürich'],
  ['a number without its hyphen', 'inv10482', 'INV-10482', ''],
  ['the last digits of a number', '0482', 'INV-10482', ''],
  ['the letters of a number', 'inv', 'INV-10482', ''],
  ['a number from its second part on', '10uf 25v', 'CAP-0402-10UF-25V', ''],
  ['a word that is as long as what another begins with', 'pan', 'C-1', 'Pan Panel'],
  ['the inside of a word', 'chin', 'C-1', 'Acme Machining'],
  ['an ampersand and what stands about it', 'j&b', 'C-1', 'J & B Tool'],
  ['letters of other scripts', '東京', 'C-1', '株式会社 東京'],
])('finds a record by %s', (_, typed, id, name) => {
  const record = customer(id, name)
  const words = queryWords(typed)

  expect(isFoundBy(searchText(`customer/${id}`, record), words)).toBe(true)
  for (const word of words) {
    expect(searchWords(`customer/${id}`, record).some((indexed) => indexed.startsWith(word))).toBe(true)
  }
})

it('takes 25 rows at most for a record, whole words first', () => {
  const words = searchWords(
    'customer/C-1',
    customer('C-1', 'International Manufacturing and Engineering Solutions Corporation'),
  )
  expect(words).toHaveLength(25)
  expect(words).toEqual(
    expect.arrayContaining(['international', 'manufacturing', 'engineering', 'solutions', 'corporation']),
  )
})

it('stands under no word that another begins with, and under no number from amid its letters', () => {
  const invoice = { kind: 'invoice', content: { custnum: 'C-17', custponum: 'PO-5567' } } as Parameters<
    typeof searchWords
  >[1]
  const words = ['inv10482', 'c17', 'po5567', '10482', '0482', '482', '17', '5567', '567']
  expect(searchWords('invoice/INV-10482', invoice).toSorted()).toEqual(words.toSorted())
})

it('has no words for a record that is deleted', () => {
  expect(searchWords('customer/C-1', undefined)).toEqual([])
})
