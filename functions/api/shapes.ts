import * as z from 'zod/mini'
import { roles } from '../../shared/aws/members.ts'
import { companySlug } from '../../shared/erp/change-event.ts'
import { kinds } from '../../shared/erp/record.ts'
import { answers } from '../../shared/sync/answer.ts'
import { Difference } from '../../shared/sync/differs.ts'
import { Note } from '../../shared/sync/note.ts'
import { Action, Reason as StoredReason } from '../../shared/sync/reason.ts'
import { states } from '../../shared/sync/record.ts'
import { pushedKinds, Settings } from '../../shared/sync/settings.ts'
import { suspensionCodes } from '../../shared/sync/suspension.ts'

/** The shapes of what the API takes and answers: the code checks requests with them, OpenAPI is generated from them. */

const isoTime = z.string()

export const Problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number(),
  code: z.string(),
  detail: z.string(),
  field: z.optional(z.string()),
  requestId: z.string(),
})

export const CompanyPut = z.strictObject({
  name: z
    .string()
    .check(
      z.refine((name) => name.trim() !== '' && name.length <= 200, { error: 'E_NAME: must be 1 to 200 characters' }),
    ),
})
export const Company = z.object({ company: companySlug, name: z.string(), createdAt: isoTime })
export const CompanyDetail = z.extend(Company, {
  /** The zone of its days, in which its moments are shown; null while it has chosen none and is connected to no books. */
  timeZone: Settings.shape.timeZone,
})

export const Member = z.object({ id: z.string(), role: z.enum(roles), name: z.nullable(z.string()) })
export const MemberPut = z.strictObject({
  role: z.enum(roles),
  /** What people call them. What was said before stays if this is left out. */
  name: z.optional(
    z.string().check(
      z.trim(),
      z.refine((name) => name !== '' && name.length <= 100, { error: 'E_NAME: must be 1 to 100 characters' }),
    ),
  ),
})

/** What keeps a connected company, or a part of its work, from QuickBooks, whatever its records are like. */
const Suspension = z.object({
  code: z.enum(suspensionCodes),
  message: z.string(),
  next: z.string(),
  /** Whether nothing can go out; otherwise only what it is about waits. */
  stopsAll: z.boolean(),
  since: isoTime,
  /** It is looked at again by itself then, and at once by `POST …/check`. */
  lookAt: isoTime,
})

const connectionStatus = z.enum(['none', 'connected', 'needs-reconnect', 'disconnected'])
export const Connection = z.object({
  status: connectionStatus,
  realmId: z.nullable(z.string()),
  companyName: z.nullable(z.string()),
  /** The country of the books, as QuickBooks has it: it decides how taxes work. */
  country: z.nullable(z.string()),
  epoch: z.number(),
  connectedAt: z.nullable(isoTime),
  connectedBy: z.nullable(z.string()),
  accessExpiresAt: z.nullable(isoTime),
  refreshExpiresAt: z.nullable(isoTime),
  needsReconnectReason: z.nullable(z.string()),
  suspension: z.nullable(Suspension),
  checks: z.object({
    clientSecret: z.boolean(),
    clientId: z.boolean(),
    baseUrl: z.boolean(),
    authUrl: z.boolean(),
    tokenUrl: z.boolean(),
  }),
})

export const SettingsAnswer = z.extend(Settings, {
  /** Only after a change: what it brought with it. */
  switchedOn: z.optional(z.array(z.enum(pushedKinds))),
  switchedOff: z.optional(z.array(z.enum(pushedKinds))),
  /** What is switched on and cannot work as the settings are, or does less than one may think. */
  warnings: z.array(
    z.object({ code: z.string(), message: z.string(), field: z.optional(z.string()), count: z.optional(z.number()) }),
  ),
})

/** So many events are taken in one request. */
const EVENTS_MAX = 500
export const ChangesPost = z.object({
  events: z
    .array(z.unknown())
    .check(
      z.refine((events) => events.length <= EVENTS_MAX, { error: `E_LENGTH: must hold at most ${EVENTS_MAX} events` }),
    ),
})
export const ChangesAnswer = z.object({
  accepted: z.number(),
  results: z.array(
    z.object({
      id: z.string(),
      status: z.enum(['queued', 'refused']),
      code: z.optional(z.string()),
      message: z.optional(z.string()),
      field: z.optional(z.string()),
    }),
  ),
})

