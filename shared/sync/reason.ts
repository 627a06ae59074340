/** Why a record is not in QuickBooks, for a controller: what happened, why, and what to do next. */
export type Reason = {
  code: string
  message: string
  next: string
  field?: string | undefined
  /** The entity that a person may tie the record to with one click. */
  offer?: { type: string; id: string; name: string } | undefined
}
