import * as z from 'zod/mini'
import { type CatalogEntity, confidences } from '../../../shared/aws/catalog.ts'
import type { RecordKey } from '../../../shared/erp/record.ts'
import { apart } from '../../../shared/lib/apart.ts'
import { Refusal } from '../../../shared/lib/refusal.ts'
import { ShownItem } from '../../../shared/sync/batch.ts'
import {
  type CatalogType,
  catalogStatuses,
  catalogTypes,
  isCatalogType,
  isPulledType,
  kindOf,
  type PulledType,
  pulledTypes,
} from '../../../shared/sync/catalog.ts'
import { linkIn } from '../../../shared/sync/plan.ts'
import { ApiProblem } from '../../problem.ts'
import type { Conflict } from '../../ties.ts'
import { trial } from '../../trial.ts'
import { readKey, tie, untie } from '../../tying.ts'
import { readCursor, readLimit, writeCursor } from '../paging.ts'
import { type Call, notFound, type Route, taking } from '../route.ts'
import * as shapes from '../shapes.ts'
import type { World } from '../world.ts'

const Suggestion = z.object({
  key: z.string(),
  name: z.string(),
  confidence: z.enum(confidences),
  score: z.number(),
  evidence: z.array(z.string()),
})
/** An entity as it was pulled, with what it is tied to or probably is. */
export const Entity = z.object({
  type: z.enum(pulledTypes),
  id: z.string(),
  name: z.string(),
  active: z.boolean(),
  gone: z.boolean(),
  status: z.enum(catalogStatuses),
  key: z.nullable(z.string()),
  suggestion: z.nullable(Suggestion),
  detail: z.record(z.string(), z.unknown()),
  syncToken: z.string(),
  pulledAt: z.string(),
})
const LinkPost = z.strictObject({ key: z.string() })

/** What was pulled from QuickBooks, and tying it to records. */
export const catalogRoutes: readonly Route[] = [
  {
    method: 'get',
    path: '/companies/{company}/catalog',
    summary:
      'Entities of a type that were pulled from QuickBooks, with the record that each is linked to or probably is',
    right: 'viewer',
    query: ['type', 'status', 'q', 'limit', 'cursor'],
    status: 200,
    answer: shapes.page(Entity),
    handle: (world, call) => list(world, call),
  },
  {
    method: 'get',
    path: '/companies/{company}/catalog/{type}/{id}',
    summary: 'One entity that was pulled',
    right: 'viewer',
    status: 200,
    answer: Entity,
    handle: async (world, call) => {
      const { epoch, entity } = await theEntity(world, call)
      const [tied = entity] = await asTied(world, call.company, epoch, [entity])
      return shown(tied)
    },
  },
  {
    method: 'get',
    path: '/companies/{company}/catalog/{type}/{id}/difference',
    summary:
      'What would become of an entity and a record if they were linked, and what the next push would then change in QuickBooks',
    right: 'viewer',
    query: ['key'],
    status: 200,
    answer: ShownItem,
    handle: (world, call) => difference(world, call),
  },
  {
    method: 'post',
    path: '/companies/{company}/catalog/{type}/{id}/link',
    summary: 'Link an entity to a record; the next push changes in QuickBooks what differs',
    right: 'admin',
    status: 200,
    answer: Entity,
    ...taking(LinkPost, (world, call, { key }) => link(world, call, key)),
  },
  {
    method: 'post',
    path: '/companies/{company}/catalog/{type}/{id}/unlink',
    summary:
      'Unlink an entity from its record, or from the one named that was merged into it; it is put on hold until it is linked again or resumed',
    right: 'admin',
    query: ['key'],
    status: 200,
    answer: Entity,
    handle: (world, call) => unlink(world, call),
  },
  deciding('ignore', 'Leave an entity out: it is not to be linked'),
  deciding('restore', 'Take an ignored entity back into the list'),
]

async function list(world: World, { company, query: { type, status, q, limit, cursor } }: Call) {
  const wanted = {
    type: readPulledType(type),
    status: status === undefined ? undefined : readStatus(status),
    q: q === undefined || q.trim() === '' ? undefined : q,
  }
  const { epoch } = await world.writer.read(company)
  const start = readCursor(cursor, world.catalog.partition(company, epoch))
  const { items, next } = await world.catalog.page(company, epoch, wanted, readLimit(limit), start)
  return { items: (await asTied(world, company, epoch, items)).map(shown), next: writeCursor(next) }
}

/** The entities with the links as the records have them: the push may have untied what the catalog still shows as tied. */
export async function asTied<Type extends PulledType>(
  world: World,
  company: string,
  epoch: number,
  entities: readonly CatalogEntity<Type>[],
): Promise<CatalogEntity<Type>[]> {
  const keys = entities.flatMap(({ key }) => (key ? [key] : []))
  const unread = new Set<RecordKey>()
  const read = await apart(
    keys,
    (some) => world.records.standings(company, some),
    async (key) => unread.add(key),
  )
  const standings = new Map(read.flatMap((some) => [...some]))
  return entities.map((entity) => {
    if (entity.key && unread.has(entity.key)) return entity
    const standing = entity.key && standings.get(entity.key)
    const isTied = standing && linkIn(epoch, standing)?.id === entity.id
    if (entity.status !== 'linked' || isTied) return entity
    return { ...entity, status: entity.suggestion ? 'suggested' : 'unmatched', key: undefined }
  })
}

