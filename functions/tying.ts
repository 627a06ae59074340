import type { CatalogEntity, CatalogStore } from '../shared/aws/catalog.ts'
import { parseKey, type RecordKey } from '../shared/erp/record.ts'
import type { Entity } from '../shared/qbo/entity.ts'
import { isCategory, kindOf, linkToPulled } from '../shared/sync/catalog.ts'
import { linkIn } from '../shared/sync/plan.ts'
import { reasons } from '../shared/sync/reasons.ts'
import type { Link, StoredRecord } from '../shared/sync/record.ts'
import {
  breakTie,
  type Conflict,
  changedMeanwhile,
  conflict,
  makeTie,
  placeOf,
  recordOf,
  type TiesWorld,
} from './ties.ts'

/** The push may move a record just while it is linked, for instance since a pull has just seen that its entity is gone. */
const TIE_TRIES = 3

/** All that tying an entity of the catalog may touch. */
export type TyingWorld = TiesWorld & { catalog: CatalogStore }

/** Why a record cannot be tied to an entity, by what is known of the two. */
function pairConflict(entity: CatalogEntity, record: StoredRecord, link: Link | undefined): Conflict | undefined {
  if (record.kind !== kindOf[entity.type]) {
    const detail = `A QuickBooks ${entity.type} is linked to a record of the kind ${kindOf[entity.type]}, and ${record.key} is none.`
    return conflict('kinds-differ', 'The kinds differ', detail)
  }
  if (link && link.id !== entity.id) {
    const detail = `${record.key} is linked to another ${entity.type} of QuickBooks already, Id ${link.id}. Unlink the two first if that is wrong.`
    return conflict('record-linked', 'The record is linked already', detail, { entityId: link.id })
  }
  if (entity.gone) {
    const detail = `QuickBooks has "${entity.name}" no more; it may have been merged into another. Run the pull again, then choose one that is there.`
    return conflict('entity-gone', 'The entity is gone', detail)
  }
  if (!entity.active) {
    const detail = `"${entity.name}" is inactive in QuickBooks. Make it active there, run the pull again, then link it.`
    return conflict('entity-inactive', 'The entity is inactive', detail)
  }
  if (entity.status === 'ignored') {
    const detail = `"${entity.name}" is ignored. Restore it first if it is to be linked after all.`
    return conflict('entity-ignored', 'The entity is ignored', detail)
  }
  const isForCategory = record.record?.kind === 'part' && record.record.content.is_category
  if ('itemType' in entity.detail && entity.detail.itemType && isCategory(entity.detail.itemType) !== isForCategory) {
    const detail = isForCategory
      ? `"${entity.name}" is an item, and ${record.key} is a heading that items are filed under. Rename one of the two.`
      : `"${entity.name}" is an item category, which no document can name. Rename it in QuickBooks, or ${record.key} in the ERP.`
    return conflict('category', 'A category is no item', detail)
  }
  if (record.flaw) {
    const detail = `What the ERP says of ${record.key} cannot be read: ${record.flaw.message}. Link it once a version that can be read has come.`
    return conflict('record-unreadable', 'The record cannot be read', detail)
  }
  if (record.record === undefined) {
    const detail = `${record.key} is deleted in the ERP. Link the entity to a record that is still there.`
    return conflict('record-deleted', 'The record is deleted', detail)
  }
  return undefined
}

/** Why nothing can be linked to a record that the ERP has never sent. */
export const noRecord = (key: string): Conflict => ({
  status: 404,
  code: 'no-record',
  title: 'There is no such record',
  detail: `The feed has brought no ${key} yet. Send it from the ERP first; a link needs both sides.`,
})

/**
 * The link that a record would have to an entity, or why it cannot have one. An entity has one record, but for what was merged
 * into it: a record whose own entity is out of use is linked to the one that another record has, when a person says so.
 */
export async function linkBetween(
  world: TyingWorld,
  company: string,
  epoch: number,
  entity: CatalogEntity,
  stored: StoredRecord,
): Promise<{ link: Link; content: Entity | undefined } | { why: Conflict }> {
  const known = linkIn(epoch, stored)
  const isMoved =
    known !== undefined && known.id !== entity.id && (await isOutOfUse(world, company, stored, known, entity))
  const why = pairConflict(entity, stored, isMoved ? undefined : known)
  if (why) return { why }
  const other = await world.records.tiedTo(company, epoch, kindOf[entity.type], entity.id, stored.key)
  const isMerged = other !== undefined && (isMoved || known?.mergedWith !== undefined)
  if (other && !isMerged) {
    const detail = `"${entity.name}" is linked to ${other} already. Unlink the two first if that is wrong.`
    return { why: conflict('entity-linked', 'The entity is linked already', detail, { key: other }) }
  }
  const content = await world.catalog.content(company, epoch, entity.type, entity.id)
  const link = linkToPulled(entity.type, entity, epoch, content)
  return { link: { ...link, ...(isMerged && { mergedWith: other }), ...(isMoved && { was: known.id }) }, content }
}

