import { SortedRows } from './sorted-rows.ts'
import type { TableDefinition } from './tables.ts'
import { type Row, sizeOf, textOf } from './value.ts'

const KILOBYTE = 1_024

type Index = { rows: SortedRows; project: (row: Row) => Row }

/** A table's rows with its indexes, and what writing them would have cost. */
export class StoredTable {
  readonly rows = new SortedRows('sk')
  readonly #indexes = new Map<string, Index>()
  readonly #byKey = new Map<string, Row>()
  writeUnits = 0

  constructor({ LocalSecondaryIndexes = [] }: TableDefinition) {
    for (const { IndexName = '', KeySchema = [], Projection } of LocalSecondaryIndexes) {
      const sort = KeySchema[1]?.AttributeName ?? ''
      const names = ['pk', 'sk', sort, ...(Projection?.NonKeyAttributes ?? [])]
      const project = (row: Row) =>
        Projection?.ProjectionType === 'ALL'
          ? row
          : Object.fromEntries(names.flatMap((name) => (row[name] === undefined ? [] : [[name, row[name]]])))
      this.#indexes.set(IndexName, { rows: new SortedRows(sort), project })
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
    const before = this.get(key)
    if (before) this.rows.drop(before)
    if (after) this.rows.put(after)
    if (after) this.#byKey.set(keyOf(key), after)
    else this.#byKey.delete(keyOf(key))
    this.writeUnits += Math.max(1, Math.ceil(Math.max(sizeOf(before ?? {}), sizeOf(after ?? {})) / KILOBYTE))
    for (const { rows, project } of this.#indexes.values()) {
      const had = before?.[rows.sortKey] && before
      const has = after?.[rows.sortKey] && after
      const isMoved = had?.[rows.sortKey]?.S !== has?.[rows.sortKey]?.S
      const isChanged = JSON.stringify(had && project(had)) !== JSON.stringify(has && project(has))
      // A row that moves within an index is taken out of it and put into it anew.
      this.writeUnits += isMoved ? (had ? 1 : 0) + (has ? 1 : 0) : isChanged ? 1 : 0
      if (had) rows.drop(had)
      if (has) rows.put(project(has))
    }
  }
}

const keyOf = (key: Row): string => `${textOf(key['pk'])}\0${textOf(key['sk'])}`
