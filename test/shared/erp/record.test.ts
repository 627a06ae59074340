import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { causeOf, keyIn, openKey, openPrefix, stateOf } from '../../../shared/aws/open-key.ts'
import { keyOf, kinds, parseKey } from '../../../shared/erp/record.ts'
import { id as idSchema } from '../../../shared/erp/words.ts'

const kind = fc.constantFrom(...kinds)
const anyId = fc
  .oneof(
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 128 }),
    fc.constantFrom('..', '%2F', '/', '#', '\u{1f529}'.repeat(128)),
  )
  .map((text) => text.normalize('NFC'))
  .filter((text) => idSchema.safeParse(text).success)
const aKey = fc.tuple(kind, anyId).map(([of, id]) => keyOf(of, id))

describe('a key', () => {
  it('names one record, whatever its id is, and never holds a separator besides its own', () => {
    fc.assert(
      fc.property(kind, anyId, (of, id) => {
        const key = keyOf(of, id)
        expect(parseKey(key)).toEqual({ key, kind: of, id })
        expect(key.split('/')).toHaveLength(2)
        expect(key).not.toContain('#')
      }),
    )
  })

  it.each([
    ['customer/C-17', 'customer/C-17', 'C-17'],
    ['part/BLT1%2F4-20', 'part/BLT1%2F4-20', 'BLT1/4-20'],
    ['part/SCREW%20%238%20%22PAN%22', 'part/SCREW %238 "PAN"', 'SCREW #8 "PAN"'],
    ['part/BLT1/4-20', 'part/BLT1%2F4-20', 'BLT1/4-20'],
    ['terms/1% 10 Net 30', 'terms/1%25 10 Net 30', '1% 10 Net 30'],
    ['terms/1%25 10 Net 30', 'terms/1%25 10 Net 30', '1% 10 Net 30'],
  ])('is read from %s, whatever of it is percent-encoded', (text, key, id) => {
    expect(parseKey(text)).toMatchObject({ key, id })
  })

  it('of an id of old is what it always was', () => {
    const old = "AZaz09 ._+:&,()'*=@!$-"
    expect(keyOf('part', old)).toBe(`part/${old}`)
  })

  it.each(['', 'part', 'part/', '/1', 'planet/1', 'Part/1'])('is none: "%s"', (text) => {
    expect(parseKey(text)).toBeUndefined()
  })
})

describe('a place of a record', () => {
  it('is no longer than a sort key may be, and says its cause, whatever two records are called', () => {
    fc.assert(
      fc.property(aKey, aKey, (on, key) => {
        const place = openKey.waiting(on, key)
        expect(Buffer.byteLength(place)).toBeLessThanOrEqual(1_024)
        expect([stateOf(place), causeOf(place)]).toEqual(['waiting', `waiting/${on}`])
        expect(place.startsWith(openPrefix('waiting', on))).toBe(true)
        for (const other of [openKey.stopped('held', 'E_DATE', key), openKey.later(1e12, key)])
          expect(Buffer.byteLength(other)).toBeLessThanOrEqual(1_024)
      }),
    )
  })

  it('that is due names its record', () => {
    fc.assert(
      fc.property(kind, anyId, (of, id) => {
        expect(keyIn(openKey.now(of, id, true, 1e12))).toBe(keyOf(of, id))
      }),
    )
  })
})
