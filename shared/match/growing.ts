/** A list of whole numbers that grows: a plain array would take twice the room, and a million copies. */
export class GrowingNumbers {
  #room: Uint32Array
  #size = 0

  constructor(expected: number) {
    this.#room = new Uint32Array(Math.max(expected, 16))
  }

  get size(): number {
    return this.#size
  }

  push(number: number): void {
    if (this.#size === this.#room.length) {
      const larger = new Uint32Array(Math.ceil(this.#size * 1.5))
      larger.set(this.#room)
      this.#room = larger
    }
    this.#room[this.#size++] = number
  }

  /** What was pushed. */
  taken(): Uint32Array {
    return this.#room.slice(0, this.#size)
  }
}
