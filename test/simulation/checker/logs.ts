import type { Universe } from '../universe.ts'
import { holds } from './violation.ts'

/** Tokens and codes as the simulated Intuit gives them out, the app's secret, and the names of anything in the books. */
const FORBIDDEN = /eyJ\w{20}|RT1-|\bAB\w{30}|local-secret|(acme|beta)[ -](customer|vendor|part|invoice)/

/** 11. No token, no code, no secret and nothing of anybody's books is printed. */
export class LogCheck {
  readonly #universe: Universe
  #read = 0

  constructor(universe: Universe) {
    this.#universe = universe
  }

  check(): void {
    const { logs } = this.#universe
    for (; this.#read < logs.length; this.#read++) {
      const { line = '', by = '' } = logs[this.#read] ?? {}
      holds(!FORBIDDEN.test(line), 11, () => `${by} printed what nobody may read: ${line}`)
    }
  }
}
