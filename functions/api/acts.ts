import type * as z from 'zod/mini'
import { openKey, openPrefix } from '../../shared/aws/open-key.ts'
import { type ActName, actsOf } from '../../shared/sync/acts.ts'
import { isCategory } from '../../shared/sync/catalog.ts'
import { isSeenInPreferences } from '../../shared/sync/mended-in-quickbooks.ts'
import { reasons } from '../../shared/sync/reasons.ts'
import { entityTypeOf, isTransaction, isWanted, type Link, type StoredRecord } from '../../shared/sync/record.ts'
import { ApiProblem } from '../problem.ts'
import { preview } from './preview.ts'
import { shownRecord, theRecord } from './records.ts'
import type { Call } from './route.ts'
import { Approval, Resolution } from './shapes.ts'
import type { RecordWorld } from './world.ts'

/** Who steps in, and when. */
type Hand = { by: string; at: string; now: number }

/** What a person may do about one record. */
type Act = {
  name: ActName
  summary: string
  body?: z.ZodMiniType
  /** Does it; false if the record has changed meanwhile. */
  do: (world: RecordWorld, call: Call, stored: StoredRecord, hand: Hand, body: unknown) => Promise<boolean>
}

const goOn = ({ kind, id, record }: StoredRecord, { now }: Hand) => openKey.now(kind, id, isWanted(record), now)

const move = (
  world: RecordWorld,
  { company }: Call,
  stored: StoredRecord,
  to: Parameters<RecordWorld['records']['move']>[2],
) => world.records.move(company, stored, to, world.now())

/** The link to an entity that a person has named, unless another record is tied to it. */
async function linkTo(world: RecordWorld, { company }: Call, { kind, key }: StoredRecord, id: string): Promise<Link> {
  const { epoch } = await world.writer.read(company)
  const owner = await world.records.tiedTo(company, epoch, kind, id)
  if (owner && owner !== key) {
    const detail = `The entity with Id ${id} is linked to ${owner}. Choose another, or unlink that one first.`
    throw new ApiProblem(409, 'entity-linked', 'It is linked to another record', detail, { key: owner })
  }
  if (kind === 'account' || kind === 'terms') throw new Error(`${kind} are not pushed`)
  // Its SyncToken is not known; QuickBooks says so (5010), and the push looks.
  return { type: entityTypeOf[kind], id, syncToken: '0', epoch, active: true, lines: [] }
}

