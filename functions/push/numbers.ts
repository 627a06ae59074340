import type { RecordKey } from '../../shared/erp/record.ts'
import { numberOf, type OwnNumber } from '../../shared/sync/number.ts'
import { reasons } from '../../shared/sync/reasons.ts'
import type { Run } from './run.ts'
import type { Planned } from './send.ts'

/**
 * Leaves out, and holds, whatever would give a number to a second document. Most documents are numbered as the ERP names
 * the record, and need no more than a look; the others claim theirs.
 */
export async function withOwnNumbers(run: Run, planned: readonly Planned[]): Promise<Planned[]> {
  const { world, company } = run
  const numbered = planned.map((one) => ({ one, number: numberOf(one.stored, one.write) }))
  const owners = await world.numbers.ownersOf(
    company,
    numbered.flatMap(({ number }) => number?.name ?? []),
  )
  const judged = await Promise.all(
    numbered.map(async ({ one, number }) => {
      const other = number && (await otherOwner(run, one.stored.key, number, owners.get(number.name)))
      if (!number || !other) return [one]
      await world.records.stop(company, one.stored, 'held', reasons.numberTaken(number.text, other), world.now())
      return []
    }),
  )
  return judged.flat()
}

/** Another record that has the number; undefined if it is ours, by its name or by a claim made just now. */
async function otherOwner(run: Run, key: RecordKey, number: OwnNumber, claimedBy: string | undefined) {
  const { world, company } = run
  const claimer = claimedBy === undefined || claimedBy === key ? undefined : await holder(run, claimedBy, number)
  if (claimer || number.isOwnName) return claimer
  const namesake = await holder(run, number.namesake, number)
  if (namesake) return namesake
  const isClaimed = claimedBy === key || (await world.numbers.claim(company, number.name, key, claimedBy))
  if (isClaimed) return undefined
  const winner = (await world.numbers.ownersOf(company, [number.name])).get(number.name)
  return winner === undefined || winner === key ? undefined : holder(run, winner, number)
}

/** The record of that name, if it is there and still has the number. */
async function holder({ world, company }: Run, name: string, number: OwnNumber): Promise<RecordKey | undefined> {
  const [found] = (await world.records.getAll(company, [name as RecordKey])).values()
  return found && numberOf(found)?.name === number.name ? found.key : undefined
}
