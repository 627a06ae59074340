import Big from 'big.js'
import * as z from 'zod/mini'
import { openingOf } from '../../../shared/sync/opening-stock.ts'
import { linkIn } from '../../../shared/sync/plan.ts'
import type { Route } from '../route.ts'
import { shownSettings } from '../settings.ts'

/** Parts that are looked at; beyond that it is "more than". */
const PARTS_LOOKED_AT_MAX = 20_000

export const OpeningStock = z.object({
  /** Parts with a quantity on hand that QuickBooks does not have yet. */
  parts: z.number(),
  /** What QuickBooks would book to inventory for them, against its Opening Balance Equity, at their default cost. */
  amount: z.string(),
  /** Those among them without a cost, whose quantity would be worth nothing. */
  withoutCost: z.number(),
  /** Whether there are more parts than were looked at. */
  isPartial: z.boolean(),
  /** The day on which it would be booked. */
  date: z.string(),
})

/** What it would post if QuickBooks began to count what it does not have yet. */
export const openingStockRoutes: readonly Route[] = [
  {
    method: 'get',
    path: '/companies/{company}/opening-stock',
    summary: 'What the quantities on hand of parts would post that QuickBooks begins to count',
    right: 'viewer',
    status: 200,
    answer: OpeningStock,
    handle: async (world, { company }) => {
      const [{ settings }, { epoch }] = await Promise.all([
        world.companies.settings(company),
        world.writer.read(company),
      ])
      let [looked, parts, withoutCost, amount] = [0, 0, 0, new Big(0)]
      for await (const stored of world.records.all(company, 'part')) {
        looked++
        if (looked > PARTS_LOOKED_AT_MAX) break
        const opening = stored.record?.kind === 'part' && openingOf(stored.record.content)
        if (!opening || linkIn(epoch, stored)) continue
        parts++
        amount = amount.plus(opening.amount)
        if (opening.amount.eq(0)) withoutCost++
      }
      const { inventoryStartDate } = shownSettings(settings, world.now())
      const isPartial = looked > PARTS_LOOKED_AT_MAX
      return { parts, amount: amount.toFixed(2), withoutCost, isPartial, date: inventoryStartDate }
    },
  },
]
