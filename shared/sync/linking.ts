import type { Write } from '../qbo/batch.ts'
import type { Body, BodyValue, Entity } from '../qbo/entity.ts'
import type { Facts, Link, StoredRecord } from './record.ts'

/** What a write names beside what it posts, and the lines, which name the lines of an order. */
const LINK = 'LinkedTxn'
const LINKING_FIELDS = new Set(['Id', 'SyncToken', 'sparse', LINK, 'Line'])

/** Whether a write adds a link to a record that is in the books as the ERP wants it, and nothing else. */
export const isLinking = ({ synced, hash }: Pick<StoredRecord, 'synced' | 'hash'>, write: Write): boolean =>
  synced?.hash === hash && isLinkWrite(write)

/** Whether a write names nothing but links, and the lines that have them. */
export const isLinkWrite = ({ verb, body }: Write): boolean =>
  verb === 'update' && LINK in body && Object.keys(body).every((field) => LINKING_FIELDS.has(field))

/** Of the update of a record, what links it to these; undefined if it does not. */
export function linkWrite({ verb, type, body }: Write, to: readonly Link[]): Write | undefined {
  const linked = linkedIds(body)
  if (!to.some(({ id }) => linked.includes(id))) return undefined
  const isSent = (field: string) => LINKING_FIELDS.has(field) && (field !== 'Line' || hasLinks(body['Line']))
  return { verb, type, body: Object.fromEntries(Object.entries(body).filter(([field]) => isSent(field))) }
}

/** What is known of an entity after a write, where the answer says nothing of links: that those which were sent are there. */
export function withSentLinks(facts: Facts, { body }: Write, answer: Entity): Facts {
  const sent = linkedIds(body)
  if (LINK in answer || sent.length === 0) return facts
  return { ...facts, orders: [...new Set([...(facts.orders ?? []), ...sent])] }
}

/** Whether QuickBooks took a write, and not the links in it. */
export const areLinksIgnored = ({ body }: Write, { orders = [] }: Facts = {}): boolean =>
  !linkedIds(body).every((id) => orders.includes(id))

/** A body without its links: QuickBooks may have dropped them since, or never have made them. */
export function withoutLinks({ [LINK]: _links, ...body }: Body): Body {
  const { Line } = body
  return Array.isArray(Line) ? { ...body, Line: Line.map((line) => (isBody(line) ? withoutLinks(line) : line)) } : body
}

const isBody = (value: BodyValue): value is Body => typeof value === 'object' && !Array.isArray(value)
const listed = (value: BodyValue | undefined): Body[] => (Array.isArray(value) ? value.filter(isBody) : [])
const linkedIds = (body: Body): string[] => listed(body[LINK]).map(({ TxnId }) => String(TxnId))
const hasLinks = (lines: BodyValue | undefined): boolean => listed(lines).some((line) => LINK in line)