const Reason = z.extend(StoredReason, { action: z.nullable(Action) })
export const RecordAnswer = z.object({
  kind: z.enum(kinds),
  id: z.string(),
  version: z.number(),
  deleted: z.boolean(),
  state: z.enum(states),
  reason: z.nullable(Reason),
  /** What may be done now: what the advice says first, then every act of a person; the target of an act is its name. */
  actions: z.array(Action),
  link: z.nullable(
    z.object({
      type: z.string(),
      id: z.string(),
      syncToken: z.string(),
      active: z.boolean(),
      /** QuickBooks has it no more: it was merged into another. */
      gone: z.boolean(),
      /** The record that has this entity too, and says what it holds: this record's own was merged into it. */
      mergedWith: z.nullable(z.string()),
    }),
  ),
  syncedVersion: z.nullable(z.number()),
  /** What QuickBooks has otherwise than the ERP, in the version that it has; nobody has to do anything about it. */
  notes: z.array(Note),
  /** In the state `differs`: which figures QuickBooks has otherwise than the ERP, and how much money that is about. */
  differs: z.nullable(z.object({ amount: z.string(), fields: z.array(Difference) })),
  /** What a transaction comes to by the ERP, an exact decimal; null for lists, and for what is deleted or cannot be read. */
  amount: z.nullable(z.string()),
  updatedAt: isoTime,
  content: z.nullable(z.record(z.string(), z.unknown())),
})

/** One write to QuickBooks for a record. */
const HistoryEntry = z.object({
  attempt: z.string(),
  at: isoTime,
  version: z.number(),
  operation: z.string(),
  entity: z.string(),
  sent: z.record(z.string(), z.unknown()),
  notes: z.array(Note),
  /** The digest that a preview of exactly this write had. */
  digest: z.string(),
  answered: z.unknown(),
  status: z.nullable(z.number()),
  intuitTid: z.nullable(z.string()),
})
export const RecordDetail = z.extend(RecordAnswer, { history: z.array(HistoryEntry) })

const money = z.string()
const AccountLine = z.object({
  /** The account's Id, number and name as far as they are known; a text where QuickBooks chooses the account. */
  account: z.object({ id: z.nullable(z.string()), name: z.string() }),
  debit: money,
  credit: money,
})
export const Preview = z.object({
  kind: z.enum(kinds),
  id: z.string(),
  version: z.number(),
  state: z.enum(states),
  /** What would be done now: `none` if QuickBooks agrees, `waits` or `refused` with the reason. */
  step: z.enum(['create', 'update', 'delete', 'void', 'none', 'waits', 'refused']),
  reason: z.nullable(Reason),
  /** What keeps it from being sent although it could be. */
  stoppedBy: z.nullable(Reason),
  entity: z.nullable(z.string()),
  /** The exact fields that are sent. */
  body: z.nullable(z.record(z.string(), z.unknown())),
  digest: z.nullable(z.string()),
  /** Whether this is still what was shown under the digest in the query. */
  changed: z.nullable(z.boolean()),
  /** Debits and credits by account, as the books will stand for this record afterwards. */
  postings: z.array(AccountLine),
  /** What about the postings only QuickBooks can tell. */
  notes: z.array(z.string()),
  /** What QuickBooks then has otherwise than the ERP: the notes of the record once this is sent. */
  recordNotes: z.array(Note),
})
/** What a person found in QuickBooks: the entity with this Id, or nothing. */
export const Resolution = z.union([
  z.strictObject({
    there: z.string().check(z.regex(/^\d{1,20}$/, { error: 'E_ID: must be the Id of an entity of QuickBooks' })),
  }),
  z.strictObject({ notThere: z.literal(true) }),
])
export const Approval = z.strictObject({ digest: z.string() })

/** A page of a list, and the cursor of the next one. */
export const page = <Item extends z.ZodMiniType>(item: Item) =>
  z.object({ items: z.array(item), next: z.nullable(z.string()) })
export const RecordPage = page(RecordAnswer)
export const CompanyPage = page(Company)
export const MemberPage = page(Member)

const RefusedEvent = z.object({
  id: z.string(),
  company: z.nullable(z.string()),
  at: isoTime,
  code: z.string(),
  field: z.string(),
  message: z.string(),
  body: z.string(),
})
export const RefusedEventPage = page(RefusedEvent)

export const ActivityPage = page(
  z.object({
    at: isoTime,
    by: z.string(),
    what: z.string(),
    record: z.nullable(z.string()),
    before: z.optional(z.unknown()),
    after: z.optional(z.unknown()),
    detail: z.optional(z.unknown()),
  }),
)

/** So many records, and what the transactions among them come to. */
const Attention = z.object({ records: z.number(), amount: z.string() })

