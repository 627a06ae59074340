import { expect, it } from 'vitest'
import { UNMOVED_MS, unmovedSince, type Work } from '../../../shared/sync/standstill.ts'

const NOW = 100 * UNMOVED_MS
const ago = (minutes: number) => NOW - minutes * 60_000
const work: Work = {
  isConnected: true,
  connectedAt: 0,
  pausedUntil: 0,
  longQueueMovedAt: 0,
  dueSince: undefined,
  lookAts: [],
}

it.each<[string, Partial<Work>, number | undefined]>([
  ['nothing is due', {}, undefined],
  ['something has come just now', { dueSince: ago(9) }, undefined],
  ['something has been due for ten minutes', { dueSince: ago(10) }, ago(10)],
  ['an attempt should have been looked at ten minutes ago', { lookAts: [ago(1), ago(12)] }, ago(12)],
  ['an attempt is to be looked at soon', { lookAts: [NOW + 60_000] }, undefined],
  ['it is looked for in QuickBooks in a moment', { dueSince: ago(11), lookAts: [NOW + 1] }, undefined],
  ['it should have been looked for long since', { dueSince: ago(12), lookAts: [NOW + 1] }, ago(12)],
  ['there is no connection, of which the company hears anyhow', { isConnected: false, dueSince: ago(60) }, undefined],
  ['it was connected again a moment ago', { connectedAt: ago(1), dueSince: ago(600) }, undefined],
  ['it was connected again a quarter of an hour ago', { connectedAt: ago(15), dueSince: ago(600) }, ago(15)],
  ['QuickBooks has asked us to be quiet', { pausedUntil: NOW + 1, dueSince: ago(60) }, undefined],
  ['QuickBooks asked us to be quiet until just now', { pausedUntil: ago(1), dueSince: ago(60) }, undefined],
  ['a long queue moves', { longQueueMovedAt: ago(1), dueSince: ago(90) }, undefined],
  ['a long queue has stopped moving', { longQueueMovedAt: ago(11), dueSince: ago(90) }, ago(11)],
])('if %s, it is told since when work has not moved', (_, seen, since) => {
  expect(unmovedSince({ ...work, ...seen }, NOW)).toBe(since)
})
