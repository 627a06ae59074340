import { DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb'
import { marshall } from '@aws-sdk/util-dynamodb'
import * as z from 'zod/mini'
import { startIntuit } from '../../local/intuit.ts'
import { everyKind } from '../../local/settled.ts'
import { until } from '../../local/until.ts'
import { anEvent, openStage, pathOf } from '../stage.ts'

const Job = z.looseObject({ id: z.string(), state: z.string() })
const Action = z.object({ kind: z.string(), target: z.optional(z.string()) })
const Shown = z.looseObject({
  state: z.string(),
  deleted: z.boolean(),
  version: z.number(),
  reason: z.nullable(
    z.looseObject({ code: z.string(), message: z.string(), next: z.string(), action: z.nullable(Action) }),
  ),
  actions: z.array(Action),
  link: z.nullable(z.looseObject({ id: z.string() })),
})
const Problems = z.object({
  items: z.array(z.looseObject({ cause: z.string(), code: z.string(), title: z.string(), kinds: z.array(z.string()) })),
})

/** A stage on which advice is followed: several companies, each with books of its own. */
export async function openAdvice() {
  const intuit = await startIntuit({ client: { id: 'local-client', secret: 'local-secret' } })
  const stage = await openStage(intuit.url, { scheduleEvery: { sweep: 1 } })
  const quickBooks = intuit.intuit.control
  const { aws, tables } = stage.endpoints
  const db = new DynamoDBClient({ region: aws.region, endpoint: aws.dynamodb, credentials: aws })
  let last = 0

  /** A name or number that nothing else has. */
  const fresh = (prefix: string) => `${prefix}${++last}`

  /** A company with everything switched on, connected to new books. */
  async function company(
    { preferences = {}, charset = 'latin-1' }: Partial<Parameters<typeof quickBooks.addRealm>[0]> = {},
    settings: object = {},
  ) {
    const name = fresh('company-')
    const newRealm = () => {
      const realmId = `91300000000000${String(++last).padStart(2, '0')}`
      quickBooks.addRealm({ realmId, name: `Books ${realmId}`, withLists: true, preferences, charset })
      return realmId
    }
    const realm = newRealm()
    await stage.connect(name, realm)
    await stage.settle(name, everyKind, settings)
    const call = (method: string, path: string, body?: unknown) => stage.call(method, `/companies/${name}${path}`, body)
    const person = () => quickBooks.person(realm)

    async function done(method: string, path: string, body?: unknown) {
      const answer = await call(method, path, body)
      if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`)
      return answer.body
    }

    return {
      name,
      realm,
      newRealm,
      call,
      done,
      person,
      quickBooks,

      /** Feeds these records, or the ends of them, and waits until everything has come to rest. */
      async feed(...records: [key: string, record: object | undefined][]) {
        await stage.feed(...records.map(([key, record]) => anEvent(name, key, record)))
        await stage.quiet(name)
      },
      feedEvents: stage.feed,
      quiet: () => stage.quiet(name),
      connect: (to: string) => stage.connect(name, to, true),
      record: async (key: string) => z.parse(Shown, await stage.record(name, key)),
      problems: async () => z.parse(Problems, await done('GET', '/problems')).items,

      /** What a person does with a record, on its page. */
      async act(key: string, act: string, body: object = {}) {
        await done('POST', `/records/${pathOf(key)}/${act}`, body)
        await stage.quiet(name)
      },
      async set(change: object) {
        await done('PATCH', '/settings', change)
        await stage.quiet(name)
      },
      async release(cause: string) {
        await done('POST', '/problems/release', { cause })
        await stage.quiet(name)
      },
      /** "Look now". */
      async check() {
        await done('POST', '/check', {})
        await stage.quiet(name)
      },
      async backfill() {
        await done('POST', '/backfill', {})
        await stage.quiet(name)
      },
      async pull(type: string) {
        const { id } = z.parse(Job, await done('POST', '/pulls', { type }))
        const hasEnded = (body: unknown) => ['done', 'failed'].includes(z.parse(Job, body).state)
        await until(() => done('GET', `/pulls/${id}`), hasEnded)
        await stage.quiet(name)
      },
      async link(type: string, id: string, key: string) {
        await done('POST', `/catalog/${type}/${id}/link`, { key })
        await stage.quiet(name)
      },
      async unlink(type: string, id: string) {
        await done('POST', `/catalog/${type}/${id}/unlink`, {})
        await stage.quiet(name)
      },

      /** The Id of what QuickBooks holds under a name or number. */
      idOf(type: Parameters<typeof quickBooks.entities>[1], field: string, value: string) {
        const found = quickBooks
          .entities(realm, type)
          .find(({ entity, deleted }) => !deleted && entity[field] === value)
        if (!found) throw new Error(`QuickBooks has no ${type} whose ${field} is ${value}`)
        return found.id
      },
      created: (...[type, body]: Parameters<ReturnType<typeof person>['create']>) =>
        String(person().create(type, body)['Id']),

      /** QuickBooks answers the next write of a type with a fault. */
      refuseNext(entity: string, code: string, detail = 'Injected fault') {
        quickBooks.inject({
          when: { realmId: realm, path: '/batch', entity },
          effect: { is: 'fault', type: 'ValidationFault', items: [0], code, detail },
        })
      },

      /** QuickBooks answers every write of a type with a fault, until it does no more. */
      refuse(entity: string, code: string) {
        quickBooks.inject({
          when: { realmId: realm, path: '/batch', entity },
          times: null,
          effect: { is: 'fault', type: 'ValidationFault', items: [0], code },
        })
      },
      refuseNoMore: () => quickBooks.clearInjections(),

      /** As if a row had become so by what no test can wait for. */
      async put(table: 'records' | 'companies', key: Record<string, string>, set: Record<string, unknown>) {
        const values = Object.entries(set).filter(([, value]) => value !== undefined)
        const gone = Object.keys(set).filter((field) => set[field] === undefined)
        const changes = [
          ...(values.length > 0 ? [`SET ${values.map(([field]) => `#${field} = :${field}`).join(', ')}`] : []),
          ...(gone.length > 0 ? [`REMOVE ${gone.map((field) => `#${field}`).join(', ')}`] : []),
        ]
        await db.send(
          new UpdateItemCommand({
            TableName: tables[table],
            Key: marshall(key),
            UpdateExpression: changes.join(' '),
            ExpressionAttributeNames: Object.fromEntries(Object.keys(set).map((field) => [`#${field}`, field])),
            ...(values.length > 0 && {
              ExpressionAttributeValues: marshall(
                Object.fromEntries(values.map(([field, value]) => [`:${field}`, value])),
              ),
            }),
          }),
        )
      },
    }
  }

  return {
    company,
    fresh,
    async stop(): Promise<void> {
      db.destroy()
      await stage.stop()
      await intuit.stop()
    },
  }
}

export type AdviceStage = Awaited<ReturnType<typeof openAdvice>>
export type Company = Awaited<ReturnType<AdviceStage['company']>>
