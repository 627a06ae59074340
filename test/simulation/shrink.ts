import { Coverage } from './coverage.ts'
import { type Run, simulate, type Without } from './simulation.ts'
import { departuresOf } from './worlds.ts'

/** A failing seed is run so often, at most, to see what it takes for it to fail. */
const TRIES_MAX = 200

/** Leaves out as much of a failing run as can be left out while it fails in the same way. */
export async function shrink(run: Run): Promise<Run> {
  const invariant = run.violation?.invariant
  const without = { happenings: new Set<number>(), faults: new Set<string>(), world: new Set<string>() }
  let smallest = run
  let tries = 0

  const failsWithout = async (candidate: Without): Promise<boolean> => {
    tries++
    const again = await simulate(run.planned, new Coverage(), candidate)
    if (again.violation?.invariant !== invariant) return false
    smallest = again
    return true
  }
  /** Tries to leave out ever smaller parts of a list. */
  const reduce = async <Each>(
    all: readonly Each[],
    leaveOut: (part: readonly Each[]) => Without,
    keep: (part: readonly Each[]) => void,
  ) => {
    let left = all
    for (let size = Math.ceil(left.length / 2); size >= 1 && tries < TRIES_MAX; size = Math.floor(size / 2)) {
      for (let at = 0; at < left.length && tries < TRIES_MAX; ) {
        const part = left.slice(at, at + size)
        if (await failsWithout(leaveOut(part))) {
          keep(part)
          left = left.filter((each) => !part.includes(each))
        } else at += size
      }
    }
  }

  // A second content under one version is judged beside the others of its record: it goes first, or none of them goes.
  const rivals = run.happenings.flatMap((happening, index) =>
    happening.do === 'feed' && happening.rival ? [index] : [],
  )
  if (rivals.length > 0 && (await failsWithout({ ...without, happenings: new Set(rivals) }))) {
    for (const index of rivals) without.happenings.add(index)
  }
  const judged = rivals.filter((index) => !without.happenings.has(index)).map((index) => nameIn(run, index))
  await reduce(
    departuresOf(run.world).map(([option]) => option),
    (part) => ({ ...without, world: new Set([...without.world, ...part]) }),
    (part) => {
      for (const option of part) without.world.add(option)
    },
  )
  await reduce(
    run.struck.map(({ key }) => key),
    (part) => ({ ...without, faults: new Set([...without.faults, ...part]) }),
    (part) => {
      for (const key of part) without.faults.add(key)
    },
  )
  await reduce(
    run.happenings.flatMap((_, index) => (judged.includes(nameIn(run, index) ?? '') ? [] : [index])),
    (part) => ({ ...without, happenings: new Set([...without.happenings, ...part]) }),
    (part) => {
      for (const index of part) without.happenings.add(index)
    },
  )
  return smallest
}

/** Which record an event is about; undefined for anything else. */
function nameIn({ happenings }: Run, index: number): string | undefined {
  const happening = happenings[index]
  const fact = happening?.do === 'feed' ? (happening.fact ?? happening.rival) : undefined
  return fact && `${fact.company}/${fact.key}`
}
