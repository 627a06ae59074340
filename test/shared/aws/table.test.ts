import { expect, it } from 'vitest'
import { attributes, plain } from '../../../shared/aws/table.ts'

it('stores half a character as U+FFFD wherever it stands, since DynamoDB takes no row that holds one', () => {
  const row = {
    name: 'lone \ud800',
    notes: [{ message: '\udc00' }],
    body: new Uint8Array([1]),
    'k\ud800': 1,
    none: undefined,
  }
  expect(plain(attributes(row))).toEqual({
    name: 'lone \ufffd',
    notes: [{ message: '\ufffd' }],
    body: new Uint8Array([1]),
    'k\ufffd': 1,
  })
})
