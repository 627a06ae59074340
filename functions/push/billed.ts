import { isDeepStrictEqual } from 'node:util'
import { openKey } from '../../shared/aws/open-key.ts'
import { keyOf, type RecordKey } from '../../shared/erp/record.ts'
import { amountOf } from '../../shared/sync/amount.ts'
import { isToTurn, linkIn } from '../../shared/sync/plan.ts'
import { type Billed, isWanted, type Link, type StoredRecord } from '../../shared/sync/record.ts'
import type { Run } from './run.ts'
import { learnOf, moveReadable } from './set-aside.ts'

/**
 * Notes with each order that a bill is linked to what the bill comes to, and no more with those that it was linked to before.
 * An order that is to be closed, or opened again, by that goes once more.
 *
 * @returns the bill's link with the orders that know of it
 */
export async function noteBilled<Known extends Link | null>(run: Run, row: StoredRecord, link: Known): Promise<Known> {
  if (row.kind !== 'voucher') return link
  const had = linkIn(run.books.epoch, row)?.billed ?? []
  const has = link ? await ordersOf(run, row, link) : []
  const amount = (row.record && amountOf(row.record)) ?? '0'
  const bill = { epoch: run.books.epoch, amount, ...(has.length > 1 && { isShared: true }) }
  for (const order of new Set([...had, ...has])) {
    // Two bills of one order may be noted at the same time.
    await run.inTurn(`billed/${order}`, () => noteOne(run, order, row.key, has.includes(order) ? bill : undefined))
  }
  return link && { ...link, billed: has.length > 0 ? has : undefined }
}

/** The orders that a bill names and is linked to. */
async function ordersOf(run: Run, row: StoredRecord, { facts }: Link): Promise<RecordKey[]> {
  const { record } = row
  if (record?.kind !== 'voucher' || !facts?.orders) return []
  // A run that takes up another's attempt has not planned the record.
  await learnOf(run, [row])
  const named = record.content.ponums.map((ponum) => keyOf('purchase-order', ponum))
  return named.filter((key) => facts.orders?.includes(run.books.links.get(key)?.id ?? ''))
}

function noteOne(run: Run, order: RecordKey, voucher: RecordKey, bill: Billed[string] | undefined) {
  const { world, books } = run
  return moveReadable(run, order, (stored) => {
    const { [voucher]: before, ...others } = stored.billed ?? {}
    if (isDeepStrictEqual(before, bill)) return undefined
    const billed = bill ? { ...others, [voucher]: bill } : others
    const link = linkIn(books.epoch, stored)
    const isOnItsWay = stored.state === 'pending'
    const goes = isOnItsWay || (stored.open === undefined && link && isToTurn({ ...stored, billed }, link, books))
    const open = goes ? { open: openKey.now(stored.kind, stored.id, isWanted(stored.record), world.now()) } : {}
    return { billed, reason: stored.reason, ...open }
  })
}
