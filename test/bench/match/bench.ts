import { parseArgs } from 'node:util'
import { itemModel, partyModel } from '../../../shared/match/weights.ts'
import { type Baseline, baselines } from './baselines.ts'
import { reportedSets, trainingSets } from './generate.ts'
import { runLarge } from './large.ts'
import { bestF1, type Measured, measure, oneToOne, timed, truthOf } from './measure.ts'
import { isBulk, type OurPair, ourPairs } from './ours.ts'
import { published } from './published.ts'
import { randomFrom } from './random.ts'
import { hasFields, type MatchSet, namesOnly, readSets } from './sets.ts'
import { fitItems, fitParties } from './training.ts'

/**
 * Compares the engine with what a developer would reach for: npm run bench:match -- [FOLDER] [--large]. On the folder's
 * sets it reports weights that were fitted without the set reported; on generated lists, the weights that are shipped,
 * which were fitted on lists of the same generator with other seeds.
 */
const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { large: { type: 'boolean', default: false }, 'ours-only': { type: 'boolean', default: false } },
})

type Row = {
  readonly set: string
  readonly method: string
  readonly at: Measured | undefined
  readonly best: number
  readonly bulk?: { readonly share: number; readonly right: number; readonly all: number }
  readonly seconds?: number
}

const figure = (value: number | undefined, digits = 3) => (value === undefined ? '–' : value.toFixed(digits))

function print({ set, method, at, best, bulk, seconds }: Row): void {
  const cells = [
    set,
    method,
    figure(at?.precision),
    figure(at?.recall),
    figure(at?.f1),
    figure(best),
    figure(bulk?.share),
    bulk ? `${figure(bulk.right / Math.max(bulk.all, 1), 4)} (${bulk.right}/${bulk.all})` : '–',
    figure(seconds, 2),
  ]
  console.log(`| ${cells.join(' | ')} |`)
}

/** A part of the entities, where a method is too slow for all; it flatters the method, which has fewer rivals then. */
function sampled(set: MatchSet, { pairsMax }: Baseline): MatchSet {
  const most = Math.max(30, Math.floor(pairsMax / set.records.length))
  if (most >= set.entities.length) return set
  const random = randomFrom(7)
  const order = set.entities.map((_, at) => ({ at, by: random() })).sort((one, other) => one.by - other.by)
  const places = new Map(order.slice(0, most).map(({ at }, place) => [at, place]))
  return {
    ...set,
    entities: order.slice(0, most).flatMap(({ at }) => set.entities[at] ?? []),
    pairs: set.pairs.flatMap(([entity, record]): [number, number][] => {
      const place = places.get(entity)
      return place === undefined ? [] : [[place, record]]
    }),
  }
}

function baselineRow(whole: MatchSet, baseline: Baseline): Row {
  const set = sampled(whole, baseline)
  const names = (list: MatchSet['entities']) => list.map(({ name }) => name)
  const { result, seconds } = timed(() => oneToOne(baseline.find(names(set.entities), names(set.records))))
  const truth = truthOf(set)
  const kept = result.filter(({ score }) => score >= (baseline.threshold ?? 0))
  const at =
    baseline.threshold === undefined ? undefined : measure(kept.filter(truth.isRight).length, kept.length, truth.count)
  return {
    set: whole.name,
    method: set === whole ? baseline.name : `${baseline.name} *`,
    at,
    best: bestF1(result, set),
    seconds,
  }
}

function ourRow(set: MatchSet, pairs: readonly OurPair[], method: string, seconds: number): Row {
  const truth = truthOf(set)
  const suggested = pairs.filter(({ confidence }) => confidence !== undefined)
  const judgeable = pairs.filter((pair) => isBulk(pair) && (set.complete || truth.hasMate(pair)))
  const right = judgeable.filter(truth.isRight).length
  return {
    set: set.name,
    method,
    at: measure(suggested.filter(truth.isRight).length, suggested.length, truth.count),
    best: bestF1(pairs, set),
    bulk: { share: right / truth.count, right, all: judgeable.length },
    seconds,
  }
}

const folderSets = positionals[0] ? readSets(positionals[0]) : []
const training = trainingSets()

/** Weights that never saw the set. */
function heldOut(set: MatchSet) {
  if (!folderSets.includes(set)) return set.kind === 'item' ? itemModel : partyModel
  const others = [...folderSets.filter((other) => other !== set), ...training]
  return set.kind === 'item' ? fitItems(others) : fitParties(others)
}

const shown: { readonly score: number; readonly isRight: boolean }[] = []
const bulkRows: Row[] = []

console.log('| set | method | P | R | F1 | best F1 | bulk share | bulk right | CPU s |')
console.log('|---|---|--:|--:|--:|--:|--:|--:|--:|')
for (const set of [...folderSets, ...reportedSets()]) {
  const bare = namesOnly(set)
  if (!values['ours-only']) for (const baseline of baselines) print(baselineRow(bare, baseline))
  const model = heldOut(set)
  const variants: (readonly [string, MatchSet])[] = [['name', bare]]
  if (set.kind !== 'item' && hasFields(set)) variants.push(['name+fields', set])
  for (const [variant, lists] of variants) {
    const known = published.get(`${set.name} ${variant}`)
    if (known) {
      const [precision, recall, f1, best] = known
      print({ set: set.name, method: `(i) published, ${variant}`, at: { precision, recall, f1 }, best })
    }
    const { result, seconds } = timed(() => ourPairs(lists, model))
    const row = ourRow(lists, result, `**ours, ${variant}**`, seconds)
    print(row)
    if (!folderSets.includes(set) && positionals[0]) continue
    if (set.kind !== 'item') bulkRows.push(row)
    const truth = truthOf(lists)
    if (set.complete) shown.push(...result.map((pair) => ({ score: pair.score, isRight: truth.isRight(pair) })))
  }
}

const right = bulkRows.reduce((sum, { bulk }) => sum + (bulk?.right ?? 0), 0)
const all = bulkRows.reduce((sum, { bulk }) => sum + (bulk?.all ?? 0), 0)
const worst = bulkRows.toSorted((one, other) => precisionOf(one) - precisionOf(other))[0]
console.log(
  `\n* a sample of the entities. Bulk: exact and sure; of sets with incomplete truth, entities with a known mate.`,
)
console.log(
  `Bulk over ${positionals[0] ? 'the folder' : 'the generated lists'}: ${figure(right / all, 4)} right (${right} of ${all}; goal .995); worst ${worst?.set} ${worst?.method} ${figure(worst ? precisionOf(worst) : 0, 4)} (goal .985)`,
)
console.log(
  `Shown probabilities: ECE ${figure(calibrationError(shown))}, Brier ${figure(shown.reduce((sum, { score, isRight }) => sum + (score - (isRight ? 1 : 0)) ** 2, 0) / shown.length)}`,
)

function precisionOf({ bulk }: Row): number {
  return bulk && bulk.all > 0 ? bulk.right / bulk.all : 1
}

/** The mean distance of what was said from what was so, over tenths. */
function calibrationError(pairs: typeof shown): number {
  const tenths = Map.groupBy(pairs, ({ score }) => Math.min(Math.floor(score * 10), 9))
  let error = 0
  for (const group of tenths.values()) {
    const said = group.reduce((sum, { score }) => sum + score, 0)
    error += Math.abs(said - group.filter(({ isRight }) => isRight).length)
  }
  return error / pairs.length
}

if (values.large) await runLarge()
