import type { AttemptStore } from '../shared/aws/attempts.ts'
import type { CatalogEntity, CatalogStore } from '../shared/aws/catalog.ts'
import type { CompanyStore } from '../shared/aws/companies.ts'
import { openKey } from '../shared/aws/open-key.ts'
import type { RecordStore } from '../shared/aws/records.ts'
import type { WriterStore } from '../shared/aws/writer.ts'
import { parseKey, type RecordKey } from '../shared/erp/record.ts'
import { offReason } from '../shared/sync/admission.ts'
import { kindOf, linkToPulled } from '../shared/sync/catalog.ts'
import { linkIn } from '../shared/sync/plan.ts'
import { type Reason, reasons } from '../shared/sync/reasons.ts'
import { isWanted, type Link, type StoredRecord } from '../shared/sync/record.ts'
import { isPushed } from '../shared/sync/settings.ts'

/** All that tying may touch. */
export type TyingWorld = {
  now: () => number
  catalog: CatalogStore
  records: RecordStore
  companies: Pick<CompanyStore, 'settings'>
  writer: Pick<WriterStore, 'read'>
  attempts: Pick<AttemptStore, 'get'>
}

/** Why two cannot be tied, or untied, as a person reads it. */
export type Conflict = {
  status: 404 | 409
  code: string
  title: string
  detail: string
  more?: Record<string, unknown>
}
const conflict = (code: string, title: string, detail: string, more?: Record<string, unknown>): Conflict => ({
  status: 409,
  code,
  title,
  detail,
  ...(more && { more }),
})

/** Why a record cannot be tied to an entity, by what is known of the two. */
function tyingConflict(entity: CatalogEntity, record: StoredRecord, epoch: number): Conflict | undefined {
  const link = linkIn(epoch, record)
  if (record.kind !== kindOf[entity.type]) {
    const detail = `A QuickBooks ${entity.type} is tied to a record of the kind ${kindOf[entity.type]}, and ${record.key} is none.`
    return conflict('kinds-differ', 'The kinds differ', detail)
  }
  if (link && link.id !== entity.id) {
    const detail = `${record.key} is tied to another ${entity.type} of QuickBooks already, Id ${link.id}. Unlink the two first if that is wrong.`
    return conflict('record-linked', 'The record is tied already', detail, { entityId: link.id })
  }
  if (entity.gone) {
    const detail = `QuickBooks has "${entity.name}" no more; it may have been merged into another. Run the pull again, then choose one that is there.`
    return conflict('entity-gone', 'The entity is gone', detail)
  }
  if (!entity.active) {
    const detail = `"${entity.name}" is inactive in QuickBooks. Make it active there, run the pull again, then tie it.`
    return conflict('entity-inactive', 'The entity is inactive', detail)
  }
  if (entity.status === 'ignored') {
    const detail = `"${entity.name}" is ignored. Restore it first if it is to be tied after all.`
    return conflict('entity-ignored', 'The entity is ignored', detail)
  }
  if (record.record === undefined) {
    const detail = `${record.key} is deleted in the ERP. Tie the entity to a record that is still there.`
    return conflict('record-deleted', 'The record is deleted', detail)
  }
  return undefined
}

const noRecord = (key: string): Conflict => ({
  status: 404,
  code: 'no-record',
  title: 'There is no such record',
  detail: `The feed has brought no ${key} yet. Send it from the ERP first; a link needs both sides.`,
})
const changedMeanwhile = conflict(
  'changed-meanwhile',
  'Somebody else was quicker',
  'The record or the entity has just changed. Look at it again, then repeat this.',
)
const inFlight = (key: RecordKey): Conflict =>
  conflict(
    'in-flight',
    'The record is being sent',
    `${key} is on its way to QuickBooks, or its last send has no clear answer yet. Try again in a minute.`,
  )

type Tied =
  | { is: 'tied'; record: StoredRecord }
  | { is: 'known'; record: StoredRecord }
  | { is: 'refused'; why: Conflict }

/**
 * Ties a record to an entity of the catalog: the record takes the entity's Id, SyncToken and content, and is looked at
 * again, so that the next push changes what differs and nothing else.
 *
 * It writes first and looks then, as the push does. So of two who tie one entity at the same time at most one succeeds,
 * and a record that is just being sent is not tied to anything besides.
 */
export async function tie(
  world: TyingWorld,
  company: string,
  epoch: number,
  entity: CatalogEntity,
  key: RecordKey,
): Promise<Tied> {
  const [stored, content, { settings }] = await Promise.all([
    theRecord(world, company, key),
    world.catalog.content(company, epoch, entity.type, entity.id),
    world.companies.settings(company),
  ])
  if (!stored) return { is: 'refused', why: noRecord(key) }
  const why = tyingConflict(entity, stored, epoch) ?? (await entityConflict(world, company, epoch, entity, key))
  if (why) return { is: 'refused', why }
  if (linkIn(epoch, stored)) {
    await world.catalog.stand(company, epoch, entity, { status: 'linked', key })
    return { is: 'known', record: stored }
  }
  if (await isInFlight(world, company, key)) return { is: 'refused', why: inFlight(key) }

  const now = world.now()
  const onHold = stored.onHold?.untied ? undefined : stored.onHold
  const off = offReason(stored.kind, stored.record, settings, stored.pushAnyway)
  const place = standAfter(stored, off, onHold, now)
  const link = linkToPulled(entity.type, entity, epoch)
  if (!(await world.records.tie(company, stored, link, { ...place, onHold, synced: undefined, content }, now))) {
    return { is: 'refused', why: changedMeanwhile }
  }
  const rival = (await isInFlight(world, company, key))
    ? inFlight(key)
    : await entityConflict(world, company, epoch, entity, key)
  // A send that began before and is settled by now has tied the record to what it made.
  const isOurs = await putBackIf(rival !== undefined, world, company, stored, link)
  if (rival || !isOurs) return { is: 'refused', why: rival ?? changedMeanwhile }
  await world.catalog.stand(company, epoch, entity, { status: 'linked', key })
  await world.records.release(company, now, 'waiting', key)
  return { is: 'tied', record: stored }
}