export const acts: readonly Act[] = [
  {
    name: 'retry',
    summary: 'Try a held or rejected record again; compare one that differs again, and send it again if it still does',
    do: async (world, call, stored, hand) => {
      if (isSeenInPreferences(stored.reason?.code)) await world.writer.askPreferences(call.company)
      const isSentAgain = stored.state === 'differs'
      return move(world, call, stored, { open: goOn(stored, hand), ...(isSentAgain && { pushAnyway: true }) })
    },
  },
  {
    name: 'hold',
    summary: 'Stop a record until somebody resumes it',
    do: (world, call, stored, { by, at }) => {
      const reason = reasons.heldByPerson(by, at)
      const open = openKey.stopped('held', reason.code, stored.key)
      return move(world, call, stored, { open, reason, onHold: { by, at } })
    },
  },
  {
    name: 'resume',
    summary: 'Let a record on hold go on',
    do: (world, call, stored, hand) => move(world, call, stored, { open: goOn(stored, hand), onHold: undefined }),
  },
  {
    name: 'push-anyway',
    summary:
      'Push a record in spite of the go-live date, a ledger entry in spite of its document, the end of a part in spite of its stock',
    do: (world, call, stored, hand) => move(world, call, stored, { open: goOn(stored, hand), pushAnyway: true }),
  },
  {
    name: 'replace',
    summary: 'Make a new item where QuickBooks cannot change the type of the old one, which makes way for it',
    do: (world, call, stored, hand) => {
      // A category can be in nobody's way but by its name, which is then told.
      const way = isCategory(stored.link?.facts?.itemType) ? { link: null } : { pushAnyway: true }
      return move(world, call, stored, { open: goOn(stored, hand), ...way })
    },
  },
  {
    name: 'approve',
    summary: 'Let exactly the write go out that the preview showed under this digest',
    body: Approval,
    do: async (world, call, stored, hand, body) => {
      const { digest } = body as z.output<typeof Approval>
      const now = await preview(world, call.company, stored, digest)
      if (now.changed) {
        const detail = 'What would be posted is no longer what the preview showed. Look at it again, then approve that.'
        throw new ApiProblem(409, 'digest-differs', 'The preview is out of date', detail, { digest: now.digest })
      }
      const { by, at } = hand
      return move(world, call, stored, { open: goOn(stored, hand), approved: { digest, by, at } })
    },
  },
  {
    name: 'restore',
    summary: 'Post a record after all that somebody deleted in QuickBooks, or that was left out',
    // What was merged is not made again: it is linked to what remains, as it then says.
    do: (world, call, stored, hand) =>
      move(world, call, stored, {
        open: goOn(stored, hand),
        leftOut: undefined,
        ...(isTransaction(stored.kind) && { link: null, restored: true }),
      }),
  },
  {
    name: 'accept',
    summary:
      'Leave a record out that somebody deleted in QuickBooks, that its document carries, or that is entered there by hand, until it is restored',
    do: (world, call, stored, { by, at }) => {
      const reason = reasons.leftOut(by, at)
      const open = openKey.stopped('off', reason.code, stored.key)
      return move(world, call, stored, { open, reason, leftOut: { by, at } })
    },
  },
  {
    name: 'resolve',
    summary: 'Say what became of a write whose outcome nobody knows: it is there as this Id, or it is not there',
    body: Resolution,
    do: async (world, call, stored, hand, body) => {
      const found = body as z.output<typeof Resolution>
      const go = { open: goOn(stored, hand), unresolved: undefined }
      if ('notThere' in found) return move(world, call, stored, go)
      return move(world, call, stored, { ...go, link: await linkTo(world, call, stored, found.there) })
    },
  },
  {
    name: 'adopt',
    summary: 'Link a record to the entity of its name that QuickBooks has already',
    do: async (world, call, stored, hand) => {
      const { offer } = stored.reason ?? {}
      if (!offer) return false
      const link = await linkTo(world, call, stored, offer.id)
      return move(world, call, stored, { open: goOn(stored, hand), link })
    },
  },
]

/** A person steps in. A record whose write is on its way is left to settle first. */
export async function actOn(world: RecordWorld, call: Call, name: string, body: unknown) {
  const { company } = call
  const act = acts.find((one) => one.name === name)
  const stored = await theRecord(world, call)
  const now = world.now()
  const hand: Hand = { by: call.caller.id, at: new Date(now).toISOString(), now }
  if (!act || !actsOf(stored).includes(act.name)) {
    const detail = `It is ${stored.state}${stored.onHold ? ' and on hold' : ''}, so there is nothing to ${name}.`
    throw new ApiProblem(409, 'wrong-state', `The record cannot ${name} now`, detail, { state: stored.state })
  }
  if (!(await act.do(world, call, stored, hand, body))) {
    const detail = 'Look at it again, then repeat this.'
    throw new ApiProblem(409, 'changed-meanwhile', 'The record has just changed', detail)
  }
  const before = { state: stored.state, ...(stored.reason && { code: stored.reason.code }) }
  await world.activity.append({ company, at: hand.at, by: hand.by, what: `record-${name}`, record: stored.key, before })
  const [writer, after] = await Promise.all([world.writer.read(company), theRecord(world, call)])
  // What waited for it in case it moved stock need not wait for what stays out.
  if (after.state === 'off') await world.writer.askRelease(company, world.newId(), openPrefix('waiting', stored.key))
  if (after.state === 'pending' || after.state === 'off') await world.wake(company)
  return shownRecord(after, writer)
}
