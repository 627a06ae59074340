import { growing16, growing32 } from './growing.ts'

/** Three letters in a row, hashed: 65,536 buckets are plenty for the some 10,000 that names use. */
const BUCKETS = 65_536

/** The trigrams of every row, sorted, with each bucket's weight and each row's length as a vector. */
export type Trigrams = {
  readonly starts: Uint32Array
  readonly buckets: Uint16Array
  readonly lengths: Float32Array
}

/** Cuts one text after the other into trigrams, spaces and edges included. */
export function trigramCollector(expected: number) {
  const starts = growing32(expected + 1)
  const all = growing16(expected * 20)
  const own: number[] = []
  starts.push(0)
  return {
    add(text: string): void {
      const padded = ` ${text} `
      own.length = 0
      for (let at = 0; at + 2 < padded.length; at++) {
        const hash =
          Math.imul(padded.charCodeAt(at), 0x9e3779b1) ^
          Math.imul(padded.charCodeAt(at + 1), 0x85ebca6b) ^
          Math.imul(padded.charCodeAt(at + 2), 0xc2b2ae35)
        own.push((hash ^ (hash >>> 16)) & (BUCKETS - 1))
      }
      own.sort((one, other) => one - other)
      own.forEach((bucket, at) => {
        if (at === 0 || own[at - 1] !== bucket) all.push(bucket)
      })
      starts.push(all.size)
    },
    taken: (): Omit<Trigrams, 'lengths'> => ({ starts: starts.taken(), buckets: all.taken() }),
  }
}

/** How much each trigram says, by how rare it is in both lists. */
export function trigramWeights(lists: readonly Omit<Trigrams, 'lengths'>[]): Float32Array {
  const frequency = new Uint32Array(BUCKETS)
  let rows = 0
  for (const { buckets, starts } of lists) {
    rows += starts.length - 1
    for (const bucket of buckets) frequency[bucket] = (frequency[bucket] ?? 0) + 1
  }
  const weights = new Float32Array(BUCKETS)
  for (let bucket = 0; bucket < BUCKETS; bucket++) {
    const times = frequency[bucket] ?? 0
    if (times > 0) weights[bucket] = Math.log(1 + rows / times)
  }
  return weights
}

/** Adds each row's length as a vector. */
export function measured(list: Omit<Trigrams, 'lengths'>, weights: Float32Array): Trigrams {
  const { starts, buckets } = list
  const lengths = new Float32Array(starts.length - 1)
  for (let row = 0; row < lengths.length; row++) {
    let squares = 0
    const end = starts[row + 1] ?? 0
    for (let at = starts[row] ?? 0; at < end; at++) squares += (weights[buckets[at] ?? 0] ?? 0) ** 2
    lengths[row] = Math.sqrt(squares)
  }
  return { ...list, lengths }
}

/** How alike two rows are in their trigrams, 0 to 1. */
export function trigramCosine(a: Trigrams, rowA: number, b: Trigrams, rowB: number, weights: Float32Array): number {
  let at = a.starts[rowA] ?? 0
  let to = b.starts[rowB] ?? 0
  const endA = a.starts[rowA + 1] ?? 0
  const endB = b.starts[rowB + 1] ?? 0
  let product = 0
  while (at < endA && to < endB) {
    const one = a.buckets[at] ?? 0
    const other = b.buckets[to] ?? 0
    if (one === other) {
      product += (weights[one] ?? 0) ** 2
      at++
      to++
    } else if (one < other) at++
    else to++
  }
  const lengths = (a.lengths[rowA] ?? 0) * (b.lengths[rowB] ?? 0)
  return lengths === 0 ? 0 : product / lengths
}
