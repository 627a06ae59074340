/** Something that is to happen at a moment, unless it is cancelled. */
export type Appointment = { at: number; order: number; run: () => void; isCancelled: boolean }

/** Virtual time: what is to happen happens in its order, and nothing else makes time pass. */
export class Scheduler {
  now: number
  steps = 0
  #lastOrder = 0
  /** A heap: the soonest appointment stands first. */
  readonly #heap: Appointment[] = []

  constructor(start: number) {
    this.now = start
  }

  at(at: number, run: () => void): Appointment {
    // Clocks tell whole milliseconds.
    const appointment = { at: Math.max(Math.ceil(at), this.now), order: ++this.#lastOrder, run, isCancelled: false }
    this.#push(appointment)
    return appointment
  }

  after = (ms: number, run: () => void): Appointment => this.at(this.now + ms, run)

  /**
   * Lets time pass until a moment. After each step every promise that could go on has gone on, and whoever watches looks.
   */
  async run(until: number, watch: () => Promise<void> | undefined): Promise<void> {
    for (;;) {
      const next = this.#heap[0]
      if (!next || next.at > until) break
      this.#pop()
      if (next.isCancelled) continue
      this.now = next.at
      this.steps++
      next.run()
      await settled()
      const watching = watch()
      if (watching) await watching
    }
    this.now = Math.max(this.now, Number.isFinite(until) ? until : this.now)
  }

  #push(appointment: Appointment): void {
    const heap = this.#heap
    let index = heap.push(appointment) - 1
    while (index > 0) {
      const parent = (index - 1) >> 1
      const above = heap[parent]
      if (!above || isBefore(above, appointment)) break
      heap[index] = above
      index = parent
    }
    heap[index] = appointment
  }

  #pop(): void {
    const heap = this.#heap
    const last = heap.pop()
    if (!last || heap.length === 0) return
    let index = 0
    for (;;) {
      let child = 2 * index + 1
      const [left, right] = [heap[child], heap[child + 1]]
      if (!left) break
      let soonest = left
      if (right && isBefore(right, left)) {
        soonest = right
        child++
      }
      if (isBefore(last, soonest)) break
      heap[index] = soonest
      index = child
    }
    heap[index] = last
  }
}

const isBefore = (one: Appointment, other: Appointment): boolean =>
  one.at < other.at || (one.at === other.at && one.order < other.order)

/** When every promise that could go on has gone on: the event loop comes round only then. */
const settled = (): Promise<void> => new Promise((resolve) => realSetImmediate(resolve))
const realSetImmediate = setImmediate
