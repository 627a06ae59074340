import * as z from 'zod/mini'
import { StoredLink } from '../../shared/aws/record-row.ts'
import type { RecordKey } from '../../shared/erp/record.ts'
import { date } from '../../shared/erp/words.ts'
import type { Entity } from '../../shared/qbo/entity.ts'
import type { BatchItem } from '../../shared/sync/batch.ts'
import {
  type DocumentType,
  documentConflicts,
  documentNumber,
  documentSides,
  documentTypes,
  linkToDocument,
  partyOf,
} from '../../shared/sync/documents.ts'
import { foldName } from '../../shared/sync/look-back.ts'
import { linkIn } from '../../shared/sync/plan.ts'
import { type StoredRecord, transactionDate } from '../../shared/sync/record.ts'
import { makeTie } from '../ties.ts'
import { readKey } from '../tying.ts'
import { walk } from '../walk.ts'
import type { BatchWork } from './batch.ts'
import { JobFailure } from './reader.ts'
import type { Shift } from './shift.ts'

const Wish = z.object({
  type: z.enum(documentTypes),
  from: z.optional(date),
  to: z.optional(date),
  dryRun: z.boolean(),
})

/**
 * Ties documents that both sides have already, by number, date, party and total, and posts nothing: the ERP's record
 * counts as synced as it is. What has the same number and differs otherwise is told, and left alone.
 */
export function linkDocuments(shift: Shift): BatchWork {
  const { type, dryRun, ...between } = z.parse(Wish, shift.job.input)
  return {
    what: dryRun ? undefined : 'linked',
    plan: () => planDocuments(shift, type, between),
    perform: async (item) => {
      if (item.outcome !== 'planned') return item
      return dryRun ? { ...item, outcome: 'would-link' } : tieDocument(shift, item)
    },
  }
}

type Between = { from?: string | undefined; to?: string | undefined }

async function* planDocuments(shift: Shift, type: DocumentType, between: Between): AsyncGenerator<BatchItem> {
  const { byNumber, days } = await openDocuments(shift, type, between)
  if (byNumber.size === 0) return
  const parties = await tiedParties(shift, type)
  const pairs = new Map<RecordKey, BatchItem[]>()
  const sides = documentSides[type]
  for await (const entity of documentsOf(shift, sides.entity, days)) {
    for (const stored of byNumber.get(foldName(entity.DocNumber)) ?? []) {
      const item = judged(shift, type, entity, stored, parties)
      pairs.set(stored.key, [...(pairs.get(stored.key) ?? []), item])
    }
  }
  for (const items of pairs.values()) yield* resolved(items)
}

/** The ERP's documents of a type that are tied to none, by number, and the days between which they lie. */
async function openDocuments({ world, job }: Shift, type: DocumentType, { from = '0', to = '9' }: Between) {
  const byNumber = new Map<string, StoredRecord[]>()
  const days = { from: '9', to: '0' }
  for await (const stored of world.records.all(job.company, documentSides[type].kind)) {
    const { record } = stored
    const [number, day] = [record && documentNumber(record), record && transactionDate(record)]
    if (!number || !day || day < from || day > to || linkIn(job.epoch, stored)) continue
    byNumber.set(number, [...(byNumber.get(number) ?? []), stored])
    if (day < days.from) days.from = day
    if (day > days.to) days.to = day
  }
  return { byNumber, days }
}

async function tiedParties({ world, job }: Shift, type: DocumentType): Promise<ReadonlyMap<RecordKey, string>> {
  const { party } = documentSides[type]
  const ids = new Map<RecordKey, string>()
  if (!party) return ids
  for await (const { key, link } of world.records.tied(job.company, party)) {
    if (link.epoch === job.epoch) ids.set(key, link.id)
  }
  return ids
}

/** QuickBooks' documents of these days. A day more on either side, so that a date that differs by one is told. */
async function* documentsOf(
  { reader }: Shift,
  type: string,
  days: { from: string; to: string },
): AsyncGenerator<Entity> {
  const where = `TxnDate >= '${dayAfter(days.from, -1)}' AND TxnDate <= '${dayAfter(days.to, 1)}'`
  for await (const page of walk({ type, where }, (query) => reader.sorted(type, query))) {
    if (!page)
      throw new JobFailure('unreadable', 'QuickBooks answered with something that is no list.', 'Run it again.')
    yield* page.entities
  }
}

const dayAfter = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)

function judged(
  { job }: Shift,
  type: DocumentType,
  entity: Entity,
  stored: StoredRecord,
  parties: ReadonlyMap<RecordKey, string>,
): BatchItem {
  const { key, record } = stored
  const item = { type, id: entity.Id, name: entity.DocNumber ?? '', key }
  if (!record) return { ...item, outcome: 'skipped' }
  const party = partyOf(record)
  const conflicts = documentConflicts(type, record, entity, party && parties.get(party))
  if (conflicts.length > 0) {
    const message = `They have the same number, but ${conflicts.join('; ')}.`
    return { ...item, outcome: 'skipped', reason: { code: 'differs', message } }
  }
  const evidence = [`same number, date, ${party ? 'party ' : ''}and total`]
  const link = linkToDocument(type, record, entity, job.epoch)
  return { ...item, outcome: 'planned', confidence: 'exact', evidence, link }
}

/** If QuickBooks has several that could be it, a person has to say which. */
function resolved(items: readonly BatchItem[]): BatchItem[] {
  const matching = items.filter(({ outcome }) => outcome === 'planned')
  if (matching.length === 1) return matching
  if (matching.length === 0) return [...items]
  const message = `QuickBooks has ${matching.length} of this number, date, party and total. Delete or renumber all but one there.`
  return matching.map((item) => ({ ...item, outcome: 'skipped', reason: { code: 'ambiguous', message } }))
}

async function tieDocument({ world, job }: Shift, item: BatchItem): Promise<BatchItem> {
  const key = readKey(item.key)
  const stored = key && (await world.records.getAll(job.company, [key])).get(key)
  const link = { ...z.parse(StoredLink, item.link), batch: job.id }
  if (!stored) return { ...item, outcome: 'skipped' }
  const before = linkIn(job.epoch, stored)
  if (before?.id === link.id) return { ...item, outcome: before.batch === job.id ? 'linked' : 'already-linked' }
  const { version, hash } = stored
  const why = await makeTie(world, job.company, stored, link, {
    ...{ open: undefined, reason: undefined, onHold: undefined, content: undefined },
    synced: { version, hash },
  })
  if (why) return { ...item, outcome: 'skipped', reason: { code: why.code, message: why.detail } }
  await world.records.release(job.company, world.now(), 'waiting', stored.key)
  return { ...item, outcome: 'linked' }
}
