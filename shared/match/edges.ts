import { type Books, isAlias } from './book.ts'
import { candidateFinder } from './candidates.ts'
import { comparer, type PairFeatures } from './features.ts'
import type { Model, PairWeights } from './model.ts'
import { probability } from './regression.ts'
import { wordLikeness } from './spelling.ts'

/** A pair less probable than this is forgotten at once. */
const SCORE_MIN = 0.002

/** What else is known of a pair, as bits. */
export const KEY_EQUAL = 1
export const NUMBER_CONFLICT = 2
export const HAS_FIELDS = 4
export const SAME_NAME = 8

/** Every pair worth looking at, by entity: entity e has the edges starts[e] up to starts[e + 1]. */
export type Edges = {
  readonly count: number
  readonly starts: Uint32Array
  readonly entities: Uint32Array
  readonly records: Uint32Array
  readonly rowsA: Uint32Array
  readonly rowsB: Uint32Array
  readonly scores: Float64Array
  readonly information: Float32Array
  readonly distinct: Float32Array
  readonly bits: Uint8Array
}

/** Compares each entity with the records it may be, and keeps the best row of each. */
export function edgesOf(books: Books, model: Model, withFields: boolean): Edges {
  const alike = wordLikeness(books.words)
  const candidates = candidateFinder(books, alike)
  const compare = comparer(books, withFields, alike)
  const { a, b } = books
  const edges = growingEdges(a.listed.length)
  for (let rowA = 0; rowA < a.names.count; rowA++) {
    const entity = a.owners[rowA] ?? 0
    edges.open(entity)
    for (const rowB of candidates(rowA)) {
      // Trinidad (TX) and Trinidad (CO) are both called Trinidad for short, which says nothing.
      if (isAlias(a, rowA) && isAlias(b, rowB)) continue
      const features = compare(rowA, rowB)
      const score = pairScore(features, model)
      if (score >= SCORE_MIN) {
        edges.keep(
          b.owners[rowB] ?? 0,
          rowA,
          rowB,
          score,
          bitsOf(features, a.wholes[rowA] === b.wholes[rowB]),
          features,
        )
      }
    }
  }
  return edges.close()
}

function bitsOf(f: PairFeatures, isSameName: boolean): number {
  return (
    (f.keyEqual ? KEY_EQUAL : 0) |
    (f.numberConflict ? NUMBER_CONFLICT : 0) |
    (f.hasFields ? HAS_FIELDS : 0) |
    (isSameName ? SAME_NAME : 0)
  )
}

/** How probable it is, from the pair alone, that the two are the same. */
function pairScore(features: PairFeatures, model: Model): number {
  return features.hasFields
    ? probability(nameSum(features, model.fields.pair) + fieldSum(features, model.fields.pair))
    : probability(nameSum(features, model.name.pair))
}

// Written out: this runs a million times, and a loop over names of features would cost as much as all the rest.
function nameSum(f: PairFeatures, w: PairWeights): number {
  return (
    w.bias +
    w.soft * f.soft +
    w.trigram * f.trigram +
    w.coverage * f.coverage +
    w.coverageBest * f.coverageBest +
    w.keyEqual * f.keyEqual +
    w.alias * f.alias +
    w.first * f.first +
    w.information * f.information +
    w.numberMatched * f.numberMatched +
    w.acronym * f.acronym +
    w.conflict * f.conflict +
    w.numberConflict * f.numberConflict +
    w.numberExtra * f.numberExtra +
    w.legalDiffers * f.legalDiffers +
    w.legalConflict * f.legalConflict +
    w.code * f.code +
    w.codeConflict * f.codeConflict
  )
}

function fieldSum(f: PairFeatures, w: PairWeights): number {
  return (
    w.phone * f.phone +
    w.phoneDiffers * f.phoneDiffers +
    w.email * f.email +
    w.domain * f.domain +
    w.zip * f.zip +
    w.zipDiffers * f.zipDiffers +
    w.city * f.city +
    w.cityDiffers * f.cityDiffers +
    w.stateDiffers * f.stateDiffers +
    w.street * f.street +
    w.streetDiffers * f.streetDiffers +
    w.house * f.house +
    w.houseDiffers * f.houseDiffers +
    w.samePlace * f.samePlace +
    w.otherPlace * f.otherPlace
  )
}

function growingEdges(entityCount: number) {
  // A name has some six; to grow would need both copies at once.
  let room = Math.max(1024, entityCount * 8)
  let entities = new Uint32Array(room)
  let records = new Uint32Array(room)
  let rowsA = new Uint32Array(room)
  let rowsB = new Uint32Array(room)
  let scores = new Float64Array(room)
  let information = new Float32Array(room)
  let distinct = new Float32Array(room)
  let bits = new Uint8Array(room)
  const starts = new Uint32Array(entityCount + 1)
  let count = 0
  let current = 0
  let start = 0

  const grow = () => {
    room *= 2
    const larger = <Column extends { set(from: Column): void }>(column: Column, to: Column): Column => {
      to.set(column)
      return to
    }
    entities = larger(entities, new Uint32Array(room))
    records = larger(records, new Uint32Array(room))
    rowsA = larger(rowsA, new Uint32Array(room))
    rowsB = larger(rowsB, new Uint32Array(room))
    scores = larger(scores, new Float64Array(room))
    information = larger(information, new Float32Array(room))
    distinct = larger(distinct, new Float32Array(room))
    bits = larger(bits, new Uint8Array(room))
  }

  return {
    /** The edges that follow are this entity's; its further names come right after its first. */
    open(entity: number): void {
      if (entity === current) return
      for (let next = current + 1; next <= entity; next++) starts[next] = count
      current = entity
      start = count
    },
    keep(record: number, rowA: number, rowB: number, score: number, known: number, features: PairFeatures): void {
      let at = start
      while (at < count && records[at] !== record) at++
      if (at < count && (scores[at] ?? 0) >= score) return
      if (at === room) grow()
      if (at === count) count++
      entities[at] = current
      records[at] = record
      rowsA[at] = rowA
      rowsB[at] = rowB
      scores[at] = score
      information[at] = features.information
      distinct[at] = features.distinct
      bits[at] = known
    },
    close(): Edges {
      for (let next = current + 1; next <= entityCount; next++) starts[next] = count
      return { count, starts, entities, records, rowsA, rowsB, scores, information, distinct, bits }
    },
  }
}
