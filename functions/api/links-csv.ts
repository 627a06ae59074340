import type { CatalogEntity } from '../../shared/aws/catalog.ts'
import { Refusal } from '../../shared/lib/refusal.ts'

const columns = [
  'id',
  'name',
  'number',
  'active',
  'status',
  'key',
  'suggested_key',
  'suggested_name',
  'confidence',
  'evidence',
]

/** A spreadsheet takes a cell that begins so for a formula, which may send what it finds to somebody else. */
const FORMULA = /^[=+\-@\t\r]/
/** The apostrophe before a cell that would be a formula; a spreadsheet shows it as text. */
const GUARD = /^'(?=[=+\-@\t\r])/

/** Entities and the records that they are tied to, for people who prefer a spreadsheet (RFC 4180). */
export function writeLinksCsv(entities: readonly CatalogEntity[]): string {
  const rows = entities.map(({ id, name, detail, active, status, key, suggestion }) => [
    ...[id, name, 'number' in detail ? (detail.number ?? '') : 'sku' in detail ? (detail.sku ?? '') : ''],
    ...[String(active), status, key ?? '', suggestion?.key ?? '', suggestion?.name ?? ''],
    ...[suggestion?.confidence ?? '', suggestion?.evidence.join('; ') ?? ''],
  ])
  return [columns, ...rows].map((row) => `${row.map(cell).join(',')}\r\n`).join('')
}

/** A cell that no spreadsheet takes for a formula and no reader for two. */
function cell(text: string): string {
  const guarded = FORMULA.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(guarded) || guarded !== text ? `"${guarded.replaceAll('"', '""')}"` : guarded
}

/** More rows are sent in parts. */
const ROWS_MAX = 10_000

/**
 * The pairs in a list that came back from a spreadsheet: the columns `id` and `key` say which entity belongs to which
 * record, whatever else there is. A row without a key ties nothing.
 *
 * @throws Refusal that names the row
 */
export function readLinksCsv(csv: string): { id: string; name: string; key: string }[] {
  const [header = [], ...rows] = cells(csv.replace(/^\uFEFF/, ''))
  const at = (name: string) => header.findIndex((title) => title.trim().toLowerCase() === name)
  const [id, name, key] = [at('id'), at('name'), at('key')]
  if (id < 0 || key < 0) {
    throw new Refusal('E_CSV', '/csv', '/csv must begin with a row of titles, "id" and "key" among them')
  }
  if (rows.length > ROWS_MAX)
    throw new Refusal('E_LENGTH', '/csv', `/csv has more than ${ROWS_MAX} rows; send it in parts`)
  const pairs = rows.flatMap((row, index) => {
    const pair = { id: bare(row[id]), name: bare(row[name]), key: bare(row[key]) }
    if (pair.key === '') return []
    if (!/^\d{1,20}$/.test(pair.id)) {
      throw new Refusal('E_CSV', '/csv', `row ${index + 2} of /csv has no Id of QuickBooks in "id"`)
    }
    return [pair]
  })
  const seen = new Set<string>()
  const twice = pairs.find(({ id: one }) => seen.size === seen.add(one).size)
  if (twice) throw new Refusal('E_CSV', '/csv', `the entity ${twice.id} stands in /csv twice`)
  return pairs
}

/** What a cell says, without the guard that an export has put before it. */
const bare = (text = ''): string => text.trim().replace(GUARD, '')

/** The rows of a CSV and their cells, quoted or not; separated by commas, or by semicolons where the titles are. */
function cells(csv: string): string[][] {
  const separator = /^[^\r\n,]*;/.test(csv) ? ';' : ','
  const rows: string[][] = []
  let row: string[] = []
  let text = ''
  let isQuoted = false
  for (let at = 0; at < csv.length; at++) {
    const char = csv[at] ?? ''
    if (isQuoted) {
      if (char !== '"') text += char
      else if (csv[at + 1] === '"') text += csv[at++]
      else isQuoted = false
    } else if (char === '"' && text === '') isQuoted = true
    else if (char === separator) {
      row.push(text)
      text = ''
    } else if (char === '\n' || char === '\r') {
      if (char === '\r' && csv[at + 1] === '\n') at++
      rows.push([...row, text])
      row = []
      text = ''
    } else text += char
  }
  if (isQuoted) throw new Refusal('E_CSV', '/csv', '/csv ends within a quoted cell')
  if (text !== '' || row.length > 0) rows.push([...row, text])
  return rows.filter((one) => one.some((value) => value.trim() !== ''))
}
