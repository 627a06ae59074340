import type { CompanyStore } from '../shared/aws/companies.ts'
import type { RecordStore } from '../shared/aws/records.ts'
import type { Writer, WriterStore } from '../shared/aws/writer.ts'
import type { RecordKey } from '../shared/erp/record.ts'
import { isPassing } from '../shared/lib/passing.ts'
import type { Reason } from '../shared/sync/reason.ts'
import { reasons } from '../shared/sync/reasons.ts'
import { unmovedSince } from '../shared/sync/standstill.ts'
import { stopsAll } from '../shared/sync/suspension.ts'

/** More than a few, since what has just come may go before what has been there for long. */
const LOOKED_AT = 100

export type StandstillWorld = {
  now: () => number
  records: Pick<RecordStore, 'due'>
  writer: Pick<WriterStore, 'read'>
  companies: Pick<CompanyStore, 'settings'>
}

/** Why nothing of a company moves, and the first of what should; undefined if it moves or has to wait. */
export type Standstill = { since: number | undefined; reason: Reason; keys: readonly RecordKey[] }

/**
 * Whether a company's work moves, seen from outside and whatever the cause: a push that fails, is never woken, or is
 * thought to be at it, or rows of the company that cannot be read.
 */
export async function standstillOf(world: StandstillWorld, company: string): Promise<Standstill | undefined> {
  try {
    const [writer] = await Promise.all([world.writer.read(company), world.companies.settings(company)])
    if (writer.status !== 'connected') return undefined
    const { keys, since: dueSince } = await world.records.due(company, world.now(), LOOKED_AT)
    const since = unmovedSince({ ...workIn(writer), dueSince }, world.now())
    return since === undefined ? undefined : { since, reason: reasons.notMoving(new Date(since).toISOString()), keys }
  } catch (error) {
    if (isPassing(error)) throw error
    return { since: undefined, reason: reasons.companyUnreadable(), keys: [] }
  }
}

const workIn = ({ status, connectedAt, pausedUntil = 0, longQueueMovedAt = 0, openAttempts, suspension }: Writer) => ({
  isConnected: status === 'connected',
  connectedAt: connectedAt === undefined ? 0 : Date.parse(connectedAt),
  // What is suspended has a reason of its own, and is due when it is looked at again.
  pausedUntil: Math.max(pausedUntil, suspension && stopsAll(suspension) ? suspension.lookAt : 0),
  longQueueMovedAt,
  lookAts: Object.values(openAttempts),
})
