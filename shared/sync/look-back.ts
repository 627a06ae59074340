import Big from 'big.js'
import * as z from 'zod/mini'
import type { Write } from '../qbo/batch.ts'
import type { Body, BodyValue, Entity, EntityType } from '../qbo/entity.ts'
import { number, refValue, under } from '../qbo/loose.ts'
import { ACTIVE_OR_NOT, quoted, selectIn } from '../qbo/query.ts'
import { type Scope, stampOf } from '../qbo/walk.ts'

const SECOND = 1_000
const MINUTE = 60 * SECOND

/**
 * So long after an attempt was stored it may be sent: the first time, and again under the same requestid, which QuickBooks
 * answers instead of carrying it out twice. For how long it knows a requestid Intuit does not say, and a call may be
 * carried out minutes after it was made: so this is short, and a requestid has to be known for ten minutes, not for more.
 */
const SEND_WINDOW_MS = MINUTE
/** QuickBooks may work on a call for two minutes, and late writes happen; before ten minutes a look proves nothing. */
const LATE_WRITES_MS = 10 * MINUTE
/** Counted from the last send that there may have been: that one too may be carried out late. */
const LOOK_BACK_AFTER_MS = SEND_WINDOW_MS + LATE_WRITES_MS
const REPLAYS_AFTER_MS = [2, 10, 30, 55].map((seconds) => seconds * SECOND)
/** Where it may not be replayed, a look finds at once what an answer has only left out. */
const FIRST_LOOK_AFTER_MS = 2 * SECOND
/** Some time after the last send, for processes whose clocks differ: nothing of the attempt is sent any more. */
const SENT_NO_MORE_AFTER_MS = SEND_WINDOW_MS + 15 * SECOND
/** Between looks that could not be carried out. */
const LOOK_AGAIN_MS = 2 * MINUTE
/** Our clock and QuickBooks' may differ by ten minutes, which is as far as anybody has seen them apart, and half as much again. */
const CLOCK_SKEW_MS = 15 * MINUTE

/**
 * When an attempt without a clear outcome is taken up next: replayed byte for byte while that is safe, then looked for, since
 * finding is certain at any time, and at last, late enough for that to prove something, missed. It is never sent anew.
 *
 * @param isReplayable whether QuickBooks is known to answer a second call with the answer of the first
 */
export function nextRecovery(sentAt: number, now: number, isReplayable: boolean): number {
  const steps = [...(isReplayable ? REPLAYS_AFTER_MS : [FIRST_LOOK_AFTER_MS]), SENT_NO_MORE_AFTER_MS]
  const next = steps.map((after) => sentAt + after).find((at) => at > now)
  return next ?? Math.max(sentAt + LOOK_BACK_AFTER_MS, now + LOOK_AGAIN_MS)
}

/** Whether an attempt may still be sent, for the first time or again; afterwards it can only be looked up. */
export const maySend = (sentAt: number, now: number): boolean => now - sentAt <= SEND_WINDOW_MS
/** Whether no process sends the attempt any more, so that what was refused of it may go on in another. */
export const isSentNoMore = (sentAt: number, now: number): boolean => now - sentAt >= SENT_NO_MORE_AFTER_MS
/** Whether it is late enough for a look to prove that something was not written. */
export const mayLookBack = (sentAt: number, now: number): boolean => now - sentAt >= LOOK_BACK_AFTER_MS

/** A write that can be carried out twice without harm: QuickBooks takes no name twice, and no SyncToken. */
export const isRepeatable = ({ verb, type }: Write): boolean => verb !== 'create' || isNamed(type)

/** By what a write can be found again in QuickBooks; undefined where it carries no sign of ours. */
function signOf({ verb, type, body }: Write): { field: string; values: string[] } | undefined {
  if (verb !== 'create') return { field: 'Id', values: [String(body['Id'])] }
  const field = isNamed(type) ? nameField(type) : 'DocNumber'
  const value = body[field]
  if (typeof value !== 'string' || value === '') return undefined
  return { field, values: isNamed(type) ? shownNames(value) : [value] }
}

/** The query that finds what a write may have left in QuickBooks; undefined where it can carry no sign of ours. */
export const lookUp = (write: Write): string | undefined => lookUpAll([write])[0]?.query

