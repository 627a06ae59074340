import type { Attempt, AttemptItem } from '../../shared/aws/attempts.ts'
import { parseKey, type RecordKey } from '../../shared/erp/record.ts'
import { chunks } from '../../shared/lib/each.ts'
import type { Fault } from '../../shared/qbo/faults.ts'
import { selectIn } from '../../shared/qbo/query.ts'
import { hasShipping } from '../../shared/qbo/shipping.ts'
import { refusalReason } from '../../shared/sync/advice.ts'
import { isLinking } from '../../shared/sync/linking.ts'
import { mentionsOf } from '../../shared/sync/plan.ts'
import { reasons } from '../../shared/sync/reasons.ts'
import { isList, type Link, type StoredRecord } from '../../shared/sync/record.ts'
import { find, lookLater } from './ask.ts'
import { noteMerged } from './merged.ts'
import { goUnlinked, keepPending, noteStopped } from './note.ts'
import { readPreferences } from './preferences.ts'
import type { Run } from './run.ts'

/** As many Ids as fit into the address of a query. */
const IDS_A_QUERY = 200

/** Something that the record mentions is inactive or gone in QuickBooks: a look at all of that tells what. */
export async function lookAfterReference(
  run: Run,
  attempt: Attempt,
  item: AttemptItem,
  row: StoredRecord,
  fault: Fault,
) {
  if (await isShippingOff(run, attempt, item)) {
    return keepPending(run, row, { open: row.open, tries: row.tries + 1, attempt: attempt.id })
  }
  const { books } = run
  const mentions = mentionsOf(row, books.settings)
  // An item that has made way for a new one: what mentions it waits for that.
  if (mentions.needed.some((key) => !books.links.has(key))) {
    return keepPending(run, row, { open: row.open, tries: row.tries + 1, attempt: attempt.id })
  }
  const linked = linkedOf(run, row)
  if (!(await lookAt(run, linked))) return lookLater(run, attempt, row)
  const unusable = linked.flatMap(({ key, link }) => {
    const is = run.looks.get(nameOf(link))
    return is === 'inactive' || is === 'gone' ? [{ key, id: link.id, is }] : []
  })
  const merged = unusable.filter(({ key, is }) => is === 'gone' && isListKey(key))
  for (const { key, id } of merged) await noteMerged(run, key, id)
  // It waits for these, each of which says what has become of it.
  if (merged.length > 0) return keepPending(run, row, { open: row.open, tries: row.tries + 1, attempt: attempt.id })
  const reason = reasons.referenceUnusable(unusable, fault.detail || fault.message)
  const isInformation = unusable.every(({ key }) => mentions.informative.includes(key))
  const mayGoWithout = isInformation && hasLinks(item) && !isLinking({ ...row, hash: item.hash }, item.write)
  if (mayGoWithout) return goUnlinked(run, attempt, item, row, reason.message)
  return noteStopped(run, attempt, item, row, 'held', reason)
}

const isListKey = (key: RecordKey): boolean => {
  const kind = parseKey(key)?.kind
  return kind !== undefined && isList(kind)
}

/** Those of which QuickBooks says that all they mention is there and active, or gone, which the next plan tells. */
export async function areUsable(run: Run, held: readonly StoredRecord[]): Promise<StoredRecord[]> {
  const linked = held.map((stored) => ({ stored, mentioned: linkedOf(run, stored) }))
  if (
    !(await lookAt(
      run,
      linked.flatMap(({ mentioned }) => mentioned),
    ))
  )
    return []
  const isInactive = ({ link }: { link: Link }) => run.looks.get(nameOf(link)) === 'inactive'
  return linked.flatMap(({ stored, mentioned }) => (mentioned.some(isInactive) ? [] : [stored]))
}

/** What a record mentions and is linked to, by its links as they are known. */
export function linkedOf({ books }: Run, row: StoredRecord): { key: RecordKey; link: Link }[] {
  return Object.values(mentionsOf(row, books.settings))
    .flat()
    .flatMap((key) => {
      const link = books.links.get(key)
      return link ? [{ key, link }] : []
    })
}

const nameOf = ({ type, id }: Link): string => `${type}/${id}`

