/** Any JSON value. */
export type Json = string | number | boolean | null | Json[] | Fields

/** A JSON object, such as an entity, a line or a reference. */
export type Fields = { [name: string]: Json }

/** The value if it is a string. */
export const asText = (value: Json | undefined) => (typeof value === 'string' ? value : undefined)

/** The value if it is a number. */
export const asNumber = (value: Json | undefined) => (typeof value === 'number' ? value : undefined)

const isFields = (value: Json | undefined): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The value if it is an object. */
export const asFields = (value: Json | undefined) => (isFields(value) ? value : undefined)

/** The objects of a list; of anything else, none. */
export const asList = (value: Json | undefined) => (Array.isArray(value) ? value.filter(isFields) : [])

/** The Id that a reference such as CustomerRef points at. */
export const refOf = (fields: Fields | undefined, name: string) => asText(asFields(fields?.[name])?.['value'])

/** The fields whose value is not undefined: what JSON would carry. */
export function fieldsOf(values: { [name: string]: Json | undefined }): Fields {
  const fields: Fields = {}
  for (const [name, value] of Object.entries(values)) if (value !== undefined) fields[name] = value
  return fields
}

/** The fields without those named. */
export const without = (fields: Fields, ...names: string[]): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([name]) => !names.includes(name)))
