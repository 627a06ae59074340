import { describe, expect, it } from 'vitest'
import { timesIn } from '../../../functions/console/page/words/zone.ts'

describe('a day of the company', () => {
  it.each([
    ['UTC', '2026-11-20', '2026-11-20T00:00:00.000Z'],
    ['America/Chicago', '2026-11-20', '2026-11-20T06:00:00.000Z'],
    ['Asia/Kathmandu', '2026-11-20', '2026-11-19T18:15:00.000Z'],
    ['Pacific/Kiritimati', '2026-01-01', '2025-12-31T10:00:00.000Z'],
    // On these days clocks are changed, after midnight and at midnight.
    ['America/New_York', '2026-03-08', '2026-03-08T05:00:00.000Z'],
    ['Australia/Sydney', '2026-10-04', '2026-10-03T14:00:00.000Z'],
    ['America/Sao_Paulo', '2018-11-04', '2018-11-04T03:00:00.000Z'],
    ['America/Havana', '2026-11-01', '2026-11-01T04:00:00.000Z'],
  ])('in %s, %s, begins at %s', (zone, day, moment) => {
    expect(timesIn(zone).startOf(day)).toBe(moment)
  })
})

it('tells a moment in the zone that was chosen, and by the name under which it was chosen', () => {
  const { zone, momentText } = timesIn('Asia/Kolkata')

  expect(zone).toBe('Asia/Kolkata')
  expect(momentText('2026-11-20T20:03:11Z')).toMatch(/21.*1:33/)
})

it('shows the reader’s own where none is chosen, or one that this browser does not know', () => {
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions()

  expect(timesIn(null).zone).toBe(timeZone)
  expect(timesIn('Mars/Olympus').zone).toBe(timeZone)
})
