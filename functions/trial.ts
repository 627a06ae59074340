import type { CatalogEntity } from '../shared/aws/catalog.ts'
import type { RecordKey } from '../shared/erp/record.ts'
import type { BatchItem, Difference } from '../shared/sync/batch.ts'
import { linkIn, wantedStep } from '../shared/sync/plan.ts'
import { type LearnedBooks, learn, openBooks } from './books.ts'
import { recordOf } from './ties.ts'
import { linkBetween, noRecord, type TyingWorld } from './tying.ts'

/** Fields that say which entity is written and how, and not what it is to hold. */
const CONTROL_FIELDS = new Set(['Id', 'SyncToken', 'sparse'])

type Told = Pick<BatchItem, 'differs' | 'reason'>

/**
 * Tells what the next push would change in QuickBooks if an entity were tied to a record, by the push's own plan; or why
 * nothing could be sent yet. Nothing is sent and nothing is noted.
 */
export function differenceTeller(world: TyingWorld, company: string, epoch: number) {
  let books: Promise<LearnedBooks> | undefined

  return async (entity: CatalogEntity, key: RecordKey): Promise<Told> => {
    books ??= openBooks(world, company, epoch)
    const [learned, stored] = await Promise.all([books, recordOf(world, company, key)])
    const found = stored && (await linkBetween(world, company, epoch, entity, stored))
    if (!stored || !found || 'why' in found) return {}
    const { link, content } = found
    await learn(world, company, learned, [stored])
    const step = wantedStep({ ...stored, link, tied: content, synced: undefined }, learned)
    if (step.do === 'stop') return { reason: { code: step.reason.code, message: step.reason.message } }
    if (step.do !== 'send') return { differs: [] }
    return { differs: fieldsOf(step.write.body, content ?? {}) }
  }
}

/** Tries to tie entities to records, and tells what would become of each pair. Nothing is tied. */
export function trial(world: TyingWorld, company: string, epoch: number) {
  const tell = differenceTeller(world, company, epoch)

  return async (entity: CatalogEntity, key: RecordKey): Promise<Told & Pick<BatchItem, 'outcome'>> => {
    const stored = await recordOf(world, company, key)
    if (stored && linkIn(epoch, stored)?.id === entity.id) return { outcome: 'already-linked' }
    const found = stored ? await linkBetween(world, company, epoch, entity, stored) : { why: noRecord(key) }
    if ('why' in found) return { outcome: 'skipped', reason: { code: found.why.code, message: found.why.detail } }
    return { outcome: 'would-link', ...(await tell(entity, key)) }
  }
}

const fieldsOf = (body: Record<string, unknown>, content: Record<string, unknown>): Difference[] =>
  Object.entries(body)
    .filter(([field]) => !CONTROL_FIELDS.has(field))
    .map(([field, afterPush]) => ({ field, inQuickBooks: content[field] ?? null, afterPush }))
