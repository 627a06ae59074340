import Big from 'big.js'
import * as z from 'zod/mini'
import type { Write } from '../qbo/batch.ts'
import type { Body, BodyValue, Entity } from '../qbo/entity.ts'
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
/** Between looks that could not be carried out. */
const LOOK_AGAIN_MS = 2 * MINUTE
/** Our clock and QuickBooks' may differ by ten minutes, which is as far as anybody has seen them apart, and half as much again. */
const CLOCK_SKEW_MS = 15 * MINUTE

export type Recovery = { how: 'replay' | 'look-back'; at: number }

/**
 * How and when an attempt without a clear answer is taken up next: replayed byte for byte while that is safe, then left
 * alone, then looked up. It is never simply sent anew.
 */
export function nextRecovery(sentAt: number, now: number): Recovery {
  const replay = REPLAYS_AFTER_MS.map((after) => sentAt + after).find((at) => at > now)
  if (replay !== undefined) return { how: 'replay', at: replay }
  return { how: 'look-back', at: Math.max(sentAt + LOOK_BACK_AFTER_MS, now + LOOK_AGAIN_MS) }
}

/** Whether an attempt may still be sent, for the first time or again; afterwards it can only be looked up. */
export const maySend = (sentAt: number, now: number): boolean => now - sentAt <= SEND_WINDOW_MS
/** Whether it is late enough for a look to prove that something was not written. */
export const mayLookBack = (sentAt: number, now: number): boolean => now - sentAt >= LOOK_BACK_AFTER_MS

/** The query that finds what a write may have left in QuickBooks; undefined where it can carry no sign of ours. */
export function lookUp({ verb, type, body }: Write): string | undefined {
  const isList = isNamed(type)
  if (verb !== 'create') return selectIn(type, 'Id', [String(body['Id'])], isList)
  const field = isList ? nameField(type) : 'DocNumber'
  const value = body[field]
  if (typeof value !== 'string' || value === '') return undefined
  return selectIn(type, field, isList ? shownNames(value) : [value], isList)
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
    return isSameDocument(type, body, entity) || (isOfSameParty(type, body, entity) && totalIn(entity, body).eq(0))
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
  const [entity] = found
  if (!entity || entity.status === 'Deleted') return { is: 'gone' }
  if (entity.SyncToken === body['SyncToken']) return { is: 'not-there' }
  // What was to be deleted and is there was changed by somebody else; what was voided comes to nothing.
  const isDone = verb === 'void' ? totalIn(entity, body).eq(0) : verb === 'update' && agrees(body, entity)
  return { is: isDone ? 'there' : 'changed', entity }
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
  isOfSameParty(type, body, entity) && (type === 'JournalEntry' || totalOf(body).eq(totalIn(entity, body)))

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

/** What a document that we wrote comes to: its lines less its discounts, and the tax that we stated. */
function totalOf({ Line, TxnTaxDetail }: Body): Big {
  const lines = Array.isArray(Line) ? Line : []
  return lines.reduce<Big>((sum, line) => {
    if (typeof line !== 'object' || Array.isArray(line) || typeof line['Amount'] !== 'number') return sum
    return line['DetailType'] === 'DiscountLineDetail' ? sum.minus(line['Amount']) : sum.plus(line['Amount'])
  }, taxIn(TxnTaxDetail))
}

/** What an entity comes to; without the tax that QuickBooks has added by itself, where we stated none. */
function totalIn(entity: Entity, sent: Body): Big {
  const total = new Big(z.parse(number, entity['TotalAmt']) ?? 0)
  return sent['TxnTaxDetail'] === undefined ? total.minus(taxIn(entity['TxnTaxDetail'])) : total
}

const taxIn = (detail: unknown): Big => new Big(z.parse(number, under(detail, 'TotalTax')) ?? 0)

/** Fields that say how to write, not what to hold. */
const CONTROL_FIELDS = new Set(['SyncToken', 'sparse'])

/** Whether an entity still holds all that we sent. QuickBooks adds fields, and keeps empty texts as absent ones. */
export function agrees(sent: Body, entity: Record<string, unknown>): boolean {
  return Object.entries(sent).every(([field, value]) => CONTROL_FIELDS.has(field) || holds(value, entity[field]))
}

function holds(sent: BodyValue, now: unknown): boolean {
  if (Array.isArray(sent)) {
    const list = Array.isArray(now) ? now.filter((line: unknown) => !isSubTotal(line)) : []
    return list.length === sent.length && sent.every((value, index) => holds(value, list[index]))
  }
  if (typeof sent === 'object') return agrees(sent, isRecord(now) ? now : {})
  if (sent === '') return now === undefined || now === null || now === ''
  return sent === now || isSameInAnotherType(sent, now)
}

/** QuickBooks may answer with a number what was sent as a text, and the other way round. */
function isSameInAnotherType(sent: string | number | boolean, now: unknown): boolean {
  if (typeof sent === typeof now || (typeof now !== 'string' && typeof now !== 'number')) return false
  return typeof sent === 'number' ? z.parse(number, now) === sent : String(sent) === String(now)
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null
const isSubTotal = (line: unknown): boolean => isRecord(line) && line['DetailType'] === 'SubTotalLineDetail'
