import { type Row, textOf } from './value.ts'

/** A table or an index of it: rows of a partition in the order of a sort key. Two rows of an index may share one. */
export class SortedRows {
  readonly sortKey: string
  readonly #partitions = new Map<string, { order: string[]; rows: Map<string, Row> }>()

  constructor(sortKey: string) {
    this.sortKey = sortKey
  }

  /** Where a row stands: by its sort key, then by its own key; undefined if it has no such attribute. */
  #placeOf(row: Row): string | undefined {
    const value = row[this.sortKey]?.S
    return value === undefined ? undefined : `${value}\0${textOf(row['sk'])}`
  }

  put(row: Row): void {
    const place = this.#placeOf(row)
    if (place === undefined) return
    const pk = textOf(row['pk'])
    let partition = this.#partitions.get(pk)
    if (!partition) {
      partition = { order: [], rows: new Map() }
      this.#partitions.set(pk, partition)
    }
    if (!partition.rows.has(place)) partition.order.splice(positionOf(partition.order, place), 0, place)
    partition.rows.set(place, row)
  }

  drop(row: Row): void {
    const place = this.#placeOf(row)
    const partition = this.#partitions.get(textOf(row['pk']))
    if (place === undefined || !partition?.rows.delete(place)) return
    partition.order.splice(positionOf(partition.order, place), 1)
  }

  /** The rows of a partition from a text on, or from behind it; backwards if asked. */
  *walk(pk: string, from: { after: string } | { at: string } | undefined, isForward: boolean): Generator<Row> {
    const partition = this.#partitions.get(pk)
    if (!partition) return
    const { order, rows } = partition
    let index = isForward ? 0 : order.length - 1
    if (from && 'at' in from) index = isForward ? positionOf(order, from.at) : positionOf(order, `${from.at}\uffff`) - 1
    if (from && 'after' in from) index = positionOf(order, from.after) - (isForward ? 0 : 1)
    if (from && 'after' in from && isForward && order[index] === from.after) index++
    for (; index >= 0 && index < order.length; index += isForward ? 1 : -1) {
      const row = rows.get(order[index] ?? '')
      if (row) yield row
    }
  }

  *all(): Generator<Row> {
    for (const { rows } of this.#partitions.values()) yield* rows.values()
  }
}

/** Where a text stands, or would stand, in a sorted list. */
function positionOf(order: readonly string[], text: string): number {
  let low = 0
  let high = order.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((order[middle] ?? '') < text) low = middle + 1
    else high = middle
  }
  return low
}
