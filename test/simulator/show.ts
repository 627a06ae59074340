import { stamp } from './clock.ts'
import type { Company, Stored } from './company/company.ts'
import { DELETED_SUFFIX } from './company/names.ts'
import { definitions } from './entities/definitions.ts'
import { asFields, asList, asText, type Fields, fieldsOf, type Json } from './json.ts'
import type { FieldTable } from './schema.ts'

/** Line details keep their place among the fields of a line, whatever was computed for them. */
const HOME_NAME = 'United States Dollar'

/** The entity as QuickBooks shows it: with computed fields and the names of what it refers to. */
export function show(stored: Stored, company: Company): Fields {
  if (stored.deletedAt !== null) return showDeleted(stored)
  const { computed, fields } = definitions[stored.type]
  const shown: Fields = {
    ...nameReferences(stored.body, fields, company),
    ...nameReferences(computed(stored, company), fields, company),
    domain: 'QBO',
    sparse: false,
    Id: stored.id,
    SyncToken: String(stored.syncToken),
    MetaData: metaData(stored),
  }
  if (stored.body['Active'] !== false) return shown
  return {
    ...shown,
    ...suffixed(shown, 'Name'),
    ...suffixed(shown, 'DisplayName'),
  }
}

/** What is left of a transaction that was deleted. */
export const showDeleted = (stored: Stored): Fields => ({
  domain: 'QBO',
  status: 'Deleted',
  Id: stored.id,
  MetaData: metaData(stored),
})

const metaData = ({ createdAt, updatedAt }: Stored): Fields => ({
  CreateTime: stamp(createdAt),
  LastUpdatedTime: stamp(updatedAt),
})

const suffixed = (fields: Fields, name: string): Fields => {
  const value = asText(fields[name])
  return value === undefined ? {} : { [name]: value + DELETED_SUFFIX }
}

/** The fields with the name of each reference beside its Id. */
function nameReferences(fields: Fields, table: FieldTable, company: Company): Fields {
  const named: Fields = {}
  for (const [name, value] of Object.entries(fields)) named[name] = nameReference(name, value, table, company)
  return named
}

function nameReference(name: string, value: Json, table: FieldTable, company: Company): Json {
  const field = Object.hasOwn(table, name) ? table[name] : undefined
  const inner = asFields(value)
  if (field?.is === 'list') return asList(value).map((each) => nameReferences(each, field.of, company))
  if (!inner || !field) return value
  if (field.is === 'object') return nameReferences(inner, field.of, company)
  if (field.is !== 'ref') return value
  const id = asText(inner['value']) ?? ''
  if (name === 'CurrencyRef') return fieldsOf({ value: id, name: id === 'USD' ? HOME_NAME : id })
  return field.to && field.named !== false ? fieldsOf({ value: id, name: company.referenceName(field.to, id) }) : value
}
