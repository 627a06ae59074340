/** Sørensen and Dice's likeness of pairs of letters, as string-similarity has it. */
export function diceOf(one: string, other: string): number {
  const a = one.replaceAll(' ', '')
  const b = other.replaceAll(' ', '')
  if (a === b) return 1
  if (a.length < 2 || b.length < 2) return 0
  const pairs = new Map<number, number>()
  for (let at = 0; at + 1 < a.length; at++) {
    const pair = a.charCodeAt(at) * 65_536 + a.charCodeAt(at + 1)
    pairs.set(pair, (pairs.get(pair) ?? 0) + 1)
  }
  let both = 0
  for (let at = 0; at + 1 < b.length; at++) {
    const pair = b.charCodeAt(at) * 65_536 + b.charCodeAt(at + 1)
    const left = pairs.get(pair) ?? 0
    if (left === 0) continue
    pairs.set(pair, left - 1)
    both++
  }
  return (2 * both) / (a.length + b.length - 2)
}

/** Jaro's likeness, with Winkler's gift for a common beginning. */
export function jaroWinkler(one: string, other: string): number {
  if (one === other) return 1
  const reach = Math.max(Math.floor(Math.max(one.length, other.length) / 2) - 1, 0)
  const usedOne = new Uint8Array(one.length)
  const usedOther = new Uint8Array(other.length)
  let common = 0
  for (let at = 0; at < one.length; at++) {
    const end = Math.min(at + reach + 1, other.length)
    for (let to = Math.max(at - reach, 0); to < end; to++) {
      if (usedOther[to] || one.charCodeAt(at) !== other.charCodeAt(to)) continue
      usedOne[at] = 1
      usedOther[to] = 1
      common++
      break
    }
  }
  if (common === 0) return 0
  let swapped = 0
  let to = 0
  for (let at = 0; at < one.length; at++) {
    if (!usedOne[at]) continue
    while (!usedOther[to]) to++
    if (one.charCodeAt(at) !== other.charCodeAt(to)) swapped++
    to++
  }
  const jaro = (common / one.length + common / other.length + (common - swapped / 2) / common) / 3
  let start = 0
  while (start < 4 && start < one.length && one.charCodeAt(start) === other.charCodeAt(start)) start++
  return jaro + start * 0.1 * (1 - jaro)
}

/** Cosines of trigrams weighed by rarity, for one entity with all records, the best first. */
export function trigramVectors(entities: readonly string[], records: readonly string[]) {
  const trigramsOf = (name: string) => {
    const text = ` ${name} `
    return new Set(Array.from({ length: Math.max(text.length - 2, 0) }, (_, at) => text.slice(at, at + 3)))
  }
  const all = [...entities, ...records].map(trigramsOf)
  const frequency = new Map<string, number>()
  for (const own of all) for (const trigram of own) frequency.set(trigram, (frequency.get(trigram) ?? 0) + 1)
  const rarity = (trigram: string) => Math.log(1 + all.length / (frequency.get(trigram) ?? 1))
  const lengthOf = (own: ReadonlySet<string>) =>
    Math.sqrt([...own].reduce((sum, trigram) => sum + rarity(trigram) ** 2, 0))
  const lengths = all.map(lengthOf)
  const postings = new Map<string, number[]>()
  all.slice(entities.length).forEach((own, record) => {
    for (const trigram of own) {
      const rows = postings.get(trigram)
      if (rows) rows.push(record)
      else postings.set(trigram, [record])
    }
  })
  return (entity: number): { record: number; score: number }[] => {
    const products = new Map<number, number>()
    for (const trigram of all[entity] ?? []) {
      const gain = rarity(trigram) ** 2
      for (const record of postings.get(trigram) ?? []) products.set(record, (products.get(record) ?? 0) + gain)
    }
    return [...products]
      .map(([record, product]) => ({
        record,
        score: product / ((lengths[entity] ?? 1) * (lengths[entities.length + record] ?? 1)),
      }))
      .filter(({ score }) => score > 0.3)
      .sort((one, other) => other.score - one.score)
  }
}
