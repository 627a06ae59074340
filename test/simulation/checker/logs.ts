import type { Universe } from '../universe.ts'
import { holds } from './violation.ts'

/** Tokens and codes as the simulated Intuit gives them out, the app's secret, and the names of anything in the books. */
const FORBIDDEN = /eyJ\w{20}|RT1-|\bAB\w{30}|local-secret|(acme|beta)[ -](customer|vendor|part|invoice)/

/** What a writer says that takes a company over from one that has died. */
const TOOK_OVER = 'took over from a writer that had died'

/** What a push says that blames a record for a failure, and stops it until a person sees to it. */
const SET_ASIDE = 'a record was set aside'

/**
 * 27. No record is blamed for what fails for the time being: but for rows that were spoiled, all that is fed or stored here can
 * be handled. 11. No token, no code, no secret and nothing of anybody's books is printed. And of 4: where nothing has gone wrong
 * no writer has died, so none is taken over; two at once would only be kept from harm by the number of the lease.
 */
export class LogCheck {
  readonly #universe: Universe
  #read = 0

  constructor(universe: Universe) {
    this.#universe = universe
  }

  check(): void {
    const { logs, struck } = this.#universe
    for (; this.#read < logs.length; this.#read++) {
      const { line = '', by = '' } = logs[this.#read] ?? {}
      holds(!FORBIDDEN.test(line), 11, () => `${by} printed what nobody may read: ${line}`)
      const isRight = struck.length > 0 || !line.includes(TOOK_OVER)
      const isBlamed = line.includes(SET_ASIDE) && ![...this.#universe.spoiled].some((hash) => line.includes(hash))
      holds(!isBlamed, 27, () => `${by} blames a record for a failure: ${line}`)
      holds(isRight, 4, () => `${by} took over from a writer, although none has died`)
    }
  }
}
