import { assign } from '../../../shared/match/assignment.ts'
import { isAlias, openBooks } from '../../../shared/match/book.ts'
import { candidateFinder } from '../../../shared/match/candidates.ts'
import { edgesOf, HAS_FIELDS } from '../../../shared/match/edges.ts'
import { evidenceReader, keyCounts } from '../../../shared/match/evidence.ts'
import { comparer, type PairFeature, pairFeatures } from '../../../shared/match/features.ts'
import {
  type EvidenceWeights,
  evidenceFeatures,
  type Model,
  type PairWeights,
  type Stage,
} from '../../../shared/match/model.ts'
import { wordLikeness } from '../../../shared/match/spelling.ts'
import { type Example, fitLogistic } from './logistic.ts'
import { randomFrom } from './random.ts'
import { hasFields, type MatchSet, namesOnly } from './sets.ts'

const pairNames = keysOf(pairFeatures)
const evidenceNames = keysOf(evidenceFeatures)

const fieldNames = pairNames.slice(pairNames.indexOf('phone'))
const codeNames: readonly PairFeature[] = ['code', 'codeConflict']

/** A set counts as much as so many examples in all, however large it is; a small one less. */
const WEIGHT_OF_SET = 1500

/** Share of the true mates taken away before the second stage learns, so that it sees entities that have none. */
const MATES_REMOVED = 0.35

const RIDGE = 1

function keysOf<Key extends string>(of: Record<Key, number>): Key[] {
  return Object.keys(of) as Key[]
}

/** Fits all weights for customers and vendors on these sets. */
export function fitParties(sets: readonly MatchSet[]): Model {
  const parties = sets.filter(({ kind }) => kind === 'customer')
  const withFields = parties.filter(hasFields)
  const noCodes = signsOf((name) => !codeNames.includes(name) && !fieldNames.includes(name))
  const name = fitStage(parties.map(namesOnly), noCodes, 'name')
  const fields = fitStage(
    withFields,
    signsOf((feature) => !codeNames.includes(feature)),
    'fields',
  )
  return { name, fields }
}

/** Fits all weights for items on these sets. */
export function fitItems(sets: readonly MatchSet[]): Model {
  const items = sets.filter(({ kind }) => kind === 'item').map(namesOnly)
  const stage = fitStage(
    items,
    signsOf((name) => !fieldNames.includes(name)),
    'name',
  )
  return { name: stage, fields: stage }
}

const signsOf = (isUsed: (name: PairFeature) => boolean): number[] =>
  pairNames.map((name) => (isUsed(name) ? pairFeatures[name] : 0))

function fitStage(sets: readonly MatchSet[], signs: readonly number[], which: 'name' | 'fields'): Stage {
  const pair = toPairWeights(
    fitLogistic(
      sets.flatMap((set) => pairExamples(set, which)),
      signs,
      RIDGE,
    ),
  )
  const untrained: EvidenceWeights = toEvidenceWeights([0, ...evidenceNames.map(() => 0)])
  const stage = { pair, evidence: untrained, prior: 0.5 }
  const model = { name: stage, fields: stage }
  const examples = sets.flatMap((set, at) => evidenceExamples(withoutSomeMates(set, at), model, which))
  const evidence = toEvidenceWeights(
    fitLogistic(
      examples,
      evidenceNames.map((name) => evidenceFeatures[name]),
      RIDGE,
    ),
  )
  const total = examples.reduce((sum, { weight }) => sum + weight, 0)
  const right = examples.reduce((sum, { weight, isTrue }) => sum + (isTrue ? weight : 0), 0)
  return { pair, evidence, prior: right / total }
}

const toPairWeights = ([bias = 0, ...weights]: readonly number[]): PairWeights =>
  Object.assign({ bias }, Object.fromEntries(pairNames.map((name, at) => [name, weights[at] ?? 0]))) as PairWeights

const toEvidenceWeights = ([bias = 0, ...weights]: readonly number[]): EvidenceWeights =>
  Object.assign(
    { bias },
    Object.fromEntries(evidenceNames.map((name, at) => [name, weights[at] ?? 0])),
  ) as EvidenceWeights

