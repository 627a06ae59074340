import Big from 'big.js'
import { openPrefix } from '../../../shared/aws/open-key.ts'
import { goLiveDay } from '../../../shared/sync/day.ts'
import { type PushedKind, pushedKinds } from '../../../shared/sync/settings.ts'
import { type Route, taking } from '../route.ts'
import * as shapes from '../shapes.ts'
import type { World } from '../world.ts'

/** Why a record is off that a back-fill brings in; those that are still before go-live stay off. */
const CAUSES = ['kind_off', 'before_go_live', 'other_books'] as const

/** Records from before a kind was switched on, or before these books were connected. */
export const backfillRoutes: readonly Route[] = [
  {
    method: 'post',
    path: '/companies/{company}/backfill',
    summary:
      'Push the records that came before their kind was switched on or these books were connected; with dryRun only count them',
    right: 'admin',
    status: 202,
    answer: shapes.Backfill,
    ...taking(shapes.BackfillPost, async (world, { company, caller }, { kinds, dryRun }) => {
      const { settings } = await world.companies.settings(company)
      const wanted = (kinds ?? pushedKinds).filter((kind) => settings.switches[kind])
      const goLive = goLiveDay(settings) ?? ''
      const counted = await Promise.all(
        wanted.map(async (kind) => [kind, await totalsOf(world, company, kind, goLive)] as const),
      )
      const answer = { dryRun, kinds: Object.fromEntries(counted.filter(([, { count }]) => count > 0)) }
      if (dryRun) return Response.json(answer, { status: 200 })
      for (const [kind] of counted) {
        for (const cause of CAUSES) {
          await world.writer.askRelease(company, world.newId(), `${openPrefix('off', cause)}${kind}/`)
        }
      }
      const at = new Date(world.now()).toISOString()
      await world.activity.append({ company, at, by: caller.id, what: 'backfill', detail: answer.kinds })
      await world.wake(company)
      return answer
    }),
  },
]

async function totalsOf(world: World, company: string, kind: PushedKind, goLive: string) {
  const prefixes = CAUSES.map((cause) => `${openPrefix('off', cause)}${kind}/`)
  const months = (await Promise.all(prefixes.map((prefix) => world.lists.totals(company, prefix, goLive)))).flat()
  return mergeMonths(months)
}

type Month = Awaited<ReturnType<World['lists']['totals']>>[number]

function mergeMonths(all: readonly Month[]) {
  const late = all.filter(({ isBefore }) => !isBefore)
  const months = [...Map.groupBy(late, ({ month }) => month)].map(([month, parts]) => ({ month, ...sumOf(parts) }))
  return {
    ...sumOf(late),
    months: months.sort((left, right) => left.month.localeCompare(right.month)),
    beforeGoLive: sumOf(all.filter(({ isBefore }) => isBefore)).count,
  }
}

const sumOf = (parts: readonly Month[]) => ({
  count: parts.reduce((sum, { count }) => sum + count, 0),
  total: parts.reduce((sum, { total }) => sum.plus(total), new Big(0)).toFixed(2),
})