/** The queries that find what these writes may have left, each with the writes that it is for. */
export function lookUpAll<Of extends Write>(
  writes: readonly Of[],
): { type: EntityType; query: string; writes: Of[] }[] {
  const signed = writes.flatMap((write) => {
    const sign = signOf(write)
    return sign ? [{ write, sign }] : []
  })
  const alike = Map.groupBy(signed, ({ write, sign }) => `${write.type}/${sign.field}`)
  return [...alike.values()].flatMap((group) => {
    const [first] = group
    if (!first) return []
    const { type } = first.write
    const values = [...new Set(group.flatMap(({ sign }) => sign.values))]
    const query = selectIn(type, first.sign.field, values, isNamed(type))
    return [{ type, query, writes: group.map(({ write }) => write) }]
  })
}

/** Lists go by their names, documents by their numbers. */
const isNamed = (type: string): boolean => type === 'Customer' || type === 'Vendor' || type === 'Item'

/** Which entities were created, as this write would have, at a moment or since. */
export function lookUpCreated({ type, body }: Write, since: string): Scope {
  const day = typeof body['TxnDate'] === 'string' ? `TxnDate = ${quoted(body['TxnDate'])}` : undefined
  return { type, since, where: isNamed(type) ? ACTIVE_OR_NOT : day }
}

/** The earliest that QuickBooks may say it has created what was sent then. */
export const createdSince = (sentAt: number): string => new Date(sentAt - CLOCK_SKEW_MS).toISOString()

/**
 * What a create may have left behind, if somebody has given it another name or number since: whatever still carries our name
 * in one of its fields, or is as it was sent but for its name, its number and its note, or was voided. What carries the name or
 * number of `others`, writes whose outcome is as unclear, is theirs.
 */
export function possiblyRenamed(
  { type, body }: Write,
  created: readonly Entity[],
  sentAt: number,
  others: readonly Write[],
): Entity[] {
  const labelOf = (fields: Body | Entity) => foldName(fields[isNamed(type) ? nameField(type) : 'DocNumber'])
  const taken = new Set(others.filter((other) => other.type === type).map((other) => labelOf(other.body)))
  // An update may name nothing, and an entity whose number somebody has emptied is nobody's yet.
  taken.delete('')
  const name = foldName(body[nameField(type)])
  const rest = Object.fromEntries(Object.entries(body).filter(([field]) => !NAME_FIELDS.has(field) && field !== NOTE))
  return created.filter((entity) => {
    if (!isCreatedSince(entity, sentAt - CLOCK_SKEW_MS) || taken.has(labelOf(entity))) return false
    if (isNamed(type)) return [...NAME_FIELDS].some((field) => foldName(entity[field]) === name) || agrees(rest, entity)
    if (type === 'JournalEntry') return agrees(rest, entity)
    return isSameDocument(type, body, entity) || (isOfSameParty(type, body, entity) && totalIn(entity).eq(0))
  })
}

/** Where names and numbers stand, and what QuickBooks makes of them. */
const NAME_FIELDS = new Set(['DisplayName', 'CompanyName', 'PrintOnCheckName', 'Name', 'Sku', 'DocNumber', 'Active'])
/** Where people write notes of their own. */
const NOTE = 'PrivateNote'

/** How QuickBooks may show a name: an entity that somebody has made inactive keeps it, with this behind it. */
export const shownNames = (name: string): string[] => [name, `${name} (deleted)`]

export const nameField = (type: string): 'Name' | 'DisplayName' => (type === 'Item' ? 'Name' : 'DisplayName')

export type Finding =
  /** It is there, and it is ours. */
  | { is: 'there'; entity: Entity }
  /** It is certainly not there. */
  | { is: 'not-there' }
  /** Somebody changed the entity besides us. */
  | { is: 'changed'; entity: Entity }
  /** The entity that was to be changed or deleted is gone. */
  | { is: 'gone' }
  /** Not to be told by reading. */
  | { is: 'unclear'; detail: string }

/** What a look at QuickBooks, late enough, says about a write that got no clear answer. */
export function judgeFound({ verb, type, body }: Write, found: readonly Entity[], sentAt: number): Finding {
  if (verb === 'create') return judgeCreated(type, body, found, sentAt)
  const entity = found.find(({ Id }) => Id === body['Id'])
  if (!entity || entity.status === 'Deleted') return { is: 'gone' }
  if (entity.SyncToken === body['SyncToken']) return { is: 'not-there' }
  // What was to be deleted and is there was changed by somebody else; what was voided comes to nothing.
  const isDone = verb === 'void' ? totalIn(entity).eq(0) : verb === 'update' && agrees(butForTax(body), entity)
  return { is: isDone ? 'there' : 'changed', entity }
}