/** The true pairs by place, as text. */
const truthOf = ({ pairs }: MatchSet): Set<string> => new Set(pairs.map(([entity, record]) => `${entity} ${record}`))

/** The entities that can be judged. */
function judgeable({ pairs, complete, entities }: MatchSet): (entity: number) => boolean {
  const mated = new Set(pairs.map(([entity]) => entity))
  return (entity) => (complete ? entity < entities.length : mated.has(entity))
}

const remembered = new Map<string, Example[]>()

/** A set's pairs are the same whichever other sets it is fitted with, and dear to make. */
function pairExamples(set: MatchSet, which: 'name' | 'fields'): Example[] {
  const key = `${set.name} ${which}`
  const examples = remembered.get(key) ?? readPairs(set, which)
  remembered.set(key, examples)
  return examples
}

function readPairs(set: MatchSet, which: 'name' | 'fields'): Example[] {
  const books = openBooks(set.entities, set.records, set.kind === 'item')
  const alike = wordLikeness(books.words)
  const candidates = candidateFinder(books, alike)
  const compare = comparer(books, which === 'fields', alike)
  const truth = truthOf(set)
  const counts = judgeable(set)
  const examples: Omit<Example, 'weight'>[] = []
  for (let row = 0; row < books.a.names.count; row++) {
    const entity = books.a.owners[row] ?? 0
    if (!counts(entity)) continue
    for (const other of candidates(row)) {
      if (isAlias(books.a, row) && isAlias(books.b, other)) continue
      const features = compare(row, other)
      if (which === 'fields' && !features.hasFields) continue
      const isTrue = truth.has(`${entity} ${books.b.owners[other] ?? 0}`)
      examples.push({ features: Float64Array.from(pairNames, (name) => features[name]), isTrue })
    }
  }
  return weighted(examples, set)
}

function evidenceExamples(set: MatchSet, model: Model, which: 'name' | 'fields'): Example[] {
  const books = openBooks(set.entities, set.records, set.kind === 'item')
  const edges = edgesOf(books, model, which === 'fields')
  const assignment = assign(edges, set.records.length)
  const read = evidenceReader(books, edges, assignment, keyCounts(books))
  const truth = truthOf(set)
  const counts = judgeable(set)
  const examples: Omit<Example, 'weight'>[] = []
  for (const edge of assignment.ofEntity) {
    const entity = edges.entities[edge] ?? 0
    if (edge < 0 || !counts(entity)) continue
    if (which === 'fields' && !((edges.bits[edge] ?? 0) & HAS_FIELDS)) continue
    const features = read(edge)
    examples.push({
      features: Float64Array.from(evidenceNames, (name) => features[name]),
      isTrue: truth.has(`${entity} ${edges.records[edge] ?? 0}`),
    })
  }
  return weighted(examples, set)
}

function weighted(examples: readonly Omit<Example, 'weight'>[], { pairs }: MatchSet): Example[] {
  const weight = Math.min(WEIGHT_OF_SET, pairs.length * 2) / Math.max(examples.length, 1)
  return examples.map((example) => ({ ...example, weight }))
}

/** Takes the records of some true pairs away. Truth is by place, so the others are numbered again. */
function withoutSomeMates(set: MatchSet, seed: number): MatchSet {
  const random = randomFrom(seed + 17)
  const removed = new Set(set.pairs.filter(() => random() < MATES_REMOVED).map(([, record]) => record))
  const places = new Map<number, number>()
  const records = set.records.filter((_, at) => {
    if (!removed.has(at)) places.set(at, places.size)
    return !removed.has(at)
  })
  const mated = new Set(set.pairs.map(([entity]) => entity))
  // Where the truth is incomplete, only entities once known to have a mate may be judged.
  const entities = set.complete ? set.entities : set.entities.filter((_, at) => mated.has(at))
  const entityPlaces = new Map<number, number>()
  set.entities.forEach((_, at) => {
    if (set.complete || mated.has(at)) entityPlaces.set(at, entityPlaces.size)
  })
  const pairs = set.pairs.flatMap(([entity, record]): (readonly [number, number])[] => {
    const place = places.get(record)
    return place === undefined ? [] : [[entityPlaces.get(entity) ?? 0, place]]
  })
  return { ...set, entities, records, pairs, complete: true }
}
