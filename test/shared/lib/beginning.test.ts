import fc from 'fast-check'
import { expect, it } from 'vitest'
import { readChange } from '../../../shared/erp/change-event.ts'
import { beginning } from '../../../shared/lib/beginning.ts'
import { Refusal } from '../../../shared/lib/refusal.ts'
import { notes } from '../../../shared/sync/notes.ts'

it('never cuts a character in half, and gives up at most one unit for that', () => {
  const texts = fc.string({ unit: 'binary', maxLength: 300 })
  fc.assert(
    fc.property(texts, fc.integer({ min: 0, max: 320 }), (text, most) => {
      const begun = beginning(text, most)
      expect(begun.isWellFormed()).toBe(true)
      expect(text.startsWith(begun)).toBe(true)
      expect(begun.length).toBeGreaterThanOrEqual(Math.min(text.length, most) - 1)
      expect(begun.length).toBeLessThanOrEqual(most)
    }),
  )
})

it('quotes a text in a note without halving the character that stands at its end', () => {
  const { message } = notes.orderMissing(`${'A'.repeat(59)}😀B`)
  expect(message).toContain(`"${'A'.repeat(59)}…"`)
})

it.each([
  ['type', { type: `${'x'.repeat(59)}😀y` }],
  ['subject', { subject: `${'z'.repeat(59)}😀` }],
  ['specversion', { specversion: `${'v'.repeat(58)}😀😀` }],
])('quotes a wrong %s without halving the character that stands at the end', (_, change) => {
  const event = {
    specversion: '1.0',
    id: 'e',
    source: 's',
    type: 'cetec.part.deleted',
    subject: 'part/1',
    company: 'acme',
  }
  const refuse = () => readChange({ ...event, data: { version: 1 }, ...change }, 0)
  expect(refuse).toThrow(Refusal)
  try {
    refuse()
  } catch (error) {
    expect(String(error).isWellFormed()).toBe(true)
  }
})
