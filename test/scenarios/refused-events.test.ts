import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as z from 'zod/mini'
import { until } from '../local/until.ts'
import { aCustomer, anEvent, openStage } from './stage.ts'

let stage: Awaited<ReturnType<typeof openStage>>
beforeAll(async () => {
  // Nothing is connected here, so nobody calls Intuit.
  stage = await openStage('http://127.0.0.1:9')
  await stage.call('PUT', '/companies/acme', { name: 'Acme' })
})
afterAll(() => stage?.stop())

const Refused = z.object({
  items: z.array(z.object({ code: z.string(), field: z.string(), message: z.string(), body: z.string() })),
})
const refused = async (path = '/companies/acme/refused-events?limit=200') =>
  z.parse(Refused, (await stage.call('GET', path)).body).items
const refusedAs = async (code: string, path?: string) =>
  until(
    async () => (await refused(path)).filter((event) => event.code === code),
    (found) => found.length > 0,
  )

const tomorrow = Date.now() + 25 * 3_600_000

describe('the feed keeps what it cannot take, with its reason and every byte', () => {
  it.each([
    ['JSON that is cut off', '{"company":"acme","type":"cetec.inv', 'E_JSON', ''],
    ['an unknown kind', anEvent('acme', 'payment/1', {}), 'E_SCHEMA', '/type'],
    ['an event that names no record', anEvent('acme', 'customer/', { custnum: 'C-2' }), 'E_ID', '/subject'],
    ['a bad escape in a key', '{"company":"acme","a\\u00g0":1}', 'E_JSON', ''],
    [
      'a version in the future',
      anEvent('acme', 'customer/C-3', {}, { data: { version: tomorrow, record: {} } }),
      'E_VERSION_FUTURE',
      '/data/version',
    ],
    [
      'a key that comes twice',
      anEvent('acme', 'customer/C-4', {}).replace('"data":', '"time":"never","data":'),
      'E_DUP_KEY',
      'time',
    ],
    ['a bomb of brackets', `{"company":"acme","x":${'['.repeat(10_000)}`, 'E_TOO_DEEP', ''],
    ['a key into the language', '{"company":"acme","__proto__":{"a":1}}', 'E_KEY', '__proto__'],
  ])('%s', async (_, body, code, field) => {
    await stage.feed(body)

    const [event] = await refusedAs(code)

    expect(event).toMatchObject({ code, field, body })
    expect(event?.message).not.toBe('')
  })

  it('an event of 700 KB that nobody could read', async () => {
    const body = anEvent('acme', 'customer/C-5', { note: 'x'.repeat(700_000) }, { specversion: '2.0' })
    await stage.feed(body)
    expect((await refusedAs('E_TYPE'))[0]).toMatchObject({ field: '/specversion', body })
  })

  it('a key of 300 KB that comes twice, and quotes only the beginning of it', async () => {
    const key = 'k'.repeat(300_000)
    const body = `{"company":"acme","${key}":1,"${key}":2}`
    await stage.feed(body)
    const [event] = await until(
      async () => (await refused()).filter((one) => one.body === body),
      (found) => found.length > 0,
    )
    expect(event).toMatchObject({
      code: 'E_DUP_KEY',
      message: expect.stringMatching(/^.{1,199}$/),
      field: expect.stringMatching(/^k{100} …$/),
    })
  })

  it('what names no company is shown to operators', async () => {
    await stage.feed('not JSON at all')
    expect((await refusedAs('E_JSON', '/refused-events'))[0]).toMatchObject({ body: 'not JSON at all' })
  })

  it('what names a company that there is not goes out when it is created', async () => {
    await stage.feed(anEvent('globex', 'customer/C-1', aCustomer('C-1')))
    expect(await refusedAs('E_COMPANY', '/refused-events?company=globex')).toHaveLength(1)

    await stage.call('PUT', '/companies/globex', { name: 'Globex' })

    const found = await until(
      () => stage.record('globex', 'customer/C-1'),
      (record) => z.safeParse(z.object({ kind: z.string() }), record).success,
    )
    expect(found).toMatchObject({ kind: 'customer', id: 'C-1', state: 'off' })
    expect(await refused('/companies/globex/refused-events')).toEqual([])
  })
})

