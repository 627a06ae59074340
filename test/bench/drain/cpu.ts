import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { promisify } from 'node:util'
import { isMainThread, parentPort, Worker } from 'node:worker_threads'
import QuickBooks from 'node-quickbooks'
import { recordStore } from '../../../shared/aws/records.ts'
import { readChange } from '../../../shared/erp/change-event.ts'
import type { RecordKey } from '../../../shared/erp/record.ts'
import { quickBooks } from '../../../shared/intuit/quickbooks.ts'
import { chunks } from '../../../shared/lib/each.ts'
import { BATCH_ITEMS_MAX, batchRequest, readBatchAnswer } from '../../../shared/qbo/batch.ts'
import { unreadPreferences } from '../../../shared/qbo/preferences.ts'
import { factsOf } from '../../../shared/sync/facts.ts'
import { lineLinks } from '../../../shared/sync/lines.ts'
import { judge } from '../../../shared/sync/outcome.ts'
import { nextStep } from '../../../shared/sync/plan.ts'
import type { Link, StoredRecord } from '../../../shared/sync/record.ts'
import { defaultSettings } from '../../../shared/sync/settings.ts'
import { lineMarks } from '../../../shared/sync/translate/translate.ts'
import { defaultAccounts } from '../../local/settled.ts'
import { MemoryDynamoDB } from '../../simulation/memory/dynamodb.ts'

const REALM = '9130000000000003'
const ROUNDS = 3

type Item = { bId: string; Invoice: Record<string, unknown> }

/** Answers every batch as QuickBooks answers a create, on a thread of its own, so that its work is not counted. */
if (!isMainThread) {
  const server = createServer((request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      const { BatchItemRequest } = JSON.parse(Buffer.concat(parts).toString()) as { BatchItemRequest: Item[] }
      const BatchItemResponse = BatchItemRequest.map(({ bId, Invoice }) => ({
        bId,
        Invoice: { ...Invoice, Id: bId, SyncToken: '0', MetaData: { CreateTime: '2026-11-24T04:00:10-08:00' } },
      }))
      response.setHeader('content-type', 'application/json')
      response.end(JSON.stringify({ BatchItemResponse, time: '2026-11-24T04:00:10-08:00' }))
    })
  })
  server.listen(0, '127.0.0.1', () => parentPort?.postMessage((server.address() as AddressInfo).port))
}

/**
 * CPU time per record, in milliseconds: ours from the stored record to its outcome, and node-quickbooks' for sending the
 * same bodies, ready made, in batches of the same size. Both call the same server over HTTP.
 *
 * @param events the feed's messages of invoices
 */
export async function measureCpu(events: readonly string[]): Promise<{ ours: number; nodeQuickBooks: number }> {
  const server = new Worker(new URL(import.meta.url))
  const port = await new Promise<number>((resolve) => server.once('message', resolve))
  const baseUrl = `http://127.0.0.1:${port}`
  const batches = chunks(await stored(events), BATCH_ITEMS_MAX)
  const best = { ours: Number.POSITIVE_INFINITY, nodeQuickBooks: Number.POSITIVE_INFINITY }
  // In turns, so that neither has the warmer machine.
  for (let round = 0; round < ROUNDS; round++) {
    best.ours = Math.min(best.ours, await ours(baseUrl, batches))
    best.nodeQuickBooks = Math.min(best.nodeQuickBooks, await theirs(baseUrl, batches))
  }
  await server.terminate()
  return best
}

/** The records as they stand once the feed is read. */
async function stored(events: readonly string[]): Promise<StoredRecord[]> {
  const records = recordStore(new MemoryDynamoDB().client(), 'records')
  const changes = events.map((event) => readChange(JSON.parse(event), Date.now()))
  for (const change of changes) await records.save(change, undefined, Date.now())
  return [
    ...(
      await records.getAll(
        changes[0]?.company ?? '',
        changes.map(({ key }) => key),
      )
    ).values(),
  ]
}

/** As a run knows them: whatever is mentioned is tied. */
const links = {
  get: (key: RecordKey): Link => ({
    type: key.startsWith('part/') ? 'Item' : 'Customer',
    id: String(key.length),
    syncToken: '0',
    epoch: 1,
    active: true,
    lines: [],
  }),
  has: () => true,
} as unknown as ReadonlyMap<RecordKey, Link>
const books = {
  settings: {
    ...defaultSettings,
    switches: { ...defaultSettings.switches, customer: true, part: true, invoice: true },
    defaultAccounts,
    goLiveAt: '2023-01-01',
  },
  epoch: 1,
  country: 'US',
  preferences: unreadPreferences,
  today: '2026-11-24',
  links,
  coming: new Set<RecordKey>(),
  accounts: new Map(),
  taxCodes: [],
  parents: new Map(),
}

function itemsOf(batch: readonly StoredRecord[]) {
  return batch.map((stored, index) => {
    const step = nextStep(stored, books)
    if (step.do !== 'send') throw new Error(`${stored.key} would not be sent but ${step.do}`)
    return { bId: String(index + 1), write: step.write }
  })
}

async function ours(baseUrl: string, batches: readonly StoredRecord[][]): Promise<number> {
  const client = quickBooks(fetch)
  const before = process.threadCpuUsage()
  for (const [n, batch] of batches.entries()) {
    const items = itemsOf(batch)
    const text = JSON.stringify(batchRequest(items))
    const result = await client.batch({ baseUrl, realmId: REALM, accessToken: 'bench' }, `bench-${n}`, text)
    const answers = result.is === 'answered' ? readBatchAnswer(result.body) : undefined
    for (const [index, { bId, write }] of items.entries()) {
      const outcome = judge(write, answers?.get(bId))
      const record = batch[index]?.record
      if (outcome.is !== 'done' || !outcome.entity) throw new Error(`a record was not done but ${outcome.is}`)
      lineLinks(outcome.entity, lineMarks(record))
      factsOf(outcome.entity, record, undefined)
    }
  }
  return spent(before, batches.flat().length)
}

async function theirs(baseUrl: string, batches: readonly StoredRecord[][]): Promise<number> {
  const ready = batches.map((batch) => batchRequest(itemsOf(batch)).BatchItemRequest)
  const client = new QuickBooks('key', 'secret', 'bench', false, REALM, true, false, 75, '2.0')
  client.endpoint = `${baseUrl}/v3/company/`
  const send = promisify(client.batch.bind(client))
  const before = process.threadCpuUsage()
  for (const items of ready) await send(items)
  return spent(before, batches.flat().length)
}

function spent(before: NodeJS.CpuUsage, records: number): number {
  const { user, system } = process.threadCpuUsage(before)
  return (user + system) / 1_000 / records
}
