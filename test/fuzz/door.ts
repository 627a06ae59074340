import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { SQSClient } from '@aws-sdk/client-sqs'
import { companyStore } from '../../shared/aws/companies.ts'
import { NOBODY, refusedEventStore } from '../../shared/aws/refused-events.ts'
import { defaultSettings, pushedKinds } from '../../shared/sync/settings.ts'
import { environment } from '../simulation/functions.ts'
import { MemoryDynamoDB } from '../simulation/memory/dynamodb.ts'
import { MemorySQS } from '../simulation/memory/sqs.ts'

type Handler = (event: object, context: object) => Promise<unknown>
export type Answer = { statusCode: number; body: string }
export type Kept = { code: string; message: string; field: string; body: string }

/** More than a request may hold. */
const EVENTS_MAX = 1_000

/** JSON writes half of a pair of code units as an escape; a whole pair stays as it is. */
const HALF_A_CHARACTER = /(?<!\\)(?:\\\\)*\\ud[89a-f][0-9a-f]{2}/

/** The two ways in, as they are deployed, with nothing behind them but what one test has sent. */
export type Door = Awaited<ReturnType<typeof openDoor>>

/** The handlers of both ways in over stores in memory, which every `fresh` empties. */
export async function openDoor() {
  Object.assign(process.env, environment)
  let db = new MemoryDynamoDB()
  let queues = queuesInMemory()
  const tables = {
    value: async (command: object) => {
      if (HALF_A_CHARACTER.test(JSON.stringify(Object(command).input)))
        throw new TypeError('DynamoDB takes no half characters')
      return db.execute(command)
    },
  }
  Object.defineProperty(DynamoDBClient.prototype, 'send', tables)
  Object.defineProperty(SQSClient.prototype, 'send', { value: async (command: object) => queues.execute(command) })
  const [{ handler: ingest }, { handler: api }] = await Promise.all([
    import('../../functions/ingest/handler.ts'),
    import('../../functions/api/handler.ts'),
  ])
  const invoke = { ingest: ingest as unknown as Handler, api: api as unknown as Handler }
  let count = 0
  // What the functions say of each input would be a line each.
  for (const level of ['info', 'warn', 'error'] as const) console[level] = () => undefined

  async function request(
    method: string,
    path: string,
    query = '',
    sent?: string | Uint8Array,
    type = 'application/json',
  ): Promise<Answer> {
    const isText = typeof sent === 'string'
    const event = {
      ...{ version: '2.0', routeKey: `${method} ${path}`, rawPath: path, rawQueryString: query },
      headers: { host: 'api.test', 'content-type': type },
      requestContext: {
        ...{ requestId: 'request', domainName: 'api.test', http: { method, path } },
        authorizer: { jwt: { claims: { sub: 'ann', scope: 'cetec-quickbooks/operator' }, scopes: [] } },
      },
      ...(sent !== undefined && { body: isText ? sent : Buffer.from(sent).toString('base64') }),
      isBase64Encoded: sent !== undefined && !isText,
    }
    return (await invoke.api(event, {})) as Answer
  }

  return {
    /** Forgets everything but one company, of which all kinds are switched on. */
    async fresh(): Promise<void> {
      db = new MemoryDynamoDB()
      queues = queuesInMemory()
      const companies = companyStore(db.client(), 'companies')
      await companies.create({ company: 'acme', name: 'Acme', createdAt: '2026-01-01' })
      const switches = Object.fromEntries(pushedKinds.map((kind) => [kind, true])) as typeof defaultSettings.switches
      await companies.saveSettings('acme', { ...defaultSettings, switches }, 0)
    },

    /** Hands a message of the feed over; the ids of what would come again. */
    async deliver(body: string): Promise<unknown[]> {
      const attributes = { SentTimestamp: '1764000000000', ApproximateReceiveCount: '1' }
      const Records = [{ messageId: `m${++count}`, body, attributes }]
      return ((await invoke.ingest({ Records }, {})) as { batchItemFailures: unknown[] }).batchItemFailures
    },

    request,
    /** What lies on the feed's queue. */
    queued: (): string[] => queues.all('changes').map(({ body }) => body),

    /** The keys of the records that are stored. */
    records: (): string[] => [...db.rows('records', 'acme')].map(({ sk }) => sk?.S ?? ''),

    /** Every refused event that is kept, whosever it is. */
    async refused(company: string): Promise<Kept[]> {
      const store = refusedEventStore(db.client(), 'refused-events')
      const of = [...new Set(['acme', company, NOBODY])]
      return (await Promise.all(of.map((one) => store.page(one, EVENTS_MAX, undefined)))).flatMap(({ items }) => items)
    },
  }
}

const queuesInMemory = () =>
  new MemorySQS(
    Object.fromEntries(['changes', 'wakes', 'pulls'].map((name) => [name, { visibilityMs: 1_000 }])),
    Date.now,
    () => 0,
  )
