import { parseArgs } from 'node:util'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import * as z from 'zod/mini'
import { eachOf } from '../../functions/pull/each.ts'
import { recordStore } from '../../shared/aws/records.ts'
import { searchIndex } from '../../shared/aws/search-index.ts'
import { readChange } from '../../shared/erp/change-event.ts'
import { aCustomer, anEvent, openStage } from '../scenarios/stage.ts'
import { companyName } from './companies.ts'

const COMPANY = 'bench'
const { values } = parseArgs({ options: { records: { type: 'string', default: '100000' } } })
const count = Number(values.records)

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
  const search = searchIndex(db, tables['search'] ?? '')
  const began = Date.now()
  const numbers = Array.from({ length: count }, (_, n) => n)
  await eachOf(numbers, 16, async (n) => {
    const change = readChange(
      JSON.parse(anEvent(COMPANY, `customer/C-${n}`, aCustomer(`C-${n}`, { name: companyName(n) }))),
      Date.now(),
    )
    await records.save(change, undefined, Date.now())
    await search.change(COMPANY, change.key, change.record, undefined)
  })
  console.log(`${count} customers stored with their words in ${((Date.now() - began) / 1_000).toFixed(0)} s`)

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
