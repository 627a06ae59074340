import { expect, it } from 'vitest'
import { sweep, type World } from '../../../functions/sweep/sweep.ts'
import { companyStore } from '../../../shared/aws/companies.ts'
import { jobStore } from '../../../shared/aws/jobs.ts'
import { recordStore } from '../../../shared/aws/records.ts'
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
    },
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
