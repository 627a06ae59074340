import { dynamodb, sqs as sqsClient } from '../../shared/aws/clients.ts'
import { companyStore } from '../../shared/aws/companies.ts'
import { feedMeter } from '../../shared/aws/feed-meter.ts'
import { jobStore } from '../../shared/aws/jobs.ts'
import { sendWake } from '../../shared/aws/queues.ts'
import { recordStore } from '../../shared/aws/records.ts'
import { searchIndex } from '../../shared/aws/search-index.ts'
import { writerStore } from '../../shared/aws/writer.ts'
import { env, variable } from '../../shared/env.ts'
import { timeOrderedId } from '../../shared/lib/id.ts'
import { log } from '../../shared/lib/log.ts'
import type { World } from './sweep.ts'

const db = dynamodb()
const sqs = sqsClient()
const companies = variable(env.companiesTable)

export const feed = feedMeter(db, companies, sqs, variable(env.changesQueue))

export const world: World = {
  now: Date.now,
  newId: () => timeOrderedId(Date.now()),
  companies: companyStore(db, companies),
  records: recordStore(db, variable(env.recordsTable)),
  writer: writerStore(db, companies),
  jobs: jobStore(db, variable(env.catalogTable)),
  search: searchIndex(db, variable(env.searchTable)),
  askForJobs: (company) => sendWake(sqs, variable(env.pullsQueue), company),
  wake: (company) => sendWake(sqs, variable(env.wakesQueue), company),
  log,
}
