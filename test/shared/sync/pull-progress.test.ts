import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { copiedIn, newPull, withCopied } from '../../../shared/sync/pull-progress.ts'

it('the share that is copied never goes back, whatever the lists turn out to hold', () => {
  const list = fc.record({ counted: fc.nat(50), pages: fc.array(fc.nat(80), { maxLength: 6 }) })
  fc.assert(
    fc.property(fc.array(list, { minLength: 2, maxLength: 2 }), (lists) => {
      const parts = newPull(['account', 'customer']).parts.map((part, at) => ({
        ...part,
        total: lists[at]?.counted ?? 0,
      }))
      let before = 0
      for (const [at, { pages }] of lists.entries()) {
        for (const copied of pages) {
          parts.splice(at, 1, ...parts.slice(at, at + 1).map((part) => withCopied(part, copied)))
          const { done, total } = copiedIn({ parts })
          const share = total === 0 ? 0 : done / total
          expect(share).toBeGreaterThanOrEqual(before - Number.EPSILON)
          before = share
        }
      }
    }),
  )
})
