import { describe, expect, it } from 'vitest'
import { parseJson } from '../../../shared/lib/json.ts'

describe('parseJson', () => {
  it('reads what JSON can say', () => {
    expect(parseJson('{"a":[1,"x",true,null,{"b":-2.50}]}')).toEqual({ a: [1, 'x', true, null, { b: -2.5 }] })
  })

  it.each([
    ['text that is cut off', '{"a":', 'E_JSON'],
    ['a byte order mark', '\ufeff{}', 'E_JSON'],
    ['no text', '', 'E_JSON'],
    ['a key that comes twice with two values', '{"version":1,"version":2}', 'E_DUP_KEY'],
    ['a number beyond what can be held', '{"n":1e400}', 'E_NUMBER'],
    ['a number with more digits than can be held', '{"n":0.12345678901234567891}', 'E_NUMBER'],
    ['minus zero', '{"n":-0}', 'E_NUMBER'],
    ['NaN', '{"n":NaN}', 'E_JSON'],
    ['a key into the language', '{"__proto__":{"polluted":1}}', 'E_KEY'],
    ['the same key spelled with escapes', '{"\\u005f_proto__":{"polluted":1}}', 'E_KEY'],
    ['the constructor', '{"constructor":{"prototype":{"polluted":1}}}', 'E_KEY'],
    ['33 levels of brackets', '['.repeat(33), 'E_TOO_DEEP'],
    ['a megabyte of brackets', '['.repeat(1_000_000), 'E_TOO_DEEP'],
  ])('refuses %s', (_, text, code) => {
    expect(() => parseJson(text)).toThrow(expect.objectContaining({ name: 'Refusal', code }))
    expect({}).not.toHaveProperty('polluted')
  })

  it('takes such a key for text where it is a value', () => {
    expect(parseJson('{"note":"__proto__","quoted":"say \\"constructor\\": no"}')).toEqual({
      note: '__proto__',
      quoted: 'say "constructor": no',
    })
  })

  it('reads a million keys without recursion', () => {
    const text = `{${Array.from({ length: 100_000 }, (_, index) => `"k${index}":${index}`).join(',')}}`
    expect(Object.keys(parseJson(text) as object)).toHaveLength(100_000)
  })
})
