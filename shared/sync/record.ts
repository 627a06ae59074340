import { DELETED, type ErpRecord, type Flaw, type Kind, type RecordKey } from '../erp/record.ts'
import type { EntityType } from '../qbo/entity.ts'
import type { Differs } from './differs.ts'
import type { Note } from './note.ts'
import type { Reason } from './reason.ts'
import type { Waits } from './waiting.ts'

/**
 * Where a record stands; `synced` is the one in which nobody has anything left to do. One that `differs` is in QuickBooks too, but
 * not as the ERP has it.
 */
export const states = ['off', 'pending', 'waiting', 'held', 'rejected', 'unknown', 'differs', 'synced'] as const
export type State = (typeof states)[number]

/** Whether nothing of the record is on its way or stopped: QuickBooks has its newest version, as the ERP has it or not. */
export const isAtRest = (state: State): boolean => state === 'synced' || state === 'differs'

/** Where people see a record: one that the ERP has deleted, and that is deleted, void or inactive in QuickBooks, is settled. */
export const shownStates = [...states, 'deleted'] as const
export type ShownState = (typeof shownStates)[number]

/** The entity that a record is tied to, as we last saw it. */
export type Link = {
  type: EntityType | 'Account' | 'Term'
  id: string
  syncToken: string
  /** The connection in which it was tied; a link of another epoch counts for nothing. */
  epoch: number
  active: boolean
  /** QuickBooks has the entity no more: it was merged into another, since no list of QuickBooks deletes any. */
  gone?: boolean | undefined
  /**
   * A person has said that the record's own entity was merged into this one, to which this other record is linked: that one
   * says what the entity holds, and this one is only named by its documents.
   */
  mergedWith?: RecordKey | undefined
  /** The Id of its own entity, which was merged into this one: what was posted with that names this one by now. */
  was?: string | undefined
  /** The lines of a document in their order: each line's Id, and the item or account by which it is recognised. */
  lines: readonly LineLink[]
  /** The batch that tied it, until the first push. */
  batch?: string | undefined
  /** Of an account: its type and detail type, which decide where it may be used. */
  account?: AccountTypes | undefined
  /** What else the entity said when we last saw it, as far as a plan relies on it. */
  facts?: Facts | undefined
  /** Of a bill: the orders with which it is noted how much of them it covers. */
  billed?: readonly RecordKey[] | undefined
  /** What the record names for information and was sent without: it is linked to these once they have come. */
  unlinked?: readonly RecordKey[] | undefined
}
/** An account's type and detail type, as Intuit spells them, and the one currency that it is kept in. */
export type AccountTypes = {
  type: string
  subType: string
  classification?: string | undefined
  currency?: string | undefined
}
export type Facts = {
  /** Of a customer, a vendor or a document. */
  currency?: string | undefined
  /** Of a document: the day on which it is posted, and the ERP's own day where it was moved to an open one. */
  postedOn?: string | undefined
  movedFrom?: string | undefined
  /** Of a document: what it comes to. */
  total?: string | undefined
  /** Of an order or a bill: the vendor. */
  vendor?: string | undefined
  /** Of a bill: the Ids of the orders that it is linked to. */
  orders?: readonly string[] | undefined
  /** Of an order that takes no more bills. */
  isClosed?: boolean | undefined
  /** Of an item. */
  itemType?: string | undefined
  /** Of an inventory item: the quantity on hand; unknown while an adjustment of it has no clear outcome. */
  quantity?: string | undefined
  /** Of an item: the Id of the account that its sales are booked to. */
  incomeAccount?: string | undefined
  /** The fields that the ERP had filled when it was last pushed; see `givenBy`. */
  given?: readonly string[] | undefined
  /** Of those that the ERP has emptied since: what a sparse update has not, so that a full one follows. */
  unemptied?: readonly string[] | undefined
  /** And what QuickBooks keeps whatever is sent. */
  keeps?: readonly string[] | undefined
}
export type LineLink = { id: string; mark: string }

/** Whether the ERP has deleted it. */
export const isDeleted = ({ hash }: Pick<StoredRecord, 'hash'>): boolean => hash === DELETED

export const shownState = ({ state, hash }: Pick<StoredRecord, 'state' | 'hash'>): ShownState =>
  state === 'synced' && isDeleted({ hash }) ? 'deleted' : state