it('lets the rest of a batch through', async () => {
  await stage.feed('{', anEvent('acme', 'customer/C-9', aCustomer('C-9')), 'also not JSON')
  await stage.quiet('acme')
  expect(await stage.record('acme', 'customer/C-9')).toMatchObject({ kind: 'customer', id: 'C-9' })
  expect((await stage.status('acme')).refusedEvents).toBeGreaterThan(5)
})

it('keeps a valid record of 700 KB, and gives it back whole', async () => {
  const phone = 'x'.repeat(700_000)
  await stage.feed(anEvent('acme', 'customer/C-10', aCustomer('C-10', { phone })))
  await stage.quiet('acme')
  expect(await stage.record('acme', 'customer/C-10')).toMatchObject({ content: { phone } })
})

it('keeps a record that does not compress in rows of its own', async () => {
  const phone = Buffer.from(crypto.getRandomValues(new Uint8Array(60_000)))
    .toString('hex')
    .repeat(1)
  const noise = Array.from({ length: 6 }, () =>
    Buffer.from(crypto.getRandomValues(new Uint8Array(65_536))).toString('base64'),
  ).join('')
  await stage.feed(anEvent('acme', 'customer/C-11', aCustomer('C-11', { phone: phone + noise })))
  await stage.quiet('acme')
  expect(await stage.record('acme', 'customer/C-11')).toMatchObject({ content: { phone: phone + noise } })
})

describe('POST changes', () => {
  const post = (events: unknown[]) => stage.call('POST', '/companies/acme/changes', { events })

  it('answers for each event by itself', async () => {
    const good = JSON.parse(anEvent('acme', 'customer/C-20', aCustomer('C-20')))
    const bad = JSON.parse(anEvent('acme', 'customer/C-21', { custnum: 'C-21' }))
    const foreign = JSON.parse(anEvent('globex', 'customer/C-22', aCustomer('C-22')))
    const huge = JSON.parse(anEvent('acme', 'customer/C-23', aCustomer('C-23', { acct_num: 1e308, terms: 1e308 })))
    const reaching = JSON.parse(anEvent('acme', 'customer/C-24', aCustomer('C-24', { constructor: 1 })))
    const strange = JSON.parse(anEvent('acme', 'customer/C-25', aCustomer('C-25', { phone: 'a\uffff\ud800' })))
    const large = JSON.parse(anEvent('acme', 'customer/C-26', aCustomer('C-26', { phone: '7'.repeat(1_048_576) })))

    const { status, body } = await post([good, bad, foreign, 'text', huge, reaching, strange, large])

    expect(status).toBe(202)
    expect(body).toMatchObject({
      accepted: 4,
      results: [
        { id: good.id, status: 'queued' },
        { id: bad.id, status: 'queued', code: 'E_REQUIRED', field: '/data/record/name' },
        { id: foreign.id, status: 'refused', code: 'E_TENANT' },
        { id: '#3', status: 'refused', code: 'E_TYPE' },
        { id: huge.id, status: 'queued', code: 'E_NUMBER', field: '/data/record/terms' },
        { id: reaching.id, status: 'refused', code: 'E_KEY' },
        { id: strange.id, status: 'queued' },
        { id: large.id, status: 'refused', code: 'E_TOO_LARGE' },
      ],
    })
    for (const code of ['E_TENANT', 'E_KEY', 'E_TOO_LARGE']) expect((await refusedAs(code)).length).toBeGreaterThan(0)
    await stage.quiet('acme')
    expect(await stage.record('acme', 'customer/C-23')).toMatchObject({ content: { terms: 1e308 } })
    expect(await stage.record('acme', 'customer/C-25')).toMatchObject({ content: { phone: 'a\uffff\ud800' } })
  })

  it('takes no more than 500 events', async () => {
    expect(await post(Array(501).fill({}))).toMatchObject({ status: 400, body: { code: 'E_LENGTH', field: '/events' } })
  })

  it('takes JSON only', async () => {
    const answer = await fetch(`${stage.api}/companies/acme/changes`, { method: 'POST', body: '{}' })
    expect(answer.status).toBe(401)
    expect(await stage.call('POST', '/companies/acme/changes', undefined)).toMatchObject({
      status: 400,
      body: { code: 'E_JSON' },
    })
  })
})
