import { type DynamoDBClient, PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb'
import * as z from 'zod/mini'
import { parseKey, type RecordKey } from '../erp/record.ts'
import { pack, unpack } from '../lib/packed.ts'
import { Entity } from '../qbo/entity.ts'
import {
  type CatalogStatus,
  type CatalogType,
  catalogStatuses,
  catalogTypes,
  type Detail,
  detailSchemas,
  type Pulled,
} from '../sync/catalog.ts'
import { attributes, conditional, getAll, type Item, queryAll, queryPage, setting } from './table.ts'

export const confidences = ['exact', 'sure', 'likely', 'possible'] as const

const key = z.pipe(
  z.string().check(z.refine((text) => parseKey(text) !== undefined)),
  z.transform((text) => text as RecordKey),
)
const Suggestion = z.object({
  key,
  name: z.string(),
  confidence: z.enum(confidences),
  score: z.number(),
  evidence: z.array(z.string()),
})
/** The record that an entity probably is, and why. */
type StoredSuggestion = z.output<typeof Suggestion>

const Row = z.object({
  sk: z.string(),
  name: z.string(),
  active: z.boolean(),
  gone: z._default(z.boolean(), false),
  syncToken: z.string(),
  status: z.enum(catalogStatuses),
  key: z.optional(key),
  suggestion: z.optional(Suggestion),
  detail: z.unknown(),
  body: z.optional(z.instanceof(Uint8Array)),
  pulledAt: z.string(),
  listed: z.string(),
})

/** An entity that was pulled from QuickBooks, and where it stands. */
export type CatalogEntity<Type extends CatalogType = CatalogType> = Pulled<Type> & {
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

/** What a person, a match or a reconciliation says of an entity. */
export type Standing = {
  status: CatalogStatus
  key?: RecordKey | undefined
  suggestion?: StoredSuggestion | undefined
}

/** When and for whom an entity was pulled, and the record that is tied to it. */
export type Sighting = { company: string; epoch: number; type: CatalogType; at: string; owner: RecordKey | undefined }

export type CatalogStore = ReturnType<typeof catalogStore>

const LISTED_NAME_MAX = 100

/** What was pulled from QuickBooks, by company and connection: for tying, and for choosing accounts. */
export function catalogStore(db: DynamoDBClient, table: string) {
  const partition = (company: string, epoch: number) => `${company}#${epoch}`
  const keyOf = (company: string, epoch: number, type: CatalogType, id: string) => ({
    pk: partition(company, epoch),
    sk: `${type}/${id}`,
  })

  const update = async (
    company: string,
    epoch: number,
    { type, id, listed }: Pick<CatalogEntity, 'type' | 'id' | 'listed'>,
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

  const store = {
    /** Where the cursors of a company's lists belong. */
    partition,

    /** These entities, as far as they are there, read consistently. */
    async getAll<Type extends CatalogType>(
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
    async content(company: string, epoch: number, type: CatalogType, id: string): Promise<Entity | undefined> {
      const [item] = await getAll(db, table, [keyOf(company, epoch, type, id)], ['sk', 'body'])
      const bytes = item?.['body']
      return bytes instanceof Uint8Array ? z.parse(Entity, unpack(bytes)) : undefined
    },

    /**
     * Notes an entity as it was pulled. Where it stands stays as it is, also when a person decides about it meanwhile.
     *
     * @param known the entity as the catalog had it, if it did
     */
    async see(
      { company, epoch, type, at, owner }: Sighting,
      entity: Entity,
      pulled: Pulled,
      known: CatalogEntity | undefined,
    ): Promise<void> {
      for (let before = known; ; ) {
        const { id, name, active, syncToken, detail } = pulled
        const { status, key: tiedTo } = before ?? { status: owner ? 'linked' : 'unmatched', key: owner }
        const fields = {
          name,
          active,
          gone: false,
          syncToken,
          detail,
          body: pack(entity),
          pulledAt: at,
          listed: listedUnder(type, status, pulled, tiedTo),
        }
        if (before) {
          if (await update(company, epoch, before, fields)) return
        } else {
          const { done } = await conditional(
            db.send(
              new PutItemCommand({
                TableName: table,
                Item: attributes({ ...keyOf(company, epoch, type, id), ...fields, status, key: tiedTo }),
                ConditionExpression: 'attribute_not_exists(pk)',
              }),
            ),
          )
          if (done) return
        }
        before = (await store.getAll(company, epoch, type, [id])).get(id)
      }
    },

    /** Notes that QuickBooks has an entity no more. */
    async markGone(company: string, epoch: number, entity: CatalogEntity): Promise<void> {
      await update(company, epoch, entity, { gone: true, active: false })
    },

    /** Puts an entity elsewhere, unless somebody else has done so meanwhile; says whether it did. */
    stand: (company: string, epoch: number, entity: CatalogEntity, { status, ...rest }: Standing): Promise<boolean> =>
      update(company, epoch, entity, {
        status,
        key: rest.key,
        ...('suggestion' in rest && { suggestion: rest.suggestion }),
        listed: listedUnder(entity.type, status, entity, rest.key),
      }),

    /** Every entity of a type, one after the other. */
    async *all<Type extends CatalogType>(
      company: string,
      epoch: number,
      type: Type,
    ): AsyncGenerator<CatalogEntity<Type>> {
      const input = { ...ofType(company, epoch, type), ...projection }
      for await (const item of queryAll(db, input)) yield readEntity(type, item)
    },

    /** A page of the entities of a type, those of one status by name, and the cursor of the next page. */
    async page(
      company: string,
      epoch: number,
      wanted: { type: CatalogType; status?: CatalogStatus | undefined; q?: string | undefined },
      limit: number,
      cursor: Item | undefined,
    ) {
      const { type, status, q } = wanted
      const input = status ? ofStatus(company, epoch, type, status) : ofType(company, epoch, type)
      const found: CatalogEntity[] = []
      let start = cursor
      do {
        const { items, next } = await queryPage(
          db,
          { ...input, ...projection, Limit: q ? 1_000 : limit - found.length },
          start,
        )
        for (const [index, item] of items.entries()) {
          const entity = readEntity(type, item)
          if (q && !textOf(entity).includes(q.trim().toLowerCase())) continue
          found.push(entity)
          if (found.length === limit && index < items.length - 1) {
            return { items: found, next: cursorAt(item, status !== undefined) }
          }
        }
        start = next
      } while (start && found.length < limit)
      return { items: found, next: start }
    },
  }

  const ofType = (company: string, epoch: number, type: CatalogType) => ({
    TableName: table,
    ConsistentRead: true,
    KeyConditionExpression: 'pk = :pk AND begins_with(sk, :type)',
    ExpressionAttributeValues: attributes({ ':pk': partition(company, epoch), ':type': `${type}/` }),
  })
  const ofStatus = (company: string, epoch: number, type: CatalogType, status: CatalogStatus) => ({
    TableName: table,
    IndexName: 'listed',
    ConsistentRead: true,
    KeyConditionExpression: 'pk = :pk AND begins_with(listed, :listed)',
    ExpressionAttributeValues: attributes({ ':pk': partition(company, epoch), ':listed': `${type}/${status}/` }),
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
const projection = {
  ProjectionExpression: listedFields.map((field) => `#${field}`).join(', '),
  ExpressionAttributeNames: Object.fromEntries(listedFields.map((field) => [`#${field}`, field])),
}

/** The key of a page's last item, from which the next page goes on. */
const cursorAt = ({ pk, sk, listed }: Item, isIndexed: boolean): Item => ({ pk, sk, ...(isIndexed && { listed }) })

/** By type and status, then by name; two of one name stand side by side. */
const listedUnder = (type: CatalogType, status: CatalogStatus, { name }: Pick<Pulled, 'name'>, tiedTo?: RecordKey) =>
  `${type}/${status}/${name.trim().toLowerCase().slice(0, LISTED_NAME_MAX)}${tiedTo ? `/${tiedTo}` : ''}`

function readEntity<Type extends CatalogType>(type: Type, item: Item): CatalogEntity<Type> {
  const { sk, body: _body, detail, key: tiedTo, suggestion, ...row } = z.parse(Row, item)
  const [found, id = ''] = sk.split('/')
  if (!catalogTypes.some((name) => name === found)) throw new Error('the catalog holds a type that there is not')
  return {
    ...row,
    type,
    id,
    key: tiedTo,
    suggestion,
    detail: z.parse(detailSchemas[type], detail) as Detail<Type>,
  }
}

/** The names and numbers by which people look for an entity. */
function textOf({ id, name, detail }: CatalogEntity): string {
  const known: Record<string, unknown> = detail
  const extras = ['number', 'sku', 'fullyQualifiedName'].map((field) => known[field] ?? '')
  return [id, name, ...extras].join(' ').toLowerCase()
}
