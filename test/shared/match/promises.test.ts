import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Listed, MatchKind } from '../../../shared/match/listed.ts'
import { suggest } from '../../../shared/match/suggest.ts'
import { others } from './lists.ts'

const kinds: readonly MatchKind[] = ['customer', 'vendor', 'item', 'account', 'term']

/** Each run matches whole lists; this many find what more would. */
const runs = { numRuns: 40 }

const word = fc.constantFrom(
  'Acme',
  'Tidewater',
  'Gasket',
  'Tool',
  'Store',
  '12',
  '21',
  'II',
  'III',
  'Inc',
  'LLC',
  '&',
  'the',
  'dba',
  'Net',
  '30',
  'A.',
  'constructor',
  ':',
)
const name = fc.oneof(
  fc.array(word, { minLength: 1, maxLength: 5 }).map((words) => words.join(' ')),
  fc.string(),
)
const field = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined })
const row = fc.record({
  name,
  number: field(fc.constantFrom('1', '4711', 'AB-12', 'AB12')),
  phone: field(fc.constantFrom('757 555 0134', '757 555 0135')),
  accountType: field(fc.constantFrom('Income', 'Expense', 'Asset')),
  active: field(fc.boolean()),
})
const list = fc
  .array(row, { maxLength: 12 })
  .map((rows): Listed[] => rows.map((listed, at) => ({ id: `id ${at}`, ...listed })))

describe.each(kinds)('every list of the kind %s', (kind) => {
  it('gets each entity and each record suggested once at most, with a reason', () => {
    fc.assert(
      fc.property(list, list, (entities, records) => {
        const suggestions = suggest(kind, entities, records)
        expect(new Set(suggestions.map(({ entityId }) => entityId)).size).toBe(suggestions.length)
        expect(new Set(suggestions.map(({ recordId }) => recordId)).size).toBe(suggestions.length)
        for (const { score, evidence } of suggestions) {
          expect(score).toBeGreaterThanOrEqual(0.5)
          expect(score).toBeLessThanOrEqual(1)
          expect(evidence.length).toBeGreaterThan(0)
        }
      }),
      runs,
    )
  })

  it('gets the same suggestions in whichever order it comes', () => {
    fc.assert(
      fc.property(list, list, (entities, records) => {
        const shuffled = suggest(kind, entities.toReversed(), records.toReversed())
        expect(shuffled.toReversed()).toEqual(suggest(kind, entities, records))
      }),
      runs,
    )
  })
})

describe('a list matched with itself', () => {
  it('gives each unique name to itself, for acceptance in bulk', () => {
    const names = fc.uniqueArray(fc.constantFrom(...others), { minLength: 1 })
    fc.assert(
      fc.property(names, (unique) => {
        const rows = unique.map((own, at) => ({ id: String(at), name: own }))
        expect(suggest('customer', rows, rows)).toEqual(
          rows.map(({ id }) => ({
            entityId: id,
            recordId: id,
            confidence: 'exact',
            score: expect.any(Number),
            evidence: ['same name'],
          })),
        )
      }),
    )
  })
})
