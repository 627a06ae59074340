import type { Kind, RecordKey } from '../erp/record.ts'
import type { Write } from '../qbo/batch.ts'
import { type Body, type EntityType, entityIn } from '../qbo/entity.ts'
import type { Preferences } from '../qbo/preferences.ts'
import { offReason, stopReason } from './admission.ts'
import { disagreement } from './agreement.ts'
import { inventoryStart } from './day.ts'
import { difference } from './difference.ts'
import { digestOf } from './digest.ts'
import { toEmpty } from './emptied.ts'
import { keepLineIds } from './lines.ts'
import { isLinking, linkWrite } from './linking.ts'
import type { Note } from './note.ts'
import { notes as said } from './notes.ts'
import { parentProblem } from './parents.ts'
import { quantityStep } from './quantity.ts'
import { reasons } from './reasons.ts'
import {
  type AccountTypes,
  type Billed,
  entityTypeOf,
  isList,
  isTransaction,
  isWanted,
  type Link,
  type StoredRecord,
} from './record.ts'
import type { Settings } from './settings.ts'
import type { Step } from './step.ts'
import { isOver } from './translate/order-status.ts'
import { typeProblem } from './translate/part.ts'
import type { TaxCode } from './translate/tax.ts'
import { isTranslated, lineMarks, type Mentions, mentions, translate } from './translate/translate.ts'

/** What the plan may know of the company. */
export type Books = {
  settings: Settings
  epoch: number
  country: string
  preferences: Preferences
  /** Today, for what is dated by default. */
  today: string
  /** Links of the records that are mentioned, of this epoch. */
  links: ReadonlyMap<RecordKey, Link>
  /** Of the records that are mentioned and have no link, those that are about to go out. */
  coming: ReadonlySet<RecordKey>
  /** Types of the default accounts by their Id, as far as they have been pulled. */
  accounts: ReadonlyMap<string, AccountTypes>
  /** The tax codes in use, where a record names one. */
  taxCodes: readonly TaxCode[]
  /** What the records above a record are filed under, each. */
  parents: ReadonlyMap<RecordKey, RecordKey | undefined>
  /** Parts whose quantity in QuickBooks was seen after the last document went out. Undefined where nothing is sent. */
  counted?: ReadonlySet<RecordKey> | undefined
}

/** The records that a record mentions and whose links the plan needs. */
export function mentionsOf({ record }: Pick<StoredRecord, 'record'>, settings: Settings): Mentions {
  return record && isTranslated(record) ? mentions(record, settings) : { needed: [], used: [], informative: [] }
}

/** The link of a record if it was made in this connection. */
export function linkIn(epoch: number, { link }: Pick<StoredRecord, 'link'>): Link | undefined {
  return link?.epoch === epoch ? link : undefined
}

/** Why QuickBooks did not take this version with what it names for information, if it did not. */
const refusedLink = ({ hash, linkRefused }: StoredRecord, epoch: number): string | undefined =>
  linkRefused?.epoch === epoch && linkRefused.hash === hash ? linkRefused.detail : undefined

/** What a record that is in the books names for information and is not linked to, as far as it may still be. */
export function unlinkedOf(stored: StoredRecord, { facts }: Link, { settings, links, epoch }: Books): RecordKey[] {
  if (refusedLink(stored, epoch) !== undefined) return []
  const isLinked = (key: RecordKey) => facts?.orders?.includes(links.get(key)?.id ?? '')
  return mentionsOf(stored, settings).informative.filter((key) => !isLinked(key))
}

/** How a record is tied in these books and what is synced with them, also where it is still turned to others. */
export function knownIn(
  epoch: number,
  { link, synced, former }: Pick<StoredRecord, 'link' | 'synced' | 'former'>,
): Pick<Partial<StoredRecord>, 'link' | 'synced'> {
  if (link?.epoch === epoch) return { link, synced }
  return former?.[epoch] ?? (link ? {} : { synced })
}

/**
 * Decides about a record by comparing what the ERP wants with what QuickBooks holds, and by nothing else: not by what
 * happened, nor in which order. Asked again after its step is done, it says `settle`.
 */
