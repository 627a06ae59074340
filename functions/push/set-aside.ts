import { createHash } from 'node:crypto'
import type { Attempt } from '../../shared/aws/attempts.ts'
import type { Standing } from '../../shared/aws/record-row.ts'
import type { RecordStore } from '../../shared/aws/records.ts'
import type { RecordKey } from '../../shared/erp/record.ts'
import { apart } from '../../shared/lib/apart.ts'
import { isPassing } from '../../shared/lib/passing.ts'
import { reasons } from '../../shared/sync/reasons.ts'
import type { StoredRecord } from '../../shared/sync/record.ts'
import { learn } from '../books.ts'
import type { Run } from './run.ts'

/** A record that somebody changes again and again is stopped at one of these tries. */
const TRIES = 10

/**
 * Stops one record, at which something failed that would fail at it again, and lets all others go on. What fails for the
 * time being is no record's fault: it is thrown on, ends the run, and the next one does the same again.
 */
export async function setAside(run: Run, key: RecordKey, error: unknown, reason = reasons.failed()): Promise<void> {
  if (isPassing(error)) throw error
  const { world, company } = run
  tell(run, key, error, reason.code)
  try {
    await world.records.arrest(company, key, { reason }, world.now())
  } catch (second) {
    leaveAlone(run, key, second)
  }
}

/** Reads what can be read of these. A row that cannot be is set aside, and left out as if it were not there. */
export async function readable<Value>(
  run: Run,
  keys: readonly RecordKey[],
  read: (some: readonly RecordKey[]) => Promise<Map<RecordKey, Value>>,
): Promise<Map<RecordKey, Value>> {
  const found = await apart(keys, read, (key, error) => setAside(run, key, error, reasons.unreadable()))
  return new Map(found.flatMap((some) => [...some]))
}

/** Puts a record elsewhere as it stands at that very moment; one whose row cannot be read is set aside instead. */
export async function moveReadable(
  run: Run,
  key: RecordKey,
  to: Parameters<RecordStore['moveAnew']>[2],
): Promise<void> {
  const { world, company } = run
  try {
    await world.records.moveAnew(company, key, to, world.now())
  } catch (error) {
    await setAside(run, key, error, reasons.unreadable())
  }
}

/** Where these stand, as far as that can be read. */
export const standingsOf = (run: Run, keys: readonly RecordKey[]): Promise<Map<RecordKey, Standing>> =>
  readable(run, keys, (some) => run.world.records.standings(run.company, some))

/** Learns what the plans of these need. A record that they mention and that cannot be read is as one that has not come. */
export async function learnOf(run: Run, some: readonly StoredRecord[]): Promise<readonly StoredRecord[]> {
  const { world, company, books } = run
  const { records, catalog } = world
  const standings = (_: string, keys: readonly RecordKey[]) => standingsOf(run, keys)
  const getAll = (_: string, keys: readonly RecordKey[]) =>
    readable(run, keys, (readKeys) => records.getAll(company, readKeys))
  await learn({ records: { standings, getAll }, catalog }, company, books, some)
  // When what has no clear outcome will be there, nobody knows.
  for (const key of books.coming) if (run.isUnclear(key)) books.coming.delete(key)
  return some
}

/**
 * Stops a record whose part in an attempt cannot be noted as usual. If QuickBooks may have carried it out, only a person can
 * say what became of it, and nothing is sent for it until then; if QuickBooks has refused it, it is merely held. Where not
 * even that can be noted, the attempt stays open.
 */
export async function setAsideSent(
  run: Run,
  attempt: Pick<Attempt, 'id' | 'epoch'>,
  key: RecordKey,
  error: unknown,
  isRefused = false,
): Promise<void> {
  if (isPassing(error)) throw error
  const { world, company } = run
  const detail = 'what it answered, or what is stored here of the record or of the call, could not be read'
  const reason = isRefused ? reasons.failed() : reasons.outcomeUnknown(detail)
  const unresolved = isRefused ? undefined : { epoch: attempt.epoch, detail }
  tell(run, key, error, reason.code)
  try {
    for (let tries = 0; tries < TRIES; tries++) {
      const is = await world.records.arrest(company, key, { reason, attempt: attempt.id, unresolved }, world.now())
      if (is !== 'changed') return
    }
    run.leftAlone.add(key)
  } catch (second) {
    leaveAlone(run, key, second)
  }
}

function leaveAlone(run: Run, key: RecordKey, error: unknown): void {
  if (isPassing(error)) throw error
  tell(run, key, error, 'left-alone')
  run.leftAlone.add(key)
}

const tell = ({ world, company }: Run, key: RecordKey, error: unknown, code: string) =>
  world.log('error', 'a record was set aside', {
    company,
    code,
    recordHash: createHash('sha256').update(key).digest('base64url').slice(0, 22),
    error: error instanceof Error ? error.name : 'unknown',
  })
