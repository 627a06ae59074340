import { openKey } from '../../shared/aws/open-key.ts'
import type { Standing } from '../../shared/aws/record-row.ts'
import type { RecordKey } from '../../shared/erp/record.ts'
import { apart } from '../../shared/lib/apart.ts'
import type { Write } from '../../shared/qbo/batch.ts'
import { stopReason } from '../../shared/sync/admission.ts'
import { notes } from '../../shared/sync/notes.ts'
import { isSwitch, isUsable, linkIn, nextStep, revival, stepAside } from '../../shared/sync/plan.ts'
import { movedBy } from '../../shared/sync/quantity.ts'
import type { Reason } from '../../shared/sync/reason.ts'
import { reasons } from '../../shared/sync/reasons.ts'
import { entityTypeOf, isAtRest, isTransaction, type StoredRecord, type Synced } from '../../shared/sync/record.ts'
import { ownNameOf } from '../../shared/sync/translate/translate.ts'
import { comparedAgain } from './compare-again.ts'
import { withEmptied } from './emptied.ts'
import { announce, settleUnlinked } from './linking.ts'
import { releaseNumber, withOwnNumbers } from './numbers.ts'
import { withPayments } from './paid.ts'
import { withoutDoubles } from './restored.ts'
import type { Run } from './run.ts'
import type { Planned } from './send.ts'
import { learnOf, readable, setAside, standingsOf } from './set-aside.ts'
import { invoicesOnTheirWay, withoutStock } from './stock.ts'

export type GroupPlan = {
  /** What is to be written now. */
  planned: Planned[]
  /** Records that must go before some of these. */
  first: RecordKey[]
  /** Those that stay pending meanwhile. */
  behind: StoredRecord[]
}

/** Decides what each of these records needs next, and notes at once whatever needs no call. */
export async function plan(run: Run, keys: readonly RecordKey[]): Promise<GroupPlan> {
  const { world, company, books } = run
  const [rows, { settings, unties }] = await Promise.all([
    readable(run, keys, (some) => world.records.getAll(company, some)),
    world.companies.settings(company),
  ])
  books.settings = settings
  run.heedUnties(unties)
  const found = keys.flatMap((key) => rows.get(key) ?? [])
  const result: GroupPlan = { planned: [], first: [], behind: [] }
  const failed = (stored: StoredRecord, error: unknown) => setAside(run, stored.key, error)
  const learned = await apart(found, (some) => learnOf(run, some), failed)
  const compared = await apart(learned.flat(), (some) => comparedAgain(run, some), failed)
  await Promise.all(
    compared.flat().map((stored) => planOne(run, stored, result).catch((error: unknown) => failed(stored, error))),
  )
  const inLine = result.planned.toSorted((one, other) => keys.indexOf(one.stored.key) - keys.indexOf(other.stored.key))
  const numbered = await apart(
    inLine,
    async (some) => {
      const free = await withoutStock(run, await behindInvoices(run, some))
      const own = await withOwnNumbers(run, await withPayments(run, free))
      return withEmptied(run, await withoutDoubles(run, own))
    },
    ({ stored }, error) => failed(stored, error),
  )
  return { ...result, planned: numbered.flat(), first: [...new Set(result.first)] }
}

async function planOne(run: Run, stored: StoredRecord, result: GroupPlan): Promise<void> {
  const { world, company, books } = run
  const link = linkIn(books.epoch, stored)
  if (run.toRevive.delete(stored.key)) {
    // Somebody may have stopped it since.
    const isFree = (isAtRest(stored.state) || stored.state === 'pending') && !stopReason(stored, books.settings)
    if (isFree && link && !link.active && !link.gone && stored.kind in entityTypeOf) {
      result.planned.push({ stored, write: revival(link, stored.kind as keyof typeof entityTypeOf) })
    }
    return
  }
  if (stored.state !== 'pending') return
  if (run.toStepAside.delete(stored.key) && link?.active && !stopReason(stored, books.settings)) {
    const name = ownNameOf(stored.record)
    if (name !== undefined) return void result.planned.push({ stored, write: stepAside(link, name) })
  }

  const step = nextStep(stored, books)
  // What QuickBooks does not have yet gives its number up by itself; anything else once QuickBooks has heard of it.
  if (!link && isTransaction(stored.kind)) await releaseNumber(run, stored.key)
  switch (step.do) {
    case 'send': {
      const refused = run.notInPlan.get(step.write.type)
      const mayShareNumber = run.mayShareNumber.has(stored.key)
      const write = mayShareNumber ? { ...step.write, mayShareNumber } : step.write
      const [other] =
        endsUse(step.write) && link ? await world.records.mergedInto(company, books.epoch, stored.kind, link.id) : []
      if (refused) await world.records.stop(company, stored, 'held', refused, world.now())
      else if (other) await settlePlanned(run, stored, { notes: [notes.keptForMerged(other)] })
      else result.planned.push({ stored, write, notes: step.notes })
      return
    }
    case 'settle':
      return settlePlanned(run, stored, step)
    case 'stop':
      await world.records.stop(company, stored, step.state, step.reason, world.now())
      // What waited for it in case it took stock need not wait for what stays out.
      if (step.state === 'off' && run.someWait) await world.records.release(company, world.now(), 'waiting', stored.key)
      return
    case 'first':
      return putFirst(run, stored, step.keys, result)
    case 'after':
      result.first.push(...step.keys)
      result.behind.push(stored)
      return
  }
}

