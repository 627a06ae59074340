import { openKey } from '../../shared/aws/open-key.ts'
import type { RecordKey } from '../../shared/erp/record.ts'
import { isPassing } from '../../shared/lib/passing.ts'
import { numberOf, type OwnNumber } from '../../shared/sync/number.ts'
import { linkIn } from '../../shared/sync/plan.ts'
import { reasons } from '../../shared/sync/reasons.ts'
import { isAtRest, type StoredRecord } from '../../shared/sync/record.ts'
import type { Run } from './run.ts'
import type { Planned } from './send.ts'

/**
 * Leaves out, and holds, whatever would give a number to a second document. Most documents are numbered as the ERP names
 * the record, and need no more than a look; the others claim theirs. Of several that want one number, the first in line has it.
 */
export async function withOwnNumbers(run: Run, planned: readonly Planned[]): Promise<Planned[]> {
  const numbered = planned.map((one) => ({ one, number: numberOf(one.stored, one.write) }))
  const names = numbered.flatMap(({ number }) => number?.name ?? [])
  const owners = await run.world.numbers.ownersOf(run.company, names)
  const contests = Map.groupBy(numbered, ({ one, number }) => number?.name ?? one.stored.key)
  const judged = await Promise.all(
    [...contests.values()].map(async (contest) => {
      const owning: Planned[] = []
      for (const { one, number } of contest) {
        const other = number && (await otherOwner(run, one.stored.key, number, owners.get(number.name)))
        if (number && other) await holdBehind(run, one.stored, number, other)
        else owning.push(one)
      }
      return owning
    }),
  )
  return judged.flat()
}

/** Holds a record as long as another has its number. */
async function holdBehind(run: Run, stored: StoredRecord, number: OwnNumber, owner: RecordKey): Promise<void> {
  const { world, company } = run
  run.someShareNumbers = true
  const open = openKey.numbered(owner, stored.key)
  const reason = reasons.numberTaken(number.text, owner)
  await world.records.settle(company, stored, { open, reason, link: stored.link ?? null, tries: 0 }, world.now())
  // It may have given the number up between our look and our note; whoever comes second sees the other.
  if (!(await claimerOf(run, owner, number))) await releaseNumber(run, owner)
}

/** Lets go whoever was held for the number of a record that may have another one now, or be gone. */
export async function releaseNumber({ world, company, someShareNumbers }: Run, owner: RecordKey): Promise<void> {
  if (someShareNumbers) await world.records.releaseUnder(company, world.now(), openKey.numbered(owner, ''))
}

/** Another record that has the number; undefined if it is ours, by its name or by a claim made just now. */
async function otherOwner(run: Run, key: RecordKey, number: OwnNumber, claimedBy: string | undefined) {
  const { world, company } = run
  const claimer = claimedBy === undefined || claimedBy === key ? undefined : await claimerOf(run, claimedBy, number)
  if (claimer || number.isOwnName) return claimer
  // A bill that is numbered as its voucher would else be in its own way.
  const namesake = number.namesake === key ? undefined : await find(run, number.namesake)
  if (namesake === 'unreadable' || (namesake && hasNumber(namesake, number))) return number.namesake
  const isClaimed = claimedBy === key || (await world.numbers.claim(company, number.name, key, claimedBy))
  if (isClaimed) return undefined
  const winner = (await world.numbers.ownersOf(company, [number.name])).get(number.name)
  return winner === undefined || winner === key ? undefined : claimerOf(run, winner, number)
}

/** The record that has claimed the number, if it has it still: also where QuickBooks has not heard yet of its next one. */
async function claimerOf(run: Run, name: string, number: OwnNumber): Promise<RecordKey | undefined> {
  const found = await find(run, name as RecordKey)
  if (found === 'unreadable') return name as RecordKey
  if (!found) return undefined
  const isOnItsWay =
    run.isUnclear(found.key) || (linkIn(run.books.epoch, found) !== undefined && !isAtRest(found.state))
  return hasNumber(found, number) || isOnItsWay ? found.key : undefined
}

/**
 * The record of that name. Of one whose row cannot be read nobody knows which number it has: whoever wants that number stands
 * behind it, and the record itself is set aside when its turn comes.
 */
async function find({ world, company }: Run, key: RecordKey): Promise<StoredRecord | 'unreadable' | undefined> {
  try {
    return (await world.records.getAll(company, [key])).get(key)
  } catch (error) {
    if (isPassing(error)) throw error
    return 'unreadable'
  }
}

const hasNumber = (stored: StoredRecord, { name }: OwnNumber): boolean => numberOf(stored)?.name === name
