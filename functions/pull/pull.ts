import * as z from 'zod/mini'
import type { CatalogPlace } from '../../shared/aws/catalog.ts'
import { openPrefix } from '../../shared/aws/open-key.ts'
import { BATCH_WRITE_MAX } from '../../shared/aws/table.ts'
import type { RecordKey } from '../../shared/erp/record.ts'
import { chunks, eachOf } from '../../shared/lib/each.ts'
import { pack, unpack } from '../../shared/lib/packed.ts'
import type { Entity } from '../../shared/qbo/entity.ts'
import { ACTIVE_OR_NOT, countQuery, readCount, readQueryAnswer, selectIn } from '../../shared/qbo/query.ts'
import { orders, type Place } from '../../shared/qbo/walk.ts'
import {
  isCatalogType,
  isCategory,
  kindOf,
  type PulledType,
  pulledNameOf,
  readPulled,
} from '../../shared/sync/catalog.ts'
import { copiedIn, type PullPart, PullProgress, withCopied } from '../../shared/sync/pull-progress.ts'
import { type Page, walk } from '../walk.ts'
import { match } from './match.ts'
import { JobFailure } from './reader.ts'
import type { Shift } from './shift.ts'

/** Rows that are written at the same time. */
const WRITES_AT_ONCE = 8
/** As many Ids as fit into the address of a query. */
const IDS_A_QUERY = 200

const Step = z.object({
  ids: z.instanceof(Uint8Array),
  /** Where the page after it begins, unless it is the last. */
  next: z.optional(z.object({ order: z.enum(orders), since: z.optional(z.string()), skipped: z.number() })),
  isLast: z._default(z.boolean(), false),
})
const Ids = z.array(z.string())

/**
 * Copies lists from QuickBooks into the catalog: counts all of them first, then reads page after page, each noted once it is stored, so
 * that a run that ends early is gone on with. What was tied or ignored stays so; what QuickBooks has no more is
 * marked.
 */
export async function pull(shift: Shift): Promise<void> {
  const progress = z.parse(PullProgress, shift.job.progress)
  const before = progress.reads
  const note = () => {
    const now = { ...progress, reads: before + shift.reader.reads }
    return shift.note({ progress: now, ...copiedIn(now) })
  }
  if (progress.parts.every(({ state }) => state === 'queued')) {
    for (const part of progress.parts) part.total = await countOf(shift, part.type)
  }
  for (const part of progress.parts) {
    if (part.state === 'done') continue
    part.state = 'running'
    await pullType(shift, part, note)
    if (isCatalogType(part.type)) await match(shift, part.type)
    await releaseMended(shift, part.type)
    part.state = 'done'
    await note()
  }
}

/** What records may be held for that somebody can put right in QuickBooks, by the list in which we see that it is. */
const seenIn: Partial<Record<PulledType, readonly string[]>> = {
  account: ['E_ACCOUNT_TYPE', 'E_CONTROL_ACCOUNT', 'E_JE_CONTROL', 'E_JE_ENTITY'],
  item: ['category_name', 'name_taken', 'reference_unusable'],
  customer: ['name_taken', 'reference_unusable'],
  vendor: ['name_taken', 'reference_unusable'],
  'tax-code': ['E_TAX_CODE'],
}

/** Lets go what is held for something that may be otherwise in what has just been pulled. */
async function releaseMended({ world, job }: Shift, type: PulledType): Promise<void> {
  const { company, id } = job
  for (const code of seenIn[type] ?? []) {
    if (!(await world.records.hasAny(company, 'held', code))) continue
    await world.writer.askRelease(company, id, openPrefix('held', code))
    await world.wake(company)
  }
}

async function pullType(shift: Shift, part: PullPart, note: () => Promise<void>): Promise<void> {
  const { world, job, reader } = shift
  const { type } = part
  const seen = new Set<string>()
  let pages = 0
  let from: Place | undefined
  let isThrough = false
  for await (const item of world.jobs.steps(job.company, job.id, `${type}/`)) {
    const step = z.parse(Step, item)
    for (const id of z.parse(Ids, unpack(step.ids))) seen.add(id)
    pages++
    from = step.next
    isThrough = step.isLast
  }
  const progressed = async () => {
    Object.assign(part, withCopied(part, seen.size))
    await note()
  }
  await progressed()

  const owners = await ownersOf(shift, type)
  const scope = { type: pulledNameOf[type], where: ACTIVE_OR_NOT }
  const walked = walk(scope, (query) => reader.sorted(scope.type, query), from)
  const keep = async ({ entities, next }: Page) => {
    await storePage(shift, type, pages++, entities, next, owners)
    for (const { Id } of entities) seen.add(Id)
    await progressed()
  }
  if (!isThrough) await readAhead(walked, keep)
  await reconcile(shift, type, seen, owners)
  await world.catalog.keepNames(job.company, job.epoch, type)
}

async function countOf({ reader }: Shift, type: PulledType): Promise<number> {
  const count = readCount(await reader.query(countQuery(pulledNameOf[type], ACTIVE_OR_NOT)))
  if (count === undefined) throw unreadable()
  return count
}

/** Keeps each page while the one after it is read. */
async function readAhead(pages: AsyncGenerator<Page | undefined>, keep: (page: Page) => Promise<void>): Promise<void> {
  let kept = Promise.resolve()
  for (;;) {
    // What is under way comes to its end first, so that nothing goes on behind the back of whoever hears of a failure.
    const [read, stored] = await Promise.allSettled([pages.next(), kept])
    if (stored.status === 'rejected') throw stored.reason
    if (read.status === 'rejected') throw read.reason
    if (read.value.done) return
    if (!read.value.value) throw unreadable()
    kept = keep(read.value.value)
  }
}

