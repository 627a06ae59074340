import { startIntuit } from '../local/intuit.ts'
import type { Preferences } from '../simulator/company/preferences.ts'
import { openStage } from './stage.ts'

const COMPANY = 'acme'
/** Books of its own, and so a minute's limit of its own. */
const REALM = '9130000000000001'

/**
 * A stage with a company that is connected, switched on, and told stories of.
 *
 * @param preferences what the company has set in QuickBooks before it is connected
 */
export async function openStory(preferences: Partial<Preferences> = {}) {
  const intuit = await startIntuit({ client: { id: 'local-client', secret: 'local-secret' } })
  const stage = await openStage(intuit.url, { scheduleEvery: { sweep: 1 } })
  const quickBooks = intuit.intuit.control
  quickBooks.addRealm({ realmId: REALM, name: COMPANY, withLists: true, preferences })
  await stage.connect(COMPANY, REALM)
  await stage.settle(COMPANY, { invoice: true, vendor: true })
  let count = 0

  return {
    stage,
    quickBooks,
    company: COMPANY,
    realm: REALM,

    /** What QuickBooks holds of a type, by a field's value. */
    held: (type: Parameters<typeof quickBooks.entities>[1], field: string, value: string) =>
      quickBooks.entities(REALM, type).filter(({ entity, deleted }) => !deleted && entity[field] === value),

    /** How many batches QuickBooks has been sent. */
    writes: () => quickBooks.calls().filter(({ path }) => path.endsWith('/batch')).length,

    /** Feeds these and waits until everything has come to rest. */
    async push(...events: string[]) {
      await stage.feed(...events)
      return stage.quiet(COMPANY)
    },

    /** A name or number that nothing else in the story has. */
    fresh: (prefix: string) => `${prefix}${++count}`,

    async stop(): Promise<void> {
      await stage.stop()
      await intuit.stop()
    },
  }
}
