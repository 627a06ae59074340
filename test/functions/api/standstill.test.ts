import { PutItemCommand } from '@aws-sdk/client-dynamodb'
import { beforeEach, expect, it } from 'vitest'
import { causesOf, standstillCause } from '../../../functions/api/problems.ts'
import { statusOf } from '../../../functions/api/status.ts'
import type { World } from '../../../functions/api/world.ts'
import { attemptStore } from '../../../shared/aws/attempts.ts'
import { companyStore } from '../../../shared/aws/companies.ts'
import { connectionStore } from '../../../shared/aws/connections.ts'
import { readMeter } from '../../../shared/aws/reads.ts'
import { recordList } from '../../../shared/aws/record-list.ts'
import { recordStore } from '../../../shared/aws/records.ts'
import { refusedEventStore } from '../../../shared/aws/refused-events.ts'
import { attributes } from '../../../shared/aws/table.ts'
import { writerStore } from '../../../shared/aws/writer.ts'
import { reasons } from '../../../shared/sync/reasons.ts'
import { MemoryDynamoDB } from '../../simulation/memory/dynamodb.ts'

const CAME_AT = Date.parse('2026-11-24T18:00:00Z')
let now = CAME_AT
let world: World
let put: (row: Record<string, unknown>) => Promise<unknown>

beforeEach(async () => {
  const db = new MemoryDynamoDB().client()
  put = (row) => db.send(new PutItemCommand({ TableName: 'companies', Item: attributes(row) }))
  now = CAME_AT
  const records = recordStore(db, 'records')
  const part: Partial<World> = {
    now: () => now,
    ...{ records, lists: recordList(db, 'records', records), companies: companyStore(db, 'companies') },
    ...{ writer: writerStore(db, 'companies'), attempts: attemptStore(db, 'attempts') },
    ...{ feed: { unread: async () => ({ messages: 0, oldestSeconds: 0 }) }, readsAllowed: 500_000 },
    ...{ reads: readMeter(db, 'companies'), refusedEvents: refusedEventStore(db, 'refused-events') },
  }
  world = part as World
  await connectionStore(db, 'companies').bind(
    'acme',
    {
      ...{ realmId: '9130', epoch: 1, companyName: 'Acme', country: 'US', connectedBy: 'ann' },
      connectedAt: '2026-11-01T00:00:00Z',
      ...{ accessExpiresAt: '2026-11-01T00:00:00Z', refreshExpiresAt: '2027-01-01T00:00:00Z' },
    },
    { epoch: 0, epochs: {} },
  )
  const content = { custnum: 'C-1', name: 'C', addresses: [], tax_exempt: false, active: true }
  const saved = await records.save(
    {
      ...{ company: 'acme', key: 'customer/C-1', kind: 'customer', id: 'C-1', version: 1, flaw: undefined },
      ...{ hash: 'h', sentHash: 'h' },
      record: { kind: 'customer', content },
    },
    undefined,
    now,
  )
  if (saved.is === 'saved' && saved.arrived) await records.list('acme', 'a', [saved.arrived])
})

it('says nothing of work that is under way', async () => {
  now += 9 * 60_000

  expect(await statusOf(world, 'acme')).toMatchObject({ standstill: null, backlog: 1 })
  expect(await standstillCause(world, 'acme')).toEqual([])
})

it('says since when work has not moved, what to do, and which records should be on their way', async () => {
  now += 10 * 60_000

  expect(await statusOf(world, 'acme')).toMatchObject({
    standstill: {
      code: 'not_moving',
      message: expect.stringContaining('2026-11-24T18:00:00.000Z'),
      next: expect.stringContaining('Nothing is lost'),
    },
  })
  expect(await standstillCause(world, 'acme')).toMatchObject([
    { cause: 'company/not_moving', count: 1, kinds: ['customer'], action: null, sample: [{ id: 'C-1' }] },
  ])
})

it.each([
  ['connection', { pk: 'company/acme', sk: 'writer', epoch: 'one' }],
  ['settings', { pk: 'company/acme', sk: 'settings', settings: '{' }],
])('shows a company whose %s cannot be read with that as its problem, and all of its records', async (_, row) => {
  await put(row)

  expect(await statusOf(world, 'acme')).toMatchObject({
    standstill: reasons.companyUnreadable(),
    kinds: { customer: { pending: 1 } },
  })
  expect(await standstillCause(world, 'acme')).toMatchObject([{ cause: 'company/company_unreadable', count: 0 }])
  expect(await causesOf(world, 'acme')).toEqual([])
})
