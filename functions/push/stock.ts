import Big from 'big.js'
import * as z from 'zod/mini'
import { openKey } from '../../shared/aws/open-key.ts'
import type { Entity } from '../../shared/qbo/entity.ts'
import { selectIn } from '../../shared/qbo/query.ts'
import { linkIn } from '../../shared/sync/plan.ts'
import { areAdjusted, movedBy, recountAt } from '../../shared/sync/quantity.ts'
import type { Reason } from '../../shared/sync/reason.ts'
import { reasons } from '../../shared/sync/reasons.ts'
import type { StoredRecord } from '../../shared/sync/record.ts'
import { find, LOOK_AGAIN_MS } from './ask.ts'
import type { Run } from './run.ts'
import type { Planned } from './send.ts'
import { moveReadable, readable } from './set-aside.ts'

/** The invoices that are to come to QuickBooks, or to change there, and have not yet. */
export async function invoicesOnTheirWay(run: Run): Promise<StoredRecord[]> {
  const { world, company, books } = run
  const keys = await world.records.onTheirWay(company, 'invoice')
  const rows = await readable(run, keys, (some) => world.records.getAll(company, some))
  return [...rows.values()].filter((row) => !linkIn(books.epoch, row) || row.synced?.hash !== row.hash)
}

/**
 * A document moves, or has moved, the quantity of its parts: what was seen of that before counts no more. Where quantities are
 * adjusted they are compared once more, later, since no event of the part may come to bring that about.
 */
export async function recountLater({ world, company, books }: Run, document: StoredRecord): Promise<void> {
  const parts = movedBy(document)
  for (const key of parts) books.counted?.delete(key)
  if (areAdjusted(books.settings)) await world.records.noteRecounts(company, parts, recountAt(world.now()))
}

/** Has the parts looked at again, behind all that is on its way, whose quantities have rested long enough. */
export async function recount(run: Run): Promise<void> {
  const { world, company } = run
  const due = await world.records.recountsDue(company, world.now())
  const again = ({ kind, id, open }: StoredRecord) =>
    open === undefined ? { open: openKey.now(kind, id, false, world.now()) } : undefined
  for (const key of new Set(due.map((one) => one.key))) await moveReadable(run, key, again)
  await world.records.dropRecounts(company, due)
}

/**
 * Leaves out, and holds, every stocked item that is to become inactive with stock on hand, unless a person has said so:
 * QuickBooks would book that quantity to cost, without a word. What is on hand invoices have moved since the item was last
 * written, so one look tells it for all of these.
 */
export async function withoutStock(run: Run, planned: readonly Planned[]): Promise<Planned[]> {
  const { world, company } = run
  const asked = planned.filter(endsStock)
  if (asked.length === 0) return [...planned]
  const ids = asked.map(({ write }) => String(write.body['Id']))
  const found = await find(run, 'Item', selectIn('Item', 'Id', ids, true))
  const judged = await Promise.all(
    planned.map(async (one) => {
      if (!asked.includes(one)) return [one]
      if (!found) {
        const open = openKey.later(world.now() + LOOK_AGAIN_MS, one.stored.key)
        await world.records.move(company, one.stored, { open }, world.now())
        return []
      }
      const reason = stockReason(found.find(({ Id }) => Id === one.write.body['Id']))
      if (!reason) return [one]
      await world.records.stop(company, one.stored, 'held', reason, world.now())
      return []
    }),
  )
  return judged.flat()
}

const endsStock = ({ stored, write: { type, body } }: Planned): boolean =>
  type === 'Item' && body['Active'] === false && stored.link?.facts?.itemType === 'Inventory' && !stored.pushAnyway

const Stock = z.looseObject({ QtyOnHand: z._default(z.number(), 0), PurchaseCost: z._default(z.number(), 0) })

function stockReason(item: Entity | undefined): Reason | undefined {
  const { success, data } = z.safeParse(Stock, item)
  if (!success || data.QtyOnHand === 0) return undefined
  const quantity = new Big(data.QtyOnHand)
  const cost = data.PurchaseCost === 0 ? undefined : new Big(data.PurchaseCost)
  return reasons.stockOnHand(quantity.toFixed(), cost?.toFixed(), quantity.times(cost ?? 0).toFixed(2))
}