/** Looks whether these are there and active, in one query a type; false if QuickBooks could not be asked. */
async function lookAt(run: Run, linked: readonly { key: RecordKey; link: Link }[]): Promise<boolean> {
  const unseen = linked.filter(({ link }) => !run.looks.has(nameOf(link)))
  for (const [type, links] of Map.groupBy(unseen, ({ link }) => link.type)) {
    const kind = parseKey(links[0]?.key ?? '')?.kind
    for (const ids of chunks([...new Set(links.map(({ link }) => link.id))], IDS_A_QUERY)) {
      const found = await find(run, type, selectIn(type, 'Id', ids, kind !== undefined && isList(kind)))
      if (!found) return false
      for (const id of ids) {
        const entity = found.find((candidate) => candidate.Id === id)
        run.looks.set(`${type}/${id}`, !entity ? 'gone' : entity.Active === false ? 'inactive' : 'usable')
      }
    }
  }
  return true
}

/**
 * QuickBooks does not take the bill with its orders (620), or says no more than that some rule is against it (6000, where an
 * order is dated after the bill): it goes without them, since the bill is money and the link is a convenience.
 */
export function lookAfterLink(run: Run, attempt: Attempt, item: AttemptItem, row: StoredRecord, fault: Fault) {
  const reason = refusalReason(fault)
  const mayGoWithout = hasLinks(item) && !isLinking({ ...row, hash: item.hash }, item.write)
  if (mayGoWithout) return goUnlinked(run, attempt, item, row, reason.message)
  return noteStopped(run, attempt, item, row, 'held', reason)
}

const hasLinks = ({ write }: AttemptItem): boolean => 'LinkedTxn' in write.body

/**
 * The number is that of another document (6140). Numbers of bills are their vendors', and two vendors may use one: a bill
 * whose rival is another vendor's goes out with leave to repeat the number, once, since QuickBooks may insist.
 */
export async function lookAfterNumber(
  run: Run,
  attempt: Attempt,
  { write }: AttemptItem,
  row: StoredRecord,
  fault: Fault,
) {
  const { world, company } = run
  const [, rival] = /TxnId=([^\s,;]+)/.exec(`${fault.message} ${fault.detail}`) ?? []
  const mayBeShared = write.type === 'Bill' && !write.mayShareNumber && rival !== undefined
  const found = mayBeShared ? await find(run, 'Bill', selectIn('Bill', 'Id', [rival], false)) : []
  if (!found) return lookLater(run, attempt, row)
  const [bill] = found
  if (!bill || vendorIn(bill) === vendorIn(write.body)) {
    return world.records.stop(company, row, 'held', refusalReason(fault), world.now(), attempt.id)
  }
  run.mayShareNumber.add(row.key)
  return keepPending(run, row, { open: row.open, tries: row.tries + 1, attempt: attempt.id })
}

const vendorIn = (bill: object): unknown => Object(Reflect.get(bill, 'VendorRef')).value

/**
 * The books are closed at its date. Once the closing date is known, the plan holds such records by themselves, or dates
 * them to an open day where the company wants that; only if it says otherwise than the fault is the record held for that.
 */
export async function lookAfterClosed(run: Run, attempt: Attempt, item: AttemptItem, row: StoredRecord, fault: Fault) {
  const { books } = run
  await run.once(`preferences/${attempt.id}`, () => readPreferences(run))
  const { bookCloseDate: closed = '' } = books.preferences
  const days = [item.write.body['TxnDate'], row.link?.facts?.postedOn].filter((day) => typeof day === 'string')
  if (days.some((day) => day <= closed)) {
    return keepPending(run, row, { open: row.open, tries: row.tries + 1, attempt: attempt.id })
  }
  return noteStopped(run, attempt, item, row, 'held', reasons.closedPeriod(fault.detail || fault.message))
}

/**
 * Some rule is against an invoice with freight. QuickBooks takes none where shipping is switched off, which somebody may have done
 * since we last asked: once that is known, the plan holds such invoices by itself.
 */
export async function lookAfterShipping(
  run: Run,
  attempt: Attempt,
  item: AttemptItem,
  row: StoredRecord,
  fault: Fault,
) {
  if (await isShippingOff(run, attempt, item)) {
    return keepPending(run, row, { open: row.open, tries: row.tries + 1, attempt: attempt.id })
  }
  return noteStopped(run, attempt, item, row, 'rejected', refusalReason(fault))
}

async function isShippingOff(run: Run, attempt: Attempt, { write }: AttemptItem): Promise<boolean> {
  if (!hasShipping(write.body)) return false
  await run.once(`preferences/${attempt.id}`, () => readPreferences(run))
  return run.books.preferences.allowShipping === false
}
