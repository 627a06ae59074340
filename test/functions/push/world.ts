import { DeleteItemCommand, DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb'
import { ingest } from '../../../functions/ingest/ingest.ts'
import { drain } from '../../../functions/push/drain.ts'
import type { World } from '../../../functions/push/world.ts'
import { activityLog } from '../../../shared/aws/activity.ts'
import { attemptStore } from '../../../shared/aws/attempts.ts'
import { type CatalogStore, catalogStore } from '../../../shared/aws/catalog.ts'
import { companyStore } from '../../../shared/aws/companies.ts'
import { connectionStore } from '../../../shared/aws/connections.ts'
import { documentNumbers } from '../../../shared/aws/document-numbers.ts'
import { readStanding } from '../../../shared/aws/record-row.ts'
import { recordStore } from '../../../shared/aws/records.ts'
import { refusedEventStore } from '../../../shared/aws/refused-events.ts'
import { searchIndex } from '../../../shared/aws/search-index.ts'
import { attributes, getAll, queryAll } from '../../../shared/aws/table.ts'
import { writerStore } from '../../../shared/aws/writer.ts'
import type { RecordKey } from '../../../shared/erp/record.ts'
import { quickBooks } from '../../../shared/intuit/quickbooks.ts'
import { timeOrderedId } from '../../../shared/lib/id.ts'
import { defaultSettings, type Settings } from '../../../shared/sync/settings.ts'
import { startDynamodb } from '../../local/dynamodb.ts'
import { defaultAccounts } from '../../local/settled.ts'
import { aSimulator } from '../../simulator/connected.ts'
import { SANDBOX_REALM } from '../../simulator/seed/sandbox.ts'

const region = 'us-east-1'
const credentials = { accessKeyId: 'local', secretAccessKey: 'local' }
const attribute = (AttributeName: string) => ({ AttributeName, AttributeType: 'S' as const })
const key = (sort: string) => [
  { AttributeName: 'pk', KeyType: 'HASH' as const },
  { AttributeName: sort, KeyType: 'RANGE' as const },
]
const COMPANY = 'acme'

/** The real ingest and push on a real table, against the simulated Intuit, in a time that only moves when told to. */
export async function aWorld(chosen: Partial<Settings> = {}) {
  const dynamodb = await startDynamodb({ region, credentials, file: undefined, log: () => undefined })
  for (const TableName of ['companies', 'attempts', 'catalog', 'activity', 'refused-events', 'search']) {
    await dynamodb.createTable({ TableName, AttributeDefinitions: ['pk', 'sk'].map(attribute), KeySchema: key('sk') })
  }
  await dynamodb.createTable({
    TableName: 'records',
    AttributeDefinitions: ['pk', 'sk', 'openIndex', 'entity'].map(attribute),
    KeySchema: key('sk'),
    LocalSecondaryIndexes: [
      {
        IndexName: 'open',
        KeySchema: key('openIndex'),
        Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['entity', 'day', 'amount'] },
      },
      { IndexName: 'entity', KeySchema: key('entity'), Projection: { ProjectionType: 'KEYS_ONLY' } },
    ],
  })
  const db = new DynamoDBClient({ region, credentials, endpoint: dynamodb.url })
  const simulator = aSimulator()
  const { now, control } = simulator
  let lastId = 0
  /** Between two attempts of one record a call has taken its time, also where time stands still. */
  const newId = () => {
    lastId = Math.max(now(), lastId + 1)
    return timeOrderedId(lastId)
  }
  const companies = companyStore(db, 'companies')
  const writer = writerStore(db, 'companies')
  const records = recordStore(db, 'records')
  const connections = connectionStore(db, 'companies')

  await companies.create({ company: COMPANY, name: 'Acme', createdAt: '2026-01-01T00:00:00Z' })
  await companies.saveSettings(
    COMPANY,
    {
      ...defaultSettings,
      switches: { ...defaultSettings.switches, part: true, customer: true, vendor: true, invoice: true },
      defaultAccounts,
      goLiveAt: '2023-01-01T00:00:00Z',
      ...chosen,
    },
    0,
  )
  let access = { baseUrl: 'http://intuit.test', realmId: '', accessToken: '' }
  /** Connects the company to books, as the callback does. */
  const connect = async (realmId: string) => {
    const before = await writer.read(COMPANY)
    const connectedAt = new Date(now()).toISOString()
    const epoch = before.epochs[realmId] ?? Object.keys(before.epochs).length + 1
    await connections.bind(
      COMPANY,
      {
        ...{ realmId, epoch, companyName: 'Sandbox', country: 'US', connectedAt, connectedBy: 'ann' },
        ...{ accessExpiresAt: connectedAt, refreshExpiresAt: connectedAt },
      },
      before,
    )
    access = { ...access, realmId, ...tokensOf(control.issueTokens(realmId)) }
  }
  await connect(SANDBOX_REALM)

  /** The records that are open: neither settled nor only there to be tied. */
  const unsettled = async () => {
    const keys: RecordKey[] = []
    const open = {
      TableName: 'records',
      KeyConditionExpression: 'pk = :company',
      FilterExpression: 'attribute_exists(#open) AND NOT begins_with(#open, :tiedOnly)',
      ExpressionAttributeNames: { '#open': 'open' },
      ExpressionAttributeValues: attributes({ ':company': COMPANY, ':tiedOnly': 'off/tied_only/' }),
    }
    for await (const item of queryAll(db, open)) keys.push(readStanding(item).key)
    return [...(await records.getAll(COMPANY, keys)).values()]
  }

  const world: World & { catalog: CatalogStore } = {
    now,
    sleep: async (ms) => simulator.pass(ms),
    every: () => () => undefined,
    newId,
    leaseMs: 20_000,
    records,
    numbers: documentNumbers(db, 'records'),
    catalog: catalogStore(db, 'catalog'),
    attempts: attemptStore(db, 'attempts'),
    activity: activityLog(db, 'activity', newId),
    writer,
    companies,
    quickBooks: quickBooks(simulator.fetch),
    access: async () => access,
    needsReconnect: async () => undefined,
    wake: async () => undefined,
    wakeToTakeOver: async () => undefined,
    log: () => undefined,
  }
  /** Puts events onto the feed and stores them. */
  async function feed(...bodies: string[]): Promise<void> {
    const messages = bodies.map((body, index) => ({ id: `${newId()}${index}`, body, isAgain: false }))
    const stores = { refusedEvents: refusedEventStore(db, 'refused-events'), search: searchIndex(db, 'search') }
    const failed = await ingest(messages, { ...world, ...stores })
    if (failed.length > 0) throw new Error(`${failed.length} messages have to come again`)
  }

  return {
    world,
    companies,
    db,
    control,
    pass: simulator.pass,
    fetch: simulator.fetch,
    connect,
    now,
    stop: dynamodb.stop,

    feed,

    /** One run of the push, as a wake brings it about. */
    push: (change: Partial<World> = {}) => drain(COMPANY, { ...world, ...change }, () => true),

    /** One run as the wake against a writer's death brings it about. */
    takeOver: () => drain(COMPANY, world, () => true, true),

    records,
    unsettled,

    /** Runs the push until nothing is left that time alone would bring forward. */
    async rest(change: Partial<World> = {}): Promise<void> {
      for (let runs = 0; runs < 200; runs++) {
        await drain(COMPANY, { ...world, ...change }, () => true)
        const { openAttempts } = await writer.read(COMPANY)
        const soon = await records.due(COMPANY, simulator.now() + 86_400_000, 1)
        if (Object.keys(openAttempts).length === 0 && soon.keys.length === 0) return
        simulator.pass(60_000)
      }
      throw new Error('the push does not come to rest')
    },

    /** Runs the push again and again, as the sweep brings it about, until so many minutes after a moment. */
    async letPass(since: number, minutes: number): Promise<void> {
      while (simulator.now() - since < minutes * 60_000) {
        simulator.pass(30_000)
        await drain(COMPANY, world, () => true)
      }
    },

    /** Lets time pass, and with it whatever DynamoDB forgets by its time to live. */
    async passYears(years: number): Promise<void> {
      simulator.pass(years * 365 * 86_400_000)
      const expired = { ':now': { N: String(Math.floor(now() / 1_000)) } }
      const found = await db.send(
        new ScanCommand({
          TableName: 'attempts',
          FilterExpression: 'expiresAt < :now',
          ExpressionAttributeValues: expired,
        }),
      )
      for (const { pk = { S: '' }, sk = { S: '' } } of found.Items ?? []) {
        await db.send(new DeleteItemCommand({ TableName: 'attempts', Key: { pk, sk } }))
      }
    },

    record: async (name: RecordKey) => (await records.getAll(COMPANY, [name])).get(name),
    /** A record's row as it is stored. */
    raw: async (name: RecordKey) => (await getAll(db, 'records', [{ pk: COMPANY, sk: name }]))[0],
    openAttempts: async () => (await writer.read(COMPANY)).openAttempts,
  }
}

/** The simulator says its tokens in Intuit's words. */
function tokensOf(tokens: object): { accessToken: string } {
  const found = Object.entries(tokens).find(([name]) => /^access_?token$/i.test(name))
  return { accessToken: String(found?.[1]) }
}
