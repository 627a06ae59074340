import * as z from 'zod/mini'
import { Unread } from '../erp/lenient.ts'
import { type ErpRecord, type Kind, kinds, parseKey, type RecordKey, readContent, type Said } from '../erp/record.ts'
import { parseJson } from '../lib/json.ts'
import { unpack, unpackText } from '../lib/packed.ts'
import { entityTypes } from '../qbo/entity.ts'
import { Differs } from '../sync/differs.ts'
import { Note } from '../sync/note.ts'
import { Reason } from '../sync/reason.ts'
import { reasons } from '../sync/reasons.ts'
import type { Link, State, StoredRecord } from '../sync/record.ts'
import { stateOf } from './open-key.ts'
import { type Item, readEach } from './table.ts'

/** A record's key as rows hold it. */
export const storedKey = z.pipe(
  z.string().check(z.refine((text) => parseKey(text) !== undefined)),
  z.transform((text) => text as RecordKey),
)
/** A link as rows hold it. */
export const StoredLink = z.object({
  type: z.enum([...entityTypes, 'Account', 'Term']),
  id: z.string(),
  syncToken: z.string(),
  epoch: z.number(),
  active: z.boolean(),
  gone: z.optional(z.boolean()),
  mergedWith: z.optional(storedKey),
  was: z.optional(z.string()),
  lines: z.array(z.object({ id: z.string(), mark: z.string() })),
  batch: z.optional(z.string()),
  account: z.optional(
    z.object({
      type: z.string(),
      subType: z.string(),
      classification: z.optional(z.string()),
      currency: z.optional(z.string()),
    }),
  ),
  facts: z.optional(
    z.object({
      currency: z.optional(z.string()),
      postedOn: z.optional(z.string()),
      movedFrom: z.optional(z.string()),
      total: z.optional(z.string()),
      vendor: z.optional(z.string()),
      isClosed: z.optional(z.boolean()),
      itemType: z.optional(z.string()),
      quantity: z.optional(z.string()),
      incomeAccount: z.optional(z.string()),
      given: z.optional(z.array(z.string())),
      unemptied: z.optional(z.array(z.string())),
      keeps: z.optional(z.array(z.string())),
      orders: z.optional(z.array(z.string())),
    }),
  ),
  billed: z.optional(z.array(storedKey)),
  unlinked: z.optional(z.array(storedKey)),
})

/** A row of the records table, as far as it says where the record stands. */
const StandingRow = z.object({
  sk: z.string(),
  /** A row that only carries a link has no version yet. */
  version: z._default(z.number(), -1),
  open: z.optional(z.string()),
  link: z.optional(StoredLink),
})

const PlaceRow = z.object({ sk: z.string(), openIndex: z.string() })
const ArrivedRow = z.object({
  sk: z.string(),
  open: z.optional(z.string()),
  openIndex: z.optional(z.string()),
  entity: z.optional(z.string()),
})

const Synced = z.object({
  version: z.number(),
  hash: z.string(),
  notes: z.optional(z.array(Note)),
  differs: z.optional(Differs),
})

/** And what is known of it in which books. */
const TurnRow = z.extend(StandingRow, {
  synced: z.optional(Synced),
  former: z.optional(z.record(z.string(), z.object({ link: StoredLink, synced: z.optional(Synced) }))),
})

const RecordRow = z.extend(TurnRow, {
  hash: z._default(z.string(), ''),
  sentHash: z.optional(z.string()),
  body: z.optional(z.instanceof(Uint8Array)),
  reason: z.optional(Reason),
  tries: z._default(z.number(), 0),
  lastAttempt: z.optional(z.string()),
  onHold: z.optional(z.object({ by: z.string(), at: z.string(), untied: z.optional(z.boolean()) })),
  pushAnyway: z._default(z.boolean(), false),
  restored: z._default(z.boolean(), false),
  approved: z.optional(z.object({ digest: z.string(), by: z.string(), at: z.string() })),
  leftOut: z.optional(z.object({ by: z.string(), at: z.string() })),
  unresolved: z.optional(z.object({ epoch: z.number(), detail: z.string() })),
  waits: z.optional(z.object({ on: storedKey, since: z.string() })),
  linkRefused: z.optional(z.object({ epoch: z.number(), hash: z.string(), detail: z.string() })),
  billed: z.optional(
    z.record(z.string(), z.object({ epoch: z.number(), amount: z.string(), isShared: z.optional(z.boolean()) })),
  ),
  updatedAt: z._default(z.string(), ''),
  tied: z.optional(z.instanceof(Uint8Array)),
})

/** What of a record another record's plan, or a last check before sending, needs to know. */
export type Standing = {
  key: RecordKey
  version: number
  open: string | undefined
  /** One that differs is `synced` here: it is in QuickBooks, for whatever mentions it. */
  state: State
  link: Link | undefined
}
export const standingFields = ['sk', 'version', 'open', 'link'] as const

/** A record that has come in: the place at which it is pending, and whether it had been settled before. */
export type Arrived = { key: RecordKey; open: string; isAgain: boolean }
export const arrivedFields = ['sk', 'open', 'openIndex', 'entity'] as const

export function readStanding(item: Item): Standing {
  const { sk, version, open, link } = z.parse(StandingRow, item)
  return { key: keyOf(sk).key, version, open, state: stateOf(open), link }
}

/** A row of the index of what is open: the record, and the place at which it stands. */
export function readPlace(item: Item): { key: RecordKey; kind: Kind; id: string; open: string } {
  const { sk, openIndex } = z.parse(PlaceRow, item)
  return { ...keyOf(sk), open: openIndex }
}

