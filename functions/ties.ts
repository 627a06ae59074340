import type { AttemptStore } from '../shared/aws/attempts.ts'
import type { CompanyStore } from '../shared/aws/companies.ts'
import { openKey } from '../shared/aws/open-key.ts'
import type { RecordStore } from '../shared/aws/records.ts'
import type { WriterStore } from '../shared/aws/writer.ts'
import type { RecordKey } from '../shared/erp/record.ts'
import { holdReason, offReason } from '../shared/sync/admission.ts'
import { isWanted, type Link, type StoredRecord } from '../shared/sync/record.ts'
import { isPushed } from '../shared/sync/settings.ts'

/** All that making and breaking a tie may touch. */
export type TiesWorld = {
  now: () => number
  records: RecordStore
  companies: Pick<CompanyStore, 'settings' | 'noteUntied'>
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

/** A conflict that is answered with 409. */
export const conflict = (code: string, title: string, detail: string, more?: Record<string, unknown>): Conflict => ({
  ...{ status: 409, code, title, detail },
  ...(more && { more }),
})

/** Why nothing was linked, or unlinked, where it may be tried again as it stands now. */
export const changedMeanwhile = conflict(
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

/** Where a record stands once it is tied, and what is known of the entity. */
export type Place = Pick<StoredRecord, 'open' | 'reason' | 'onHold' | 'synced'> & {
  content: Record<string, unknown> | undefined
}

/**
 * Ties a record to an entity. It writes first and looks then, as the push does: so of two who tie one entity at the same
 * time at most one succeeds, and a record that is just being sent is tied to nothing besides.
 *
 * @returns why not, if it could not
 */
export async function makeTie(
  world: TiesWorld,
  company: string,
  stored: StoredRecord,
  link: Link,
  place: Place,
): Promise<Conflict | undefined> {
  const { key } = stored
  const before = (await rivalOf(world, company, stored, link)) ?? (await sendingOf(world, company, key))
  if (before) return before
  if (!(await world.records.tie(company, stored, link, place, world.now()))) return changedMeanwhile
  const after = (await sendingOf(world, company, key)) ?? (await rivalOf(world, company, stored, link))
  // A send that began before and is settled by now has tied the record to what it made; only what is ours is put back.
  const now = await recordOf(world, company, key)
  const isOurs = now?.link?.id === link.id && now.link.epoch === link.epoch
  if (after && isOurs) {
    const { open, reason, onHold, synced } = stored
    await world.records.tie(company, now, stored.link ?? null, { open, reason, onHold, synced }, world.now())
  }
  return after ?? (isOurs ? undefined : changedMeanwhile)
}

/**
 * Unties a record. What the push would send is put on hold, since it would make a second entity; tying it again, or
 * resuming it, ends the hold. A push that is under way forgets the link too before it plans anything more.
 *
 * @returns why not, if it could not
 */
export async function breakTie(
  world: TiesWorld,
  company: string,
  stored: StoredRecord,
  by: string,
): Promise<Conflict | undefined> {
  const sending = await sendingOf(world, company, stored.key)
  if (sending) return sending
  const at = new Date(world.now()).toISOString()
  const onHold = isPushed(stored.kind) ? (stored.onHold ?? { by, at, untied: true }) : undefined
  const place = await placeOf(world, company, stored, onHold)
  const isUntied = await world.records.tie(company, stored, null, { ...place, onHold, synced: undefined }, world.now())
  if (!isUntied) return changedMeanwhile
  await world.companies.noteUntied(company)
  return undefined
}

/** Where a record stands whose link has changed: off, on hold, or looked at again. */
export async function placeOf(
  world: TiesWorld,
  company: string,
  { key, kind, id, record, pushAnyway }: StoredRecord,
  onHold: StoredRecord['onHold'],
): Promise<Pick<StoredRecord, 'open' | 'reason'>> {
  const { settings } = await world.companies.settings(company)
  const off = offReason(kind, record, settings, { pushAnyway })
  if (off) return { open: openKey.stopped('off', off.code, key), reason: off }
  if (onHold) {
    const reason = holdReason(onHold)
    return { open: openKey.stopped('held', reason.code, key), reason }
  }
  return { open: openKey.now(kind, id, isWanted(record), world.now()), reason: undefined }
}

export async function recordOf(
  { records }: TiesWorld,
  company: string,
  key: RecordKey,
): Promise<StoredRecord | undefined> {
  return (await records.getAll(company, [key])).get(key)
}

/** Another record that is tied to the entity. One that was merged there is linked to what another record has. */
async function rivalOf(
  world: TiesWorld,
  company: string,
  { kind, key }: StoredRecord,
  { id, epoch, mergedWith }: Link,
) {
  const other = mergedWith ? undefined : await world.records.tiedTo(company, epoch, kind, id, key)
  if (!other) return undefined
  const detail = `Id ${id} of QuickBooks is linked to ${other} already. Unlink the two first if that is wrong.`
  return conflict('entity-linked', 'The entity is linked already', detail, { key: other })
}

/** Whether a write for the record is on its way, or has no clear outcome. */
async function sendingOf(
  { writer, attempts }: TiesWorld,
  company: string,
  key: RecordKey,
): Promise<Conflict | undefined> {
  const { openAttempts } = await writer.read(company)
  const open = await Promise.all(Object.keys(openAttempts).map((id) => attempts.get(company, id)))
  return open.some((attempt) => attempt?.items.some((item) => item.key === key)) ? inFlight(key) : undefined
}
