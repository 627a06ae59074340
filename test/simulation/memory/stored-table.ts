import { SortedRows } from './sorted-rows.ts'
import type { TableDefinition } from './tables.ts'
import { type Row, sizeOf, textOf } from './value.ts'

const KILOBYTE = 1_024
/** What DynamoDB takes: so many bytes in a sort key, also of an index, and in a row. */
const SORT_KEY_BYTES_MAX = 1_024
const ROW_BYTES_MAX = 400 * KILOBYTE

/** `names` are the attributes that an index has of a row; all of them if it says none. */
type Index = { rows: SortedRows; names: readonly string[] | undefined }

/** A table's rows with its indexes, and what writing them would have cost. */
export class StoredTable {
  readonly rows = new SortedRows('sk')
  readonly #indexes = new Map<string, Index>()
  readonly #byKey = new Map<string, Row>()
  readonly #sizes = new WeakMap<Row, number>()
  writeUnits = 0

  constructor({ LocalSecondaryIndexes = [] }: TableDefinition) {
    for (const { IndexName = '', KeySchema = [], Projection } of LocalSecondaryIndexes) {
      const sort = KeySchema[1]?.AttributeName ?? ''
      const names = ['pk', 'sk', sort, ...(Projection?.NonKeyAttributes ?? [])]
      const isWhole = Projection?.ProjectionType === 'ALL'
      this.#indexes.set(IndexName, { rows: new SortedRows(sort), names: isWhole ? undefined : names })
    }
  }

  index(name: string | undefined): SortedRows {
    const index = name === undefined ? this.rows : this.#indexes.get(name)?.rows
    if (!index) throw new SyntaxError(`the table has no index ${name}`)
    return index
  }

  get(key: Row): Row | undefined {
    return this.#byKey.get(keyOf(key))
  }

  /** Puts a row in the place of the one that was there; undefined takes it out. */
  replace(key: Row, after: Row | undefined): void {
    const place = keyOf(key)
    const before = this.#byKey.get(place)
    if (after) {
      this.#refuseTooLarge(after)
      this.rows.put(after)
      this.#byKey.set(place, after)
    } else {
      if (before) this.rows.drop(before)
      this.#byKey.delete(place)
    }
    this.writeUnits += Math.max(1, Math.ceil(Math.max(this.#sizeOf(before), this.#sizeOf(after)) / KILOBYTE))
    for (const { rows, names } of this.#indexes.values()) {
      const had = before?.[rows.sortKey] && before
      const has = after?.[rows.sortKey] && after
      const isMoved = had?.[rows.sortKey]?.S !== has?.[rows.sortKey]?.S
      if (!isMoved && (!had || !has || areSame(had, has, names))) continue
      // A row that moves within an index is taken out of it and put into it anew.
      this.writeUnits += isMoved ? (had ? 1 : 0) + (has ? 1 : 0) : 1
      if (had) rows.drop(had)
      if (has) rows.put(only(has, names))
    }
  }

  #refuseTooLarge(row: Row): void {
    const sortKeys = ['sk', ...[...this.#indexes.values()].map(({ rows }) => rows.sortKey)]
    const isTooLong = sortKeys.some((name) => Buffer.byteLength(textOf(row[name])) > SORT_KEY_BYTES_MAX)
    if (!isTooLong && this.#sizeOf(row) <= ROW_BYTES_MAX) return
    throw Object.assign(new Error('a key or a row is too large'), { name: 'ValidationException' })
  }

  #sizeOf(row: Row | undefined): number {
    if (!row) return 0
    const size = this.#sizes.get(row) ?? sizeOf(row)
    this.#sizes.set(row, size)
    return size
  }
}

/** Whether two rows have the same in these attributes. */
const areSame = (one: Row, other: Row, names: readonly string[] = Object.keys({ ...one, ...other })): boolean =>
  names.every((name) => one[name] === other[name] || JSON.stringify(one[name]) === JSON.stringify(other[name]))

/** A row with these of its attributes. */
export const only = (row: Row, names: readonly string[] | undefined): Row =>
  names ? Object.fromEntries(names.flatMap((name) => (row[name] === undefined ? [] : [[name, row[name]]]))) : row

const keyOf = (key: Row): string => `${textOf(key['pk'])}\0${textOf(key['sk'])}`
