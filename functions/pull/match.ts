import * as z from 'zod/mini'
import type { CatalogEntity } from '../../shared/aws/catalog.ts'
import { keyOf } from '../../shared/erp/record.ts'
import { nameOf } from '../../shared/erp/search-words.ts'
import { chunks, eachOf } from '../../shared/lib/each.ts'
import { type CatalogType, catalogTypes, isCategory, kindOf } from '../../shared/sync/catalog.ts'
import { linkIn } from '../../shared/sync/plan.ts'
import { listedEntity, listedRecord } from './listed.ts'
import type { Shift } from './shift.ts'

/** Suggestions that are written at the same time. */
const WRITES_AT_ONCE = 24
const WRITES_BETWEEN_NOTES = 2_000

/**
 * Suggests a record for each entity of a type that is neither tied nor ignored, over both lists as a whole. Nothing is
 * tied by it; a suggestion that holds no more is taken back.
 *
 * @returns how many entities have a suggestion now
 */
export async function match(shift: Shift, type: CatalogType): Promise<number> {
  const { world, job } = shift
  const { company, epoch } = job
  const names = new Map<string, string>()
  const records = []
  for await (const stored of world.records.all(company, kindOf[type])) {
    const link = linkIn(epoch, stored)
    if (!stored.record || (link && !link.gone)) continue
    const listed = listedRecord(stored.id, stored.record)
    if (!listed) continue
    records.push(listed)
    names.set(stored.id, nameOf(stored.record) || stored.id)
  }
  // Without records there is nothing to suggest, only to take back.
  const entities: CatalogEntity[] = []
  for (const status of records.length > 0 ? (['unmatched', 'suggested'] as const) : (['suggested'] as const)) {
    for await (const entity of world.catalog.all(company, epoch, type, status)) entities.push(entity)
  }
  const open = entities.filter((entity) => entity.active && !entity.gone && !isHeading(entity)).map(listedEntity)
  const suggestions = new Map(world.suggest(type, open, records).map((found) => [found.entityId, found]))
  await shift.note({})
  const suggestOne = async (entity: CatalogEntity) => {
    const found = suggestions.get(entity.id)
    const key = found && keyOf(kindOf[type], found.recordId)
    const isKnown = entity.suggestion?.key === key && entity.suggestion?.confidence === found?.confidence
    if (isKnown && entity.suggestion?.evidence.join() === found?.evidence.join()) return
    const suggestion = found &&
      key && {
        key,
        name: names.get(found.recordId) ?? found.recordId,
        confidence: found.confidence,
        score: found.score,
        evidence: [...found.evidence],
      }
    await world.catalog.stand(company, epoch, entity, { status: suggestion ? 'suggested' : 'unmatched', suggestion })
  }
  // What is suggested already is passed over, so a run that ends here is gone on with.
  for (const some of chunks(entities, WRITES_BETWEEN_NOTES)) {
    await eachOf(some, WRITES_AT_ONCE, suggestOne)
    await shift.note({})
  }
  return suggestions.size
}

/** Suggests anew for a type, as somebody has asked. */
export async function matchAgain(shift: Shift): Promise<void> {
  const { type } = z.parse(z.object({ type: z.enum(catalogTypes) }), shift.job.input)
  const count = await match(shift, type)
  await shift.note({ total: count, done: count })
}

const isHeading = ({ detail }: CatalogEntity): boolean => 'itemType' in detail && isCategory(detail.itemType)