export function nextStep(stored: StoredRecord, books: Books): Step {
  const { kind, record, approved, unresolved } = stored
  if (unresolved?.epoch === books.epoch) {
    return { do: 'stop', state: 'unknown', reason: reasons.outcomeUnknown(unresolved.detail) }
  }
  const { pushAnyway } = stored
  const off = offReason(kind, record, books.settings, { link: linkIn(books.epoch, stored), pushAnyway })
  if (off) return { do: 'stop', state: 'off', reason: off }
  const stop = stopReason(stored, books.settings)
  if (stop) return { do: 'stop', ...stop }

  const step = wantedStep(stored, books)
  if (step.do !== 'send' || !books.settings.approveBeforePosting || !isTransaction(kind)) return step
  // It was approved when it was posted, and neither a link nor the status of an order posts anything.
  const isOrderAsApproved = kind === 'purchase-order' && stored.synced?.hash === stored.hash
  if (isLinking(stored, step.write) || isOrderAsApproved) return step
  if (approved?.digest === digestOf(step.write)) return step
  const reason = approved ? reasons.approvalAgain(approved.by) : reasons.approval()
  return { do: 'stop', state: 'held', reason }
}

/** What the record itself asks for, whether or not somebody or a setting stops it: what a preview shows. */
export function wantedStep(stored: StoredRecord, books: Books): Step {
  const { record, flaw } = stored
  if (flaw) return { do: 'stop', state: 'held', reason: reasons.flawed(flaw) }
  const link = linkIn(books.epoch, stored)
  if (link?.mergedWith) return { do: 'settle', notes: isWanted(record) ? [said.merged(link.mergedWith)] : [] }
  if (link?.gone && isWanted(record)) return { do: 'stop', state: 'held', reason: reasons.merged(stored.key, link.id) }
  if (record && isTranslated(record) && (isWanted(record) || !link)) return writeOrSettle(stored, link, books)
  return link ? takeOut(stored, link, books) : { do: 'settle' }
}

/** Deletes a document; makes a list entity inactive, since QuickBooks deletes none of those. */
function takeOut({ kind }: StoredRecord, link: Link, { settings, preferences }: Books): Step {
  if (kind === 'account' || kind === 'terms' || !link.active || link.gone) return { do: 'settle' }
  const type = entityTypeOf[kind]
  const body: Body = { Id: link.id, SyncToken: link.syncToken }
  // A category cannot be made inactive.
  if (link.facts?.itemType === 'Category') return { do: 'settle' }
  if (isList(kind))
    return { do: 'send', write: { verb: 'update', type, body: { ...body, sparse: true, Active: false } } }
  const { bookCloseDate: closed } = preferences
  const posted = link.facts?.postedOn
  if (closed !== undefined && posted !== undefined && posted <= closed) {
    return { do: 'stop', state: 'held', reason: reasons.closedByDate(posted, closed) }
  }
  const isVoid = kind === 'invoice' && settings.invoiceDelete === 'void'
  return { do: 'send', write: { verb: isVoid ? 'void' : 'delete', type, body } }
}

/** A write that makes an entity usable again for as long as documents need it. */
export function revival(link: Link, kind: keyof typeof entityTypeOf): Write {
  const body: Body = { Id: link.id, SyncToken: link.syncToken, sparse: true, Active: true }
  return { verb: 'update', type: entityTypeOf[kind], body }
}

/**
 * A write that takes an item out of the way of a new one of its name; what was posted with it stays on it. It becomes
 * inactive too, unless stock is kept of it: QuickBooks would book what is on hand to cost.
 */
function retirement({ id, syncToken, facts }: Link, name: string): Write {
  const suffix = retired(id)
  const body = { Id: id, SyncToken: syncToken, sparse: true, Name: name.slice(0, NAME_MAX - suffix.length) + suffix }
  return { verb: 'update', type: 'Item', body: facts?.itemType === 'Inventory' ? body : { ...body, Active: false } }
}
/** Whether a write does that. */
export const isRetirement = ({ verb, type, body: { Id, Name } }: Write): boolean =>
  verb === 'update' && type === 'Item' && typeof Name === 'string' && Name.endsWith(retired(String(Id)))
