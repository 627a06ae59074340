const MINUTE_MS = 60_000
const SECOND_MS = 1_000

/** Requests a realm may make: in a minute, in a second, as batches in a minute, and at once. */
export type Rates = { perMinute: number; perSecond: number; batchesPerMinute: number; atOnce: number }

export const intuitRates: Rates = { perMinute: 500, perSecond: 10, batchesPerMinute: 40, atOnce: 10 }

/** What a realm has used. */
export type Usage = {
  calls: number
  batches: number
  throttled: number
  meteredReads: Record<string, number>
  mostAtOnce: number
}

/** Counts the calls of one realm against the limits, in sliding windows. A refused call counts for nothing. */
export class Limits {
  readonly usage: Usage = { calls: 0, batches: 0, throttled: 0, meteredReads: {}, mostAtOnce: 0 }
  #calls: number[] = []
  #batches: number[] = []
  #ends: number[] = []

  /** Lets a call in, or says which limit it would break. */
  admit(at: number, isBatch: boolean, rates: Rates | null): 'admitted' | keyof Rates {
    this.#calls = this.#calls.filter((call) => call > at - MINUTE_MS)
    this.#batches = this.#batches.filter((batch) => batch > at - MINUTE_MS)
    this.#ends = this.#ends.filter((end) => end > at)
    const broken = rates && this.#broken(at, isBatch, rates)
    if (broken) {
      this.usage.throttled += 1
      return broken
    }
    this.#calls.push(at)
    this.usage.calls += 1
    if (isBatch) {
      this.#batches.push(at)
      this.usage.batches += 1
    }
    return 'admitted'
  }

  #broken(at: number, isBatch: boolean, rates: Rates): keyof Rates | undefined {
    if (this.#calls.length >= rates.perMinute) return 'perMinute'
    if (this.#calls.filter((call) => call > at - SECOND_MS).length >= rates.perSecond) return 'perSecond'
    if (isBatch && this.#batches.length >= rates.batchesPerMinute) return 'batchesPerMinute'
    return this.#ends.length >= rates.atOnce ? 'atOnce' : undefined
  }

  /** Notes until when an admitted call is in flight. */
  endsAt(at: number): void {
    this.#ends.push(at)
    this.usage.mostAtOnce = Math.max(this.usage.mostAtOnce, this.#ends.length)
  }

  /** Whether so many more reads stay within the month's cap. */
  mayRead = (count: number, month: string, cap: number | null): boolean =>
    cap === null || (this.usage.meteredReads[month] ?? 0) + count <= cap

  /** Meters reads; false if they would go beyond the month's cap. */
  read(count: number, month: string, cap: number | null): boolean {
    if (!this.mayRead(count, month, cap)) return false
    this.usage.meteredReads[month] = (this.usage.meteredReads[month] ?? 0) + count
    return true
  }
}