/** Fields of a document that QuickBooks rewrites: an address comes back as rows of text. */
const REWRITTEN_FIELDS = new Set(['BillAddr', 'ShipAddr', 'ShipFromAddr', 'VendorAddr'])

/**
 * All that a write states but the tax, which QuickBooks may reckon otherwise: whoever knows no answer cannot tell that from an edit.
 * Whether the tax is the ERP's is compared by itself.
 */
export function butForTax({ TxnTaxDetail: _tax, ...body }: Body): Body {
  return body
}

/** Whether an entity holds all that we sent, but for what QuickBooks puts in words of its own. */
export function holdsWhatWasSent(type: string, body: Body, entity: Entity): boolean {
  const sent = Object.entries(body).filter(([field]) => isNamed(type) || !REWRITTEN_FIELDS.has(field))
  return agrees(Object.fromEntries(sent), entity)
}

/** How an entity stands that a write has certainly changed or made, or that it has removed. */
export type Left = { entity: Entity | undefined }

/**
 * What a write has certainly left in QuickBooks, found at any time: an entity that holds all that was sent, so that nobody has
 * put another in its place; or nothing, where it was to be deleted. Undefined says nothing: it may come yet.
 */
export function surelyLeft(write: Write, found: readonly Entity[], sentAt: number): Left | undefined {
  const finding = judgeFound(write, found, sentAt)
  if (finding.is === 'gone' && write.verb === 'delete') return { entity: undefined }
  if (finding.is !== 'there' || !holdsWhatWasSent(write.type, butForTax(write.body), finding.entity)) return undefined
  return { entity: finding.entity }
}

function judgeCreated(type: string, body: Body, found: readonly Entity[], sentAt: number): Finding {
  const recent = found.filter((entity) => isCreatedSince(entity, sentAt - CLOCK_SKEW_MS))
  const ours = recent.filter((entity) => isSame(type, body, entity))
  const [entity] = ours
  if (ours.length > 1) return { is: 'unclear', detail: `QuickBooks has ${ours.length} that could be it` }
  const hasNumber = recent.some(({ DocNumber }) => DocNumber !== undefined && DocNumber === body['DocNumber'])
  if (!entity && hasNumber) {
    return { is: 'unclear', detail: 'QuickBooks has one with its number, but of another date, party or amount' }
  }
  if (!entity) return { is: 'not-there' }
  return { is: 'there', entity }
}

/** A list entity is known by its name; a document by its number, date, party and total together. */
function isSame(type: string, body: Body, entity: Entity): boolean {
  if (isNamed(type)) {
    const field = nameField(type)
    return shownNames(String(body[field])).map(foldName).includes(foldName(entity[field]))
  }
  return entity.DocNumber === body['DocNumber'] && isSameDocument(type, body, entity)
}

/** Whether a document is of the same date, party and total; a journal entry has a date only. */
const isSameDocument = (type: string, body: Body, entity: Entity): boolean =>
  isOfSameParty(type, body, entity) && (type === 'JournalEntry' || hasSameTotal(body, entity))

function isOfSameParty(type: string, body: Body, entity: Entity): boolean {
  const party = type === 'Invoice' ? 'CustomerRef' : 'VendorRef'
  const isSame = type === 'JournalEntry' || refIn(entity[party]) === refIn(body[party])
  return isSame && entity['TxnDate'] === body['TxnDate']
}

/** QuickBooks compares names without case and outer blanks. */
export const foldName = (name: unknown): string =>
  String(name ?? '')
    .trim()
    .toLowerCase()

const refIn = (ref: unknown): string | undefined => z.parse(refValue, ref)

const isCreatedSince = (entity: Entity, since: number): boolean =>
  Date.parse(stampOf(entity, 'MetaData.CreateTime') ?? '') >= since

/** The same with the tax that we stated, or without any: QuickBooks may have added or changed one. */
const hasSameTotal = (body: Body, entity: Entity): boolean =>
  totalOf(body).eq(totalIn(entity)) ||
  totalOf(body)
    .plus(taxIn(body['TxnTaxDetail']))
    .eq(totalIn(entity).plus(taxIn(entity['TxnTaxDetail'])))

/** What a document that we wrote comes to without tax: its lines less its discounts. */
function totalOf({ Line }: Body): Big {
  const lines = Array.isArray(Line) ? Line : []
  return lines.reduce<Big>((sum, line) => {
    if (typeof line !== 'object' || Array.isArray(line) || typeof line['Amount'] !== 'number') return sum
    return line['DetailType'] === 'DiscountLineDetail' ? sum.minus(line['Amount']) : sum.plus(line['Amount'])
  }, new Big(0))
}