const retired = (id: string): string => ` (replaced, Id ${id})`
/** QuickBooks takes no longer name of an item. */
const NAME_MAX = 100

/** A write that frees the name of an entity for as long as others take theirs, which wait for one another in a ring. */
export function stepAside({ type, id, syncToken }: Link, name: string): Write {
  const isItem = type === 'Item'
  const suffix = asideSuffix(id)
  const aside = name.slice(0, (isItem ? NAME_MAX : DISPLAY_NAME_MAX) - suffix.length) + suffix
  const body: Body = { Id: id, SyncToken: syncToken, sparse: true, [isItem ? 'Name' : 'DisplayName']: aside }
  return { verb: 'update', type: type as EntityType, body }
}
/** Whether a write does that, and carries nothing else of a version. */
export const isStepAside = ({ verb, body: { Id, Name, DisplayName = Name } }: Write): boolean =>
  verb === 'update' && typeof DisplayName === 'string' && DisplayName.endsWith(asideSuffix(String(Id)))
const asideSuffix = (id: string): string => ` (changes names, Id ${id})`
/** QuickBooks takes no longer name of a customer or a vendor. */
const DISPLAY_NAME_MAX = 500

/** Whether a write only makes an entity usable again, or unusable, and says nothing else of it. */
export const isSwitch = ({ verb, body }: Write): boolean =>
  verb === 'update' && 'Active' in body && Object.keys(body).every((field) => SWITCH_FIELDS.has(field))
const SWITCH_FIELDS = new Set(['Id', 'SyncToken', 'sparse', 'Active'])

function writeOrSettle(stored: StoredRecord, link: Link | undefined, books: Books): Step {
  const { key, record, hash, synced } = stored
  if (!record || !isTranslated(record)) return { do: 'settle' }
  const write = () => translated(stored, link, books)
  // Who counts the stock may be chosen anew while a part stays as it is.
  const isMistyped = record.kind === 'part' && typeProblem(record.content, { link, settings: books.settings })
  const isUnchanged = link && synced?.hash === hash && link.active === isWanted(record) && !isMistyped
  if (isUnchanged) {
    const step = unchangedStep(stored, link, books, write)
    if (step.do !== 'settle') return step
    // To send it again is not to make another item of it.
    if (synced.differs && stored.pushAnyway) return translated({ ...stored, pushAnyway: false }, link, books)
    return { ...step, notes: step.notes ?? synced.notes, differs: synced.differs }
  }

  const filed = parentProblem(key, books.parents)
  if (filed) return { do: 'stop', state: 'held', reason: filed }
  const { needed, informative } = mentionsOf(stored, books.settings)
  const isMissing = (mentioned: RecordKey) => !isUsable(books.links.get(mentioned), record.kind, books.settings)
  const [blocking, ...more] = needed.filter(isMissing)
  if (blocking) return { do: 'first', keys: [blocking, ...more] }
  const [coming, ...others] = informative.filter((mentioned) => isMissing(mentioned) && books.coming.has(mentioned))
  return coming ? { do: 'after', keys: [coming, ...others] } : write()
}

/**
 * Whether a record may mention what is linked so. An invoice of an item that QuickBooks counts has QuickBooks book its cost, so
 * it waits for the item to make way where the ERP is to count.
 */
export const isUsable = (link: Link | undefined, by: Kind, { stockCountedBy }: Settings): boolean =>
  link?.active === true && !(by === 'invoice' && stockCountedBy === 'erp' && link.facts?.itemType === 'Inventory')

/** What is left to do for a record that is in the books as the ERP has it. */
function unchangedStep(stored: StoredRecord, link: Link, books: Books, write: () => Step): Step {
  switch (stored.kind) {
    case 'voucher':
      return linkStep(unlinkedOf(stored, link, books), books, write)
    case 'purchase-order':
      return statusStep(stored, link, books, write)
    default:
      return quantityStep(stored, link, books, write)
  }
}

