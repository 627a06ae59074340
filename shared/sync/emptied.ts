import type { ErpRecord } from '../erp/record.ts'
import type { Write } from '../qbo/batch.ts'
import type { Body, BodyValue, Entity, EntityType } from '../qbo/entity.ts'
import { givenBy } from './given.ts'
import type { Facts, Link } from './record.ts'

/**
 * Of the fields that a record had filled when it was last sent, and fills no more, those that the body of a sparse update does not
 * empty, and those that QuickBooks keeps whatever is sent.
 */
export function toEmpty(record: ErpRecord, body: Body, { facts }: Link): { empties: string[]; kept: string[] } {
  const { given = [], unemptied = [], keeps = [] } = facts ?? {}
  const filled = givenBy(record)
  const emptied = given.filter((field) => !filled.includes(field))
  const kept = emptied.filter((field) => keeps.includes(field))
  const isSaid = (field: string) => field in body && !unemptied.includes(field)
  return {
    kept,
    empties: [...new Set([...emptied, ...unemptied])].filter((field) => !kept.includes(field) && !isSaid(field)),
  }
}

/** What is known of an entity after a write that was to empty fields of it, some of which its answer still has. */
export function withLeft(
  facts: Facts,
  record: ErpRecord,
  { empties }: Write,
  left: readonly string[],
  known: Facts = {},
): Facts {
  const filled = givenBy(record)
  const keeps = [...(known.keeps ?? []).filter((field) => !filled.includes(field)), ...(empties ? left : [])]
  const given = [...new Set([...(facts.given ?? []), ...keeps, ...left])]
  const unemptied = empties ? [] : left
  return {
    ...facts,
    ...(given.length > 0 && { given }),
    ...(keeps.length > 0 && { keeps: [...new Set(keeps)] }),
    ...(unemptied.length > 0 && { unemptied }),
  }
}

/** Whose other fields are all known to be taken back as QuickBooks gave them. An item's would be taken for a change of its stock. */
const takenWhole: readonly EntityType[] = ['Customer', 'Vendor', 'Invoice', 'Bill', 'PurchaseOrder']
/** What QuickBooks reckons by itself or keeps of an entity, and takes from nobody. */
const REPORTED = new Set([
  ...['Id', 'SyncToken', 'sparse', 'domain', 'status', 'MetaData', 'FullyQualifiedName', 'Level', 'TxnTaxDetail'],
  ...['Balance', 'BalanceWithJobs', 'OpenBalanceDate', 'TotalAmt', 'HomeTotalAmt', 'HomeBalance', 'LinkedTxn'],
  ...['IsProject', 'ClientEntityId', 'V4IDPseudonym'],
])
/** These are shown in part: sent back they would be spoilt, and left out emptied. */
const MASKED = ['PrimaryTaxIdentifier', 'TaxIdentifier']

/**
 * The update that empties what a sparse one cannot: with all that the entity holds but these fields, since whatever a full one
 * leaves out is emptied. Undefined where that would take away something else, or the entity is not the one that we know.
 */
export function fullUpdate(write: Write, entity: Entity): Write | undefined {
  const { sparse: _sparse, ...wanted } = write.body
  const isKnown = entity.SyncToken === wanted['SyncToken']
  const links = entity['LinkedTxn']
  const isLinked = Array.isArray(links) && links.length > 0 && !('LinkedTxn' in wanted)
  if (!isKnown || isLinked || !takenWhole.includes(write.type) || MASKED.some((field) => field in entity))
    return undefined
  const dropped = new Set([...(write.empties ?? []), ...REPORTED, ...dependants(write)])
  const held = Object.entries(entity).filter(([field, value]) => !dropped.has(field) && value !== null)
  const due = entity['DueDate']
  return {
    ...write,
    ...(typeof due === 'string' && { dueBefore: due }),
    body: { ...(Object.fromEntries(held) as Body), ...wanted },
  }
}

/** A customer without a parent is no job of one. */
const dependants = ({ empties = [] }: Write): string[] =>
  empties.includes('ParentRef') ? ['Job', 'BillWithParent'] : []

/** The fields that a write was to empty and that the answer still has. Another due date QuickBooks has reckoned by itself. */
export function leftFilled({ body, empties = [], dueBefore }: Write, entity: Entity): string[] {
  const texts = Object.keys(body).filter((field) => body[field] === '')
  const isReckoned = (field: string) =>
    field === 'DueDate' && dueBefore !== undefined && entity['DueDate'] !== dueBefore
  const fields = [...new Set([...empties, ...texts])].filter((field) => !isReckoned(field))
  return fields.filter((field) => isFilled(entity[field] as BodyValue | null | undefined))
}

const isFilled = (value: BodyValue | null | undefined): boolean =>
  value !== undefined && value !== null && value !== '' && value !== 0
