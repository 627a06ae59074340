import { isDate } from './clock.ts'
import { Refusal, type ServiceError, serviceError } from './fault.ts'
import type { Fields, Json } from './json.ts'
import { decimalsOf } from './money.ts'

export const entityNames = [
  'Customer',
  'Vendor',
  'Employee',
  'Item',
  'Account',
  'Term',
  'TaxRate',
  'TaxCode',
  'PurchaseOrder',
  'Invoice',
  'Bill',
  'JournalEntry',
  'InventoryAdjustment',
] as const

/** The types of entity that this QuickBooks has. */
export type EntityName = (typeof entityNames)[number]

/** What one field of a request may be. */
export type Field =
  | { is: 'text'; max: number; barred?: RegExp; format?: 'email' }
  | { is: 'number'; decimals: number; min?: number; max?: number }
  | { is: 'boolean' }
  | { is: 'date' }
  | { is: 'enum'; of: readonly string[] }
  | { is: 'ref'; to?: EntityName; named?: boolean }
  | { is: 'object'; of: FieldTable }
  | { is: 'list'; of: FieldTable; max: number }
  /** Read-only: taken and ignored. */
  | { is: 'ignored' }

export type FieldTable = Readonly<Record<string, Field>>

/** Colon, tab and newline separate levels of names inside QuickBooks. */
const nameSeparators = /[:\t\n\r]/

export const text = (max: number): Field => ({ is: 'text', max })
export const name = (max: number): Field => ({ is: 'text', max, barred: nameSeparators })
export const money: Field = { is: 'number', decimals: 5, max: 99_999_999_999, min: -99_999_999_999 }
export const quantity: Field = { is: 'number', decimals: 10 }
export const flag: Field = { is: 'boolean' }
export const date: Field = { is: 'date' }
export const ignored: Field = { is: 'ignored' }
export const oneOf = (...of: string[]): Field => ({ is: 'enum', of })
export const object = (of: FieldTable): Field => ({ is: 'object', of })
export const ref = (to?: EntityName): Field => (to ? { is: 'ref', to } : { is: 'ref' })
/** A reference that QuickBooks answers without the name of what it points at. */
export const bareRef = (to: EntityName): Field => ({ is: 'ref', to, named: false })

export const email = object({ Address: { is: 'text', max: 100, format: 'email' }, default: ignored })
export const phone = object({ FreeFormNumber: text(30), default: ignored })
export const website = object({ URI: text(1000), default: ignored })
export const address = object({
  Id: ignored,
  Line1: text(500),
  Line2: text(500),
  Line3: text(500),
  Line4: text(500),
  Line5: text(500),
  City: text(255),
  Country: text(255),
  CountryCode: text(255),
  CountrySubDivisionCode: text(255),
  PostalCode: text(30),
  Lat: ignored,
  Long: ignored,
  Tag: ignored,
  Note: ignored,
})

/** What every entity may carry. Id, SyncToken and sparse say which one is meant and are not part of it. */
export const common: FieldTable = {
  Id: text(30),
  SyncToken: text(30),
  sparse: flag,
  domain: ignored,
  status: ignored,
  MetaData: ignored,
}

/**
 * The request as QuickBooks takes it: read-only and null fields dropped, everything else checked.
 * An unknown name or a value of the wrong JSON type means that it cannot be read at all.
 */
export function conform(fields: Fields, table: FieldTable, entity: string): Fields {
  const errors: ServiceError[] = []
  const taken = conformFields(fields, table, entity, errors)
  const unreadable = errors.find(({ code }) => code === '2010')
  if (unreadable) throw new Refusal([unreadable])
  if (errors.length > 0) throw new Refusal(errors)
  return taken
}

function conformFields(fields: Fields, table: FieldTable, path: string, errors: ServiceError[]): Fields {
  const taken: Fields = {}
  for (const [name, value] of Object.entries(fields)) {
    const field = Object.hasOwn(table, name) ? table[name] : undefined
    if (!field) errors.push(unknown(name, path, table))
    else if (field.is !== 'ignored' && value !== null) {
      const inner = conformValue(value, field, name, `${path}.${name}`, errors)
      if (inner !== undefined) taken[name] = inner
    }
  }
  return taken
}

