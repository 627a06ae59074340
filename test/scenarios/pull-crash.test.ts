import { afterAll, beforeAll, expect, it } from 'vitest'
import * as z from 'zod/mini'
import { startIntuit } from '../local/intuit.ts'
import { until } from '../local/until.ts'
import { openStage } from './stage.ts'

const COMPANY = 'acme'
const REALM = '9130000000000003'
const CUSTOMERS = 6_000

let intuit: Awaited<ReturnType<typeof startIntuit>>
let stage: Awaited<ReturnType<typeof openStage>>
beforeAll(async () => {
  intuit = await startIntuit({ client: { id: 'local-client', secret: 'local-secret' } })
  const { control } = intuit.intuit
  control.addRealm({ realmId: REALM, name: COMPANY, withLists: false })
  for (let n = 0; n < CUSTOMERS; n++) control.person(REALM).create('Customer', { DisplayName: `Customer ${n}` })
  // A worker that died is taken over after two seconds instead of a minute; everything else is as in AWS.
  stage = await openStage(intuit.url, { env: { pull: { LEASE_SECONDS: '2' } }, scheduleEvery: { sweep: 1 } })
  await stage.connect(COMPANY, REALM)
})
afterAll(async () => {
  await stage?.stop()
  await intuit?.stop()
})

const Pull = z.looseObject({ id: z.string(), state: z.string(), done: z.number(), reads: z.number() })
const look = async (id: string) => z.parse(Pull, (await stage.call('GET', `/companies/${COMPANY}/pulls/${id}`)).body)
const Page = z.object({ items: z.array(z.unknown()) })
const entities = async () =>
  z.parse(Page, (await stage.call('GET', `/companies/${COMPANY}/catalog?type=customer&limit=200`)).body).items
/** The pages that QuickBooks was asked for, but for counts. */
const pages = () =>
  intuit.intuit.control.calls().filter(({ path, query }) => path.endsWith('/query') && query.includes('STARTPOSITION'))

it('goes on where it was when its function is killed in the middle', async () => {
  const started = await stage.call('POST', `/companies/${COMPANY}/pulls`, { type: 'customer' })
  const { id } = z.parse(Pull, started.body)
  const halfway = await until(
    () => look(id),
    ({ done }) => done >= 2_000,
  )
  expect(halfway.state).toBe('running')
  const [beginning] = pages()
  const before = pages().length
  expect(stage.kill('pull')).toBeGreaterThan(0)

  const ended = await until(
    () => look(id),
    ({ state }) => state !== 'running',
  )
  expect(ended).toMatchObject({ state: 'done', done: CUSTOMERS, total: CUSTOMERS })
  // What was stored before is not read again.
  expect(
    pages()
      .slice(before)
      .map(({ query }) => query),
  ).not.toContain(beginning?.query)
  const csv = String((await stage.call('GET', `/companies/${COMPANY}/catalog/customer/links.csv`)).body)
  const ids = csv
    .split('\r\n')
    .slice(1, -1)
    .map((line) => line.split(',')[0])
  expect(new Set(ids).size).toBe(CUSTOMERS)
  expect(ids).toHaveLength(CUSTOMERS)
})

it('writes and ties nothing the second time', async () => {
  const first = await entities()
  const { id } = z.parse(Pull, (await stage.call('POST', `/companies/${COMPANY}/pulls`, { type: 'customer' })).body)
  await until(
    () => look(id),
    ({ state }) => state === 'done',
  )
  await stage.invoke('pull', { Records: [{ body: JSON.stringify({ company: COMPANY }) }] })
  expect(await entities()).toEqual(first)
})
