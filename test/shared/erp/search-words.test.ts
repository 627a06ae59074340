import { expect, it } from 'vitest'
import { isFoundBy, queryWords, rankOf, searchText } from '../../../shared/erp/search-words.ts'

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
  expect(isFoundBy(searchText(`customer/${id}`, customer(id, name)), queryWords(typed))).toBe(true)
})

it('does not find a record by words of which it lacks one', () => {
  expect(isFoundBy(searchText('customer/C-1', customer('C-1', 'Acme Machining')), queryWords('acme tool'))).toBe(false)
})

it('puts the number as typed first, then what has it as a word, what begins with it, what has words that do, the rest', () => {
  const texts = ['500 zeta', '100 500 zeta', '5001 alpha', 'x1 x 1 tool 5000', 'c15001 c 15001 alpha']
  expect(texts.map((text) => rankOf(text, ['500']))).toEqual([0, 1, 2, 3, 4])
  expect(rankOf('inv10482 inv 10482', ['inv', '10482'])).toBe(0)
})
