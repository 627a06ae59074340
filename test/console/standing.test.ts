import { describe, expect, it } from 'vitest'
import type { Status } from '../../functions/api/shapes.ts'
import { standingOf } from '../../functions/console/page/today/standing.ts'
import { kinds } from '../../shared/erp/record.ts'
import { answerOf } from '../../shared/sync/answer.ts'
import { shownStates } from '../../shared/sync/record.ts'

const none = Object.fromEntries(shownStates.map((state) => [state, 0])) as Status['kinds']['part']
const suspension: NonNullable<Status['suspension']> = {
  code: 'subscription_ended',
  message: 'The subscription has ended.',
  next: 'Renew it.',
  stopsAll: true,
  since: '2026-11-30T10:00:00Z',
  lookAt: '2026-11-30T10:10:00Z',
}

const quiet: Status = {
  kinds: Object.fromEntries(kinds.map((kind) => [kind, none])) as Status['kinds'],
  refusedEvents: 0,
  answer: 'agreed',
  attention: { records: 0, amount: '0.00' },
  approvals: { records: 0, amount: '0.00' },
  feed: { messages: 0, oldestSeconds: 0 },
  reads: { used: 10, budget: 500_000 },
  isSwitchedOn: true,
  connection: 'connected',
  pausedUntil: null,
  backlog: 0,
  meteredReads: null,
  ratePerMinute: 0,
  lastSyncedAt: null,
  standstill: null,
  suspension: null,
  releasing: 0,
}

const invoices = (counts: Partial<Status['kinds']['part']>): Partial<Status> => ({
  kinds: { ...quiet.kinds, invoice: { ...none, ...counts } },
})
const records = (counts: Partial<Status['kinds']['part']>, amount: string) => ({
  ...invoices(counts),
  attention: { records: Object.values(counts).reduce((sum, count) => sum + count, 0), amount },
})

/** All that can be so of a company, each by itself. */
const circumstances: readonly Partial<Status>[] = [
  invoices({ synced: 3 }),
  invoices({ pending: 3 }),
  invoices({ waiting: 2 }),
  records({ held: 2 }, '135000.00'),
  records({ differs: 1 }, '8.25'),
  { ...invoices({ held: 4 }), approvals: { records: 4, amount: '12.00' } },
  { refusedEvents: 1 },
  { feed: { messages: 7, oldestSeconds: 30 } },
  { feed: { messages: 7, oldestSeconds: 2_000 } },
  { reads: { used: 500_000, budget: 500_000 } },
  { connection: 'needs-reconnect' },
  { connection: 'disconnected' },
  { connection: 'none' },
  { isSwitchedOn: false },
  { pausedUntil: '2026-11-30T10:10:00Z' },
  { suspension },
  { suspension: { ...suspension, code: 'plan_lowered', stopsAll: false } },
  { standstill: { code: 'not_moving', message: 'Nothing has moved.', next: 'Tell us.' } },
  { releasing: 1 },
]

/** With the answer that the API gives for it. */
function answered(status: Status): Status {
  const totals = Object.fromEntries(
    shownStates.map((state) => [state, Object.values(status.kinds).reduce((sum, counts) => sum + counts[state], 0)]),
  )
  const standing = {
    counts: totals,
    waitForSomebody: 0,
    refusedEvents: status.refusedEvents,
    isSwitchedOn: status.isSwitchedOn,
    isConnected: status.connection === 'connected',
    isSuspended: status.suspension !== null,
    isStill: status.standstill !== null,
    feed: status.feed,
    reads: status.reads,
    releasing: status.releasing,
  }
  return { ...status, answer: answerOf(standing) }
}

describe('what Today says first', () => {
  it('is one of three answers, and names something to do in the third only, whatever two things are so', () => {
    const headers = new Set<string>()
    for (const one of circumstances) {
      for (const other of circumstances) {
        const status = answered({ ...quiet, ...one, ...other })
        const { header, text, needs } = standingOf(status)
        headers.add(header.replace(/^Somebody has to .+/, 'Somebody has to'))
        expect({ status, isNeeded: needs.length > 0 }).toEqual({ status, isNeeded: status.answer === 'attention' })
        expect(`${header} ${text}`).not.toMatch(/undefined|null|NaN/)
      }
    }
    expect([...headers].toSorted()).toEqual([
      'Everything is in QuickBooks and agrees',
      'On its way: nobody has to do anything',
      'Somebody has to',
    ])
  })

  it('says how many records and how much money, and counts approvals apart', () => {
    const status = answered({
      ...quiet,
      ...invoices({ held: 6, synced: 1 }),
      attention: { records: 2, amount: '135000.00' },
      approvals: { records: 4, amount: '12.50' },
    })
    const { header, needs, text } = standingOf(status)
    expect(header).toBe('Somebody has to see to 2 records, 135,000.00 in all')
    expect(needs.map((need) => need.text)).toEqual([
      'see to 2 records, 135,000.00 in all',
      'approve 4 records, 12.50 in all',
    ])
    expect(text).toBe('1 record is in QuickBooks. Nothing is lost.')
  })

  it('tells what is not to be sent beside what agrees', () => {
    const { header, text } = standingOf(answered({ ...quiet, ...invoices({ synced: 2, off: 3, deleted: 1 }) }))
    expect(header).toBe('Everything is in QuickBooks and agrees')
    expect(text).toBe('2 records are in QuickBooks, each in its newest version. 3 records are not to be sent.')
  })

  it('says what slows down what is on its way', () => {
    const { text } = standingOf(
      answered({ ...quiet, ...invoices({ pending: 2 }), pausedUntil: '2026-11-30T10:10:00Z' }),
    )
    expect(text).toContain('QuickBooks has been asked as often as it allows; it goes on at 2026-11-30T10:10:00Z.')
  })

  it('tells of a feed that nobody reads how many messages there are, and how old they are', () => {
    const { needs } = standingOf(answered({ ...quiet, feed: { messages: 1_200, oldestSeconds: 3_000 } }))
    expect(needs[0]?.why).toContain('1,200 messages of the ERP have not been read, the oldest for 50 minutes.')
  })
})
