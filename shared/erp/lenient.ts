import * as z from 'zod/mini'
import { type Issue, issuesIn, refusalOf } from '../lib/schema.ts'

/** What of a record could not be read and was left out, since nothing is posted by it: the field, and what is wrong with it. */
export const Unread = z.object({ field: z.string(), message: z.string() })
export type Unread = z.output<typeof Unread>

const asides = new WeakSet<z.core.$ZodType>()

/**
 * A field that posts nothing and identifies nothing, such as a telephone number: money never waits for it, so it is left out where
 * it cannot be read. So is an item of a list.
 */
export function aside<Schema extends z.ZodMiniType>(schema: Schema): Schema {
  asides.add(schema)
  return schema
}

/** The schema of what is there, where it may be missing. */
const inner = (schema: z.core.$ZodType): z.core.$ZodType =>
  schema instanceof z.ZodMiniOptional || schema instanceof z.ZodMiniDefault ? inner(schema._zod.def.innerType) : schema

const mayBeMissing = (schema: z.core.$ZodType): boolean => inner(schema) !== schema

/**
 * A content as its schema would have it written. Without what says nothing: null is how some programs write that a field is not
 * there, and so is a text without characters where a date, a number or an id belongs. And with a number as text, where a zip code
 * or an id came as one.
 */
export function asMeant(schema: z.core.$ZodType, value: unknown): unknown {
  const of = inner(schema)
  if (of instanceof z.ZodMiniString && typeof value === 'number') {
    const { success, data } = z.safeParse(of, String(value))
    return success ? data : value
  }
  if (of instanceof z.ZodMiniArray && Array.isArray(value)) {
    const { element } = of._zod.def
    const isOfObjects = inner(element) instanceof z.ZodMiniObject
    return value.filter((one) => isOfObjects || !saysNothing(element, one)).map((one) => asMeant(element, one))
  }
  if (!(of instanceof z.ZodMiniObject) || !isObject(value)) return value
  const { shape } = of._zod.def
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, said]) => {
      const field = Object.hasOwn(shape, name) ? shape[name] : undefined
      if (!field) return [[name, said]]
      return mayBeMissing(field) && saysNothing(inner(field), said) ? [] : [[name, asMeant(field, said)]]
    }),
  )
}

const saysNothing = (schema: z.core.$ZodType, value: unknown): boolean =>
  value === null || (value === '' && !z.safeParse(schema, '').success)

/** A content without those of its asides that cannot be read. */
export function withoutUnread(
  schema: z.core.$ZodType,
  value: unknown,
): { content: unknown; unread: readonly Unread[] } {
  const found = issuesIn(schema, value).flatMap((issue) => {
    const at = asidePath(schema, issue.path)
    return at ? [{ at, message: refusalOf(issue).message }] : []
  })
  const fields = Map.groupBy(found, ({ at }) => at.filter((part) => typeof part === 'string').join('/'))
  const places = Map.groupBy(found, ({ at }) => at.join('/'))
  return {
    // Of a list from behind, so that what is left out moves nothing that is still to be.
    content: [...places.values()].reduceRight<unknown>(
      (rest, [first]) => (first ? without(rest, first.at) : rest),
      value,
    ),
    unread: [...fields].flatMap(([field, [first]]) => (first ? [{ field, message: first.message }] : [])),
  }
}

/** Where the innermost aside begins that an issue lies in. */
function asidePath(schema: z.core.$ZodType, path: Issue['path']): Issue['path'] | undefined {
  let here: z.core.$ZodType | undefined = schema
  let found: Issue['path'] | undefined
  for (const [depth, part] of path.entries()) {
    const of: z.core.$ZodType | undefined = here && inner(here)
    if (of instanceof z.ZodMiniObject) here = of._zod.def.shape[String(part)]
    else here = of instanceof z.ZodMiniArray ? of._zod.def.element : undefined
    if (here && asides.has(here)) found = path.slice(0, depth + 1)
  }
  return found
}

/** A copy in which nothing is at a path: of a list, another takes its place. */
function without(value: unknown, [first, ...rest]: Issue['path']): unknown {
  if (Array.isArray(value)) {
    const index = Number(first)
    return rest.length === 0 ? value.toSpliced(index, 1) : value.with(index, without(value[index], rest))
  }
  if (!isObject(value)) return value
  const { [String(first)]: said, ...others } = value
  return rest.length === 0 ? others : { ...value, [String(first)]: without(said, rest) }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