const shown = ({
  listed: _listed,
  key,
  suggestion,
  ...entity
}: CatalogEntity<PulledType>): z.output<typeof Entity> => ({
  ...entity,
  key: key ?? null,
  suggestion: suggestion ?? null,
})

function readPulledType(text: string | undefined): PulledType {
  if (text === undefined || !isPulledType(text)) {
    throw new Refusal('E_TYPE', 'type', `type must be one of ${pulledTypes.join(', ')}`)
  }
  return text
}

/** A type whose entities are linked, by its name in a path or a query. */
export function readType(text: string | undefined): CatalogType {
  if (text === undefined || !isCatalogType(text)) {
    throw new Refusal('E_TYPE', 'type', `type must be one of ${catalogTypes.join(', ')}`)
  }
  return text
}

function readStatus(text: string) {
  const status = catalogStatuses.find((name) => name === text)
  if (!status) throw new Refusal('E_TYPE', 'status', `status must be one of ${catalogStatuses.join(', ')}`)
  return status
}

async function theEntity(world: World, { company, params: { type = '', id = '' } }: Call) {
  const { epoch } = await world.writer.read(company)
  const isId = isCatalogType(type) && /^\d{1,20}$/.test(id)
  const entity = isId ? (await world.catalog.getAll(company, epoch, type, [id])).get(id) : undefined
  if (!entity) throw notFound('It is not among what was pulled from QuickBooks. Run the pull, then look again.')
  return { epoch, entity }
}

async function difference(world: World, call: Call): Promise<z.output<typeof ShownItem>> {
  const key = readKey(call.query['key'] ?? '')
  if (!key) throw new Refusal('E_KEY', 'key', 'key must name a record, such as customer/C-17')
  const { epoch, entity } = await theEntity(world, call)
  const { type, id, name } = entity
  return { type, id, name, key, ...(await trial(world, call.company, epoch)(entity, key)) }
}

/** What may have been held for the type of the account that an account of the ERP was tied to before. */
const judgedByAccountType = ['E_ACCOUNT_TYPE', 'E_CONTROL_ACCOUNT', 'E_JE_CONTROL', 'E_JE_ENTITY'].map(
  (code) => `held/${code}/`,
)

/** What may have been held since what it mentions was merged into something else, before that was known. */
const judgedByUse = ['held/reference_unusable/']

async function link(world: World, call: Call, text: string) {
  const key = readKey(text)
  if (!key) throw new Refusal('E_KEY', '/key', '/key must name a record, such as "customer/C-17"')
  const { epoch, entity } = await theEntity(world, call)
  const result = await tie(world, call.company, epoch, entity, key)
  if (result.is === 'refused') throw problemOf(result.why)
  if (result.is === 'tied') {
    await note(world, call, 'linked', entity, key)
    const judged = entity.type === 'account' ? judgedByAccountType : []
    for (const prefix of [...judged, ...judgedByUse]) await world.writer.askRelease(call.company, world.newId(), prefix)
    await world.wake(call.company)
  }
  return shown((await theEntity(world, call)).entity)
}

async function unlink(world: World, call: Call) {
  const { key } = call.query
  const from = key === undefined ? undefined : readKey(key)
  if (key !== undefined && !from) throw new Refusal('E_KEY', 'key', 'key must name a record, such as customer/C-17')
  const { epoch, entity } = await theEntity(world, call)
  const result = await untie(world, call.company, epoch, entity, call.caller.id, from)
  if (result.is === 'refused') throw problemOf(result.why)
  if (result.is === 'tied') await note(world, call, 'unlinked', entity, result.record.key)
  return shown((await theEntity(world, call)).entity)
}

function deciding(act: 'ignore' | 'restore', summary: string): Route {
  return {
    method: 'post',
    path: `/companies/{company}/catalog/{type}/{id}/${act}`,
    summary,
    right: 'admin',
    status: 200,
    answer: Entity,
    handle: (world, call) => decide(world, call, act),
  }
}

async function decide(world: World, call: Call, act: 'ignore' | 'restore') {
  const { company } = call
  const { epoch, entity } = await theEntity(world, call)
  const owner = await world.records.tiedTo(company, epoch, kindOf[entity.type], entity.id)
  if (owner) {
    const detail = `"${entity.name}" is linked to ${owner}. Unlink the two first.`
    throw new ApiProblem(409, 'entity-linked', 'The entity is linked', detail, { key: owner })
  }
  const isIgnored = entity.status === 'ignored'
  if (isIgnored === (act === 'ignore')) return shown(entity)
  const status = act === 'ignore' ? 'ignored' : entity.suggestion ? 'suggested' : 'unmatched'
  if (!(await world.catalog.stand(company, epoch, entity, { status }))) {
    throw new ApiProblem(409, 'changed-meanwhile', 'The entity has just changed', 'Look at it again, then repeat this.')
  }
  await note(world, call, act === 'ignore' ? 'ignored' : 'restored', entity)
  return shown((await theEntity(world, call)).entity)
}

function note(world: World, { company, caller }: Call, what: string, entity: CatalogEntity, record?: RecordKey) {
  const at = new Date(world.now()).toISOString()
  const { type, id, name } = entity
  const detail = { entity: { type, id, name } }
  return world.activity.append({ company, at, by: caller.id, what, detail, ...(record && { record }) })
}

const problemOf = ({ status, code, title, detail, more }: Conflict) => new ApiProblem(status, code, title, detail, more)