type Told = Pick<Synced, 'notes' | 'differs'>

/** Nothing is to be sent for it: QuickBooks agrees with the ERP, but for what the notes say. */
async function settlePlanned(run: Run, stored: StoredRecord, told: Told): Promise<void> {
  const { world, company, books } = run
  const { key, version, hash, link } = stored
  const synced = { version, hash, notes: told.notes, differs: told.differs }
  await settleUnlinked(run, stored, { open: undefined, link: link ?? null, synced, tries: 0, epoch: books.epoch })
  // It may have been stopped, and others may have waited for it to go on.
  if (run.someWait) await world.records.release(company, world.now(), 'waiting', key)
  if (linkIn(books.epoch, stored)?.active) await announce(run, key)
}

/** Whether a write makes an entity inactive, and nothing else. */
const endsUse = (write: Write): boolean => isSwitch(write) && write.body['Active'] === false

/**
 * What a record needs goes before it, all of it at once, if all of it can go now; otherwise the record waits until the
 * first that cannot is there.
 */
async function putFirst(run: Run, stored: StoredRecord, keys: readonly RecordKey[], result: GroupPlan): Promise<void> {
  const { books } = run
  const standings = await standingsOf(run, keys)
  // What is stopped is not sent, not even to make it active again for others.
  const canRevive = (key: RecordKey) => {
    const standing = standings.get(key)
    if (standing?.state !== 'synced' && standing?.state !== 'pending') return false
    const link = linkIn(books.epoch, standing)
    return link?.active === false && !link.gone && !link.mergedWith
  }
  const isDue = (key: RecordKey) => {
    const { open, state } = standings.get(key) ?? {}
    return state === 'pending' && !open?.startsWith('2/')
  }
  const missing = keys.find((key) => run.isUnclear(key) || (!canRevive(key) && !isDue(key)))
  if (missing === undefined) {
    for (const key of keys) if (!isDue(key)) run.toRevive.add(key)
    result.first.push(...keys)
    result.behind.push(stored)
    return
  }
  const isThere = books.links.get(missing)?.active === true
  const reason = isThere ? reasons.stillCounted(missing) : reasons.waitsFor(missing)
  const hasCome = (other: Standing) => isUsable(linkIn(books.epoch, other), stored.kind, books.settings)
  await waitFor(run, stored, missing, reason, hasCome)
}

/** Leaves out what adjusts a quantity that an invoice on its way moves too: compared before that, it would be taken twice. */
async function behindInvoices(run: Run, planned: readonly Planned[]): Promise<Planned[]> {
  if (!planned.some(isAdjustment)) return [...planned]
  const invoices = await invoicesOnTheirWay(run)
  const judged = await Promise.all(
    planned.map(async (one) => {
      const invoice = isAdjustment(one) ? invoices.find((row) => movedBy(row).includes(one.stored.key)) : undefined
      if (!invoice) return [one]
      const hasCome = ({ state }: Standing) => state === 'synced' || state === 'off'
      await waitFor(run, one.stored, invoice.key, reasons.stockOnItsWay(invoice.key), hasCome)
      return []
    }),
  )
  return judged.flat()
}

const isAdjustment = ({ write }: Planned): boolean => write.type === 'InventoryAdjustment'

/** Leaves a record waiting until another has come. */
async function waitFor(
  run: Run,
  stored: StoredRecord,
  on: RecordKey,
  reason: Reason,
  hasCome: (other: Standing) => boolean,
): Promise<void> {
  const { world, company } = run
  run.someWait = true
  const waits = stored.waits?.on === on ? stored.waits : { on, since: new Date(world.now()).toISOString() }
  await world.records.move(company, stored, { open: openKey.waiting(on, stored.key), reason, waits }, world.now())
  // It may have come between our look and our note; whoever comes second sees the other.
  const other = (await standingsOf(run, [on])).get(on)
  if (other && hasCome(other)) await world.records.release(company, world.now(), 'waiting', on)
}
