import { expect, it } from 'vitest'
import { dayOf, goLiveDay, inventoryStart, zoneOfBooks } from '../../../shared/sync/day.ts'

it.each([
  [{ timeZone: 'America/Chicago', country: 'US' }, 'America/Chicago'],
  [{ timeZone: undefined, country: 'GB' }, 'Europe/London'],
  [{ timeZone: '(GMT-05:00) Eastern', country: 'CA' }, 'America/Toronto'],
  [{ timeZone: '', country: 'Elsewhere' }, 'America/Los_Angeles'],
])('takes the zone that CompanyInfo says, or else one of the country', (info, zone) => {
  expect(zoneOfBooks(info)).toBe(zone)
})

it('knows no day of UTC', () => {
  const evening = '2027-01-01T02:00:00Z'
  expect(dayOf(evening, null)).toBe('2026-12-31')
  expect(dayOf(evening, 'Europe/London')).toBe('2027-01-01')
  expect(goLiveDay({ goLiveAt: evening, timeZone: 'America/New_York' })).toBe('2026-12-31')
  expect(goLiveDay({ goLiveAt: '2027-01-01T00:00:00Z', timeZone: 'America/New_York' })).toBe('2027-01-01')
  expect(inventoryStart({ goLiveAt: evening, timeZone: 'America/New_York' }, '2027-02-01')).toBe('2026-01-01')
  expect(inventoryStart({ goLiveAt: null, timeZone: null }, '2027-02-01')).toBe('2027-01-01')
})