/** Whether what a record is linked to was merged into something else, or made inactive, so that its link may move. */
async function isOutOfUse(
  { catalog }: TyingWorld,
  company: string,
  { key, reason }: StoredRecord,
  { id, epoch, gone }: Link,
  { type }: CatalogEntity,
): Promise<boolean> {
  const gones = [reasons.merged(key, id), reasons.deletedInQuickBooks(id)]
  if (gone || gones.some(({ code }) => code === reason?.code)) return true
  const own = (await catalog.getAll(company, epoch, type, [id])).get(id)
  return own !== undefined && (own.gone || !own.active)
}

type Tied =
  | { is: 'tied'; record: StoredRecord }
  /** They were tied already. */
  | { is: 'known' }
  | { is: 'refused'; why: Conflict }

/**
 * Ties a record to an entity of the catalog: the record takes the entity's Id, SyncToken and content, and is looked at
 * again, so that the next push changes what differs and nothing else. What waited for the record goes on.
 *
 * @param batch the batch that does it
 */
export async function tie(
  world: TyingWorld,
  company: string,
  epoch: number,
  entity: CatalogEntity,
  key: RecordKey,
  batch?: string,
): Promise<Tied> {
  for (let tries = 1; ; tries++) {
    const tied = await tieAsItStands(world, company, epoch, entity, key, batch)
    if (tied.is !== 'refused' || tied.why !== changedMeanwhile || tries === TIE_TRIES) return tied
  }
}

async function tieAsItStands(
  world: TyingWorld,
  company: string,
  epoch: number,
  entity: CatalogEntity,
  key: RecordKey,
  batch: string | undefined,
): Promise<Tied> {
  const stored = await recordOf(world, company, key)
  if (!stored) return { is: 'refused', why: noRecord(key) }
  const found = await linkBetween(world, company, epoch, entity, stored)
  if ('why' in found) return { is: 'refused', why: found.why }
  const { content, link } = found
  const stand = async () => {
    if (!link.mergedWith) await world.catalog.stand(company, epoch, entity, { status: 'linked', key })
  }
  const known = linkIn(epoch, stored)
  if (known?.id === link.id && known.mergedWith === link.mergedWith) {
    await stand()
    return { is: 'known' }
  }
  const onHold = stored.onHold?.untied ? undefined : stored.onHold
  const place = { ...(await placeOf(world, company, stored, onHold)), onHold, synced: undefined, content }
  const refused = await makeTie(world, company, stored, { ...link, ...(batch && { batch }) }, place)
  if (refused) return { is: 'refused', why: refused }
  await stand()
  // A run that is under way may be about to name what the record was linked to before.
  if (known) await world.companies.noteUntied(company)
  await world.records.release(company, world.now(), 'waiting', key)
  return { is: 'tied', record: stored }
}

/**
 * Unties an entity from its record.
 *
 * @param from only if it is tied to this record
 */
export async function untie(
  world: TyingWorld,
  company: string,
  epoch: number,
  entity: CatalogEntity,
  by: string,
  from?: RecordKey,
): Promise<Tied> {
  const merged = await world.records.mergedInto(company, epoch, kindOf[entity.type], entity.id)
  const isMerged = from !== undefined && merged.includes(from)
  const owner = isMerged ? from : await world.records.tiedTo(company, epoch, kindOf[entity.type], entity.id)
  const stored = owner && (await recordOf(world, company, owner))
  if (stored && from !== undefined && from !== owner) {
    const detail = `"${entity.name}" is linked to ${owner} by now, and not to ${from}.`
    return { is: 'refused', why: conflict('entity-linked', 'The entity is linked to another', detail, { key: owner }) }
  }
  const status = entity.suggestion ? 'suggested' : 'unmatched'
  if (!stored) {
    await world.catalog.stand(company, epoch, entity, { status })
    return {
      is: 'refused',
      why: conflict('not-linked', 'There is no link', `"${entity.name}" is linked to no record.`),
    }
  }
  const refused = await breakTie(world, company, stored, by)
  if (refused) return { is: 'refused', why: refused }
  if (!isMerged) await world.catalog.stand(company, epoch, entity, { status })
  return { is: 'tied', record: stored }
}

/** A record's key, if it is one. */
export function readKey(text: string): RecordKey | undefined {
  return parseKey(text)?.key
}
