import Big from 'big.js'
import * as z from 'zod/mini'
import { openKey } from '../../shared/aws/open-key.ts'
import type { Entity, EntityType } from '../../shared/qbo/entity.ts'
import { selectIn } from '../../shared/qbo/query.ts'
import { amountOf } from '../../shared/sync/amount.ts'
import { notes } from '../../shared/sync/notes.ts'
import { reasons } from '../../shared/sync/reasons.ts'
import { find, LOOK_AGAIN_MS } from './ask.ts'
import type { Run } from './run.ts'
import type { Planned } from './send.ts'

const Paid = z.object({ TotalAmt: z._default(z.number(), 0), Balance: z.optional(z.number()) })

/**
 * Leaves out, and holds, every paid document whose amount changes, where the company wants that and nobody has said otherwise.
 * Elsewhere it goes with a note of what is then applied to nothing any more. A payment tells us nothing, so one look a type tells
 * for all of these.
 */
export async function withPayments(run: Run, planned: readonly Planned[]): Promise<Planned[]> {
  const asked = planned.filter((one) => changesAmount(one, run.books.settings.paidDocuments === 'hold'))
  const found = new Map<string, Entity | undefined>()
  for (const [type, some] of Map.groupBy(asked, ({ write }) => write.type)) {
    const ids = some.map(({ write }) => String(write.body['Id']))
    const entities = await find(run, type, selectIn(type, 'Id', ids, false))
    if (entities)
      for (const id of ids)
        found.set(
          nameOf(type, id),
          entities.find(({ Id }) => Id === id),
        )
  }
  const judged = planned.map((one) => (asked.includes(one) ? judge(run, one, found) : [one]))
  return (await Promise.all(judged)).flat()
}

const nameOf = (type: EntityType, id: unknown): string => `${type}/${String(id)}`

async function judge(run: Run, one: Planned, found: ReadonlyMap<string, Entity | undefined>): Promise<Planned[]> {
  const { world, company, books } = run
  const { stored, write } = one
  const name = nameOf(write.type, write.body['Id'])
  const isHeld = books.settings.paidDocuments === 'hold' && !stored.pushAnyway
  if (!found.has(name)) {
    // No money waits for a note; it does where somebody wants to be asked.
    if (!isHeld) return [one]
    await world.records.move(
      company,
      stored,
      { open: openKey.later(world.now() + LOOK_AGAIN_MS, stored.key) },
      world.now(),
    )
    return []
  }
  const applied = appliedTo(found.get(name))
  if (applied.lte(0)) return [one]
  const total = totalAfter(one)
  const unapplied = applied.gt(total) ? applied.minus(total) : undefined
  const [paid, left] = [applied.toFixed(2), unapplied?.toFixed(2)]
  const told = left ? [...(one.notes ?? []), notes.unapplied(paid, total.toFixed(2), left)] : one.notes
  if (!isHeld) return [{ ...one, notes: told }]
  await world.records.stop(company, stored, 'held', reasons.paidDocument(paid, total.toFixed(2), left), world.now())
  return []
}

/** Whether a write changes what an invoice or a bill comes to; a removal leaves nothing that a note could stand on. */
function changesAmount({ stored, write }: Planned, withRemovals: boolean): boolean {
  if (write.type !== 'Invoice' && write.type !== 'Bill') return false
  if (write.verb === 'create' || stored.link?.active === false) return false
  if (write.verb !== 'update') return withRemovals
  const before = stored.link?.facts?.total
  return 'Line' in write.body && (before === undefined || !totalAfter({ stored, write }).eq(before))
}

const totalAfter = ({ stored, write }: Planned): Big =>
  new Big((write.verb === 'update' && stored.record && amountOf(stored.record)) || 0)

/** What QuickBooks has taken as paid of a document. */
function appliedTo(entity: Entity | undefined): Big {
  const { success, data } = z.safeParse(Paid, entity)
  return success ? new Big(data.TotalAmt).minus(data.Balance ?? data.TotalAmt) : new Big(0)
}
