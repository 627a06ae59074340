import { parseArgs } from 'node:util'
import fc from 'fast-check'
import { openDoor } from './door.ts'
import { bodies, inputs, paths } from './inputs.ts'
import { askedFor, onTheQueue, overHttp } from './promise.ts'

const { values: options } = parseArgs({
  options: {
    inputs: { type: 'string', default: '20000' },
    seed: { type: 'string', default: String(Date.now() % 1e9) },
  },
})
const count = Number(options.inputs)
const seed = Number(options.seed)
/** So often it is told how far it is. */
const TOLD_EVERY_MS = 10_000

const fates = new Map<string, number>()
const begun = Date.now()
let done = 0
let told = begun
function note(way: string, some: readonly string[]): void {
  done++
  for (const fate of some) fates.set(`${way}: ${fate}`, (fates.get(`${way}: ${fate}`) ?? 0) + 1)
  if (Date.now() - told < TOLD_EVERY_MS) return
  told = Date.now()
  console.log(`${done} of ${count} inputs, ${Math.round((done * 1_000) / (told - begun))} a second`)
}

// Half of them come over the queue, and of the others one in ten is a question instead of a body.
const door = await openDoor()
const half = Math.ceil(count / 2)
const asked = Math.floor((count - half) / 10)
const run = (numRuns: number) => ({ seed, numRuns, verbose: 0 as const })
await fc.assert(
  fc.asyncProperty(inputs, async (body) => note('queue', [await onTheQueue(door, body)])),
  run(half),
)
await fc.assert(
  fc.asyncProperty(bodies, async (body) => note('HTTP', await overHttp(door, body))),
  run(count - half - asked),
)
await fc.assert(
  fc.asyncProperty(paths, async (path) => note('question', [await askedFor(door, path)])),
  run(asked),
)

console.log(
  `${done} inputs from seed ${seed} in ${Math.round((Date.now() - begun) / 1_000)} s, and what became of them:`,
)
for (const [fate, times] of [...fates].toSorted()) console.log(`  ${fate.padEnd(32)} ${String(times).padStart(9)}`)
console.log('0 others')
