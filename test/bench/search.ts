import { parseArgs } from 'node:util'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import * as z from 'zod/mini'
import { recordStore } from '../../shared/aws/records.ts'
import { searchIndex } from '../../shared/aws/search-index.ts'
import { readChange } from '../../shared/erp/change-event.ts'
import { newLine } from '../../shared/erp/search-lines.ts'
import { chunks, eachOf } from '../../shared/lib/each.ts'
import { aCustomer, anEvent, openStage } from '../scenarios/stage.ts'
import { MemoryDynamoDB } from '../simulation/memory/dynamodb.ts'
import { companyName } from './companies.ts'

const COMPANY = 'bench'
const { values } = parseArgs({ options: { records: { type: 'string', default: '100000' } } })
const count = Number(values.records)
/** What the queue hands to `ingest` at once. */
const RECORDS_A_BATCH = 10
const BATCHES_A_GATHERING = 100

/** As somebody types them, letter by letter; the last ones occur in nearly every record or in none. */
const typed = ['halyard mar', 'C-99871', '4711', 'chin', 'quill pap 12', 'acme', 'inc', 'xylophone', 'castings 88']
const Found = z.object({ items: z.array(z.object({ name: z.string() })) })

const stage = await openStage('http://127.0.0.1:9')
try {
  await stage.call('PUT', `/companies/${COMPANY}`, { name: COMPANY })
  const { aws, tables } = stage.endpoints
  const { region, dynamodb: endpoint, accessKeyId, secretAccessKey } = aws
  const db = new DynamoDBClient({ region, endpoint, credentials: { accessKeyId, secretAccessKey } })
  const records = recordStore(db, tables['records'] ?? '')
  // The one that is searched, and one that only counts.
  const counted = new MemoryDynamoDB()
  const indexes = [searchIndex(db, tables['search'] ?? ''), searchIndex(counted.client(), 'search')]
  const began = Date.now()
  const numbers = Array.from({ length: count }, (_, n) => n)
  // As many at once as a message may bring, and so often gathered that it costs more than each minute would.
  for (const some of chunks(chunks(numbers, RECORDS_A_BATCH), BATCHES_A_GATHERING)) {
    await eachOf(some, 4, async (batch) => {
      const changes = batch.map((n) =>
        readChange(
          JSON.parse(anEvent(COMPANY, `customer/C-${n}`, aCustomer(`C-${n}`, { name: companyName(n) }))),
          Date.now(),
        ),
      )
      await Promise.all(changes.map((change) => records.save(change, undefined, Date.now())))
      const lines = changes.flatMap((change) => newLine(change, undefined) ?? [])
      for (const index of indexes) await index.add(COMPANY, lines, Date.now())
    })
    for (const index of indexes) await index.gather(COMPANY)
  }
  console.log(
    `${count} customers stored, and to be found at ${(counted.writeUnits / count).toFixed(3)} write units each, in ${((Date.now() - began) / 1_000).toFixed(0)} s`,
  )

  const times: number[] = []
  for (const words of typed) {
    const own: number[] = []
    let found = 0
    for (let length = 1; length <= words.length; length++) {
      const query = new URLSearchParams({ q: words.slice(0, length), kind: 'customer' })
      const start = performance.now()
      const { body } = await stage.call('GET', `/companies/${COMPANY}/search?${query}`)
      own.push(performance.now() - start)
      found = z.parse(Found, body).items.length
    }
    times.push(...own)
    console.log(`  "${words}": at most ${Math.max(...own).toFixed(0)} ms a letter, ${found} found`)
  }
  const sorted = times.slice(1).toSorted((one, other) => one - other)
  const at = (share: number) => sorted[Math.floor((sorted.length - 1) * share)]?.toFixed(0)
  console.log(
    `first answer of a cold function ${times[0]?.toFixed(0)} ms; then median ${at(0.5)}, p95 ${at(0.95)}, at most ${at(1)} ms`,
  )
} finally {
  await stage.stop()
}
