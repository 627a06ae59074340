import type { CauseCount } from '../../shared/aws/record-list.ts'
import { parseKey, type RecordKey } from '../../shared/erp/record.ts'
import { asAbsent } from '../../shared/lib/passing.ts'
import type { StoredRecord } from '../../shared/sync/record.ts'
import { judgeWait } from '../../shared/sync/waiting.ts'
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
    const end = waits && judgeWait(waits, awaited.get(waits.on)?.state, world.now())
    return end?.ends === 'by-somebody' ? { ...one, reason: end.reason } : one
  })
}

/** The causes but for those whose records go on by themselves, and which records wait until somebody does something. */
export async function judgedCauses(world: WaitsWorld, company: string, causes: readonly CauseCount[]) {
  const awaited = await standingsOf(
    world,
    company,
    causes.flatMap((one) => awaitedBy(one) ?? []),
  )
  // Since when something is waited for counts only where it was never sent.
  const unsent = causes.flatMap((one) => {
    const on = awaitedBy(one)
    return on && !awaited.has(on) ? one.sample : []
  })
  const waiting = await world.records.getShown(company, unsent)
  const endOf = (cause: CauseCount) => {
    const on = awaitedBy(cause)
    if (!on) return undefined
    const [since = ''] = cause.sample.flatMap((key) => waiting.get(key)?.waits?.since ?? []).toSorted()
    return judgeWait({ on, since }, awaited.get(on)?.state, world.now()).ends
  }
  const ends = new Map(causes.map((one) => [one, endOf(one)]))
  return {
    problems: causes.filter((one) => ends.get(one) !== 'by-itself'),
    waitForSomebody: causes.filter((one) => ends.get(one) === 'by-somebody'),
  }
}

const WAITING = 'waiting/'
/** The record that the records of a cause wait for, if they do. */
const awaitedBy = ({ cause }: CauseCount): RecordKey | undefined =>
  cause.startsWith(WAITING) ? parseKey(cause.slice(WAITING.length))?.key : undefined

/** Where records stand; one that cannot be read is there all the same. */
const standingsOf = async ({ records }: WaitsWorld, company: string, keys: readonly RecordKey[]) => {
  const distinct = [...new Set(keys)]
  return (await records.standings(company, distinct).catch(asAbsent)) ?? (await records.getShown(company, distinct))
}
