import { openKey } from '../../../shared/aws/open-key.ts'
import { isKind, type RecordKey } from '../../../shared/erp/record.ts'
import { id as recordId } from '../../../shared/erp/words.ts'
import { read } from '../../../shared/lib/schema.ts'
import { reasons } from '../../../shared/sync/reasons.ts'
import { isWanted, type StoredRecord } from '../../../shared/sync/record.ts'
import { ApiProblem } from '../../problem.ts'
import { readCursor, readLimit, writeCursor } from '../paging.ts'
import { historyOf, listRecords, shownRecord } from '../records.ts'
import { type Call, notFound, type Route } from '../route.ts'
import * as shapes from '../shapes.ts'
import { statusOf } from '../status.ts'
import type { World } from '../world.ts'

/** Records: where each stands and why, and what a person may do about it. */
export const recordRoutes: readonly Route[] = [
  {
    method: 'get',
    path: '/companies/{company}/records',
    summary: 'Records with their states',
    right: 'viewer',
    query: ['kind', 'state', 'q', 'limit', 'cursor'],
    status: 200,
    answer: shapes.RecordPage,
    handle: async (world, { company, query: { kind, state, q, limit, cursor } }) => {
      const page = await listRecords(world, company, { kind, state, q }, readLimit(limit), readCursor(cursor, company))
      return { items: page.items, next: writeCursor(page.next) }
    },
  },
  {
    method: 'get',
    path: '/companies/{company}/records/{kind}/{id}',
    summary: 'A record, its link, and every write to QuickBooks for it',
    right: 'viewer',
    status: 200,
    answer: shapes.RecordDetail,
    handle: async (world, call) => {
      const stored = await theRecord(world, call)
      const [writer, history] = await Promise.all([
        world.writer.read(call.company),
        historyOf(world, call.company, stored),
      ])
      return { ...shownRecord(stored, writer), history }
    },
  },
  acting('retry', 'Try a held or rejected record again'),
  acting('hold', 'Stop a record until somebody resumes it'),
  acting('resume', 'Let a record on hold go on'),
  {
    method: 'get',
    path: '/companies/{company}/status',
    summary: 'Counts by kind and state, backlog, rate',
    right: 'viewer',
    status: 200,
    answer: shapes.Status,
    handle: (world, { company }) => statusOf(world, company),
  },
]

type Act = 'retry' | 'hold' | 'resume'

function acting(act: Act, summary: string): Route {
  return {
    method: 'post',
    path: `/companies/{company}/records/{kind}/{id}/${act}`,
    summary,
    right: 'admin',
    status: 200,
    answer: shapes.RecordAnswer,
    handle: (world, call) => actOn(world, call, act),
  }
}

async function theRecord(world: World, { company, params: { kind = '', id = '' } }: Call): Promise<StoredRecord> {
  const checked = read(recordId, id)
  if (!isKind(kind)) throw notFound('There is no such kind of record.')
  const key: RecordKey = `${kind}/${checked}`
  const stored = (await world.records.getAll(company, [key])).get(key)
  if (!stored) throw notFound('The feed has brought no such record.')
  return stored
}

/** A person steps in. A record whose write is on its way is left to settle first. */
async function actOn(world: World, call: Call, act: Act) {
  const { company } = call
  const by = call.caller.id
  const stored = await theRecord(world, call)
  const now = world.now()
  const at = new Date(now).toISOString()
  const goOn = openKey.now(stored.kind, stored.id, isWanted(stored.record), now)
  const mayAct = {
    retry: ['held', 'rejected', 'waiting', 'pending'].includes(stored.state) && !stored.onHold,
    hold: stored.state !== 'unknown' && !stored.onHold,
    resume: stored.onHold !== undefined,
  }[act]
  if (!mayAct) {
    const detail = `It is ${stored.state}${stored.onHold ? ' and on hold' : ''}, so there is nothing to ${act}.`
    throw new ApiProblem(409, 'wrong-state', `The record cannot ${act} now`, detail, { state: stored.state })
  }
  const held = openKey.stopped('held', 'held_by_person', stored.key)
  const to =
    act === 'hold'
      ? { open: held, reason: reasons.heldByPerson(by, at), onHold: { by, at } }
      : { open: goOn, onHold: undefined }
  if (!(await world.records.move(company, stored, to, now))) {
    const detail = 'Look at it again, then repeat this.'
    throw new ApiProblem(409, 'changed-meanwhile', 'The record has just changed', detail)
  }
  const before = { state: stored.state }
  await world.activity.append({ company, at, by, what: `record-${act}`, record: stored.key, before })
  if (act !== 'hold') await world.wake(company)
  const [writer, after] = await Promise.all([world.writer.read(company), theRecord(world, call)])
  return shownRecord(after, writer)
}
