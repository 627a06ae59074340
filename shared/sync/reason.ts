import * as z from 'zod/mini'

/** Where a person does what an advice says; each kind has targets of its own. */
export const Action = z.object({
  /**
   * - `setting`: QuickBooks Settings; the path of the setting, or `backfill`
   * - `link`: the Pull Data page, where a record is tied; its key, or none where it is the record itself
   * - `record`: another record, by its key, or what may be done with this one, by the name of the act
   * - `pull`: pulling a list; its type
   * - `connection`: connecting QuickBooks
   * - `quickbooks`: QuickBooks itself; the entity as `Type/Id`, or the way there
   * - `erp`: the ERP; the record's key, or none where it is the record itself
   */
  kind: z.enum(['setting', 'link', 'record', 'pull', 'connection', 'quickbooks', 'erp']),
  target: z.optional(z.string()),
})
export type Action = z.output<typeof Action>

/** Why a record is not in QuickBooks, for a controller: what happened, why, and what to do next. */
export const Reason = z.object({
  code: z.string(),
  message: z.string(),
  next: z.string(),
  /** Where that is done; nowhere if there is nothing to do, and unknown of what was stored before it was said. */
  action: z.optional(Action),
  field: z.optional(z.string()),
  /** The entity that the record can be linked to by `POST …/adopt`. */
  offer: z.optional(z.object({ type: z.string(), id: z.string(), name: z.string() })),
})
export type Reason = z.output<typeof Reason>
