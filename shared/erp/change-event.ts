import { createHash } from 'node:crypto'
import * as z from 'zod/mini'
import { beginning } from '../lib/beginning.ts'
import { Refusal } from '../lib/refusal.ts'
import { read } from '../lib/schema.ts'
import {
  DELETED,
  type ErpRecord,
  type Flaw,
  idFields,
  isKind,
  type Kind,
  keyOf,
  kinds,
  type RecordKey,
  readContent,
} from './record.ts'
import { id } from './words.ts'

const deleted = { record: undefined, flaw: undefined }

/** A version that far ahead of the clock would keep every later change of its record out. */
const VERSION_AHEAD_MAX_MS = 24 * 3_600_000

/** The slug of a company: the ERP customer whose books these are. */
export const companySlug = z.string().check(
  z.refine((slug) => /^[a-z0-9][a-z0-9-]{0,62}$/.test(slug), {
    error: 'E_COMPANY: must be lower-case letters, digits and hyphens, at most 63',
  }),
)

const version = z.int().check(z.refine((value) => value >= 0, { error: 'E_VERSION: must not be negative' }))

/** One message of the feed: a CloudEvents 1.0 event that says what a record is now, or that it is deleted. */
export const ChangeEvent = z.object({
  specversion: z.literal('1.0'),
  id: z.string().check(z.minLength(1), z.maxLength(256)),
  source: z.string().check(z.minLength(1), z.maxLength(2_048)),
  type: z.string(),
  subject: z.string(),
  time: z.optional(z.string()),
  company: companySlug,
  data: z.object({ version, record: z.optional(z.unknown()) }),
})

/** A change as we understood it. */
export type Change = {
  company: string
  key: RecordKey
  kind: Kind
  id: string
  version: number
  /** Undefined when the record was deleted, or when what is said of it cannot be read. */
  record: ErpRecord | undefined
  flaw: Flaw | undefined
  /** Tells two contents apart as far as they are read here; the same content has the same hash. */
  hash: string
  /**
   * Tells two contents apart exactly as the ERP sent them. What is read of a content may be more in a later release of ours;
   * that is no other content of the ERP.
   */
  sentHash: string
}

/**
 * Understands a change event. Where it says which record it is about, and at which version, and what it says of the record
 * breaks a rule, that is a change too: one with a flaw, which its record is held for.
 *
 * @throws Refusal that names the field and the rule if it does not say that: E_SCHEMA, E_TYPE, E_REQUIRED, E_ID, E_VERSION …
 */
export function readChange(value: unknown, now: number): Change {
  const event = readEnvelope(value)
  const { kind, isDeleted } = readType(event.type)
  const recordId = readSubject(event.subject, kind)
  if (event.data.version > now + VERSION_AHEAD_MAX_MS) {
    const day = new Date(Math.min(event.data.version, 8.64e15)).toISOString().slice(0, 10)
    throw new Refusal('E_VERSION_FUTURE', '/data/version', `/data/version lies more than a day ahead (${day})`)
  }
  if (!isDeleted) refuseOther(kind, recordId, event.data.record)
  const { record, flaw } = isDeleted ? deleted : readContent(kind, event.data.record)
  const key = keyOf(kind, recordId)
  return {
    company: event.company,
    key,
    kind,
    id: recordId,
    version: event.data.version,
    record,
    flaw,
    hash: isDeleted ? DELETED : contentHash(record ? record.content : event.data.record),
    sentHash: isDeleted ? DELETED : contentHash(event.data.record),
  }
}

function readEnvelope(value: unknown) {
  try {
    return read(ChangeEvent, value)
  } catch (error) {
    const isVersion = error instanceof Refusal && error.field === '/data/version' && !error.code.startsWith('E_VERSION')
    throw isVersion ? new Refusal('E_VERSION', error.field, '/data/version must be a whole number, 0 or more') : error
  }
}

function readType(type: string): { kind: Kind; isDeleted: boolean } {
  const [, kind = '', verb] = /^cetec\.([a-z-]+)\.(changed|deleted)$/.exec(type) ?? []
  if (!isKind(kind)) {
    const known = `cetec.<kind>.changed or cetec.<kind>.deleted with a kind of ${kinds.join(', ')}`
    throw new Refusal('E_SCHEMA', '/type', `/type "${beginning(type, 60)}" is none that we know: ${known}`)
  }
  return { kind, isDeleted: verb === 'deleted' }
}

function readSubject(subject: string, kind: Kind): string {
  if (!subject.startsWith(`${kind}/`)) {
    throw new Refusal('E_ID', '/subject', `/subject must be "${kind}/<id>", got "${beginning(subject, 60)}"`)
  }
  const { success, data, error } = z.safeParse(id, subject.slice(kind.length + 1))
  if (!success) throw new Refusal('E_ID', '/subject', `/subject ${error.issues[0]?.message.replace(/^E_ID: /, '')}`)
  return data
}

/** Where subject and content name two records, nobody knows which is meant. */
function refuseOther(kind: Kind, subject: string, content: unknown): void {
  const field = idFields[kind]
  const said: unknown =
    typeof content === 'object' && content !== null
      ? Object.entries(content).find(([name]) => name === field)?.[1]
      : undefined
  const named = typeof said === 'number' ? String(said) : said
  if (typeof named !== 'string' || named === subject) return
  const words = `/subject names ${kind} "${beginning(subject, 60)}", but /data/record/${field} is "${beginning(named, 60)}"`
  throw new Refusal('E_ID', '/subject', `${words}; both must be the same id, as it is`)
}

/** The schemas write their fields in one order, so the same content gives the same text and the same hash. */
function contentHash(content: unknown = null): string {
  return createHash('sha256').update(JSON.stringify(content)).digest('base64url').slice(0, 22)
}