/**
 * Unties a record from its entity. What the push would send is put on hold, since it would make a second entity; tying it
 * again, or resuming it, ends the hold.
 */
export async function untie(
  world: TyingWorld,
  company: string,
  epoch: number,
  entity: CatalogEntity,
  by: string,
): Promise<Tied> {
  const owner = await ownerOf(world, company, epoch, entity)
  const stored = owner && (await theRecord(world, company, owner))
  const status = entity.suggestion ? 'suggested' : 'unmatched'
  if (!stored) {
    await world.catalog.stand(company, epoch, entity, { status })
    const detail = `"${entity.name}" is tied to no record.`
    return { is: 'refused', why: conflict('not-linked', 'There is no link', detail) }
  }
  if (await isInFlight(world, company, stored.key)) return { is: 'refused', why: inFlight(stored.key) }
  const now = world.now()
  const { settings } = await world.companies.settings(company)
  const off = offReason(stored.kind, stored.record, settings, stored.pushAnyway)
  const onHold = isPushed(stored.kind)
    ? (stored.onHold ?? { by, at: new Date(now).toISOString(), untied: true })
    : undefined
  const place = standAfter(stored, off, onHold, now)
  if (!(await world.records.tie(company, stored, null, { ...place, onHold, synced: undefined }, now))) {
    return { is: 'refused', why: changedMeanwhile }
  }
  await world.catalog.stand(company, epoch, entity, { status })
  return { is: 'tied', record: stored }
}

/** The record that is tied to an entity in this connection, by the records' own word. */
export async function ownerOf(
  { records }: TyingWorld,
  company: string,
  epoch: number,
  { type, id }: Pick<CatalogEntity, 'type' | 'id'>,
) {
  const keys = await records.allTiedTo(company, kindOf[type], id)
  const standings = await records.standings(company, keys)
  return keys.find((key) => {
    const standing = standings.get(key)
    return standing && linkIn(epoch, standing)?.id === id
  })
}

async function theRecord({ records }: TyingWorld, company: string, key: RecordKey): Promise<StoredRecord | undefined> {
  return (await records.getAll(company, [key])).get(key)
}

/** Another record that is tied to the entity. */
async function entityConflict(
  world: TyingWorld,
  company: string,
  epoch: number,
  entity: CatalogEntity,
  key: RecordKey,
) {
  const keys = (await world.records.allTiedTo(company, kindOf[entity.type], entity.id)).filter((other) => other !== key)
  const standings = await world.records.standings(company, keys)
  const other = keys.find((name) => {
    const standing = standings.get(name)
    return standing && linkIn(epoch, standing)?.id === entity.id
  })
  if (!other) return undefined
  const detail = `"${entity.name}" is tied to ${other} already. Unlink the two first if that is wrong.`
  return conflict('entity-linked', 'The entity is tied already', detail, { key: other })
}

/** Whether a write for the record is on its way, or has no clear outcome. */
async function isInFlight({ writer, attempts }: TyingWorld, company: string, key: RecordKey): Promise<boolean> {
  const { openAttempts } = await writer.read(company)
  const open = await Promise.all(Object.keys(openAttempts).map((id) => attempts.get(company, id)))
  return open.some((attempt) => attempt?.items.some((item) => item.key === key))
}

/** Where a record stands once its link has changed. */
function standAfter(
  { key, kind, id, record }: StoredRecord,
  off: Reason | undefined,
  onHold: StoredRecord['onHold'],
  now: number,
): Pick<StoredRecord, 'open' | 'reason'> {
  if (off) return { open: openKey.stopped('off', off.code, key), reason: off }
  if (onHold) {
    const reason = reasons.heldByPerson(onHold.by, onHold.at)
    return { open: openKey.stopped('held', reason.code, key), reason }
  }
  return { open: openKey.now(kind, id, isWanted(record), now), reason: undefined }
}

/**
 * Undoes a tie that should not have been made: the record stands as it stood before. Says whether the tie was still ours,
 * since only that may be undone.
 */
async function putBackIf(
  isWrong: boolean,
  world: TyingWorld,
  company: string,
  before: StoredRecord,
  made: Link,
): Promise<boolean> {
  const now = await theRecord(world, company, before.key)
  if (now?.link?.id !== made.id || now.link.epoch !== made.epoch) return false
  const { open, reason, onHold, synced, link } = before
  if (isWrong) await world.records.tie(company, now, link ?? null, { open, reason, onHold, synced }, world.now())
  return true
}

/** A record's key, if it is one. */
export function readKey(text: string): RecordKey | undefined {
  const parsed = parseKey(text)
  return parsed && `${parsed.kind}/${parsed.id}`
}
