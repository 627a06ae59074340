import { dynamodb, secretsManager } from '../../shared/aws/clients.ts'
import { companyStore } from '../../shared/aws/companies.ts'
import { readMeter } from '../../shared/aws/reads.ts'
import { writerStore } from '../../shared/aws/writer.ts'
import { env, variable } from '../../shared/env.ts'
import { log } from '../../shared/lib/log.ts'
import { connection } from '../connection.ts'
import type { World } from './refresh.ts'

const db = dynamodb()
const companies = variable(env.companiesTable)
const { connections, keeper, activity } = connection(db, secretsManager())

export const world: World = {
  now: () => Date.now(),
  companies: companyStore(db, companies),
  writer: writerStore(db, companies),
  connections,
  keeper,
  activity,
  reads: readMeter(db, companies),
  readsAllowed: Number(variable(env.meteredReadsAMonth)),
  log,
}
