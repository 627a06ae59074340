import type { RecordKey } from '../erp/record.ts'
import type { Write } from '../qbo/batch.ts'
import type { Body } from '../qbo/entity.ts'
import { offReason } from './admission.ts'
import { difference } from './difference.ts'
import { keepLineIds } from './lines.ts'
import { type Reason, reasons } from './reasons.ts'
import { entityTypeOf, isList, isWanted, type Link, type StoredRecord } from './record.ts'
import type { Settings } from './settings.ts'
import { isTranslated, lineMarks, type Mentions, mentions, translate } from './translate/translate.ts'

/** What to do next about one record. */
export type Step =
  /** Write this to QuickBooks. */
  | { do: 'send'; write: Write }
  /** QuickBooks already agrees, or there is nothing that it should hold. */
  | { do: 'settle' }
  /** It mentions a record that is not tied, or whose entity is inactive: that one first. */
  | { do: 'first'; key: RecordKey }
  /** Our settings or the record itself forbid it. */
  | { do: 'stop'; state: 'off' | 'held'; reason: Reason }

/** What the plan may know of the company. */
export type Books = {
  settings: Settings
  epoch: number
  country: string
  /** Today, for what is dated by default. */
  today: string
  /** Links of the records that are mentioned, of this epoch. */
  links: ReadonlyMap<RecordKey, Link>
}

/** The records that a record mentions and whose links the plan needs. */
export function mentionsOf({ record }: StoredRecord): Mentions {
  return record && isTranslated(record) ? mentions(record) : { needed: [], used: [] }
}

/** The link of a record if it was made in this connection. */
export function linkIn(epoch: number, { link }: Pick<StoredRecord, 'link'>): Link | undefined {
  return link?.epoch === epoch ? link : undefined
}

/**
 * Decides about a record by comparing what the ERP wants with what QuickBooks holds, and by nothing else: not by what
 * happened, nor in which order. Asked again after its step is done, it says `settle`.
 */
export function nextStep(stored: StoredRecord, books: Books): Step {
  const { kind, record, onHold } = stored
  const off = offReason(kind, record, books.settings, stored.pushAnyway)
  if (off) return { do: 'stop', state: 'off', reason: off }
  if (onHold) return { do: 'stop', state: 'held', reason: reasons.heldByPerson(onHold.by, onHold.at) }

  const link = linkIn(books.epoch, stored)
  if (record && isTranslated(record) && (isWanted(record) || !link)) return writeOrSettle(stored, link, books)
  return link ? takeOut(stored, link, books.settings) : { do: 'settle' }
}

/** Deletes a document; makes a list entity inactive, since QuickBooks deletes none of those. */
function takeOut({ kind }: StoredRecord, link: Link, settings: Settings): Step {
  if (kind === 'account' || kind === 'terms' || (isList(kind) && !link.active)) return { do: 'settle' }
  const type = entityTypeOf[kind]
  const body: Body = { Id: link.id, SyncToken: link.syncToken }
  if (isList(kind))
    return { do: 'send', write: { verb: 'update', type, body: { ...body, sparse: true, Active: false } } }
  const isVoid = kind === 'invoice' && settings.invoiceDelete === 'void'
  return { do: 'send', write: { verb: isVoid ? 'void' : 'delete', type, body } }
}

/** A write that makes an entity usable again for as long as documents need it. */
export function revival(link: Link, kind: keyof typeof entityTypeOf): Write {
  const body: Body = { Id: link.id, SyncToken: link.syncToken, sparse: true, Active: true }
  return { verb: 'update', type: entityTypeOf[kind], body }
}

function writeOrSettle(stored: StoredRecord, link: Link | undefined, books: Books): Step {
  const { record, hash, synced } = stored
  if (!record || !isTranslated(record)) return { do: 'settle' }
  const isUnchanged = link && synced?.hash === hash && link.active === isWanted(record)
  if (isUnchanged) return { do: 'settle' }

  const blocking = mentions(record).needed.find((key) => !books.links.get(key)?.active)
  if (blocking) return { do: 'first', key: blocking }

  const purpose = link ? 'update' : 'create'
  const { settings, links, country } = books
  const inventoryStart = `${(settings.goLiveAt ?? books.today).slice(0, 4)}-01-01`
  const translation = translate(record, { settings, links, country, purpose, inventoryStart })
  if ('refused' in translation) return { do: 'stop', state: 'held', reason: translation.refused }

  const { body } = translation
  const type = entityTypeOf[record.kind]
  if (!link) return { do: 'send', write: { verb: 'create', type, body } }
  const Line = Array.isArray(body['Line'])
    ? { Line: keepLineIds(body['Line'].filter(isBody), lineMarks(record), link.lines) }
    : {}
  const update = { Id: link.id, SyncToken: link.syncToken, sparse: true, ...body, ...Line }
  return writeDifference(stored, { verb: 'update', type, body: update })
}

/** An entity that a person tied is known as it was then, so only what differs from it goes out. */
function writeDifference({ tied }: StoredRecord, write: Write): Step {
  if (!tied || tied['SyncToken'] !== write.body['SyncToken']) return { do: 'send', write }
  const body = difference(write.body, tied)
  return body ? { do: 'send', write: { ...write, body } } : { do: 'settle' }
}

const isBody = (value: Body[string]): value is Body => typeof value === 'object' && !Array.isArray(value)
