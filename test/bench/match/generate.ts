import type { Listed } from '../../../shared/match/listed.ts'
import { corrupt, type Noise, pick, pickCommon, type Random, slip } from './corrupt.ts'
import { corruptTitle, siblingProduct } from './generate-items.ts'
import { newName, type What } from './generate-names.ts'
import {
  brandWords,
  givenNames,
  places,
  shortForms,
  states,
  streetKinds,
  streets,
  surnames,
  trades,
} from './lexicon.ts'
import { randomFrom } from './random.ts'
import type { MatchSet } from './sets.ts'

/** What the two lists of a generated set are like. */
type Recipe = {
  readonly name: string
  readonly what: What
  readonly noise: Noise
  /** Rows of each list, nearly. */
  readonly size: number
  /** The share of the first list that has a mate in the second. */
  readonly mated: number
  /** The chance that a name has a near twin that is somebody else. */
  readonly siblings: number
  /** The chance that a name comes again as somebody else. */
  readonly homonyms: number
  /** The chance that each further field is known on a side; 0 for names only. */
  readonly fields: number
  /** The chance that a known field changed from one side to the other. */
  readonly changed: number
  /** The chance that one side has the legal name and the other the trade name, the fields being the same. */
  readonly renamed: number
}

const quiet: Noise = {
  legal: 0.25,
  short: 0.05,
  typo: 0.02,
  tail: 0.02,
  drop: 0.01,
  swap: 0,
  join: 0.01,
  alias: 0,
  style: 0.4,
}
const typed: Noise = {
  legal: 0.4,
  short: 0.2,
  typo: 0.2,
  tail: 0.08,
  drop: 0.06,
  swap: 0.03,
  join: 0.05,
  alias: 0.02,
  style: 0.5,
}
const rough: Noise = {
  legal: 0.5,
  short: 0.45,
  typo: 0.35,
  tail: 0.15,
  drop: 0.12,
  swap: 0.08,
  join: 0.08,
  alias: 0.04,
  style: 0.5,
}
const persons: Noise = {
  legal: 0,
  short: 0,
  typo: 0.3,
  tail: 0,
  drop: 0.08,
  swap: 0.12,
  join: 0.06,
  alias: 0,
  style: 0.1,
}

const common = { size: 1500, mated: 0.65, siblings: 0.2, homonyms: 0.01, fields: 0, changed: 0.1, renamed: 0 }

/** The sets that the weights are fitted on, beside those of a folder. */
const recipes: readonly Recipe[] = [
  { ...common, name: 'gen-companies', what: 'company', noise: quiet },
  { ...common, name: 'gen-typed', what: 'company', noise: typed },
  { ...common, name: 'gen-rough', what: 'company', noise: rough, mated: 0.4 },
  { ...common, name: 'gen-dense', what: 'company', noise: typed, size: 6000, homonyms: 0 },
  { ...common, name: 'gen-vendors', what: 'company', noise: typed, fields: 0.5, homonyms: 0.03, renamed: 0.05 },
  {
    ...common,
    name: 'gen-persons',
    what: 'person',
    noise: persons,
    fields: 0.85,
    changed: 0.15,
    size: 3000,
    siblings: 0.1,
    renamed: 0.05,
  },
  {
    ...common,
    name: 'gen-sites',
    what: 'site',
    noise: typed,
    fields: 0.7,
    mated: 0.35,
    siblings: 0.35,
    homonyms: 0.03,
    renamed: 0.05,
  },
  { ...common, name: 'gen-items', what: 'item', noise: typed, siblings: 0.5 },
]

/** The lists that the weights are fitted on, with a seed of their own. */
export const trainingSets = (): MatchSet[] => recipes.map((recipe, at) => generate(recipe, 1000 + at))

/** Other lists of the same kinds, for reporting. */
export const reportedSets = (): MatchSet[] => recipes.map((recipe, at) => generate(recipe, 2000 + at))

/** Two lists as large as any company's. */
export const largeSet = (rows: number, seed: number): MatchSet =>
  generate(
    { ...common, name: 'gen-large', what: 'company', noise: typed, size: rows, mated: 0.7, homonyms: 0.002 },
    seed,
  )

type Being = { readonly name: string; readonly fields: Omit<Listed, 'id' | 'name'> }

/** Makes a world of businesses, then writes it down twice. The same seed gives the same lists. */
function generate(recipe: Recipe, seed: number): MatchSet {
  const random = randomFrom(seed)
  const entities: Listed[] = []
  const records: Listed[] = []
  const pairs: [number, number][] = []
  const taken = new Set<string>()
  const addEntity = (being: Being) => entities.push(written(being, entities.length, recipe, random, false)) - 1
  const addRecord = (being: Being) => records.push(written(being, records.length, recipe, random, true)) - 1

  const live = (being: Being) => {
    taken.add(being.name.toLowerCase())
    const place = random()
    if (place < recipe.mated) {
      pairs.push([addEntity(being), addRecord(being)])
      // The same business twice in one list, typed anew.
      if (random() < 0.005) pairs.push([entities.length - 1, addRecord(being)])
    } else if (random() < 0.5) addEntity(being)
    else addRecord(being)
  }

  const most = recipe.size / (recipe.mated + (1 - recipe.mated) / 2)
  for (let made = 0; made < most; made++) {
    const being = newBeing(recipe, random)
    // Businesses see to it that their name is their own; people have namesakes.
    if (recipe.what !== 'person' && taken.has(being.name.toLowerCase())) continue
    live(being)
    if (random() < recipe.siblings) {
      const sibling = siblingOf(being, recipe, random)
      made++
      if (!taken.has(sibling.name.toLowerCase())) live(sibling)
    }
    if (random() < recipe.homonyms) {
      made++
      live({ name: being.name, fields: newFields(recipe, random, being.name) })
    }
  }
  return {
    name: recipe.name,
    kind: recipe.what === 'item' ? 'item' : 'customer',
    entities: shuffled(entities, pairs, 0, random),
    records: shuffled(records, pairs, 1, random),
    pairs,
    complete: true,
  }
}

