import { assign } from './assignment.ts'
import { type Books, isAlias, openBooks } from './book.ts'
import { edgesOf, SAME_NAME } from './edges.ts'
import { judge, keyCounts } from './evidence.ts'
import { comparer, type PairFeatures } from './features.ts'
import type { Listed } from './listed.ts'
import type { Model } from './model.ts'
import { type WordLikeness, wordLikeness } from './spelling.ts'

/** A chosen pair and all that is known of it. The object is the same for every pair, and overwritten. */
export type NamePair = {
  entity: Listed
  record: Listed
  /** How probable it is for lists in general; what may be accepted in bulk goes by this. */
  evidence: number
  /** How probable it is for these two lists. */
  score: number
  features: PairFeatures
  rowA: number
  rowB: number
  /** Found by a further name of one of the two. */
  isAlias: boolean
  /** The same words and the same legal forms. */
  isSameName: boolean
  /** How many of the shorter list have the very same name in the other: what an equal name is worth here. */
  sameNameShare: number
  /** How many of each list have the pair's key. */
  sameKeyA: number
  sameKeyB: number
  /** Who else the entity could be, if that is nearly as probable. */
  rivalRecord: Listed | undefined
  rivalEntity: Listed | undefined
}

/** What is needed to put a pair into words. */
export type Context = { readonly books: Books; readonly alike: WordLikeness }

export type NameOptions = { readonly model: Model; readonly withFields: boolean; readonly withCodes: boolean }

/** Another is mentioned if its own score comes up to this share of the chosen one's. */
const RIVAL_SHARE = 0.6

/** Pairs names over the whole of both lists, one to one, and hands out each pair that was chosen. */
export function pairNames<Result>(
  entities: readonly Listed[],
  records: readonly Listed[],
  { model, withFields, withCodes }: NameOptions,
  toResult: (pair: NamePair, context: Context) => Result | undefined,
): Result[] {
  if (entities.length === 0 || records.length === 0) return []
  const books = openBooks(entities, records, withCodes)
  const { a, b } = books
  const edges = edgesOf(books, model, withFields)
  const assignment = assign(edges, records.length)
  const keys = keyCounts(books)
  const alike = wordLikeness(books.words)
  const compare = comparer(books, withFields, alike)
  const context = { books, alike }
  const results: Result[] = []
  const judged = judge(books, edges, assignment, keys, model)
  const sameNames = judged.filter(({ edge }) => (edges.bits[edge] ?? 0) & SAME_NAME).length
  const sameNameShare = sameNames / Math.min(entities.length, records.length)
  for (const { edge, evidence, score } of judged) {
    const rowA = edges.rowsA[edge] ?? 0
    const rowB = edges.rowsB[edge] ?? 0
    const entity = entities[edges.entities[edge] ?? 0]
    const record = records[edges.records[edge] ?? 0]
    if (!entity || !record) continue
    const rivals = assignment.rivals(edge)
    const own = edges.scores[edge] ?? 0
    const rival = (other: number, list: readonly Listed[], places: Uint32Array) =>
      other >= 0 && (edges.scores[other] ?? 0) >= own * RIVAL_SHARE ? list[places[other] ?? 0] : undefined
    const result = toResult(
      {
        entity,
        record,
        evidence,
        score,
        features: compare(rowA, rowB),
        rowA,
        rowB,
        isAlias: isAlias(a, rowA) || isAlias(b, rowB),
        sameNameShare,
        isSameName: a.wholes[rowA] === b.wholes[rowB],
        sameKeyA: keys.ofA(a.keys[rowA] ?? 0),
        sameKeyB: keys.ofB(b.keys[rowB] ?? 0),
        rivalRecord: rival(rivals.entityEdge, records, edges.records),
        rivalEntity: rival(rivals.recordEdge, entities, edges.entities),
      },
      context,
    )
    if (result !== undefined) results.push(result)
  }
  return results
}
