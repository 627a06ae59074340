import { isDeepStrictEqual } from 'node:util'
import { preferencesIn } from '../../shared/qbo/preferences.ts'
import { codesOf } from '../../shared/sync/mended-in-quickbooks.ts'
import { linkAll } from './linking.ts'
import type { Run } from './run.ts'

const HOUR_MS = 3_600_000
/** Intuit advises to read preferences once a day; it is a metered read. While something is held for them they are asked for besides. */
const READ_EVERY_MS = 24 * HOUR_MS

/**
 * Reads what the company has set in QuickBooks. If something else stands there, what was held for the old is looked at
 * again.
 */
export async function readPreferences(run: Run): Promise<void> {
  const { world, company, lease, books } = run
  const result = (await run.takeTurn(false))
    ? await run.call('read', (access) => world.quickBooks.preferences(access))
    : undefined
  const preferences = result?.is === 'answered' ? preferencesIn(result.body) : undefined
  const dueAt = world.now() + (preferences ? READ_EVERY_MS : HOUR_MS)
  await world.writer.notePreferences(lease, books.epoch, preferences ?? books.preferences, dueAt)
  if (!preferences) return
  const isNews = !isDeepStrictEqual(preferences, books.preferences)
  books.preferences = preferences
  if (!isNews) return
  for (const code of codesOf('preferences')) await world.records.release(company, world.now(), 'held', code)
  await linkAll(run)
}
