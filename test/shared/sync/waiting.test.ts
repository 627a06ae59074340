import { describe, expect, it } from 'vitest'
import { judgeWait, whereabouts } from '../../../shared/sync/waiting.ts'

const since = '2026-11-30T12:00:00.000Z'
const later = (minutes: number) => Date.parse(since) + minutes * 60_000
const customer = { on: 'customer/C-GONE', since } as const

describe('a wait', () => {
  it('for what the ERP has never sent is left alone for a quarter of an hour, then somebody is asked to see to it', () => {
    expect(judgeWait(customer, undefined, later(14.9))).toEqual({ ends: 'by-itself' })
    expect(judgeWait(customer, undefined, later(15))).toMatchObject({
      ends: 'by-somebody',
      reason: {
        code: 'never_sent',
        message: 'The ERP has never sent customer C-GONE, which it mentions.',
        next: expect.stringContaining('Have customer C-GONE sent'),
      },
    })
  })

  it.each(['pending', 'waiting', 'synced'] as const)(
    'for what is there and moves (%s) is no problem, however long',
    (state) => {
      expect(judgeWait(customer, state, later(600))).toEqual({ ends: 'by-itself' })
    },
  )

  it.each(['held', 'rejected', 'unknown'] as const)('for what is a problem itself (%s) is none besides', (state) => {
    expect(judgeWait(customer, state, later(600))).toEqual({ ends: 'with-a-problem' })
  })

  it('for what the ERP has deleted before it was in QuickBooks needs somebody at once', () => {
    expect(whereabouts({ state: 'synced', link: undefined })).toBe('deleted')
    expect(judgeWait(customer, 'deleted', later(0))).toMatchObject({
      ends: 'by-somebody',
      reason: { code: 'mentions_deleted', next: expect.stringContaining('mentions another') },
    })
  })

  it('for what is kept out of QuickBooks, or is only there to be tied, needs somebody at once', () => {
    expect(judgeWait({ on: 'account/6500', since }, 'off', later(0))).toMatchObject({
      ends: 'by-somebody',
      reason: { code: 'waiting', next: expect.stringContaining('Link account 6500') },
    })
  })
})
