import { type AnyFault, faultsOn, type Line } from './faults.ts'

/** A fault that is to strike at one await, whatever the weather. */
export type Aim = { key: string; fault: AnyFault }
/** A seed, and faults besides those that it brings. */
export type Planned = { seed: number; aims: readonly Aim[] }

/** An await that was passed in the storm, and where nothing struck. */
type Spared = Planned & { key: string }
/** So many of them are kept, each of another seed. */
const SPARED_MAX = 3

/** What was met at one await: how often it was passed, how often each fault struck, and where one could have. */
type Met = { line: Line; passed: number; struck: Record<string, number>; spared: Spared[] }

/** Which awaits were passed, which faults struck there, and which rare things were seen to happen. */
export class Coverage {
  readonly awaits = new Map<string, Met>()
  readonly sometimes = new Map<string, number>()

  met(line: Line, name: string, fault: AnyFault | undefined, spared?: Spared): void {
    let met = this.awaits.get(name)
    if (!met) {
      met = { line, passed: 0, struck: {}, spared: [] }
      this.awaits.set(name, met)
    }
    met.passed++
    if (fault) met.struck[fault] = (met.struck[fault] ?? 0) + 1
    if (spared && met.spared.length < SPARED_MAX && met.spared.at(-1)?.seed !== spared.seed) met.spared.push(spared)
  }

  saw(what: string, count = 1): void {
    if (count > 0) this.sometimes.set(what, (this.sometimes.get(what) ?? 0) + count)
  }

  /** Takes in what another run or another process has met. */
  add({ awaits, sometimes }: Plain): void {
    for (const [name, { line, passed, struck, spared }] of awaits) {
      const own = this.awaits.get(name) ?? { line, passed: 0, struck: {}, spared: [] }
      own.passed += passed
      own.spared = [...own.spared, ...spared].slice(0, SPARED_MAX)
      for (const [fault, count] of Object.entries(struck)) own.struck[fault] = (own.struck[fault] ?? 0) + count
      this.awaits.set(name, own)
    }
    for (const [what, count] of sometimes) this.saw(what, count)
  }

  plain = (): Plain => ({ awaits: [...this.awaits], sometimes: [...this.sometimes] })

  /** Pairs of await and fault: how many there are, and those that were never hit, with where they can be. */
  pairs(): { count: number; missed: { name: string; fault: AnyFault; plan: Planned | undefined }[] } {
    const pairs = [...this.awaits].flatMap(([name, { line, struck, spared }]) =>
      faultsOn[line].map((fault, index) => {
        const place = spared[index % spared.length]
        const plan = place && { seed: place.seed, aims: [...place.aims, { key: place.key, fault }] }
        return { name, fault, isHit: struck[fault] !== undefined, plan }
      }),
    )
    return { count: pairs.length, missed: pairs.filter(({ isHit }) => !isHit) }
  }
}

/** Coverage as it goes from one process to another. */
export type Plain = { awaits: [string, Met][]; sometimes: [string, number][] }
