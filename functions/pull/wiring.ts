import { attemptStore } from '../../shared/aws/attempts.ts'
import { batchItems } from '../../shared/aws/batch-items.ts'
import { catalogStore } from '../../shared/aws/catalog.ts'
import { dynamodb, secretsManager, sqs as sqsClient } from '../../shared/aws/clients.ts'
import { companyStore } from '../../shared/aws/companies.ts'
import { jobStore } from '../../shared/aws/jobs.ts'
import { sendHint } from '../../shared/aws/queues.ts'
import { readMeter } from '../../shared/aws/reads.ts'
import { recordStore } from '../../shared/aws/records.ts'
import { writerStore } from '../../shared/aws/writer.ts'
import { env, variable } from '../../shared/env.ts'
import { quickBooks } from '../../shared/intuit/quickbooks.ts'
import { log } from '../../shared/lib/log.ts'
import { suggest } from '../../shared/match/suggest.ts'
import { connection } from '../connection.ts'
import { oddities } from '../oddities.ts'
import type { World } from './world.ts'

const db = dynamodb()
const sqs = sqsClient()
const companies = variable(env.companiesTable)
const catalogTable = variable(env.catalogTable)
const jobs = jobStore(db, catalogTable)
const reads = readMeter(db, companies)
const books = connection(db, secretsManager())

export const world: World = {
  now: Date.now,
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  every: (ms, run) => {
    // A heartbeat that fails is one that is missing: the lease lapses, and the next conditional write says so.
    const timer = setInterval(() => {
      run().catch(() => log('warn', 'a heartbeat failed'))
    }, ms)
    return () => clearInterval(timer)
  },
  leaseMs: Number(variable(env.leaseSeconds)) * 1_000,
  catalog: catalogStore(db, catalogTable),
  jobs,
  items: batchItems(jobs),
  activity: books.activity,
  suggest,
  records: recordStore(db, variable(env.recordsTable)),
  attempts: attemptStore(db, variable(env.attemptsTable)),
  companies: companyStore(db, companies),
  writer: writerStore(db, companies),
  quickBooks: quickBooks(fetch, (realmId) => reads.count(realmId, Date.now()), oddities(log)),
  access: books.access,
  needsReconnect: books.needsReconnect,
  wake: (company) => sendHint(sqs, variable(env.wakesQueue), company),
  askForJobs: (company) => sendHint(sqs, variable(env.pullsQueue), company),
  log,
}
