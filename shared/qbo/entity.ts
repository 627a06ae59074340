import * as z from 'zod/mini'
import { flag, listOf, text, under } from './loose.ts'

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
const Entity = z.looseObject({
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

/** The fields that we rely on, in whichever type they come. */
const Loose = z.object({
  Id: text,
  SyncToken: text,
  Active: flag,
  DisplayName: text,
  Name: text,
  DocNumber: text,
  status: text,
})
const Line = z.looseObject({ Id: text, DetailType: text })

/** An entity in an answer; undefined if it is none, which has an Id at least. */
export function entityIn(value: unknown): Entity | undefined {
  const known = z.safeParse(Loose, value)
  if (!known.success) return undefined
  const sent = under(value, 'Line')
  const lines = listOf(sent).flatMap((line) => {
    const { success, data } = z.safeParse(Line, line)
    return success ? [defined(data)] : []
  })
  const rest = Object.entries(Object(value)).filter(([field]) => !(field in Loose.shape) && field !== 'Line')
  const hasLines = sent !== undefined && sent !== null
  const read = { ...Object.fromEntries(rest), ...defined(known.data), ...(hasLines && { Line: lines }) }
  const entity = z.safeParse(Entity, read)
  return entity.success ? entity.data : undefined
}

const defined = (fields: object) =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))

/** The entities whose names share one list, in which a name may stand once. */
export const nameSharers = ['Customer', 'Vendor', 'Employee'] as const
