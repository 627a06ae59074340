import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import * as z from 'zod'
import type { Listed } from '../../../shared/match/listed.ts'

/** Two lists and the pairs that are truly the same, by place. */
export type MatchSet = {
  readonly name: string
  readonly kind: 'customer' | 'item'
  readonly entities: readonly Listed[]
  readonly records: readonly Listed[]
  readonly pairs: readonly (readonly [entity: number, record: number])[]
  /** Whether entities without a pair truly have no mate; else only those with one can be judged. */
  readonly complete: boolean
}

const Row = z.object({
  name: z.string(),
  address: z.optional(z.string()),
  city: z.optional(z.string()),
  zip: z.optional(z.string()),
  phone: z.optional(z.string()),
})

const File = z.object({
  name: z.string(),
  kind: z.string(),
  A: z.array(Row),
  B: z.array(Row),
  pairs: z.array(z.tuple([z.int(), z.int()])),
})

/** Pairs are missing in these, so an entity without one proves nothing. */
const incomplete = ['utilities']

/** Reads every gzipped set of a folder. */
export function readSets(folder: string): MatchSet[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json.gz'))
    .sort()
    .map((file) => readSet(join(folder, file)))
}

function readSet(path: string): MatchSet {
  const file = File.parse(JSON.parse(gunzipSync(readFileSync(path)).toString('utf8')))
  return {
    name: file.name,
    kind: file.kind === 'product' ? 'item' : 'customer',
    entities: file.A.map(toListed),
    records: file.B.map(toListed),
    pairs: file.pairs,
    complete: !incomplete.includes(file.name),
  }
}

function toListed({ name, phone, address, city, zip }: z.output<typeof Row>, at: number): Listed {
  return { id: String(at), name, phone, address: { street: address, city, zip } }
}

/** The same lists without anything but names. */
export function namesOnly(set: MatchSet): MatchSet {
  const bare = ({ id, name }: Listed): Listed => ({ id, name })
  return { ...set, entities: set.entities.map(bare), records: set.records.map(bare) }
}

/** Whether the set knows more than names. */
export const hasFields = ({ entities }: MatchSet): boolean =>
  entities.some(({ phone, email, address }) => phone || email || address?.street || address?.city || address?.zip)
