import { PutItemCommand } from '@aws-sdk/client-dynamodb'
import { expect, it } from 'vitest'
import { sweep, type World } from '../../../functions/sweep/sweep.ts'
import { companyStore } from '../../../shared/aws/companies.ts'
import { connectionStore } from '../../../shared/aws/connections.ts'
import { jobStore } from '../../../shared/aws/jobs.ts'
import { recordStore } from '../../../shared/aws/records.ts'
import { attributes } from '../../../shared/aws/table.ts'
import { writerStore } from '../../../shared/aws/writer.ts'
import type { Log } from '../../../shared/lib/log.ts'
import { MemoryDynamoDB } from '../../simulation/memory/dynamodb.ts'

it('gathers for each company once all are looked at, and fails in the end if it could not for one', async () => {
  const db = new MemoryDynamoDB().client()
  const companies = companyStore(db, 'companies')
  for (const company of ['acme', 'beta', 'gamma']) {
    await companies.create({ company, name: company, createdAt: '2026-01-01' })
  }
  const did: string[] = []
  const jobs = jobStore(db, 'catalog')
  const log: Log = (level, message, { company = '' } = {}) => did.push(`${level}: ${message} ${company}`.trim())
  const world: World = {
    now: Date.now,
    companies,
    records: recordStore(db, 'records'),
    writer: writerStore(db, 'companies'),
    jobs: {
      isLeft: async (company, now) => {
        did.push(`look at ${company}`)
        return jobs.isLeft(company, now)
      },
      queue: jobs.queue,
    },
    newId: () => 'none',
    search: {
      gather: async (company) => {
        did.push(`gather for ${company}`)
        if (company === 'beta') throw new RangeError('a row that cannot be read')
      },
    },
    wake: async () => undefined,
    askForJobs: async () => undefined,
    log,
  }

  await expect(sweep(world)).rejects.toThrow('could not be gathered')

  expect(did).toEqual([
    ...['look at acme', 'look at beta', 'look at gamma', 'info: swept'],
    ...['gather for acme', 'gather for beta', 'error: the search could not be gathered beta'],
    'gather for gamma',
  ])
})

it('looks after each company though the rows of one before it cannot be read, and says of which', async () => {
  const db = new MemoryDynamoDB().client()
  const companies = companyStore(db, 'companies')
  const [writer, records] = [writerStore(db, 'companies'), recordStore(db, 'records')]
  for (const company of ['acme', 'beta', 'gamma', 'delta']) {
    await companies.create({ company, name: company, createdAt: '2026-01-01' })
    await connectionStore(db, 'companies').bind(company, connectionTo(company), { epoch: 0, epochs: {} })
  }
  const put = (Item: Record<string, unknown>) =>
    db.send(new PutItemCommand({ TableName: 'companies', Item: attributes(Item) }))
  await put({ pk: 'company/acme', sk: 'settings', settings: '{"switches":' })
  await put({ pk: 'company/beta', sk: 'writer', status: 'connected', epoch: 'one' })
  await put({ pk: 'companies', sk: 'gamma', name: 7 })
  const said: string[] = []
  const woken = await sweep({
    now: () => NOW,
    ...{ companies, records, writer },
    jobs: { isLeft: async () => false, queue: async () => undefined },
    newId: () => 'none',
    search: { gather: async () => undefined },
    wake: async () => undefined,
    askForJobs: async () => undefined,
    log: (level, message, { company = '', code = '' } = {}) =>
      said.push(`${level}: ${message} ${company} ${code}`.trim()),
  })

  expect(woken).toEqual(['acme', 'delta', 'gamma'])
  expect(said).toEqual([
    'error: work does not move acme company_unreadable',
    'error: work does not move beta company_unreadable',
    'error: a company could not be looked after beta',
    'info: swept',
  ])
})

it('says of work that is due and has not moved for ten minutes, though somebody seems to be at it', async () => {
  const db = new MemoryDynamoDB().client()
  const companies = companyStore(db, 'companies')
  const [writer, records] = [writerStore(db, 'companies'), recordStore(db, 'records')]
  await companies.create({ company: 'acme', name: 'acme', createdAt: '2026-01-01' })
  await connectionStore(db, 'companies').bind('acme', connectionTo('acme'), { epoch: 0, epochs: {} })
  await writer.acquire('acme', NOW, NOW + 365 * 86_400_000)
  const record = {
    kind: 'customer' as const,
    content: { custnum: 'C', name: 'C', addresses: [], tax_exempt: false, active: true },
  }
  const change = {
    company: 'acme',
    key: 'customer/C' as const,
    kind: 'customer' as const,
    id: 'C',
    version: 1,
    hash: 'h',
    sentHash: 'h',
    record,
    flaw: undefined,
  }
  const { arrived } = (await records.save(change, undefined, NOW)) as { arrived: never }
  await records.list('acme', 'a', [arrived])
  const said: string[] = []
  let now = NOW
  const world: World = {
    now: () => now,
    ...{ companies, records, writer },
    jobs: { isLeft: async () => false, queue: async () => undefined },
    newId: () => 'none',
    search: { gather: async () => undefined },
    wake: async () => undefined,
    askForJobs: async () => undefined,
    log: (_, message, { company = '', ms = 0 } = {}) => said.push(`${message} ${company} ${ms}`),
  }

  now += 9 * 60_000
  await sweep(world)
  expect(said).toEqual(['swept  0'])
  now += 60_000
  await sweep(world)
  expect(said.slice(1)).toEqual(['work does not move acme 600000', 'swept  0'])
})

const NOW = Date.parse('2026-11-24T18:00:00Z')
const connectionTo = (realmId: string) => ({
  ...{ realmId, epoch: 1, companyName: realmId, country: 'US', connectedBy: 'ann' },
  ...{
    connectedAt: '2026-11-01T00:00:00Z',
    accessExpiresAt: '2026-11-01T00:00:00Z',
    refreshExpiresAt: '2027-01-01T00:00:00Z',
  },
})
