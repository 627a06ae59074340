import * as z from 'zod/mini'
import type { CatalogPlace } from '../../shared/aws/catalog.ts'
import { openPrefix } from '../../shared/aws/open-key.ts'
import { BATCH_WRITE_MAX } from '../../shared/aws/table.ts'
import type { RecordKey } from '../../shared/erp/record.ts'
import { chunks, eachOf } from '../../shared/lib/each.ts'
import { pack, unpack } from '../../shared/lib/packed.ts'
import type { Entity } from '../../shared/qbo/entity.ts'
import {
  ACTIVE_OR_NOT,
  countQuery,
  pageQuery,
  QUERY_ROWS_MAX,
  readCount,
  readQueryAnswer,
  selectIn,
} from '../../shared/qbo/query.ts'
import { type CatalogType, entityNameOf, isCategory, kindOf, readPulled } from '../../shared/sync/catalog.ts'
import { type PullPart, PullProgress } from '../../shared/sync/pull-progress.ts'
import { match } from './match.ts'
import { JobFailure } from './reader.ts'
import type { Shift } from './shift.ts'

/** Pages that are read at the same time; more would only wait for their turn. */
const PAGES_AT_ONCE = 3
/** Rows that are written at the same time. */
const WRITES_AT_ONCE = 8
/** As many Ids as fit into the address of a query. */
const IDS_A_QUERY = 200

const Page = z.object({ ids: z.instanceof(Uint8Array) })
const Ids = z.array(z.string())

/**
 * Copies lists from QuickBooks into the catalog: counts first, then reads the pages side by side, each noted once it is
 * stored, so that a run that ends early is gone on with. What was tied or ignored stays so; what QuickBooks has no more is
 * marked.
 */
export async function pull(shift: Shift): Promise<void> {
  const progress = z.parse(PullProgress, shift.job.progress)
  const before = progress.reads
  for (const part of progress.parts) {
    if (part.state === 'done') continue
    part.state = 'running'
    const note = async () => {
      const reads = before + shift.reader.reads
      const sum = (field: 'total' | 'done') => progress.parts.reduce((total, one) => total + one[field], 0)
      await shift.note({ progress: { ...progress, reads }, total: sum('total'), done: sum('done') })
    }
    await pullType(shift, part, note)
    await match(shift, part.type)
    await releaseMended(shift, part.type)
    part.state = 'done'
    await note()
  }
}

/** What records may be held for that somebody can put right in QuickBooks, by the list in which we see that it is. */
const seenIn: Partial<Record<CatalogType, readonly string[]>> = {
  account: ['E_ACCOUNT_TYPE', 'E_CONTROL_ACCOUNT', 'E_JE_CONTROL', 'E_JE_ENTITY'],
  item: ['category_name'],
}

/** Lets go what is held for something that may be otherwise in what has just been pulled. */
async function releaseMended({ world, job }: Shift, type: CatalogType): Promise<void> {
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
  const seen = new Map<number, string[]>()
  for await (const item of world.jobs.steps(job.company, job.id, `${type}/`)) {
    const page = Number(String(item['sk']).split('/').at(-1))
    seen.set(page, z.parse(Ids, unpack(z.parse(Page, item).ids)))
  }
  const count = readCount(await reader.query(countQuery(entityNameOf[type], ACTIVE_OR_NOT)))
  if (count === undefined) throw unreadable()
  part.total = count
  const progressed = async () => {
    part.done = [...seen.values()].reduce((sum, ids) => sum + ids.length, 0)
    part.total = Math.max(part.total, part.done)
    await note()
  }
  await progressed()

  const owners = await ownersOf(shift, type)
  const pageCount = Math.ceil(count / QUERY_ROWS_MAX)
  const pages = Array.from({ length: pageCount }, (_, page) => page).filter((page) => !seen.has(page))
  const readPage = async (page: number) => {
    const ids = await pullPage(shift, type, page, owners)
    seen.set(page, ids)
    await progressed()
    return ids.length
  }
  await eachOf(pages, PAGES_AT_ONCE, readPage)
  // What was added meanwhile stands behind the last page.
  for (let page = pageCount; (seen.get(page - 1)?.length ?? QUERY_ROWS_MAX) === QUERY_ROWS_MAX; page++) {
    if (seen.has(page)) continue
    if ((await readPage(page)) === 0) break
  }
  await reconcile(shift, type, new Set([...seen.values()].flat()), owners)
  await world.catalog.keepNames(job.company, job.epoch, type)
}

/** Reads a page, stores what is new in it, and notes that it is done. */
async function pullPage(shift: Shift, type: CatalogType, page: number, owners: Owners): Promise<string[]> {
  const { world, job, reader } = shift
  const answer = await reader.query(pageQuery(entityNameOf[type], ACTIVE_OR_NOT, page))
  const entities = readQueryAnswer(answer, entityNameOf[type])
  if (!entities) throw unreadable()
  const ids = entities.map(({ Id }) => Id)
  await storeEntities(shift, type, entities, owners)
  await world.jobs.putStep(job, `${type}/${String(page).padStart(6, '0')}`, { ids: pack(ids) }, world.now())
  world.log('info', 'pulled', { company: job.company, count: ids.length })
  return ids
}

/** Stores what is new or has changed; what is known costs no write. Of categories only those that the ERP has too. */
export async function storeEntities(
  shift: Shift,
  type: CatalogType,
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
async function ownersOf({ world, job }: Shift, type: CatalogType): Promise<Owners> {
  const owners = new Map<string, RecordKey>()
  for await (const { key, link } of world.records.tied(job.company, kindOf[type])) {
    if (link.epoch === job.epoch) owners.set(link.id, key)
  }
  return owners
}

/**
 * Puts right what the catalog says of entities besides their content: which are gone, and which are tied. An entity that
 * no page had is looked for once more, since one that was merged away meanwhile moves the others from page to page.
 */
async function reconcile(shift: Shift, type: CatalogType, seen: ReadonlySet<string>, owners: Owners): Promise<void> {
  const { world, job, reader } = shift
  const { company, epoch } = job
  const missing: CatalogPlace[] = []
  for await (const entity of world.catalog.places(company, epoch, type)) {
    if (!seen.has(entity.id) && !entity.gone) missing.push(entity)
    const owner = owners.get(entity.id)
    if ((entity.status === 'linked' || owner) && entity.key !== owner) await standAs(shift, entity, owner)
  }
  for (let from = 0; from < missing.length; from += IDS_A_QUERY) {
    const asked = missing.slice(from, from + IDS_A_QUERY)
    const query = selectIn(
      entityNameOf[type],
      'Id',
      asked.map(({ id }) => id),
      true,
    )
    const found = readQueryAnswer(await reader.query(query), entityNameOf[type])
    if (!found) throw unreadable()
    await storeEntities(shift, type, found, owners)
    const there = new Set(found.map(({ Id }) => Id))
    for (const entity of asked) if (!there.has(entity.id)) await world.catalog.markGone(company, epoch, entity)
  }
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
