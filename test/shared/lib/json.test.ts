import { describe, expect, it } from 'vitest'
import * as z from 'zod/mini'
import { decimal } from '../../../shared/erp/words.ts'
import { elementTexts, parseJson } from '../../../shared/lib/json.ts'
import { Refusal } from '../../../shared/lib/refusal.ts'
import { read } from '../../../shared/lib/schema.ts'

const escaped = (text: string) =>
  [...text].map((char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`).join('')

describe('parseJson', () => {
  it('reads what JSON can say', () => {
    expect(parseJson('{"a":[1,"x",true,null,{"b":-2.50}]}')).toEqual({ a: [1, 'x', true, null, { b: -2.5 }] })
  })

  it.each([
    ['text that is cut off', '{"a":', 'E_JSON'],
    ['a byte order mark', '\ufeff{}', 'E_JSON'],
    ['no text', '', 'E_JSON'],
    ['a key that comes twice with two values', '{"version":1,"version":2}', 'E_DUP_KEY'],
    ['NaN', '{"n":NaN}', 'E_JSON'],
    ['a key into the language', '{"__proto__":{"polluted":1}}', 'E_KEY'],
    ['the same key spelled with escapes', '{"\\u005f_proto__":{"polluted":1}}', 'E_KEY'],
    ['the constructor', '{"constructor":{"prototype":{"polluted":1}}}', 'E_KEY'],
    ['the constructor, each letter escaped', `{"${escaped('constructor')}":1}`, 'E_KEY'],
    ['a bad escape in a key', '{"a\\u00g0b":1}', 'E_JSON'],
    ['a bad escape in a text', '{"a":"\\x"}', 'E_JSON'],
    ['a key that does not end', '{"a\\', 'E_JSON'],
    ['a key without a value', '{"a":}', 'E_JSON'],
    ['half a text', '{"a', 'E_JSON'],
    ['a key of 300 KB that comes twice', `{"${'k'.repeat(300_000)}":1,"${'k'.repeat(300_000)}":2}`, 'E_DUP_KEY'],
    ['33 levels of brackets', '['.repeat(33), 'E_TOO_DEEP'],
    ['a megabyte of brackets', '['.repeat(1_000_000), 'E_TOO_DEEP'],
  ])('refuses %s', (_, text, code) => {
    expect(() => parseJson(text)).toThrow(expect.objectContaining({ name: 'Refusal', code }))
    expect({}).not.toHaveProperty('polluted')
  })

  it('quotes only the beginning of what it refuses', () => {
    const key = 'k'.repeat(300_000)
    for (const text of [`{"${key}":1,"${key}":2}`, `{"a":${key}}`, `{"a":"\\${key}"}`]) {
      try {
        parseJson(text)
        expect.unreachable()
      } catch (error) {
        expect(error).toBeInstanceOf(Refusal)
        const { field, message } = error as Refusal
        expect(Math.max(field.length, message.length)).toBeLessThan(200)
      }
    }
  })

  it.each(['1e400', '1e308', '0.12345678901234567891', '-0', '12345678901234567890'])(
    'takes %s as it is written, and says what is wrong only where it is used',
    (source) => {
      const value = parseJson(`{"n":${source},"text":"x"}`)
      expect(read(z.object({ text: z.string() }), value)).toEqual({ text: 'x' })
      for (const schema of [decimal, z.number(), z.int(), z.string()]) {
        const refused = expect.objectContaining({ code: 'E_NUMBER', field: '/n' })
        expect(() => read(z.object({ n: schema as typeof decimal }), value)).toThrow(refused)
      }
      expect(JSON.stringify(value)).toBe(`{"n":${source},"text":"x"}`)
    },
  )

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

describe('elementTexts', () => {
  it.each([
    ['{"events":[]}', []],
    ['{"events":[ {"a":[1,2]} , "x,]" ,3]}', ['{"a":[1,2]}', '"x,]"', '3']],
    ['{"more":{"events":[1]},"\\u0065vents":[{"events":[2]},1e308]}', ['{"events":[2]}', '1e308']],
    ['{"more":[["events",[1]],"events"],"events":[[1,[2]],"\\""]}', ['[1,[2]]', '"\\""']],
    ['{"events":{"events":[1]}}', undefined],
    ['[{"events":[1]}]', undefined],
    ['"events"', undefined],
  ])('tells the elements of %s apart', (text, elements) => {
    expect(elementTexts(text, 'events')).toEqual(elements)
  })

  it('refuses two lists of one name', () => {
    expect(() => elementTexts('{"events":[1],"events":[2]}', 'events')).toThrow(
      expect.objectContaining({ code: 'E_DUP_KEY' }),
    )
  })
})
