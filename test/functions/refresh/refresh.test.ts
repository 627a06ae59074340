import type { Context } from 'aws-lambda'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest'
import { connectionStore } from '../../../shared/aws/connections.ts'
import { readMeter } from '../../../shared/aws/reads.ts'
import { Tokens } from '../../../shared/aws/secrets.ts'
import { intuitOAuth } from '../../../shared/intuit/oauth.ts'
import { CANARY, startIntuit } from '../../shared/intuit/intuit.ts'
import { startAws } from '../connect/aws.ts'

const START = Date.parse('2026-11-20T12:00:00Z')
const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS

let aws: Awaited<ReturnType<typeof startAws>>
let intuit: Awaited<ReturnType<typeof startIntuit>>
let run: () => Promise<void>
const logged: string[] = []

beforeAll(async () => {
  aws = await startAws()
  intuit = await startIntuit()
  const { handler } = await import('../../../functions/refresh/handler.ts')
  run = async () => {
    await handler({}, {} as Context)
  }
})
beforeEach(async () => {
  intuit.reset()
  vi.useFakeTimers({ toFake: ['Date'], now: START })
  for (const level of ['info', 'warn', 'error'] as const) {
    vi.spyOn(console, level).mockImplementation((...line) => void logged.push(line.join(' ')))
  }
  await aws.secrets.store('intuit-app', intuit.app)
})
afterEach(async () => {
  vi.useRealTimers()
  vi.restoreAllMocks()
  await aws.clear()
  expect(logged.splice(0).join('\n')).not.toContain(CANARY)
})
afterAll(async () => {
  await aws.stop()
  await intuit.stop()
})

async function connected(company: string, realmId: string): Promise<void> {
  const result = await intuitOAuth(intuit.app, '', () => Date.now()).exchange(intuit.consent(realmId))
  if (result.is !== 'granted') throw new Error('not granted')
  await aws.put('companies', company, { name: company, createdAt: '2026' })
  await aws.put(`company/${company}`, 'writer', { status: 'connected', realmId, epoch: 1 })
  await aws.secrets.store(`tokens/${company}`, { realmId, epoch: 1, ...result.grant, storedAt: Date.now() })
}

const later = (ms: number) => vi.setSystemTime(Date.now() + ms)
const stored = async (company: string) => Tokens.parse(await aws.secrets.read(`tokens/${company}`))
const status = async (company: string) => (await aws.row(`company/${company}`, 'writer'))?.['status']

it('renews what ends before the run after the next, once', async () => {
  await connected('acme', '1')
  later(39 * MINUTE_MS)
  await run()
  expect(intuit.calls.refresh).toBe(0)

  later(2 * MINUTE_MS)
  await run()
  await run()

  expect(intuit.calls.refresh).toBe(1)
  expect((await stored('acme')).accessExpiresAt).toBe(Date.now() + 60 * MINUTE_MS)
  expect(await aws.row('company/acme', 'writer')).toMatchObject({ accessExpiresAt: '2026-11-20T13:41:00.000Z' })
})

it('keeps an access token at hand all day, and writes the secret no more than every 40 minutes', async () => {
  await connected('acme', '1')
  let gaps = 0
  for (let ran = 0; ran < 96; ran++) {
    later(15 * MINUTE_MS)
    if ((await stored('acme')).accessExpiresAt <= Date.now()) gaps++
    await run()
  }

  expect(gaps).toBe(0)
  expect(intuit.calls.refresh).toBeLessThanOrEqual((24 * 60) / 40)
})

it('leaves alone who is not connected', async () => {
  for (const [index, state] of ['disconnected', 'needs-reconnect'].entries()) {
    await connected(state, String(index))
    await aws.put(`company/${state}`, 'writer', { status: state })
  }
  await aws.put('companies', 'new', { name: 'new', createdAt: '2026' })
  later(DAY_MS)

  await run()

  expect(intuit.calls.refresh).toBe(0)
})

it('lets no company keep another from its tokens', async () => {
  await connected('broken', '1')
  await aws.put('company/broken', 'writer', { status: 'what is this' })
  await connected('ended', '2')
  intuit.forget('2')
  await connected('fine', '3')
  later(DAY_MS)

  await run()

  expect((await stored('fine')).accessExpiresAt).toBeGreaterThan(Date.now())
  expect(await status('ended')).toBe('needs-reconnect')
})

it('holds a company whose connection Intuit has ended, tells why, and does not ask again', async () => {
  await connected('acme', '1')
  intuit.forget('1')
  later(DAY_MS)

  await run()
  await run()

  const why = 'Intuit no longer accepts the connection (invalid_grant).'
  expect(await aws.row('company/acme', 'writer')).toMatchObject({
    status: 'needs-reconnect',
    needsReconnectReason: why,
    realmId: '1',
    epoch: 1,
  })
  expect(await aws.activity('acme')).toEqual([{ what: 'needs-reconnect', by: 'system', detail: { why } }])
  expect(intuit.calls.refresh).toBe(1)
})

it('does not ask who has disconnected meanwhile to connect again', async () => {
  await connected('acme', '1')
  const connections = connectionStore(aws.db, 'companies')
  await connections.end('acme', 'disconnected')

  expect(await connections.end('acme', 'needs-reconnect', 'too late')).toBe(false)
  expect(await status('acme')).toBe('disconnected')
})

it('keeps trying when Intuit is away, and says nothing to the company', async () => {
  await connected('acme', '1')
  later(DAY_MS)
  intuit.mishaps.push('unavailable')

  await run()
  expect(await status('acme')).toBe('connected')
  await run()

  expect((await stored('acme')).accessExpiresAt).toBeGreaterThan(Date.now())
  expect(await aws.activity('acme')).toEqual([])
})

it('warns once a day, from three weeks before the five years of a connection end', async () => {
  intuit.hardExpiresIn = (22 * DAY_MS) / 1_000
  await connected('acme', '1')
  await run()
  expect(await aws.activity('acme')).toEqual([])

  intuit.hardExpiresIn = (20 * DAY_MS) / 1_000
  later(2 * DAY_MS)
  await run()
  await run()

  const ends = '2026-12-12T12:00:00.000Z'
  expect(await aws.activity('acme')).toEqual([{ what: 'connection-ending', by: 'system', detail: { ends } }])
  expect(logged.filter((line) => line.includes('refresh-token-ending'))).toHaveLength(1)

  later(DAY_MS)
  intuit.hardExpiresIn = (19 * DAY_MS) / 1_000
  await run()
  expect(await aws.activity('acme')).toHaveLength(2)
})

it('warns the operator when more than 60 % of the month’s reads are used, over all companies', async () => {
  const reads = readMeter(aws.db, 'companies')
  const read = async (realmId: string, times: number) => {
    for (let n = 0; n < times; n++) await reads.count(realmId, Date.now())
  }
  const warnings = () => logged.filter((line) => line.includes('the reads of this month are running out'))
  await read('1', 350)
  await read('2', 250)
  await run()
  expect(warnings()).toEqual([])

  await read('2', 1)
  await run()
  expect(warnings().map((line) => JSON.parse(line))).toMatchObject([{ count: 601, limit: 1_000 }])

  vi.setSystemTime(Date.parse('2026-12-01T00:00:00Z'))
  await run()
  expect(warnings()).toHaveLength(1)
})
