import uFuzzy from '@leeoniya/ufuzzy'
import Fuse from 'fuse.js'
import fuzzysort from 'fuzzysort'
import MiniSearch from 'minisearch'
import { keyWordsOf, wordsOf } from '../../../shared/match/words.ts'
import { diceOf, jaroWinkler, trigramVectors } from './likeness.ts'

/** A pair that a method found, and how sure it is. */
export type Found = { readonly entity: number; readonly record: number; readonly score: number }

/** Another way to match two lists of names, for comparison. */
export type Baseline = {
  readonly name: string
  /** The threshold that its users would take; none if its scores have no common measure. */
  readonly threshold?: number
  /** Pairs it may look at: beyond, only a sample of the entities is looked up. */
  readonly pairsMax: number
  readonly find: (entities: readonly string[], records: readonly string[]) => Found[]
}

/** Hits kept for one name. */
const HITS_MAX = 10

const key = (name: string) => keyWordsOf(wordsOf(name)).join(' ')

const equalBy =
  (keyOf: (name: string) => string) =>
  (entities: readonly string[], records: readonly string[]): Found[] => {
    const places = Map.groupBy(
      records.map((name, record) => ({ key: keyOf(name), record })),
      (row) => row.key,
    )
    return entities.flatMap((name, entity) =>
      (places.get(keyOf(name)) ?? []).slice(0, HITS_MAX).map(({ record }) => ({ entity, record, score: 1 })),
    )
  }

/** Keeps the best hits of every name. */
function best(
  entities: readonly string[],
  search: (name: string) => Iterable<{ record: number; score: number }>,
): Found[] {
  return entities.flatMap((name, entity) =>
    [...search(name)]
      .sort((one, other) => other.score - one.score)
      .slice(0, HITS_MAX)
      .map((hit) => ({ entity, ...hit })),
  )
}

function everyPair(likeness: (one: string, other: string) => number, least: number): Baseline['find'] {
  return (entities, records) => {
    const keys = records.map(key)
    return best(entities.map(key), function* search(name) {
      for (const [record, other] of keys.entries()) {
        const score = likeness(name, other)
        if (score >= least) yield { record, score }
      }
    })
  }
}

const fuse: Baseline['find'] = (entities, records) => {
  const index = new Fuse(records.map(key), { includeScore: true, ignoreLocation: true, threshold: 0.6 })
  return best(entities, (name) =>
    index
      .search(key(name).slice(0, 60), { limit: HITS_MAX })
      .map(({ refIndex, score = 1 }) => ({ record: refIndex, score: 1 - score })),
  )
}

const sort: Baseline['find'] = (entities, records) => {
  const targets = records.map((name, record) => ({ record, name: fuzzysort.prepare(key(name)) }))
  return best(entities, (name) =>
    fuzzysort
      .go(key(name), targets, { key: 'name', limit: HITS_MAX })
      .map(({ obj, score }) => ({ record: obj.record, score })),
  )
}

const micro: Baseline['find'] = (entities, records) => {
  const names = records.map(key)
  const search = new uFuzzy({ intraMode: 1 })
  return best(entities, (name) => {
    const [, info, order] = search.search(names, key(name), 0, 1e3)
    if (!info || !order) return []
    return order.slice(0, HITS_MAX).map((at, rank) => {
      const record = info.idx[at] ?? 0
      const lengths = [key(name).length, (names[record] ?? '').length]
      const ratio = Math.min(...lengths) / Math.max(...lengths, 1)
      return { record, score: ratio - rank * 0.01 }
    })
  })
}

const mini: Baseline['find'] = (entities, records) => {
  const index = new MiniSearch<{ id: number; name: string }>({ fields: ['name'] })
  index.addAll(records.map((name, id) => ({ id, name: key(name) })))
  return best(entities, (name) => {
    const hits = index.search(key(name), { fuzzy: 0.2, prefix: true }).slice(0, HITS_MAX)
    // BM25 has no common measure; a share of what the name itself would get is the nearest to one.
    const words = Math.max(key(name).split(' ').length, 1)
    return hits.map(({ id, score }) => ({ record: Number(id), score: score / words }))
  })
}

const trigrams: Baseline['find'] = (entities, records) => {
  const compare = trigramVectors(entities.map(key), records.map(key))
  return entities.flatMap((_, entity) =>
    compare(entity)
      .slice(0, HITS_MAX)
      .map((hit) => ({ entity, ...hit })),
  )
}

/** What a developer would reach for. */
export const baselines: readonly Baseline[] = [
  { name: '(a) exact, any case', threshold: 1, pairsMax: Infinity, find: equalBy((name) => name.toLowerCase().trim()) },
  { name: '(b) normalised exact', threshold: 1, pairsMax: Infinity, find: equalBy(key) },
  { name: '(c) fuse.js', threshold: 0.6, pairsMax: 150_000, find: fuse },
  { name: '(d) fuzzysort', pairsMax: 40_000_000, find: sort },
  { name: '(d) uFuzzy', pairsMax: 4_000_000, find: micro },
  { name: '(e) MiniSearch', pairsMax: 3_000_000, find: mini },
  { name: '(f) Dice', threshold: 0.7, pairsMax: 3_000_000, find: everyPair(diceOf, 0.3) },
  { name: '(g) Jaro-Winkler', threshold: 0.9, pairsMax: 3_000_000, find: everyPair(jaroWinkler, 0.7) },
  { name: '(h) 3-gram TF-IDF', threshold: 0.8, pairsMax: Infinity, find: trigrams },
]
