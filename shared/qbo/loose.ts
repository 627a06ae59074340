import * as z from 'zod/mini'

// What QuickBooks sends is taken field by field, and loosely, since fields come, go and change their types without another
// version of its API. One that it leaves out, or sends in a shape that says nothing, is not there.

const textOf = (value: string | number | undefined): string | undefined =>
  value === undefined ? undefined : String(value)
const numberOf = (value: string | number | undefined): number | undefined =>
  value === undefined || value === '' || !Number.isFinite(Number(value)) ? undefined : Number(value)

const either = z.catch(z.optional(z.union([z.string(), z.number()])), undefined)

/** A text, also one that comes as a number. */
export const text = z.pipe(either, z.transform(textOf))
/** A number, also one that comes as a text. */
export const number = z.pipe(either, z.transform(numberOf))
/** Yes or no, also as a text. */
export const flag = z.pipe(
  z.catch(z.optional(z.union([z.boolean(), z.string()])), undefined),
  z.transform((value) => (typeof value === 'string' ? value.toLowerCase() === 'true' : value)),
)

const ref = z.catch(z.optional(z.looseObject({ value: text, name: text })), undefined)
/** The Id that a reference holds. */
export const refValue = z.pipe(
  ref,
  z.transform((value) => value?.value),
)
/** The name that a reference tells beside its Id. */
export const refName = z.pipe(
  ref,
  z.transform((value) => value?.name),
)

/** The value under a name, however upper and lower case are mixed in it. */
export function under(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined
  if (name in value) return Object(value)[name]
  const wanted = name.toLowerCase()
  return Object.entries(value).find(([key]) => key.toLowerCase() === wanted)?.[1]
}

/** Several, one that stands for itself, or none. */
export const listOf = (value: unknown): readonly unknown[] =>
  Array.isArray(value) ? value : value === undefined || value === null ? [] : [value]
