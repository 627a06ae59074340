import type { Company, Stored } from '../company/company.ts'
import type { Posting } from '../company/ledger.ts'
import type { Fields } from '../json.ts'
import type { EntityName, FieldTable } from '../schema.ts'

/** An entity about to be written: what was sent, what was there, and what would be there with it. */
export type Draft = {
  company: Company
  at: number
  /** The Id it has, if it is there already. */
  id: string | undefined
  sent: Fields
  before: Fields | undefined
  next: Fields
  /** What the caller asked to have included or let pass, such as `allowduplicatedocnum`. */
  include: ReadonlySet<string>
}

/** All that QuickBooks knows of one type of entity. */
export type Definition = {
  name: EntityName
  /** Lists are made inactive, transactions are deleted; what is only read cannot be written through the API. */
  family: 'list' | 'transaction' | 'only-read'
  canVoid?: true
  /** QuickBooks takes no full update of it. */
  onlySparse?: true
  fields: FieldTable
  required: readonly string[]
  /** Fields that a full update does not clear when they are left out. */
  kept: readonly string[]
  filterable: readonly string[]
  sortable: readonly string[]
  /** Checks the draft by the rules of its type and fills in what QuickBooks fills in. */
  complete(draft: Draft): Fields
  /** The fields that QuickBooks computes whenever it shows the entity. */
  computed(stored: Stored, company: Company): Fields
  /** What a transaction posts. */
  postings?(id: string, body: Fields, company: Company): Posting[]
  /** By how much a transaction changes the quantities on hand. */
  stockMoves?(body: Fields, company: Company): { item: string; quantity: number }[]
}

/** The one home currency that is modelled. */
export const HOME = { value: 'USD', name: 'United States Dollar' }

/** Fields of every type that can be filtered and sorted by. */
export const commonFilters = ['Id', 'MetaData.CreateTime', 'MetaData.LastUpdatedTime'] as const
