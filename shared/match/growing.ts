/** A list of whole numbers that grows: a plain array would take twice the room, and a million copies. */
class GrowingNumbers<Column extends Uint16Array | Uint32Array> {
  readonly #make: (length: number) => Column
  #room: Column
  #size = 0

  constructor(make: (length: number) => Column, expected: number) {
    this.#make = make
    this.#room = make(Math.max(expected, 16))
  }

  get size(): number {
    return this.#size
  }

  push(number: number): void {
    if (this.#size === this.#room.length) this.#room = this.#resized(Math.ceil(this.#size * 1.5))
    this.#room[this.#size++] = number
  }

  /** What was pushed, in room of its own. */
  taken(): Column {
    return this.#resized(this.#size)
  }

  #resized(length: number): Column {
    const other = this.#make(length)
    other.set(this.#room.subarray(0, Math.min(length, this.#size)))
    return other
  }
}

/** A growing list of numbers up to 32 bits. */
export const growing32 = (expected: number) => new GrowingNumbers((length) => new Uint32Array(length), expected)

/** A growing list of numbers up to 16 bits. */
export const growing16 = (expected: number) => new GrowingNumbers((length) => new Uint16Array(length), expected)
