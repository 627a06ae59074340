import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { quoted, selectIn } from '../../../shared/qbo/query.ts'

/** Reads a quoted value as Intuit's grammar does. */
const unquoted = (text: string) => text.slice(1, -1).replace(/\\(.)/gs, '$1')

it('escapes every value so that it is read back as the same value', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (value) => {
      const text = quoted(value)
      expect(unquoted(text)).toBe(value)
      expect(text.slice(1, -1).replace(/\\./gs, '')).not.toContain("'")
    }),
  )
})

it('finds inactive list entities too, since their names are taken', () => {
  expect(selectIn('Customer', 'DisplayName', ["O'Neil \\' OR 1=1"], true)).toBe(
    "SELECT * FROM Customer WHERE DisplayName IN ('O\\'Neil \\\\\\' OR 1=1') AND Active IN (true, false) MAXRESULTS 1000",
  )
})
