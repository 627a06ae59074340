import Big from 'big.js'
import { causeOf, isNoted } from '../../shared/aws/open-key.ts'
import type { CauseCount } from '../../shared/aws/record-list.ts'
import { type Kind, parseKey, type RecordKey } from '../../shared/erp/record.ts'
import { asAbsent } from '../../shared/lib/passing.ts'
import type { StoredRecord } from '../../shared/sync/record.ts'
import { judgeWait, type Whereabouts, whereabouts } from '../../shared/sync/waiting.ts'
import type { World } from './world.ts'

type WaitsWorld = Pick<World, 'now' | 'records'>

/** Records as people see them: what waits, and will do so until somebody does something, says what. */
export async function withWaits(
  world: WaitsWorld,
  company: string,
  stored: readonly StoredRecord[],
): Promise<StoredRecord[]> {
  const waitsOf = ({ state, waits }: StoredRecord) => (state === 'waiting' ? waits : undefined)
  const awaited = await standingsOf(
    world,
    company,
    stored.flatMap((one) => waitsOf(one)?.on ?? []),
  )
  return stored.map((one) => {
    const waits = waitsOf(one)
    const end = waits && judgeWait(waits, awaited.get(waits.on)?.is, world.now())
    return end?.ends === 'by-somebody' ? { ...one, reason: end.reason } : one
  })
}

/** A cause that somebody has to see to, and what waits for its records, one behind another. */
export type Judged = Omit<CauseCount, 'kind'> & { kinds: Kind[]; blocks: { records: number; amount: string } }

/**
 * The causes that somebody has to see to: those whose records go on by themselves are none, and what waits for records of
 * another cause hangs on that one. What the ERP has never sent is one cause for each kind of it; all others are of one kind
 * of records, but for what waits for one record.
 */
export async function judgedCauses(world: WaitsWorld, company: string, causes: readonly CauseCount[]) {
  const waits = causes.flatMap((cause) => {
    const on = awaitedIn(cause.cause)
    return on ? [{ cause, on }] : []
  })
  const awaited = await awaitedFrom(
    world,
    company,
    waits.map(({ on }) => on),
  )
  // Since when something is waited for counts only where it was never sent.
  const unsent = waits.flatMap(({ cause, on }) => (awaited.has(on) ? [] : cause.sample))
  const waiting = await world.records.getShown(company, unsent)
  const judged = new Map<string, Judged>()
  const add = (cause: CauseCount) => {
    const name = nameOf(cause.cause, cause.kind)
    judged.set(name, merged(judged.get(name), cause))
  }
  for (const cause of causes) if (!awaitedIn(cause.cause)) add(cause)
  const hanging: { cause: CauseCount; root: string }[] = []
  for (const { cause, on } of waits) {
    const [since = ''] = cause.sample.flatMap((key) => waiting.get(key)?.waits?.since ?? []).toSorted()
    const { ends } = judgeWait({ on, since }, awaited.get(on)?.is, world.now())
    const name = awaited.has(on) ? cause.cause : `${WAITING}${kindOf(on)}`
    if (ends === 'by-somebody') add({ ...cause, cause: name })
    else hanging.push({ cause, root: rootOf(on, awaited) })
  }
  for (const { cause, root } of hanging) {
    const found = judged.get(root)
    if (found) judged.set(root, blocking(found, cause))
  }
  const problems = [...judged.values()].sort(
    (left, right) => Number(isNoted(left.cause)) - Number(isNoted(right.cause)) || weightOf(right) - weightOf(left),
  )
  return { problems, waitForSomebody: problems.filter(({ cause }) => cause.startsWith(WAITING)) }
}

const weightOf = ({ count, blocks }: Judged): number => count + blocks.records

function merged(before: Judged | undefined, { kind, ...cause }: CauseCount): Judged {
  if (!before) return { ...cause, kinds: [kind], blocks: { records: 0, amount: '0' } }
  const amount = new Big(before.amount).plus(cause.amount).toFixed()
  const sample = [...before.sample, ...cause.sample].slice(0, SAMPLE_MAX)
  return { ...before, count: before.count + cause.count, amount, sample, kinds: [...new Set([...before.kinds, kind])] }
}

const blocking = (judged: Judged, { count, amount }: CauseCount): Judged => ({
  ...judged,
  blocks: { records: judged.blocks.records + count, amount: new Big(judged.blocks.amount).plus(amount).toFixed() },
})

const SAMPLE_MAX = 5
const WAITING = 'waiting/'
/** The record that the records of a cause, or the one at a place, wait for; undefined if they do not wait. */
const awaitedIn = (cause: string): RecordKey | undefined =>
  cause.startsWith(WAITING) ? parseKey(cause.slice(WAITING.length))?.key : undefined
/** What tells a cause from all others. */
const nameOf = (cause: string, kind: string): string => (cause.startsWith(WAITING) ? cause : `${cause} ${kind}`)
const kindOf = (key: RecordKey): string => key.slice(0, key.indexOf('/'))

/** What is waited for waits itself at times; nobody waits for more than so many one behind another. */
const BEHIND_MAX = 6
type Awaited = { is: Whereabouts; open: string | undefined }

/** Where the awaited records stand, and those that they wait for in turn. */
async function awaitedFrom(world: WaitsWorld, company: string, keys: readonly RecordKey[]) {
  const found = new Map<RecordKey, Awaited>()
  let next = keys
  for (let behind = 0; next.length > 0 && behind < BEHIND_MAX; behind++) {
    const some = await standingsOf(world, company, next)
    for (const [key, standing] of some) found.set(key, standing)
    next = [...some.values()].flatMap(({ open }) => {
      const on = open === undefined ? undefined : awaitedIn(causeOf(open))
      return on && !found.has(on) ? [on] : []
    })
  }
  return found
}

/** The cause at the end of a chain of records that wait for one another, with the kind of what it keeps, where it keeps any. */
function rootOf(key: RecordKey, awaited: ReadonlyMap<RecordKey, Awaited>): string {
  let root = key
  for (let behind = 0; behind < BEHIND_MAX; behind++) {
    const { open } = awaited.get(root) ?? {}
    const on = open === undefined ? undefined : awaitedIn(causeOf(open))
    if (open === undefined || on === undefined) break
    if (!awaited.has(on)) return `${WAITING}${kindOf(on)}`
    if (['off', 'deleted'].includes(awaited.get(on)?.is ?? '')) return `${WAITING}${on}`
    root = on
  }
  const { open } = awaited.get(root) ?? {}
  return open === undefined ? '' : nameOf(causeOf(open), kindOf(root))
}

/** Where records stand; one that cannot be read is there all the same. */
const standingsOf = async ({ records }: WaitsWorld, company: string, keys: readonly RecordKey[]) => {
  const distinct = [...new Set(keys)]
  const all =
    (await records.standings(company, distinct).catch(asAbsent)) ?? (await records.getShown(company, distinct))
  return new Map([...all].map(([key, one]): [RecordKey, Awaited] => [key, { is: whereabouts(one), open: one.open }]))
}
