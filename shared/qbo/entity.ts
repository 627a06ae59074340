import * as z from 'zod/mini'

/** What we write to QuickBooks, by Intuit's names. */
export const entityTypes = [
  'Vendor',
  'Customer',
  'Item',
  'PurchaseOrder',
  'Invoice',
  'Bill',
  'JournalEntry',
  'InventoryAdjustment',
] as const
export type EntityType = (typeof entityTypes)[number]

/** A reference to another entity: only `value` counts, and it must be a string. */
export type Ref = { value: string }

/** Fields of an entity as they go over the wire. */
export type Body = { [field: string]: BodyValue }
export type BodyValue = string | number | boolean | Body | BodyValue[]

/** An entity as QuickBooks returns it: the fields that we rely on, and the rest for comparing. */
export const Entity = z.looseObject({
  Id: z.string(),
  SyncToken: z.optional(z.string()),
  Active: z.optional(z.boolean()),
  DisplayName: z.optional(z.string()),
  Name: z.optional(z.string()),
  DocNumber: z.optional(z.string()),
  status: z.optional(z.string()),
  Line: z.optional(z.array(z.looseObject({ Id: z.optional(z.string()), DetailType: z.optional(z.string()) }))),
})
export type Entity = z.output<typeof Entity>

/** The entities whose names share one list, in which a name may stand once. */
export const nameSharers = ['Customer', 'Vendor', 'Employee'] as const