/** Stores what is new in a page, and notes that it is done. */
async function storePage(
  shift: Shift,
  type: PulledType,
  page: number,
  entities: readonly Entity[],
  next: Place | undefined,
  owners: Owners,
): Promise<void> {
  const { world, job } = shift
  await storeEntities(shift, type, entities, owners)
  const step = { ids: pack(entities.map(({ Id }) => Id)), ...(next ? { next } : { isLast: true }) }
  await world.jobs.putStep(job, `${type}/${String(page).padStart(6, '0')}`, step, world.now())
  world.log('info', 'pulled', { company: job.company, count: entities.length })
}

/** Stores what is new or has changed; what is known costs no write. Of categories only those that the ERP has too. */
export async function storeEntities(
  shift: Shift,
  type: PulledType,
  entities: readonly Entity[],
  owners: Owners,
): Promise<void> {
  const { catalog, now } = shift.world
  const { company, epoch } = shift.job
  const sighting = { company, epoch, type, at: new Date(now()).toISOString(), owners }
  const ids = entities.map(({ Id }) => Id)
  const known = await catalog.getAll(company, epoch, type, ids)
  const added = entities.filter(
    ({ Id, ...fields }) => !known.has(Id) && (!isCategory(fields['Type']) || owners.has(Id)),
  )
  const changed = entities.flatMap((entity) => {
    const before = known.get(entity.Id)
    const pulled = readPulled(type, entity)
    const isKnown = !before?.gone && before?.syncToken === pulled.syncToken && before.active === pulled.active
    return before && !isKnown ? [{ entity, before }] : []
  })
  if (added.length + changed.length > 0) await catalog.forgetNames(company, epoch, type)
  await eachOf(chunks(added, BATCH_WRITE_MAX), WRITES_AT_ONCE, (some) => catalog.add(sighting, some))
  await eachOf(changed, WRITES_AT_ONCE, ({ entity, before }) => catalog.change(sighting, entity, before))
}

type Owners = ReadonlyMap<string, RecordKey>

/** By entity, the records that are tied in this connection: the push ties what it creates without asking the catalog. */
async function ownersOf({ world, job }: Shift, type: PulledType): Promise<Owners> {
  const owners = new Map<string, RecordKey>()
  if (!isCatalogType(type)) return owners
  for await (const { key, link } of world.records.tied(job.company, kindOf[type])) {
    if (link.epoch === job.epoch && !link.mergedWith) owners.set(link.id, key)
  }
  return owners
}

/** Notes of every record that is linked to one of these that QuickBooks has it no more. */
async function noteGone({ world, job }: Shift, type: PulledType, ids: ReadonlySet<string>): Promise<void> {
  const { company, epoch } = job
  if (!isCatalogType(type)) return
  for await (const { key, link } of world.records.tied(company, kindOf[type])) {
    if (link.epoch !== epoch || link.gone || !ids.has(link.id)) continue
    await world.records.noteGone(company, key, epoch, link.id, world.now())
  }
  await world.wake(company)
}

/**
 * Puts right what the catalog says of entities besides their content: which are gone, and which are tied. An entity that
 * no page had is looked for once more, since one that was merged away meanwhile moves the others from page to page.
 */
async function reconcile(shift: Shift, type: PulledType, seen: ReadonlySet<string>, owners: Owners): Promise<void> {
  const { world, job, reader } = shift
  const { company, epoch } = job
  const missing: CatalogPlace[] = []
  const gone = new Set<string>()
  for await (const entity of world.catalog.places(company, epoch, type)) {
    if (!seen.has(entity.id) && !entity.gone) missing.push(entity)
    const owner = owners.get(entity.id)
    if ((entity.status === 'linked' || owner) && entity.key !== owner) await standAs(shift, entity, owner)
  }
  // What the push has made since the last pull is in no catalog yet.
  const unlisted = [...owners.keys()].filter((id) => !seen.has(id) && !missing.some((entity) => entity.id === id))
  for (const asked of chunks([...missing.map(({ id }) => id), ...unlisted], IDS_A_QUERY)) {
    const query = selectIn(pulledNameOf[type], 'Id', asked, true)
    const found = readQueryAnswer(await reader.query(query), pulledNameOf[type])
    if (!found) throw unreadable()
    await storeEntities(shift, type, found, owners)
    const there = new Set(found.flatMap(({ Id, status }) => (status === 'Deleted' ? [] : [Id])))
    for (const id of asked) if (!there.has(id)) gone.add(id)
  }
  for (const entity of missing) if (gone.has(entity.id)) await world.catalog.markGone(company, epoch, entity)
  if (gone.size > 0) await noteGone(shift, type, gone)
}

/** Tied to the record that says so, or to none any more. */
function standAs({ world, job }: Shift, entity: CatalogPlace, owner: RecordKey | undefined) {
  const status = owner ? 'linked' : entity.suggestion ? 'suggested' : 'unmatched'
  return world.catalog.stand(job.company, job.epoch, entity, { status, key: owner })
}

const unreadable = () =>
  new JobFailure(
    'unreadable',
    'QuickBooks answered with something that is no list.',
    'Run it again; if it stays so, tell us.',
  )
