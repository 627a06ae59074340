import { offReason, stopReason } from '../../shared/sync/admission.ts'
import { digestOf } from '../../shared/sync/digest.ts'
import { linkIn, wantedStep } from '../../shared/sync/plan.ts'
import { type Posting, type Postings, postingsOf, reversed } from '../../shared/sync/postings.ts'
import type { Reason } from '../../shared/sync/reason.ts'
import { reasons } from '../../shared/sync/reasons.ts'
import { isTransaction, type StoredRecord } from '../../shared/sync/record.ts'
import type { Step } from '../../shared/sync/step.ts'
import { incomeAccounts, type LearnedBooks, learn, openBooks } from '../books.ts'
import { historyOf } from './records.ts'
import type { RecordWorld } from './world.ts'

/**
 * The exact write that the push would send for a record now, by the same plan, with its debits and credits by account.
 * Nothing is sent and nothing is noted.
 *
 * @param shown the digest of an earlier preview, to be told whether it still holds
 */
export async function preview(world: RecordWorld, company: string, stored: StoredRecord, shown?: string) {
  const books = await openBooks(world, company)
  const { settings } = books
  await learn(world, company, books, [stored])
  const { kind, record, pushAnyway } = stored
  const off = offReason(kind, record, settings, { link: linkIn(books.epoch, stored), pushAnyway })
  const stoppedBy = off ?? stopReason(stored, settings)?.reason ?? approvalNeeded(stored, settings.approveBeforePosting)
  const step = wantedStep(stored, books)
  const digest = step.do === 'send' ? digestOf(step.write) : null
  const { postings, notes } = await postingsAfter(world, company, stored, step, books)
  return {
    kind: stored.kind,
    id: stored.id,
    version: stored.version,
    state: stored.state,
    ...outcomeOf(step),
    stoppedBy: stoppedBy ?? null,
    entity: step.do === 'send' ? step.write.type : (linkIn(books.epoch, stored)?.type ?? null),
    body: step.do === 'send' ? step.write.body : null,
    digest,
    changed: shown === undefined ? null : shown !== digest,
    postings: await named(world, company, books, postings),
    notes,
    recordNotes: step.do === 'send' || step.do === 'settle' ? [...(step.notes ?? [])] : [],
  }
}

const approvalNeeded = (stored: StoredRecord, isAsked: boolean): Reason | undefined =>
  isAsked && isTransaction(stored.kind) && !stored.approved ? reasons.approval() : undefined

function outcomeOf(step: Step): { step: string; reason: Reason | null } {
  switch (step.do) {
    case 'send':
      return { step: step.write.verb, reason: null }
    case 'settle':
      return { step: 'none', reason: null }
    case 'first':
    case 'after':
      return { step: 'waits', reason: reasons.waitsFor(step.keys[0]) }
    case 'stop':
      return { step: 'refused', reason: step.reason }
  }
}

/** What the books will hold for the record, or hold already; for a delete or a void, what is taken back. */
async function postingsAfter(
  world: RecordWorld,
  company: string,
  stored: StoredRecord,
  step: Step,
  { links, epoch, settings }: LearnedBooks,
): Promise<Postings> {
  const chosen = await incomeAccounts(world, company, epoch, [
    settings.taxLineItem,
    settings.itemWithoutPart,
    settings.freightItem,
  ])
  if (step.do === 'send' && (step.write.verb === 'create' || step.write.verb === 'update')) {
    return postingsOf(step.write, links, chosen)
  }
  const last = (await historyOf(world, company, stored)).find(({ operation }) =>
    ['create', 'update'].includes(operation),
  )
  if (!last) return { postings: [], notes: [] }
  const before = postingsOf({ type: last.entity, body: last.sent }, links, chosen)
  return step.do === 'send' ? { ...before, postings: reversed(before.postings) } : before
}

/** The accounts by number and name, as far as they have been pulled; amounts with two decimals. */
async function named(world: RecordWorld, company: string, { epoch }: LearnedBooks, postings: readonly Posting[]) {
  const ids = postings.flatMap(({ account }) => account.id ?? [])
  const pulled = await world.catalog.getAll(company, epoch, 'account', [...new Set(ids)])
  const nameOf = ({ id, name }: Posting['account']) => {
    const known = id === undefined ? undefined : pulled.get(id)
    return known ? [known.detail.number, known.name].filter(Boolean).join(' ') : name
  }
  return postings.map(({ account, debit, credit }) => ({
    account: { id: account.id ?? null, name: nameOf(account) },
    debit: debit.toFixed(2),
    credit: credit.toFixed(2),
  }))
}
