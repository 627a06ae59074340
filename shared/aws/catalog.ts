import { type DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb'
import * as z from 'zod/mini'
import type { RecordKey } from '../erp/record.ts'
import { beginning } from '../lib/beginning.ts'
import { pack, unpack } from '../lib/packed.ts'
import { type Entity, entityIn } from '../qbo/entity.ts'
import {
  type CatalogStatus,
  type CatalogType,
  catalogStatuses,
  type Detail,
  detailSchemas,
  type Pulled,
  type PulledType,
  readPulled,
} from '../sync/catalog.ts'
import { catalogNames } from './catalog-names.ts'
import { storedKey } from './record-row.ts'
import {
  attributes,
  conditional,
  getAll,
  type Item,
  queryAll,
  queryPage,
  readEach,
  setting,
  writeAll,
} from './table.ts'

export const confidences = ['exact', 'sure', 'likely', 'possible'] as const

const Suggestion = z.object({
  key: storedKey,
  name: z.string(),
  confidence: z.enum(confidences),
  score: z.number(),
  evidence: z.array(z.string()),
})
/** The record that an entity probably is, and why. */
type StoredSuggestion = z.output<typeof Suggestion>

const Place = z.object({
  sk: z.string(),
  name: z.string(),
  gone: z._default(z.boolean(), false),
  status: z.enum(catalogStatuses),
  key: z.optional(storedKey),
  suggestion: z.optional(Suggestion),
  listed: z.string(),
})
const Row = z.extend(Place, {
  active: z.boolean(),
  syncToken: z.string(),
  detail: z.unknown(),
  pulledAt: z.string(),
})

/** An entity that was pulled from QuickBooks, and where it stands. */
export type CatalogEntity<Type extends PulledType = CatalogType> = Pulled<Type> & {
  type: Type
  /** QuickBooks has it no more: merged into another, for instance. */
  gone: boolean
  status: CatalogStatus
  /** The record that it is tied to, as far as the catalog knows; the record's own link decides. */
  key: RecordKey | undefined
  suggestion: StoredSuggestion | undefined
  pulledAt: string
  /** The exact index key under which it stands: a write that must not overrule anybody else's compares it. */
  listed: string
}

/** Where an entity stands, without what else is known of it. */
export type CatalogPlace = Pick<
  CatalogEntity<PulledType>,
  'type' | 'id' | 'name' | 'gone' | 'status' | 'key' | 'suggestion' | 'listed'
>

/** What a person, a match or a reconciliation says of an entity. */
export type Standing = {
  status: CatalogStatus
  key?: RecordKey | undefined
  suggestion?: StoredSuggestion | undefined
}

/** When and for whom entities were pulled, and the records that are tied to some of them. */
export type Sighting = {
  company: string
  epoch: number
  type: PulledType
  at: string
  owners: ReadonlyMap<string, RecordKey>
}

type Wanted<Type extends PulledType> = { type: Type; status?: CatalogStatus | undefined; q?: string | undefined }
type Page<Type extends PulledType> = { items: CatalogEntity<Type>[]; next: Item | undefined }

export type CatalogStore = ReturnType<typeof catalogStore>

const LISTED_NAME_MAX = 100
/** One BatchGetItem takes so many. */
const LOOKED_AT_ONCE = 100
/** Where so many have a name and not the status, there are few of the status, and reading those is quicker. */
const LOOKED_AT_MAX = 1_000

/** What was pulled from QuickBooks, by company and connection: for tying, and for choosing accounts. */
export function catalogStore(db: DynamoDBClient, table: string) {
  const partition = (company: string, epoch: number) => `${company}#${epoch}`
  const keyOf = (company: string, epoch: number, type: PulledType, id: string) => ({
    pk: partition(company, epoch),
    sk: `${type}/${id}`,
  })

  const update = async (
    company: string,
    epoch: number,
    { type, id, listed }: Pick<CatalogEntity<PulledType>, 'type' | 'id' | 'listed'>,
    fields: Item,
  ) => {
    const { ExpressionAttributeValues, ExpressionAttributeNames, UpdateExpression } = setting(fields)
    const { done } = await conditional(
      db.send(
        new UpdateItemCommand({
          TableName: table,
          Key: attributes(keyOf(company, epoch, type, id)),
          UpdateExpression,
          ConditionExpression: '#listed = :wasListed',
          ExpressionAttributeNames: { ...ExpressionAttributeNames, '#listed': 'listed' },
          ExpressionAttributeValues: { ...ExpressionAttributeValues, ...attributes({ ':wasListed': listed }) },
        }),
      ),
    )
    return done
  }

  const names = catalogNames(db, table, partition)

  const store = {
    /** Where the cursors of a company's lists belong. */
    partition,

    /** These entities, as far as they are there, read consistently. */
    async getAll<Type extends PulledType>(
      company: string,
      epoch: number,
      type: Type,
      ids: readonly string[],
    ): Promise<Map<string, CatalogEntity<Type>>> {
      const keys = ids.map((id) => keyOf(company, epoch, type, id))
      const items = await getAll(db, table, keys, listedFields)
      return new Map(items.map((item) => readEntity(type, item)).map((entity) => [entity.id, entity]))
    },

    /** An entity with all of its content, as QuickBooks returned it. */
    async content(company: string, epoch: number, type: PulledType, id: string): Promise<Entity | undefined> {
      const [item] = await getAll(db, table, [keyOf(company, epoch, type, id)], ['sk', 'body'])
      const bytes = item?.['body']
      return bytes instanceof Uint8Array ? entityIn(unpack(bytes)) : undefined
    },

    /** Adds entities that the catalog does not have. */
    add: (sighting: Sighting, entities: readonly Entity[]): Promise<void> =>
      writeAll(
        db,
        table,
        entities.map((entity) => {
          const { company, epoch, type, owners } = sighting
          const owner = owners.get(entity.Id)
          const standing = { status: owner ? ('linked' as const) : ('unmatched' as const), key: owner }
          const row = { ...keyOf(company, epoch, type, entity.Id), ...rowOf(sighting, entity, standing), ...standing }
          return { PutRequest: { Item: attributes(row) } }
        }),
      ),

    /** Notes an entity as it is now. Where it stands stays as it is, also when a person decides about it meanwhile. */
    async change(sighting: Sighting, entity: Entity, known: CatalogEntity<PulledType>): Promise<void> {
      const { company, epoch, type } = sighting
      let before: CatalogEntity<PulledType> | undefined = known
      while (before && !(await update(company, epoch, before, rowOf(sighting, entity, before)))) {
        before = (await store.getAll(company, epoch, type, [known.id])).get(known.id)
      }
    },

    /** Notes that QuickBooks has an entity no more. */
    async markGone(company: string, epoch: number, entity: CatalogPlace): Promise<void> {
      await update(company, epoch, entity, { gone: true, active: false })
    },

    /** Puts an entity elsewhere, unless somebody else has done so meanwhile; says whether it did. */
    stand: (company: string, epoch: number, entity: CatalogPlace, { status, ...rest }: Standing): Promise<boolean> =>
      update(company, epoch, entity, {
        status,
        key: rest.key,
        ...('suggestion' in rest && { suggestion: rest.suggestion }),
        listed: listedUnder(entity.type, status, entity, rest.key),
      }),

    /** Every entity of a type, or those of a status, by status and name. */
    async *all<Type extends PulledType>(
      company: string,
      epoch: number,
      type: Type,
      status?: CatalogStatus,
    ): AsyncGenerator<CatalogEntity<Type>> {
      const input = { ...listedAs(company, epoch, type, status), ...projectionOf(listedFields) }
      for await (const item of queryAll(db, input)) yield readEntity(type, item)
    },

    /** Where every entity of a type stands, without what else is known of it. */
    async *places(company: string, epoch: number, type: PulledType): AsyncGenerator<CatalogPlace> {
      const input = { ...listedAs(company, epoch, type), ...projectionOf(placeFields) }
      for await (const item of queryAll(db, input)) {
        const { sk, key: tiedTo, suggestion, ...row } = z.parse(Place, item)
        yield { ...row, type, id: sk.slice(type.length + 1), key: tiedTo, suggestion }
      }
    },

    /** Says that entities of a type are about to be written: until their names are kept, the list itself is searched. */
    forgetNames: names.forget,

    /** Keeps the names of a type, so that a search for a part of one reads a few rows and not the whole list. */
    keepNames: (company: string, epoch: number, type: PulledType): Promise<void> =>
      names.keep(company, epoch, type, async function* () {
        for await (const entity of store.all(company, epoch, type)) yield textOf(entity)
      }),

    /** A page of the entities of a type, those of one status by name, and the cursor of the next page. */
    async page<Type extends PulledType>(
      company: string,
      epoch: number,
      wanted: Wanted<Type>,
      limit: number,
      cursor: Item | undefined,
    ): Promise<Page<Type>> {
      const { type, status, q } = wanted
      const byName = q && (await found(company, epoch, { ...wanted, q }, limit, cursor))
      if (byName) return byName
      const input = { ...listedAs(company, epoch, type, status), ...projectionOf(listedFields) }
      const items: CatalogEntity<Type>[] = []
      let start = cursor
      do {
        const read = await queryPage(db, { ...input, Limit: q ? 1_000 : limit - items.length }, start)
        for (const [index, item] of read.items.entries()) {
          const [entity] = readEach(
            [item],
            (one) => readEntity(type, one),
            (one) => unreadable(type, one),
          )
          if (!entity) continue
          if (q && !textOf(entity).includes(q.trim().toLowerCase())) continue
          items.push(entity)
          if (items.length === limit && index < read.items.length - 1) return { items, next: cursorAt(item) }
        }
        start = read.next
      } while (start && items.length < limit)
      return { items, next: start }
    },
  }

  /** A page of a search by the names that are kept; undefined where the list itself has to be read. */
  async function found<Type extends PulledType>(
    company: string,
    epoch: number,
    { type, status, q }: Wanted<Type> & { q: string },
    limit: number,
    cursor: Item | undefined,
  ): Promise<Page<Type> | undefined> {
    const part = q.trim().toLowerCase()
    const ids = await names.find(company, epoch, type, part)
    const last = ids && cursor ? ids.findIndex((id) => `${type}/${id}` === cursor['sk']) : -1
    if (!ids || (cursor && last === -1)) return undefined
    const items: CatalogEntity<Type>[] = []
    for (let from = last + 1; from < ids.length; from += LOOKED_AT_ONCE) {
      if (from - last > LOOKED_AT_MAX) return undefined
      const some = ids.slice(from, from + LOOKED_AT_ONCE)
      const there = await store.getAll(company, epoch, type, some)
      for (const entity of some.flatMap((id) => there.get(id) ?? [])) {
        if ((status && entity.status !== status) || !textOf(entity).includes(part)) continue
        if (items.length < limit) items.push(entity)
        else return { items, next: cursorOf(company, epoch, items.at(-1)) }
      }
    }
    return { items, next: undefined }
  }

  const cursorOf = (company: string, epoch: number, entity: CatalogPlace | undefined): Item | undefined =>
    entity && { ...keyOf(company, epoch, entity.type, entity.id), listed: entity.listed }

  const listedAs = (company: string, epoch: number, type: PulledType, status?: CatalogStatus) => ({
    TableName: table,
    IndexName: 'listed',
    ConsistentRead: true,
    KeyConditionExpression: 'pk = :pk AND begins_with(listed, :listed)',
    ExpressionAttributeValues: attributes({
      ':pk': partition(company, epoch),
      ':listed': status ? `${type}/${status}/` : `${type}/`,
    }),
  })
  return store
}

/** All but the entity's whole content, which only a link needs. */
const listedFields = [
  'pk',
  'sk',
  'name',
  'active',
  'gone',
  'syncToken',
  'status',
  'key',
  'suggestion',
  'detail',
  'pulledAt',
  'listed',
] as const
const placeFields = ['sk', 'name', 'gone', 'status', 'key', 'suggestion', 'listed'] as const
const projectionOf = (fields: readonly string[]) => ({
  ProjectionExpression: fields.map((field) => `#${field}`).join(', '),
  ExpressionAttributeNames: Object.fromEntries(fields.map((field) => [`#${field}`, field])),
})

/** The key of a page's last item, from which the next page goes on. */
const cursorAt = ({ pk, sk, listed }: Item): Item => ({ pk, sk, listed })

/** By type and status, then by name; two of one name stand side by side. */
const listedUnder = (type: PulledType, status: CatalogStatus, { name }: Pick<Pulled, 'name'>, tiedTo?: RecordKey) =>
  `${type}/${status}/${beginning(name.trim().toLowerCase(), LISTED_NAME_MAX)}${tiedTo ? `/${tiedTo}` : ''}`

/** What a pull knows of an entity. */
function rowOf(
  { type, at }: Sighting,
  entity: Entity,
  { status, key: tiedTo }: Pick<Standing, 'status' | 'key'>,
): Item {
  const { id: _id, ...pulled } = readPulled(type, entity)
  const listed = listedUnder(type, status, pulled, tiedTo)
  return { ...pulled, gone: false, body: pack(entity), pulledAt: at, listed }
}

function readEntity<Type extends PulledType>(type: Type, item: Item): CatalogEntity<Type> {
  const { sk, detail, key: tiedTo, suggestion, ...row } = z.parse(Row, item)
  const [found, id = ''] = sk.split('/')
  if (found !== type) throw new Error('the catalog holds a type that there is not')
  return {
    ...row,
    type,
    id,
    key: tiedTo,
    suggestion,
    detail: z.parse(detailSchemas[type], detail) as Detail<Type>,
  }
}

/** An entity of which nothing can be read but that it is there; the next pull may put it right. */
function unreadable<Type extends PulledType>(type: Type, { sk, listed }: Item): CatalogEntity<Type>[] {
  const [found, id = ''] = String(sk).split('/')
  if (found !== type) return []
  const name = `Id ${id}, which cannot be read`
  const known = { name, active: false, gone: false, syncToken: '', pulledAt: '', listed: String(listed) }
  return [
    { ...known, type, id, status: 'unmatched', key: undefined, suggestion: undefined, detail: {} as Detail<Type> },
  ]
}

/** The id, the name and the numbers by which people look for an entity. */
function textOf({ id, name, detail }: CatalogEntity<PulledType>): string {
  const known: Record<string, unknown> = detail
  const extras = ['number', 'sku', 'fullyQualifiedName'].map((field) => known[field] ?? '')
  return [id, name, ...extras].join(' ').toLowerCase()
}