/**
 * What holds records of one kind back for one cause, with what to do about all of them. A cause that begins with `noted/` holds nothing
 * back: QuickBooks has those records, otherwise than the ERP by what the note says. Of these the first 2,000 are counted.
 */
export const Cause = z.object({
  cause: z.string(),
  code: z.string(),
  title: z.string(),
  advice: z.string(),
  count: z.number(),
  /** What the transactions among them come to, an exact decimal; 0.00 where it is not summed, for a company as a whole. */
  amount: z.string(),
  kinds: z.array(z.enum(kinds)),
  /** `release` lets all of them go again by `POST …/problems/release`; null where each has to be looked at. */
  action: z.nullable(z.literal('release')),
  /** `quickbooks` where somebody has to do something there; `POST …/check` looks at once whether it is done. */
  waitsFor: z.nullable(z.literal('quickbooks')),
  /** What waits for these records, one behind another, and goes out by itself once they do. */
  blocks: Attention,
  sample: z.array(RecordAnswer),
})
export const CausePage = page(Cause)
export const Release = z.strictObject({ cause: z.string().check(z.minLength(1), z.maxLength(300)) })

/** What a look at QuickBooks has found. */
export const CheckAnswer = z.object({
  /** `asked` if it is not through yet: the push is at work, and takes the look when it has come to its end. */
  state: z.enum(['done', 'asked']),
  askedAt: isoTime,
  checkedAt: z.nullable(isoTime),
  /** How many metered reads the push has made for it, and for what was let go by it. */
  reads: z.nullable(z.number()),
  suspension: z.nullable(Suspension),
  /** Through which day the books are closed in QuickBooks. */
  closedThrough: z.nullable(z.string()),
  /** What waited for QuickBooks: how many records before the look and after it. */
  causes: z.array(z.object({ cause: z.string(), before: z.number(), after: z.number() })),
})

/** So many records and so much money, in all and by month. */
const Totals = z.object({ count: z.number(), total: z.string() })
export const BackfillPost = z.strictObject({
  kinds: z.optional(z.array(z.enum(pushedKinds))),
  dryRun: z._default(z.boolean(), false),
})
export const Backfill = z.object({
  dryRun: z.boolean(),
  kinds: z.partialRecord(
    z.enum(pushedKinds),
    z.extend(Totals, {
      months: z.array(z.extend(Totals, { month: z.string() })),
      /** Left as they are, since they are dated before go-live. */
      beforeGoLive: z.number(),
    }),
  ),
})

const perState = z.object({
  off: z.number(),
  pending: z.number(),
  waiting: z.number(),
  held: z.number(),
  rejected: z.number(),
  unknown: z.number(),
  /** In QuickBooks, but not as the ERP has it. */
  differs: z.number(),
  synced: z.number(),
  /** Deleted in the ERP, and deleted, void or inactive in QuickBooks. Their state is `synced`, and they are not counted there. */
  deleted: z.number(),
})
export const Status = z.object({
  kinds: z.record(z.enum(kinds), perState),
  refusedEvents: z.number(),
  /** Whether everything is in QuickBooks and agrees, or moves and nobody has to do anything, or somebody has to. */
  answer: z.enum(answers),
  /** Records that somebody has to see to: held, refused, of unknown outcome, otherwise in QuickBooks, and waiting for what does not come. */
  attention: Attention,
  /** Records that only wait for somebody to approve them; they are not counted above. */
  approvals: Attention,
  /** What the ERP has sent and nobody has read yet, over all companies, and how old the oldest is, to a minute. */
  feed: z.object({ messages: z.number(), oldestSeconds: z.number() }),
  /** The reads of QuickBooks this month, and how many Intuit lets the app have over all companies. */
  reads: z.object({ used: z.number(), budget: z.number() }),
  /** Whether any kind is switched on; until then the setup is not finished. */
  isSwitchedOn: z.boolean(),
  connection: connectionStatus,
  /** Until when QuickBooks, which has been asked too often, is left alone; null while it is not. */
  pausedUntil: z.nullable(isoTime),
  backlog: z.number(),
  /** How often QuickBooks was read this month, which Intuit meters. */
  meteredReads: z.nullable(z.object({ month: z.string(), count: z.number() })),
  ratePerMinute: z.number(),
  lastSyncedAt: z.nullable(isoTime),
  /** Why nothing of the company moves that should; null while it moves or has to wait. */
  standstill: z.nullable(z.object({ code: z.string(), message: z.string(), next: z.string() })),
  suspension: z.nullable(Suspension),
  /** Releases and back-fills that persons have asked for and that are not through. */
  releasing: z.number(),
})
export type Status = z.output<typeof Status>
