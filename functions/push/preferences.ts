import { preferencesIn } from '../../shared/qbo/preferences.ts'
import { linkAll } from './linking.ts'
import type { Run } from './run.ts'

const HOUR_MS = 3_600_000
/** Intuit advises to read preferences once a day; it is a metered read. */
const READ_EVERY_MS = 24 * HOUR_MS
/** Somebody may be about to reopen the books for what is held there. */
const READ_WHILE_HELD_EVERY_MS = HOUR_MS

/**
 * Reads what the company has set in QuickBooks. If another closing date stands there, what was held for the old one is
 * looked at again.
 */
export async function readPreferences(run: Run): Promise<void> {
  const { world, company, lease, books } = run
  const result = (await run.takeTurn(false))
    ? await run.call('read', (access) => world.quickBooks.preferences(access))
    : undefined
  const preferences = result?.is === 'answered' ? preferencesIn(result.body) : undefined
  const isHeld = await world.records.hasAny(company, 'held', 'closed_period')
  const dueAt = world.now() + (preferences && !isHeld ? READ_EVERY_MS : READ_WHILE_HELD_EVERY_MS)
  await world.writer.notePreferences(lease, books.epoch, preferences ?? books.preferences, dueAt)
  if (!preferences) return
  const isNews = preferences.bookCloseDate !== books.preferences.bookCloseDate
  const isShippingOn = books.preferences.allowShipping === false && preferences.allowShipping !== false
  books.preferences = preferences
  if (isShippingOn) await world.records.release(company, world.now(), 'held', 'shipping_off')
  if (isNews && isHeld) await world.records.release(company, world.now(), 'held', 'closed_period')
  if (isNews) await linkAll(run)
}
