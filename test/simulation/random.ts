/** Chance that comes out the same in every run: a stream of numbers between 0 and 1 that a seed begins. */
export class Random {
  #state: number

  constructor(...seeds: readonly (number | string)[]) {
    this.#state = hash(seeds.join('|'))
  }

  next = (): number => {
    this.#state = (this.#state + 0x6d2b79f5) | 0
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }

  /** A number from one to another, ends included if they are whole. */
  between = (from: number, to: number): number => Math.floor(from + this.next() * (to - from + 1))

  chance = (probability: number): boolean => this.next() < probability

  pick<Choice>(choices: readonly Choice[]): Choice {
    const choice = choices[Math.floor(this.next() * choices.length)]
    if (choice === undefined) throw new RangeError('there is nothing to choose from')
    return choice
  }

  shuffled<Each>(list: readonly Each[]): Each[] {
    const keyed = list.map((each) => ({ each, at: this.next() }))
    return keyed.sort((left, right) => left.at - right.at).map(({ each }) => each)
  }
}

/** FNV-1a over the text, stirred at the end so that neighbouring seeds have nothing in common. */
function hash(text: string): number {
  let state = 0x811c9dc5
  for (let index = 0; index < text.length; index++) state = Math.imul(state ^ text.charCodeAt(index), 0x01000193)
  state = Math.imul(state ^ (state >>> 16), 0x85ebca6b)
  state = Math.imul(state ^ (state >>> 13), 0xc2b2ae35)
  return state ^ (state >>> 16)
}