const unknown = (name: string, path: string, table: FieldTable) =>
  serviceError(
    '2010',
    `Property Name:Unrecognized field "${name}" (class ${path}), not marked as ignorable (${Object.keys(table).length} known properties: ${Object.keys(
      table,
    )
      .map((known) => `"${known}"`)
      .join(', ')}])`,
    name,
  )

const unparsable = (name: string, path: string) =>
  serviceError(
    '2010',
    `Property Name:failed to parse json object; a property specified is unsupported or invalid (${path})`,
    name,
  )

function conformValue(value: Json, field: Field, name: string, path: string, errors: ServiceError[]): Json | undefined {
  const wrong = (error: ServiceError) => {
    errors.push(error)
    return undefined
  }
  switch (field.is) {
    case 'ignored':
      return undefined
    case 'text':
      return typeof value === 'string' ? conformText(value, field, name, wrong) : wrong(unparsable(name, path))
    case 'number':
      return conformNumber(value, field, name, path, wrong)
    case 'boolean':
      if (typeof value === 'boolean') return value
      return wrong(serviceError('2230', `Boolean value expected. Supplied value:${JSON.stringify(value)}`, name))
    case 'date':
      if (typeof value !== 'string') return wrong(unparsable(name, path))
      if (value === '') return value
      if (!/^\d{4}-\d\d-\d\d$/.test(value))
        return wrong(serviceError('2060', `Date format is YYYY-MM-DD. Supplied value:${value}`, name))
      if (!isDate(value)) return wrong(serviceError('2070', `Date value is not valid. Supplied value:${value}`, name))
      return value
    case 'enum':
      if (typeof value !== 'string') return wrong(unparsable(name, path))
      if (field.of.includes(value)) return value
      return wrong(serviceError('2170', `${value} is not one of ${field.of.join(', ')}`, name))
    case 'ref': {
      const reference = isObject(value) ? value['value'] : undefined
      if (typeof reference !== 'string') return wrong(unparsable(name, path))
      const stranger = isObject(value) && Object.keys(value).find((key) => !['value', 'name', 'type'].includes(key))
      if (stranger) return wrong(unknown(stranger, path, { value: ignored, name: ignored, type: ignored }))
      return { value: reference }
    }
    case 'object':
      return isObject(value) ? conformFields(value, field.of, path, errors) : wrong(unparsable(name, path))
    case 'list':
      if (!Array.isArray(value)) return wrong(unparsable(name, path))
      if (value.length > field.max)
        return wrong(
          serviceError(
            '6000',
            `Business Validation Error: ${name} has ${value.length} elements, at most ${field.max} are allowed.`,
            name,
          ),
        )
      return value.flatMap((each) => {
        if (isObject(each)) return conformFields(each, field.of, path, errors)
        errors.push(unparsable(name, path))
        return []
      })
  }
}

const isObject = (value: Json): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value)

type Wrong = (error: ServiceError) => undefined

function conformText(value: string, field: Extract<Field, { is: 'text' }>, name: string, wrong: Wrong) {
  const length = value.length
  if (length > field.max) {
    const detail = `String length specified does not match the supported length. Min:0 Max:${field.max} supported. Supplied length:${length}`
    return wrong(serviceError('2050', detail, name))
  }
  if (field.barred?.test(value))
    return wrong(serviceError('2040', `${name} contains characters that are not allowed`, name))
  if (
    field.format === 'email' &&
    value !== '' &&
    !value.split(',').every((one) => /^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(one.trim()))
  )
    return wrong(serviceError('2210', `Email Address should contain @ and . Supplied value:${value}`, name))
  return value
}

function conformNumber(value: Json, field: Extract<Field, { is: 'number' }>, name: string, path: string, wrong: Wrong) {
  if (typeof value === 'string') return wrong(serviceError('2080', `Number expected. Supplied value:${value}`, name))
  if (typeof value !== 'number') return wrong(unparsable(name, path))
  if (!Number.isFinite(value) || value < (field.min ?? -1e15) || value > (field.max ?? 1e15))
    return wrong(serviceError('2240', `Number is out of range. Supplied value:${value}`, name))
  if (decimalsOf(value) > field.decimals)
    return wrong(serviceError('2110', `At most ${field.decimals} decimals. Supplied value:${value}`, name))
  return value
}