/** Puts a list out of order, and the pairs with it. */
function shuffled(list: readonly Listed[], pairs: [number, number][], side: 0 | 1, random: Random): Listed[] {
  const order = list.map((_, at) => at)
  for (let at = order.length - 1; at > 0; at--) {
    const to = Math.floor(random() * (at + 1))
    const moved = order[at] ?? 0
    order[at] = order[to] ?? 0
    order[to] = moved
  }
  const places = new Map(order.map((from, to) => [from, to]))
  for (const pair of pairs) pair[side] = places.get(pair[side]) ?? 0
  return order.flatMap((from, to) => {
    const listed = list[from]
    return listed ? [{ ...listed, id: String(to) }] : []
  })
}

function newBeing(recipe: Recipe, random: Random): Being {
  const name = newName(recipe.what, random)
  return { name, fields: newFields(recipe, random, name) }
}

/** Somebody else with nearly the same name. */
function siblingOf({ name, fields }: Being, recipe: Recipe, random: Random): Being {
  if (recipe.what === 'item') return { name: siblingProduct(name, random), fields: {} }
  const words = name.split(' ')
  const other = newFields(recipe, random, name)
  const sameHouse = random() < 0.08 ? { ...other, address: fields.address, phone: fields.phone } : other
  if (recipe.what === 'person') {
    return { name: `${pickCommon(random, givenNames)} ${words.at(-1)}`, fields: sameHouse }
  }
  const roman = words.findIndex((word) => /^(?:I|II|III|IV|#?\d+)$/.test(word))
  if (roman >= 0) words[roman] = String(Math.floor(random() * 30) + 5)
  else {
    const kind = random()
    const at = Math.min(words.length - 1, 1)
    if (kind < 0.4 && words.length > 1) words[at] = pickCommon(random, trades)
    else if (kind < 0.6) words[0] = pickCommon(random, surnames)
    else if (kind < 0.8) words.push(pick(random, places))
    else words.splice(1, 0, pickCommon(random, brandWords))
  }
  return { name: words.join(' '), fields: sameHouse }
}

const digits = (random: Random, count: number) =>
  Array.from({ length: count }, () => Math.floor(random() * 10)).join('')

function newFields({ fields }: Recipe, random: Random, name: string): Being['fields'] {
  if (fields === 0) return {}
  const place = pickCommon(random, places)
  const domain = name
    .toLowerCase()
    .replace(/[^a-z]/g, '')
    .slice(0, 14)
  return {
    phone: `(${200 + Math.floor(random() * 60)}) ${digits(random, 3)}-${digits(random, 4)}`,
    email: `${pick(random, ['ap', 'info', 'sales', 'billing'])}@${random() < 0.8 ? domain : 'gmail'}.com`,
    address: {
      street: `${Math.floor(random() * 2000) + 1} ${pickCommon(random, streets)} ${pickCommon(random, streetKinds)}`,
      city: place,
      state: pick(random, states),
      zip: `${10 + (place.charCodeAt(1) % 80)}${digits(random, 3)}`,
    },
  }
}

/** One side's record of a business; the second side's was typed by somebody else. */
function written({ name, fields }: Being, at: number, recipe: Recipe, random: Random, isSecond: boolean): Listed {
  const id = String(at)
  const isRenamed = isSecond && random() < recipe.renamed
  const typedName = !isSecond
    ? name
    : isRenamed
      ? newName(recipe.what, random)
      : recipe.what === 'item'
        ? corruptTitle(name, random)
        : corrupt(name, recipe.noise, random)
  if (recipe.fields === 0) return { id, name: typedName }
  const current = isSecond && random() < recipe.changed ? newFields(recipe, random, name) : fields
  const known = <Field>(field: Field): Field | undefined => (random() < recipe.fields ? field : undefined)
  const retyped = (text: string | undefined) =>
    text !== undefined && isSecond && random() < recipe.noise.typo ? slip(text, random) : text
  const hasAddress = random() < recipe.fields
  return {
    id,
    name: typedName,
    phone: known(retyped(isSecond ? current.phone?.replace(/\D/g, '') : current.phone)),
    email: random() < 0.5 ? known(current.email) : undefined,
    address: hasAddress
      ? {
          street: retyped(isSecond ? shortStreet(current.address?.street ?? '', random) : current.address?.street),
          city: known(retyped(current.address?.city)),
          state: known(current.address?.state),
          zip: known(random() < 0.95 ? current.address?.zip : retyped(current.address?.zip)),
        }
      : undefined,
  }
}

const shortStreet = (street: string, random: Random) =>
  street
    .split(' ')
    .map((word) => (random() < 0.6 ? (shortForms.get(word.toLowerCase()) ?? word) : word))
    .join(' ')
