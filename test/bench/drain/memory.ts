import { setTimeout as sleep } from 'node:timers/promises'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { recordStore } from '../../../shared/aws/records.ts'
import { readChange } from '../../../shared/erp/change-event.ts'
import { chunks, eachOf } from '../../../shared/lib/each.ts'
import { timeOrderedId } from '../../../shared/lib/id.ts'
import { startIntuit } from '../../local/intuit.ts'
import { openStage } from '../../scenarios/stage.ts'
import { watchMemory } from '../memory.ts'

const COMPANY = 'acme'
const REALM = '9130000000000004'
/** So long a run works at the backlog before its memory is looked at: it holds a window of it, not all. */
const WATCHED_MS = 60_000

/** So many documents arrive at once, as the feed's queue hands them over. */
const TOGETHER = 10

/**
 * The peak memory in MB of a process that has pushed at full pace for a minute, out of a backlog, on the local stack.
 *
 * @param lists the feed's messages of what the documents mention
 * @param documents the feed's messages of the documents that are to be pending
 */
export async function measureMemory(lists: readonly string[], documents: readonly string[]): Promise<number> {
  const intuit = await startIntuit({ client: { id: 'local-client', secret: 'local-secret' } })
  intuit.intuit.control.addRealm({ realmId: REALM, name: COMPANY, withLists: false })
  const stage = await openStage(intuit.url)
  try {
    await stage.connect(COMPANY, REALM)
    await stage.settle(COMPANY, { part: true, customer: true, invoice: true })
    const memory = watchMemory('PushFunction')
    await stage.feed(...lists)
    await stage.quiet(COMPANY)
    const { region, dynamodb: endpoint, accessKeyId, secretAccessKey } = stage.endpoints.aws
    const db = new DynamoDBClient({ region, endpoint, credentials: { accessKeyId, secretAccessKey } })
    const records = recordStore(db, stage.endpoints.tables['records'] ?? '')
    await eachOf(chunks(documents, TOGETHER), 16, async (bodies) => {
      const arrivals = bodies.map((body) =>
        records.save(readChange(JSON.parse(body), Date.now()), undefined, Date.now()),
      )
      const arrived = (await Promise.all(arrivals)).flatMap((one) => (one.is === 'saved' ? (one.arrived ?? []) : []))
      await records.list(COMPANY, timeOrderedId(Date.now()), arrived)
    })
    void stage.invoke('push', { Records: [{ body: JSON.stringify({ company: COMPANY }) }] })
    await sleep(WATCHED_MS)
    memory.stop()
    return memory.peak()
  } finally {
    await stage.stop()
    await intuit.stop()
  }
}