/** A record as the push sees it: what the ERP wants, what QuickBooks has, and what stands between. */
export type StoredRecord = {
  key: RecordKey
  kind: Kind
  id: string
  version: number
  hash: string
  /** Undefined when the ERP has deleted it, or when what it said cannot be read: then there is a flaw. */
  record: ErpRecord | undefined
  flaw: Flaw | undefined
  state: State
  reason: Reason | undefined
  link: Link | undefined
  synced: Synced | undefined
  /** What is known of it in other books that the company was connected to, by their epoch. */
  former: Former | undefined
  /** How often in a row QuickBooks could not take it for the time being. */
  tries: number
  lastAttempt: string | undefined
  /** A person has stopped it; only a person lets it go on. */
  onHold: Hold | undefined
  /** A person has said to push it in spite of the go-live date, or of the journal guard. */
  pushAnyway: boolean
  /** A person has said to post it anew, since it was deleted in QuickBooks: before that it is looked for once more. */
  restored: boolean
  /** A person has read exactly this write and lets it go out. */
  approved: { digest: string; by: string; at: string } | undefined
  /** A write of it has an outcome that nobody knows; until a person has said what became of it, nothing is sent for it. */
  unresolved: Unresolved | undefined
  /** A person has accepted that QuickBooks is without it; only a person brings it back. */
  leftOut: { by: string; at: string } | undefined
  /** What it waits for, or has last waited for. */
  waits: Waits | undefined
  /** A version that QuickBooks did not take with what it names for information: it goes, or stays, without. */
  linkRefused: LinkRefused | undefined
  /** Of an order: what bills cover of it, by the voucher of each. */
  billed: Billed | undefined
  /** The exact index key under which it is open: a write that must not overrule anybody else's compares it. */
  open: string | undefined
  updatedAt: string
  /** The entity as it was when a person tied the record to it, until the first push has made the two agree. */
  tied: Record<string, unknown> | undefined
}
/** The version that QuickBooks has, what was sent otherwise than the ERP has it, and what QuickBooks has otherwise than was wanted. */
export type Synced = {
  version: number
  hash: string
  notes?: readonly Note[] | undefined
  differs?: Differs | undefined
}
type Former = Readonly<Record<string, { link: Link; synced?: Synced | undefined }>>
/** The books, what the bill comes to, and whether that is for other orders too. */
export type Billed = Readonly<Record<string, { epoch: number; amount: string; isShared?: boolean | undefined }>>
/** `untied`: the record was untied, so that sending it would make a second entity; tying it again ends the hold. */
export type Hold = { by: string; at: string; untied?: boolean | undefined }

/** The connection in which the write went out, and why its outcome cannot be told. */
export type Unresolved = { epoch: number; detail: string }

/** The connection and the version, and why. */
export type LinkRefused = { epoch: number; hash: string; detail: string }

/** Records that move money or promise to, each with a day; the others are lists. */
export type TransactionKind = 'purchase-order' | 'invoice' | 'voucher' | 'ledger-entry'
export const isTransaction = (kind: Kind): kind is TransactionKind => !isList(kind)

/** Records that stay: QuickBooks makes them inactive where it deletes documents. */
export const isList = (kind: Kind): boolean => ['vendor', 'customer', 'part', 'account', 'terms'].includes(kind)

/** What a kind becomes in QuickBooks. */
export const entityTypeOf = {
  vendor: 'Vendor',
  customer: 'Customer',
  part: 'Item',
  'purchase-order': 'PurchaseOrder',
  invoice: 'Invoice',
  voucher: 'Bill',
  'ledger-entry': 'JournalEntry',
} as const satisfies Partial<Record<Kind, EntityType>>

/** The day a transaction counts for in the books; undefined for records that are no transactions. */
export function transactionDate(record: Extract<ErpRecord, { kind: TransactionKind }>): string
export function transactionDate(record: ErpRecord): string | undefined
export function transactionDate(record: ErpRecord): string | undefined {
  switch (record.kind) {
    case 'purchase-order':
    case 'ledger-entry':
      return record.content.date
    case 'invoice':
      return record.content.invoicedate
    case 'voucher':
      return record.content.gl_post_date ?? record.content.invoice_date
    default:
      return undefined
  }
}

/** Whether the ERP wants the record to be usable: neither deleted nor inactive. */
export function isWanted(record: ErpRecord | undefined): boolean {
  return record !== undefined && (!('active' in record.content) || record.content.active)
}

/** Where a kind stands in the queue: what others mention goes first. An optimisation, not a rule: the plan waits by links. */
const ranks: Record<Kind, number> = {
  account: 1,
  terms: 1,
  vendor: 2,
  customer: 2,
  part: 2,
  'purchase-order': 5,
  invoice: 6,
  voucher: 6,
  'ledger-entry': 7,
}
/** Behind every document, since an inactive item can stand on none. */
export const LAST_RANK = 9

export const rankOf = (kind: Kind, wanted: boolean): number => (isList(kind) && !wanted ? LAST_RANK : ranks[kind])