/** An order is closed by the bills that cover it, and opened again when they do so no more; if it cannot be, it stays as it is. */
function statusStep(stored: StoredRecord, link: Link, books: Books, write: () => Step): Step {
  const step: Step = isToTurn(stored, link, books) ? write() : { do: 'settle' }
  return step.do === 'send' ? step : { do: 'settle' }
}

/** Whether an order is closed in these books and is to be open, or the other way round. */
export function isToTurn(stored: StoredRecord, { facts }: Link, { settings, epoch }: Books): boolean {
  const { record } = stored
  if (record?.kind !== 'purchase-order' || settings.ordersClose === 'never') return false
  return isOver(record.content, billedIn(epoch, stored), settings) !== (facts?.isClosed ?? false)
}

/** What bills cover of an order in these books. */
const billedIn = (epoch: number, { billed = {} }: Pick<StoredRecord, 'billed'>): Billed =>
  Object.fromEntries(Object.entries(billed).filter(([, bill]) => bill.epoch === epoch))

/**
 * A record that is in the books, and named something for information that was not: it is linked to what has come since.
 * Whatever speaks against changing it now, it is posted and stays so, without the link.
 */
function linkStep(unlinked: readonly RecordKey[], { links }: Books, write: () => Step): Step {
  const come = unlinked.flatMap((key) => links.get(key) ?? []).filter(({ active }) => active)
  const step: Step = come.length > 0 ? write() : { do: 'settle' }
  if (step.do !== 'send') return { do: 'settle' }
  const linking = linkWrite(step.write, come)
  return linking ? { ...step, write: linking } : { do: 'settle', notes: step.notes }
}

function translated(stored: StoredRecord, link: Link | undefined, books: Books): Step {
  const { record } = stored
  if (!record || !isTranslated(record)) return { do: 'settle' }
  const isReplaced =
    record.kind === 'part' &&
    stored.pushAnyway &&
    link &&
    typeProblem(record.content, { link, settings: books.settings })
  if (isReplaced) return { do: 'send', write: retirement(link, record.content.prcpart) }
  const { settings, links, accounts, taxCodes, country, preferences } = books
  const purpose = link ? 'update' : 'create'
  const linkRefused = refusedLink(stored, books.epoch)
  const context = {
    settings,
    links,
    accounts,
    taxCodes,
    country,
    preferences,
    purpose,
    link,
    linkRefused,
    billed: billedIn(books.epoch, stored),
    inventoryStart: inventoryStart(settings, books.today),
  } as const
  const translation = translate(record, context)
  if ('refused' in translation) return { do: 'stop', state: 'held', reason: translation.refused }

  const { body, notes } = translation
  const type = entityTypeOf[record.kind]
  if (!link) return { do: 'send', write: { verb: 'create', type, body }, notes }
  const Line = Array.isArray(body['Line'])
    ? { Line: keepLineIds(body['Line'].filter(isBody), lineMarks(record), link.lines) }
    : {}
  const update = { Id: link.id, SyncToken: link.syncToken, sparse: true, ...body, ...Line }
  // A list may change at any time; what was posted by it does not.
  const keepsPosted = type === 'Item' ? { keepsPosted: true } : {}
  const { empties, kept } = toEmpty(record, body, link)
  const write: Write = { verb: 'update', type, body: update, ...keepsPosted, ...(empties.length > 0 && { empties }) }
  return writeDifference(stored, write, kept.length > 0 ? [...notes, said.notEmptied(kept)] : notes, links)
}

/** An entity that a person tied is known as it was then, so only what differs from it goes out. */
function writeDifference(
  { record, tied }: StoredRecord,
  write: Write,
  notes: readonly Note[],
  links: Books['links'],
): Step {
  if (!tied || tied['SyncToken'] !== write.body['SyncToken']) return { do: 'send', write, notes }
  const body = difference(write.body, tied)
  if (body) return { do: 'send', write: { ...write, body }, notes }
  const entity = entityIn(tied)
  return { do: 'settle', notes, differs: entity && disagreement(record, write, entity, links) }
}

const isBody = (value: Body[string]): value is Body => typeof value === 'object' && !Array.isArray(value)