/** Fields that are to be set: what is given a place stands in the index under it, unless they say otherwise. */
export const indexed = (fields: Item): Item => ('open' in fields ? { openIndex: fields['open'], ...fields } : fields)

/** Where a row says that its record stands, if it does so on a list of arrivals, and in no index, and can be read. */
export function readArrived(item: Item): Arrived | undefined {
  const { success, data } = z.safeParse(ArrivedRow, item)
  const key = success ? parseKey(data.sk)?.key : undefined
  if (!key || data?.open === undefined || data.openIndex !== undefined) return undefined
  return { key, open: data.open, isAgain: data.entity !== undefined }
}

/** What is looked at when the company turns to other books. */
export type Turned = Standing & Pick<StoredRecord, 'kind' | 'id' | 'synced' | 'former'>
export const turnFields = [...standingFields, 'synced', 'former'] as const

export function readTurned(item: Item): Turned {
  const { sk, ...row } = z.parse(TurnRow, item)
  const { version, open, link, synced, former } = row
  return { ...keyOf(sk), version, open, state: stateOf(open), link, synced, former }
}

/** A row as the push sees the record; its body comes apart where it was too large for the row. */
export function readRecord(item: Item, body = item['body']): StoredRecord {
  const row = z.parse(RecordRow, { ...item, body })
  const state = stateOf(row.open)
  // Nothing is open about what differs: that QuickBooks has it otherwise is a word on the version that it has.
  const differs = state === 'synced' ? row.synced?.differs : undefined
  return {
    ...keyOf(row.sk),
    version: row.version,
    hash: row.hash,
    ...(row.body ? readBody(row.body, row.sentHash === undefined) : { record: undefined, flaw: undefined }),
    state: differs ? 'differs' : state,
    reason: differs ? reasons.differs(differs, row.link) : row.reason,
    link: row.link,
    synced: row.synced,
    former: row.former,
    tries: row.tries,
    lastAttempt: row.lastAttempt,
    onHold: row.onHold,
    pushAnyway: row.pushAnyway,
    restored: row.restored,
    approved: row.approved,
    leftOut: row.leftOut,
    waits: row.waits,
    unresolved: row.unresolved,
    linkRefused: row.linkRefused,
    billed: row.billed,
    open: row.open,
    updatedAt: row.updatedAt,
    tied: row.tied && z.parse(z.record(z.string(), z.unknown()), unpack(row.tied)),
  }
}

/**
 * A row of which nothing can be relied on but whose it is, for people who look: what stands in its other fields is left out, and
 * it says that it cannot be read.
 */
export function readShell({ sk, version, open, updatedAt }: Item): StoredRecord {
  const reason = reasons.unreadable()
  const place = typeof open === 'string' ? open : undefined
  return {
    ...keyOf(String(sk)),
    ...{ version: typeof version === 'number' ? version : -1, hash: '' },
    ...{ record: undefined, flaw: { code: reason.code, field: '', message: reason.message, content: null }, reason },
    ...{ state: stateOf(place), open: place, updatedAt: typeof updatedAt === 'string' ? updatedAt : '' },
    ...{ link: undefined, synced: undefined, former: undefined, tied: undefined, lastAttempt: undefined, tries: 0 },
    ...{
      onHold: undefined,
      pushAnyway: false,
      restored: false,
      approved: undefined,
      leftOut: undefined,
      unresolved: undefined,
      waits: undefined,
      linkRefused: undefined,
      billed: undefined,
    },
  }
}

/**
 * Whether a row has another content than a change of its version: both as the ERP sent it, and as it is read here. A row from
 * before the first was kept tells no release of ours from a change of the ERP, and so nothing.
 */
export const hasOther = (row: Item, { hash, sentHash }: { hash: string; sentHash: string }): boolean =>
  row['hash'] !== hash && row['sentHash'] !== undefined && row['sentHash'] !== sentHash

function keyOf(sk: string): { key: RecordKey; kind: Kind; id: string } {
  const parsed = parseKey(sk)
  if (!parsed) throw new Error(`the records table holds ${sk}, which is no kind of record`)
  return parsed
}

const Body = z.object({
  kind: z.enum(kinds),
  content: z.unknown(),
  isFlawed: z._default(z.boolean(), false),
  unread: z.optional(z.array(Unread)),
})

/** The record in a row, as far as the row itself holds it and it can be read. */
export const bodyIn = (item: Item): ErpRecord | undefined =>
  readEach(
    [item],
    ({ body }) => (body instanceof Uint8Array ? readBody(body).record : undefined),
    () => [],
  )[0]

/**
 * Passed through the kind's schema again, so that a row of an older release gets the defaults of this one.
 *
 * @param isOld whether it is from before it was kept what the ERP had left out: then `tax_exempt: false` was said by nobody
 */
function readBody(bytes: Uint8Array, isOld = false): Said {
  const text = unpackText(bytes)
  const { kind, content, isFlawed, unread } = z.parse(Body, JSON.parse(text))
  // What had a flaw is read once more as strictly as it was then.
  const read = readContent(kind, isFlawed ? z.parse(Body, parseJson(text)).content : content)
  const said: Said = read.record && unread ? { ...read, record: { ...read.record, unread } } : read
  if (!isOld || said.record?.kind !== 'customer' || said.record.content.tax_exempt) return said
  const { tax_exempt: _default, ...customer } = said.record.content
  return { record: { kind, content: customer } as ErpRecord, flaw: undefined }
}