/** What an entity comes to without tax. */
const totalIn = (entity: Entity): Big =>
  new Big(z.parse(number, entity['TotalAmt']) ?? 0).minus(taxIn(entity['TxnTaxDetail']))

const taxIn = (detail: unknown): Big => new Big(z.parse(number, under(detail, 'TotalTax')) ?? 0)

const NAMES = new Set(['Name', 'DisplayName'])
/** Fields that say how to write, not what to hold; and what an item begins with, which moves by itself from then on. */
const CONTROL_FIELDS = new Set(['SyncToken', 'sparse', 'QtyOnHand', 'InvStartDate'])

/** Whether an entity still holds all that we sent. QuickBooks adds fields, and keeps empty texts as absent ones. */
export function agrees(sent: Body, entity: Record<string, unknown>): boolean {
  // What we made inactive is shown under its name with a word behind it.
  const isShown = (field: string, value: BodyValue) =>
    sent['Active'] === false && NAMES.has(field) && shownNames(String(value)).includes(String(entity[field]))
  const isHeld = (field: string, value: BodyValue) => (field === 'LinkedTxn' ? hasAll : holds)(value, entity[field])
  return Object.entries(sent).every(
    ([field, value]) => CONTROL_FIELDS.has(field) || isHeld(field, value) || isShown(field, value),
  )
}

/**
 * What was sent, with what QuickBooks answered that it has of it: an entity that still holds this has been edited by nobody since,
 * even if it never held what was sent.
 */
export function asAnswered(sent: Body, answer: Record<string, unknown>): Body {
  return Object.fromEntries(
    Object.entries(sent).map(([field, value]) => [
      field,
      CONTROL_FIELDS.has(field) ? value : answeredValue(value, answer[field]),
    ]),
  )
}

function answeredValue(sent: BodyValue, now: unknown): BodyValue {
  if (Array.isArray(sent)) {
    const list = Array.isArray(now) ? now.filter((line: unknown) => !isSubTotal(line)) : []
    return list.map((line, index) => answeredValue(sent[index] ?? {}, line))
  }
  if (typeof sent === 'object') return asAnswered(sent, isRecord(now) ? now : {})
  return typeof now === 'string' || typeof now === 'number' || typeof now === 'boolean' ? now : ''
}

/** QuickBooks adds links of its own, such as that of a payment. */
const hasAll = (sent: BodyValue, now: unknown): boolean =>
  Array.isArray(sent) && Array.isArray(now) && sent.every((link) => now.some((there: unknown) => holds(link, there)))

function holds(sent: BodyValue, now: unknown): boolean {
  if (Array.isArray(sent)) {
    const list = Array.isArray(now) ? now.filter((line: unknown) => !isSubTotal(line)) : []
    return list.length === sent.length && sent.every((value, index) => holds(value, list[index]))
  }
  if (typeof sent === 'object') return agrees(sent, isRecord(now) ? now : {})
  if (sent === '') return now === undefined || now === null || now === ''
  return sent === now || isSameInAnotherType(sent, now)
}

/** Whether what would be sent now is what was sent before, whatever it has to name besides. */
export const saysTheSame = (now: Body, before: Body): boolean =>
  agrees(withoutIds(now), before) && agrees(withoutIds(before), now)

/** A new document has neither Ids nor a state to be sent. */
const UNSENT_AT_FIRST = new Set(['Id', 'SyncToken', 'sparse', 'Active'])
function withoutIds(body: Body): Body {
  const fields = Object.entries(body).filter(([field]) => !UNSENT_AT_FIRST.has(field))
  return Object.fromEntries(
    fields.map(([field, value]) => [
      field,
      Array.isArray(value) ? value.map((one) => (isBody(one) ? withoutIds(one) : one)) : value,
    ]),
  )
}
const isBody = (value: BodyValue): value is Body => typeof value === 'object' && !Array.isArray(value)

/** QuickBooks may answer with a number what was sent as a text, and the other way round. */
function isSameInAnotherType(sent: string | number | boolean, now: unknown): boolean {
  if (typeof sent === typeof now || (typeof now !== 'string' && typeof now !== 'number')) return false
  return typeof sent === 'number' ? z.parse(number, now) === sent : String(sent) === String(now)
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null
const isSubTotal = (line: unknown): boolean => isRecord(line) && line['DetailType'] === 'SubTotalLineDetail'
