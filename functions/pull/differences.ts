import type { CatalogEntity } from '../../shared/aws/catalog.ts'
import type { RecordKey } from '../../shared/erp/record.ts'
import { unreadPreferences } from '../../shared/qbo/preferences.ts'
import type { BatchItem, Difference } from '../../shared/sync/batch.ts'
import { linkToPulled } from '../../shared/sync/catalog.ts'
import { wantedStep } from '../../shared/sync/plan.ts'
import { type LearnedBooks, learn } from '../books.ts'
import type { Shift } from './work.ts'

/** Fields that say which entity is written and how, and not what it is to hold. */
const CONTROL_FIELDS = new Set(['Id', 'SyncToken', 'sparse'])

type Told = Pick<BatchItem, 'differs' | 'reason'>

/**
 * Tells what the next push would change in QuickBooks if an entity were tied to a record, by the push's own plan; or why
 * nothing could be sent yet. Nothing is sent and nothing is noted.
 */
export function differenceTeller({ world, job }: Shift) {
  const { company, epoch } = job
  let books: Promise<LearnedBooks> | undefined

  async function openBooks(): Promise<LearnedBooks> {
    const [writer, { settings }] = await Promise.all([world.writer.read(company), world.companies.settings(company)])
    const today = new Date(world.now()).toISOString().slice(0, 10)
    return {
      ...{ settings, epoch, country: writer.country, preferences: writer.preferences ?? unreadPreferences, today },
      ...{ links: new Map(), states: new Map(), accounts: new Map(), parents: new Map() },
    }
  }

  return async (entity: CatalogEntity, key: RecordKey): Promise<Told> => {
    books ??= openBooks()
    const [learned, content, stored] = await Promise.all([
      books,
      world.catalog.content(company, epoch, entity.type, entity.id),
      world.records.getAll(company, [key]).then((found) => found.get(key)),
    ])
    if (!stored) return {}
    await learn(world, company, learned, [stored])
    const link = linkToPulled(entity.type, entity, epoch, content)
    const step = wantedStep({ ...stored, link, tied: content, synced: undefined }, learned)
    if (step.do === 'stop') return { reason: { code: step.reason.code, message: step.reason.message } }
    if (step.do !== 'send') return { differs: [] }
    return { differs: fieldsOf(step.write.body, content ?? {}) }
  }
}

const fieldsOf = (body: Record<string, unknown>, content: Record<string, unknown>): Difference[] =>
  Object.entries(body)
    .filter(([field]) => !CONTROL_FIELDS.has(field))
    .map(([field, afterPush]) => ({ field, inQuickBooks: content[field] ?? null, afterPush }))
