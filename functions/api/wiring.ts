import { activityLog } from '../../shared/aws/activity.ts'
import { attemptStore } from '../../shared/aws/attempts.ts'
import { batchItems } from '../../shared/aws/batch-items.ts'
import { catalogStore } from '../../shared/aws/catalog.ts'
import { dynamodb, secretsManager, sqs as sqsClient } from '../../shared/aws/clients.ts'
import { companyStore } from '../../shared/aws/companies.ts'
import { feedMeter } from '../../shared/aws/feed-meter.ts'
import { jobStore } from '../../shared/aws/jobs.ts'
import { members } from '../../shared/aws/members.ts'
import { sendAll, sendHint } from '../../shared/aws/queues.ts'
import { readMeter } from '../../shared/aws/reads.ts'
import { recordList } from '../../shared/aws/record-list.ts'
import { recordStore } from '../../shared/aws/records.ts'
import { refusedEventStore } from '../../shared/aws/refused-events.ts'
import { searchIndex } from '../../shared/aws/search-index.ts'
import { secretStore } from '../../shared/aws/secrets.ts'
import { writerStore } from '../../shared/aws/writer.ts'
import { env, variable } from '../../shared/env.ts'
import { setupChecks } from '../../shared/intuit/setup.ts'
import { timeOrderedId } from '../../shared/lib/id.ts'
import type { World } from './world.ts'

const db = dynamodb()
const sqs = sqsClient()
const secrets = secretStore(secretsManager())
const companies = variable(env.companiesTable)
const recordsTable = variable(env.recordsTable)
const records = recordStore(db, recordsTable)
const catalogTable = variable(env.catalogTable)
const jobs = jobStore(db, catalogTable)
const newId = () => timeOrderedId(Date.now())

export const world: World = {
  now: Date.now,
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  newId,
  companies: companyStore(db, companies),
  members: members(db, companies),
  records,
  lists: recordList(db, recordsTable, records),
  attempts: attemptStore(db, variable(env.attemptsTable)),
  writer: writerStore(db, companies),
  catalog: catalogStore(db, catalogTable),
  jobs,
  items: batchItems(jobs),
  search: searchIndex(db, variable(env.searchTable)),
  reads: readMeter(db, companies),
  readsAllowed: Number(variable(env.meteredReadsAMonth)),
  feed: feedMeter(db, companies, sqs, variable(env.changesQueue)),
  refusedEvents: refusedEventStore(db, variable(env.refusedEventsTable)),
  activity: activityLog(db, variable(env.activityTable), newId),
  sendChanges: (bodies) => sendAll(sqs, variable(env.changesQueue), bodies),
  wake: (company) => sendHint(sqs, variable(env.wakesQueue), company),
  askForJobs: (company) => sendHint(sqs, variable(env.pullsQueue), company),
  setupChecks: async () => setupChecks(await secrets.read(variable(env.intuitAppSecret))),
}

export const apiUrl = variable(env.apiUrl)
