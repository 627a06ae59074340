import { parseArgs } from 'node:util'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import * as z from 'zod/mini'
import { recordStore } from '../../shared/aws/records.ts'
import { readChange } from '../../shared/erp/change-event.ts'
import { eachOf } from '../../shared/lib/each.ts'
import { reasons } from '../../shared/sync/reasons.ts'
import { startIntuit } from '../local/intuit.ts'
import { until } from '../local/until.ts'
import { aCustomer, anEvent, openStage } from '../scenarios/stage.ts'
import { companyName } from './companies.ts'
import { watchMemory } from './memory.ts'

const REALM = '9130000000000002'
const COMPANY = 'bench'

const { values } = parseArgs({
  options: {
    customers: { type: 'string', default: '100000' },
    /** So many customers of the ERP are there to be suggested. */
    records: { type: 'string', default: '0' },
    kill: { type: 'boolean', default: false },
  },
})
const count = Number(values.customers)
const Pull = z.looseObject({
  id: z.string(),
  state: z.string(),
  total: z.number(),
  done: z.number(),
  reads: z.number(),
})

const say = (line: string) => process.stdout.write(`${line}\n`)
const seconds = (since: number) => ((Date.now() - since) / 1_000).toFixed(1)

const intuit = await startIntuit({ client: { id: 'local-client', secret: 'local-secret' } })
const quickBooks = intuit.intuit.control
quickBooks.addRealm({ realmId: REALM, name: COMPANY, withLists: false })
const person = quickBooks.person(REALM)
for (let n = 0; n < count; n++) {
  person.create('Customer', {
    DisplayName: companyName(n),
    CompanyName: companyName(n),
    PrimaryEmailAddr: { Address: `books@customer${n}.example` },
    PrimaryPhone: { FreeFormNumber: `(555) ${String(n).padStart(7, '0')}` },
    BillAddr: { Line1: `${n} Main Street`, City: 'Springfield', CountrySubDivisionCode: 'IL', PostalCode: '62701' },
  })
}
const stage = await openStage(intuit.url, {
  env: { pull: { LEASE_SECONDS: values.kill ? '5' : '60' } },
  scheduleEvery: { sweep: 1 },
})
try {
  await stage.connect(COMPANY, REALM)
  const { aws, tables } = stage.endpoints
  const { region, dynamodb: endpoint, accessKeyId, secretAccessKey } = aws
  const db = new DynamoDBClient({ region, endpoint, credentials: { accessKeyId, secretAccessKey } })
  const records = recordStore(db, tables['records'] ?? '')
  await eachOf(
    Array.from({ length: Number(values.records) }, (_, n) => n),
    16,
    async (n) => {
      const event = anEvent(COMPANY, `customer/C-${n}`, aCustomer(`C-${n}`, { name: companyName(n) }))
      const change = readChange(JSON.parse(event), Date.now())
      await records.save(change, { state: 'off', reason: reasons.kindOff('customer') }, Date.now())
    },
  )
  const memory = watchMemory('PullFunction')
  for (const round of ['first pull', 'again, nothing changed']) {
    const began = Date.now()
    const readsBefore = quickBooks.calls().filter(({ path }) => path.endsWith('/query')).length
    const { id } = z.parse(Pull, (await stage.call('POST', `/companies/${COMPANY}/pulls`, { type: 'customer' })).body)
    let shown = -1
    let isKilled = !values.kill || round !== 'first pull'
    const pull = await until(
      async () => z.parse(Pull, (await stage.call('GET', `/companies/${COMPANY}/pulls/${id}`)).body),
      ({ state, done, total }) => {
        if (Math.floor(done / 10_000) !== shown) say(`  ${seconds(began)} s: ${done} of ${total}`)
        shown = Math.floor(done / 10_000)
        if (!isKilled && done >= total / 2 && total > 0) {
          isKilled = true
          say(`  ${seconds(began)} s: killed ${stage.kill('pull')} process in the middle`)
        }
        return state === 'done' || state === 'failed'
      },
      { everyMs: 250, withinMs: 30 * 60_000 },
    )
    const reads = quickBooks.calls().filter(({ path }) => path.endsWith('/query')).length - readsBefore
    const peak = memory.peak().toFixed(0)
    say(`${round}: ${pull.state}, ${pull.done} customers in ${seconds(began)} s, ${reads} reads, at most ${peak} MB`)
  }
  memory.stop()
} finally {
  await stage.stop()
  await intuit.stop()
}
