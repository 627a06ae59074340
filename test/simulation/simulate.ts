import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { Coverage } from './coverage.ts'
import { type Failure, type Outcome, runSeeds } from './fleet.ts'
import { regressions } from './regressions.ts'
import { sabotage } from './sabotage.ts'
import { sabotages } from './sabotages.ts'
import { everySometimes } from './sometimes.ts'

/** A sabotage that so many seeds do not find is one that the simulation cannot find. */
const SABOTAGE_SEEDS = 2_000

const { values: options } = parseArgs({
  options: {
    seeds: { type: 'string', default: '2000' },
    from: { type: 'string', default: '1' },
    workers: { type: 'string', default: String(availableParallelism()) },
    sabotage: { type: 'string' },
    sabotages: { type: 'boolean', default: false },
    replay: { type: 'string' },
    regressions: { type: 'boolean', default: false },
    whole: { type: 'boolean', default: false },
  },
})
const workers = Number(options.workers)

if (options.replay !== undefined) await replay(Number(options.replay))
else if (options.sabotages) await allSabotages()
else if (options.regressions) await regress()
else await seeds()

/** Runs seeds, says how it went, and tells the story of the first that fails. */
async function seeds(): Promise<void> {
  const [from, count] = [Number(options.from), Number(options.seeds)]
  const outcome = await runSeeds({
    from,
    seeds: count,
    workers,
    sabotage: options.sabotage,
    isOneEnough: options.sabotage !== undefined,
    onRun: progress(count),
  })
  const { runs, failures, steps, seconds } = outcome
  console.log(`\n${runs} seeds from ${from}, ${steps} steps, ${rate(outcome)} seeds a second, ${seconds.toFixed(0)} s`)
  console.log(`${failures.length} violations`)
  if (options.sabotage === undefined) printCoverage(outcome.coverage)
  const [first] = failures
  if (first) console.log(`To see it: npm run simulate -- --replay ${first.seed}`)
  if (failures.length > 0) process.exitCode = 1
}

/** Seeds that failed once. */
async function regress(): Promise<void> {
  const { simulate } = await import('./simulation.ts')
  for (const { seed, found } of regressions) {
    const { violation } = await simulate(seed, new Coverage())
    console.log(`${violation ? '✗' : '✓'} ${seed} ${found}`)
    if (violation) process.exitCode = 1
  }
}

/** Each defect by itself: at which seed it falls, and by which invariant. */
async function allSabotages(): Promise<void> {
  const of = (name: string, from: number, seeds: number) =>
    runSeeds({ from, seeds, workers, sabotage: name, isOneEnough: true })
  const left = [...sabotages]
  let missed = 0
  const work = async () => {
    for (let next = left.shift(); next; next = left.shift()) {
      const { name, falls } = next
      // The seed at which it fell the last time spares a search of minutes; where the code has changed, it is searched for.
      const known = await of(name, falls, 1)
      const { failures, runs } =
        known.failures.length > 0 ? known : await of(name, Number(options.from), SABOTAGE_SEEDS)
      const [first] = failures
      if (!first) missed++
      console.log(first ? `✓ ${name.padEnd(40)} ${inWords(first)}` : `✗ ${name.padEnd(40)} not found in ${runs} seeds`)
    }
  }
  // One seed keeps one core busy, so several defects are seen to at a time.
  await Promise.all(Array.from({ length: workers }, work))
  console.log(`${sabotages.length - missed} of ${sabotages.length} sabotages found`)
  if (missed > 0) process.exitCode = 1
}

/** Tells one seed, shrunk to what it takes for it to fail. */
async function replay(seed: number): Promise<void> {
  if (options.sabotage !== undefined) sabotage(options.sabotage)
  const { simulate } = await import('./simulation.ts')
  const { shrink } = await import('./shrink.ts')
  const { storyOf } = await import('./story.ts')
  const run = await simulate(seed, new Coverage())
  const told = run.violation && !options.whole ? await shrink(run) : run
  console.log(storyOf(told))
  if (told !== run) {
    const [happenings, faults] = [run.happenings.length, run.struck.length]
    console.log(
      `Shrunk from ${happenings} events and ${faults} faults to ${told.happenings.length} and ${told.struck.length}.`,
    )
  }
}

function printCoverage(coverage: Coverage): void {
  const { count, missed } = coverage.pairs()
  console.log(`\n${coverage.awaits.size} awaits; ${count - missed.length} of ${count} pairs of await and fault hit`)
  if (options.whole)
    for (const [name, { passed, struck }] of [...coverage.awaits].sort()) {
      console.log(
        `  ${name}: ${passed}, ${Object.entries(struck)
          .map(([fault, times]) => `${fault} ${times}`)
          .join(', ')}`,
      )
    }
  if (options.whole) for (const pair of missed) console.log(`  not hit: ${pair}`)
  console.log('Seen:')
  for (const [what, times] of [...coverage.sometimes].sort()) console.log(`  ${what}: ${times}`)
  for (const what of everySometimes) if (!coverage.sometimes.has(what)) console.log(`  ${what}: never`)
}

function progress(count: number): (runs: number, failures: readonly Failure[]) => void {
  const startedAt = performance.now()
  let toldAt = startedAt
  let told = 0
  return (runs, failures) => {
    for (const failure of failures.slice(told)) console.log(inWords(failure))
    told = failures.length
    const now = performance.now()
    if (now - toldAt < 5_000) return
    toldAt = now
    const perSecond = (runs / (now - startedAt)) * 1_000
    console.log(`${runs} of ${count} seeds, ${perSecond.toFixed(1)} a second, ${failures.length} violations`)
  }
}

function rate({ runs, seconds }: Outcome): string {
  return (runs / seconds).toFixed(1)
}

function inWords({ seed, invariant, message }: Failure): string {
  return `seed ${seed}, invariant ${invariant}: ${message}`
}
