import { dynamodb, sqs as sqsClient } from '../../shared/aws/clients.ts'
import { companyStore } from '../../shared/aws/companies.ts'
import { feedProgress } from '../../shared/aws/feed-meter.ts'
import { sendWake } from '../../shared/aws/queues.ts'
import { recordStore } from '../../shared/aws/records.ts'
import { refusedEventStore } from '../../shared/aws/refused-events.ts'
import { searchIndex } from '../../shared/aws/search-index.ts'
import { writerStore } from '../../shared/aws/writer.ts'
import { env, variable } from '../../shared/env.ts'
import { timeOrderedId } from '../../shared/lib/id.ts'
import { log } from '../../shared/lib/log.ts'
import type { World } from './ingest.ts'

const db = dynamodb()
const sqs = sqsClient()
const companies = variable(env.companiesTable)

export const noteTaken = feedProgress(db, companies)

export const world: World = {
  now: Date.now,
  newId: () => timeOrderedId(Date.now()),
  records: recordStore(db, variable(env.recordsTable)),
  search: searchIndex(db, variable(env.searchTable)),
  refusedEvents: refusedEventStore(db, variable(env.refusedEventsTable)),
  companies: companyStore(db, companies),
  writer: writerStore(db, companies),
  wake: (company) => sendWake(sqs, variable(env.wakesQueue), company),
  log,
}
