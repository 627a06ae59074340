import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { type Aim, Coverage } from './coverage.ts'
import { type AnyFault, faultsOn } from './faults.ts'
import { type Failure, type Outcome, runSeeds, seedsFrom } from './fleet.ts'
import { regressions } from './regressions.ts'
import { sabotage } from './sabotage.ts'
import { sabotages } from './sabotages.ts'
import { everySometimes } from './sometimes.ts'

/** Fewer seeds than this leave out so much by chance that nothing is to be learned from aiming at it. */
const AIMED_FROM_SEEDS = 1_000
/** A sabotage that so many seeds do not find is one that the simulation cannot find. */
const SABOTAGE_SEEDS = 2_000
/** What is aimed at may lead to awaits that were never met before, and these to others. */
const AIMED_ROUNDS = 6

const { values: options } = parseArgs({
  options: {
    seeds: { type: 'string', default: '2000' },
    from: { type: 'string', default: '1' },
    minutes: { type: 'string', default: 'Infinity' },
    workers: { type: 'string', default: String(availableParallelism()) },
    sabotage: { type: 'string' },
    sabotages: { type: 'boolean', default: false },
    replay: { type: 'string' },
    aim: { type: 'string', multiple: true, default: [] },
    regressions: { type: 'boolean', default: false },
    whole: { type: 'boolean', default: false },
  },
})
const workers = Number(options.workers)

if (options.replay !== undefined) await replay(Number(options.replay))
else if (options.sabotages) await allSabotages()
else if (options.regressions) await regress()
else await seeds()

/**
 * Runs seeds, then hits what they have missed, says how it went, and how the first that fails is seen. Who ends it from outside
 * hears how it has gone until then.
 */
async function seeds(): Promise<void> {
  const [from, count] = [Number(options.from), Number(options.seeds)]
  const { sabotage } = options
  const ended = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => ended.abort())
  const outcome = await runSeeds({
    runs: seedsFrom(from, count),
    until: Date.now() + Number(options.minutes) * 60_000,
    workers,
    sabotage,
    isOneEnough: sabotage !== undefined,
    signal: ended.signal,
    onRun: progress(count),
  })
  const { runs, steps, seconds } = outcome
  const asFarAs = ended.signal.aborted ? ` of ${count}, then it was ended` : ''
  console.log(
    `\n${runs} seeds from ${from}${asFarAs}, ${steps} steps, ${rate(outcome)} seeds a second, ${seconds.toFixed(0)} s`,
  )
  const failures = [...outcome.failures]
  if (sabotage === undefined) {
    const isToAim = runs >= AIMED_FROM_SEEDS && !ended.signal.aborted
    if (isToAim) failures.push(...(await aimAtMissed(outcome.coverage, ended.signal)))
    printCoverage(outcome.coverage, isToAim)
  }
  console.log(`${failures.length} violations`)
  const [first] = failures
  if (first) {
    const aims = first.aims.map(({ key, fault }) => ` --aim "${key}: ${fault}"`)
    console.log(`To see it: npm run simulate -- --replay ${first.seed}${aims.join('')}`)
  }
  if (failures.length > 0) process.exitCode = 1
}

/**
 * Chance leaves some faults out at awaits that are seldom passed: each is brought about in a seed that passes there. That
 * may lead to awaits that were not met before.
 */
async function aimAtMissed(coverage: Coverage, signal: AbortSignal): Promise<Failure[]> {
  const failures: Failure[] = []
  for (let round = 0; round < AIMED_ROUNDS; round++) {
    const runs = coverage.pairs().missed.flatMap(({ plan }) => plan ?? [])
    if (runs.length === 0 || signal.aborted) break
    const outcome = await runSeeds({ runs, workers, signal })
    coverage.add(outcome.coverage.plain())
    failures.push(...outcome.failures)
    console.log(
      `${runs.length} pairs of await and fault that they missed, aimed at; ${outcome.failures.length} violations`,
    )
    for (const failure of outcome.failures) console.log(inWords(failure))
  }
  return failures
}

/** `push 3#14: crash after`, as a failure prints it. */
function aimFrom(text: string): Aim {
  const [key = '', name = ''] = text.split(': ')
  const fault = (Object.values(faultsOn).flat() as AnyFault[]).find((one) => name === one)
  if (!fault) throw new RangeError(`--aim: no fault is called "${name}"`)
  return { key, fault }
}

/** Seeds that failed once. */
async function regress(): Promise<void> {
  const { simulate } = await import('./simulation.ts')
  for (const { seed, found } of regressions) {
    const { violation } = await simulate({ seed, aims: [] }, new Coverage())
    console.log(`${violation ? '✗' : '✓'} ${seed} ${found}`)
    if (violation) process.exitCode = 1
  }
}

/** Each defect by itself: at which seed it falls, and by which invariant. */
async function allSabotages(): Promise<void> {
  const of = (name: string, from: number, count: number) =>
    runSeeds({ runs: seedsFrom(from, count), workers, sabotage: name, isOneEnough: true })
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
  const run = await simulate({ seed, aims: options.aim.map(aimFrom) }, new Coverage())
  const told = run.violation && !options.whole ? await shrink(run) : run
  console.log(storyOf(told))
  if (told !== run) {
    const [happenings, faults] = [run.happenings.length, run.struck.length]
    console.log(
      `Shrunk from ${happenings} events and ${faults} faults to ${told.happenings.length} and ${told.struck.length}.`,
    )
  }
}

/** What was met; each pair that was not, only where all of them were sought. */
function printCoverage(coverage: Coverage, isWhole: boolean): void {
  const { count, missed } = coverage.pairs()
  console.log(`${coverage.awaits.size} awaits; ${count - missed.length} of ${count} pairs of await and fault hit`)
  if (options.whole)
    for (const [name, { passed, struck }] of [...coverage.awaits].sort()) {
      console.log(
        `  ${name}: ${passed}, ${Object.entries(struck)
          .map(([fault, times]) => `${fault} ${times}`)
          .join(', ')}`,
      )
    }
  for (const { name, fault } of isWhole ? missed : []) console.log(`  not hit: ${name} × ${fault}`)
  console.log('Seen:')
  for (const [what, times] of [...coverage.sometimes].sort()) console.log(`  ${what}: ${times}`)
  for (const what of everySometimes) if (!coverage.sometimes.has(what)) console.log(`  ${what}: never`)
}

function progress(count: number): (outcome: Outcome) => void {
  const startedAt = performance.now()
  let toldAt = startedAt
  let told = 0
  return ({ runs, failures, coverage }) => {
    for (const failure of failures.slice(told)) console.log(inWords(failure))
    told = failures.length
    const now = performance.now()
    if (now - toldAt < 5_000) return
    toldAt = now
    const perSecond = (runs / (now - startedAt)) * 1_000
    const { count: pairs, missed } = coverage.pairs()
    console.log(
      `${runs} of ${count} seeds, ${perSecond.toFixed(1)} a second, ${failures.length} violations, ${pairs - missed.length} of ${pairs} pairs`,
    )
  }
}

function rate({ runs, seconds }: Outcome): string {
  return (runs / seconds).toFixed(1)
}

function inWords({ seed, invariant, message }: Failure): string {
  return `seed ${seed}, invariant ${invariant}: ${message}`
}
