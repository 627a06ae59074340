import { stamp } from './clock.ts'
import type { Company, Stored } from './company/company.ts'
import { DELETED_SUFFIX } from './company/names.ts'
import { definitions } from './entities/definitions.ts'
import { asFields, asList, asText, type Fields, fieldsOf, type Json } from './json.ts'
import type { EntityName, FieldTable } from './schema.ts'
import { addressFields } from './write.ts'

/** Line details keep their place among the fields of a line, whatever was computed for them. */
const HOME_NAME = 'United States Dollar'

/** The entity as QuickBooks shows it: with computed fields and the names of what it refers to. */
export function show(stored: Stored, company: Company): Fields {
  if (stored.deletedAt !== null) return showDeleted(stored)
  const { computed, fields } = definitions[stored.type]
  const shown: Fields = {
    ...nameReferences(stored.body, fields, company),
    ...nameReferences(computed(stored, company), fields, company),
    ...(company.world.unknownFields === 'some' ? unannounced(stored.type) : {}),
    domain: 'QBO',
    sparse: false,
    Id: stored.id,
    SyncToken: String(stored.syncToken),
    MetaData: metaData(stored),
  }
  if (company.world.addresses === 'flattened') Object.assign(shown, withFlatAddresses(stored.type, shown))
  if (stored.body['Active'] !== false) return shown
  return {
    ...shown,
    ...suffixed(shown, 'Name'),
    ...suffixed(shown, 'DisplayName'),
  }
}

/** Fields such as Intuit adds without notice. */
const unannounced = (type: EntityName): Fields => ({
  ...(type === 'Invoice' ? { AllowOnlineAffirmPayment: false } : {}),
  Insights: { Score: 0.7, Tags: ['new'], Previous: null },
})

/** Countries come back in three letters; documents show an address as the rows that would stand on an envelope. */
function withFlatAddresses(type: EntityName, shown: Fields): Fields {
  const isDocument = definitions[type].family === 'transaction'
  const flat: Fields = {}
  for (const field of addressFields) {
    const address = asFields(shown[field])
    if (address) flat[field] = isDocument ? rowsOf(address) : { ...address, ...inThreeLetters(address['Country']) }
  }
  return isDocument && Object.keys(flat).length > 0 ? { ...flat, FreeFormAddress: true } : flat
}

function rowsOf({ Id, Country, City, CountrySubDivisionCode, PostalCode, ...rest }: Fields): Fields {
  const streets = Object.keys(rest).filter((name) => /^Line\d$/.test(name))
  const town = [City, [CountrySubDivisionCode, PostalCode].filter(Boolean).join('  ')].filter(Boolean).join(', ')
  const rows = [...streets.toSorted().map((name) => asText(rest[name])), town].filter(Boolean)
  const lines = rows.map((row, index): [string, Json | undefined] => [`Line${index + 1}`, row])
  return fieldsOf({ Id, ...Object.fromEntries(lines), ...inThreeLetters(Country) })
}

const threeLetters: Record<string, string> = { US: 'USA', CA: 'CAN', MX: 'MEX', GB: 'GBR', DE: 'DEU' }

function inThreeLetters(country: Json | undefined): Fields {
  const text = asText(country)
  return text === undefined ? {} : { Country: threeLetters[text] ?? text }
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
