import { attemptStore } from '../../shared/aws/attempts.ts'
import { catalogStore } from '../../shared/aws/catalog.ts'
import { dynamodb, secretsManager, sqs as sqsClient } from '../../shared/aws/clients.ts'
import { companyStore } from '../../shared/aws/companies.ts'
import { documentNumbers } from '../../shared/aws/document-numbers.ts'
import { sendTakeOver, sendWake } from '../../shared/aws/queues.ts'
import { readMeter } from '../../shared/aws/reads.ts'
import { recordStore } from '../../shared/aws/records.ts'
import { writerStore } from '../../shared/aws/writer.ts'
import { env, variable } from '../../shared/env.ts'
import { quickBooks } from '../../shared/intuit/quickbooks.ts'
import { timeOrderedId } from '../../shared/lib/id.ts'
import { log } from '../../shared/lib/log.ts'
import { connection } from '../connection.ts'
import { oddities } from '../oddities.ts'
import type { World } from './world.ts'

const db = dynamodb()
const sqs = sqsClient()
const companies = variable(env.companiesTable)
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
  newId: () => timeOrderedId(Date.now()),
  leaseMs: Number(variable(env.leaseSeconds)) * 1_000,
  records: recordStore(db, variable(env.recordsTable)),
  activity: books.activity,
  attempts: attemptStore(db, variable(env.attemptsTable)),
  numbers: documentNumbers(db, variable(env.recordsTable)),
  catalog: catalogStore(db, variable(env.catalogTable)),
  writer: writerStore(db, companies),
  companies: companyStore(db, companies),
  quickBooks: quickBooks(fetch, (realmId) => reads.count(realmId, Date.now()), oddities(log)),
  access: books.access,
  needsReconnect: books.needsReconnect,
  wake: (company, afterSeconds) => sendWake(sqs, variable(env.wakesQueue), company, afterSeconds),
  wakeToTakeOver: (company, afterSeconds) => sendTakeOver(sqs, variable(env.wakesQueue), company, afterSeconds),
  log,
}
