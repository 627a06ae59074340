/** An invariant that does not hold, by its number in the list of them, and what was seen. */
export class Violation extends Error {
  override readonly name = 'Violation'
  readonly invariant: number

  constructor(invariant: number, seen: string) {
    super(seen)
    this.invariant = invariant
  }
}

/** Throws unless it is so. */
export function holds(isSo: boolean, invariant: number, seen: () => string): asserts isSo {
  if (!isSo) throw new Violation(invariant, seen())
}
