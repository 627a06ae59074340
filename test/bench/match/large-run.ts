import { readFileSync } from 'node:fs'
import { suggest } from '../../../shared/match/suggest.ts'
import { timed } from './measure.ts'
import type { MatchSet } from './sets.ts'

/** The child of large.ts, which wrote the file: reads two lists, suggests, and prints what it took beside the goal. */
const { entities, records, pairs }: MatchSet = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8'))
const { result, seconds } = timed(() => suggest('customer', entities, records))
const peak = process.resourceUsage().maxRSS / 1024

const truth = new Set(pairs.map(([entity, record]) => `${entity} ${record}`))
const right = (found: typeof result) =>
  found.filter(({ entityId, recordId }) => truth.has(`${entityId} ${recordId}`)).length
const bulk = result.filter(({ confidence }) => confidence === 'exact' || confidence === 'sure')
console.log(`\n${entities.length} x ${records.length} names, ${pairs.length} true pairs`)
console.log('| | measured | goal |\n|---|--:|--:|')
console.log(`| CPU seconds | ${seconds.toFixed(1)} | 12 |`)
console.log(`| peak memory, MB | ${peak.toFixed(0)} | 400 |`)
console.log(
  `| suggested: P / R | ${(right(result) / result.length).toFixed(3)} / ${(right(result) / pairs.length).toFixed(3)} | |`,
)
console.log(
  `| in bulk: right, share of true pairs | ${(right(bulk) / bulk.length).toFixed(4)}, ${(right(bulk) / pairs.length).toFixed(3)} | 0.995 |`,
)
