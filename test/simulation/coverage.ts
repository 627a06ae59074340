import { type AnyFault, faultsOn, type Line } from './faults.ts'

/** What was met at one await: how often it was passed, and how often each fault struck. */
type Met = { line: Line; passed: number; struck: Record<string, number> }

/** Which awaits were passed, which faults struck there, and which rare things were seen to happen. */
export class Coverage {
  readonly awaits = new Map<string, Met>()
  readonly sometimes = new Map<string, number>()

  met(line: Line, name: string, fault: AnyFault | undefined): void {
    let met = this.awaits.get(name)
    if (!met) {
      met = { line, passed: 0, struck: {} }
      this.awaits.set(name, met)
    }
    met.passed++
    if (fault) met.struck[fault] = (met.struck[fault] ?? 0) + 1
  }

  saw(what: string, count = 1): void {
    if (count > 0) this.sometimes.set(what, (this.sometimes.get(what) ?? 0) + count)
  }

  /** Takes in what another run or another process has met. */
  add({ awaits, sometimes }: Plain): void {
    for (const [name, { line, passed, struck }] of awaits) {
      const own = this.awaits.get(name) ?? { line, passed: 0, struck: {} }
      own.passed += passed
      for (const [fault, count] of Object.entries(struck)) own.struck[fault] = (own.struck[fault] ?? 0) + count
      this.awaits.set(name, own)
    }
    for (const [what, count] of sometimes) this.saw(what, count)
  }

  plain = (): Plain => ({ awaits: [...this.awaits], sometimes: [...this.sometimes] })

  /** Pairs of await and fault: how many there are, and those that were never hit. */
  pairs(): { count: number; missed: string[] } {
    const missed: string[] = []
    let count = 0
    for (const [name, { line, struck }] of this.awaits) {
      for (const fault of faultsOn[line]) {
        count++
        if (!struck[fault]) missed.push(`${name} × ${fault}`)
      }
    }
    return { count, missed }
  }
}

/** Coverage as it goes from one process to another. */
export type Plain = { awaits: [string, Met][]; sometimes: [string, number][] }
