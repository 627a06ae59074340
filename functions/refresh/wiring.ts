import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { companyStore } from '../../shared/aws/companies.ts'
import { writerStore } from '../../shared/aws/writer.ts'
import { env, variable } from '../../shared/env.ts'
import { log } from '../../shared/lib/log.ts'
import { connection } from '../connection.ts'
import type { World } from './refresh.ts'

const db = new DynamoDBClient()
const companies = variable(env.companiesTable)
const { connections, keeper, activity } = connection(db, new SecretsManagerClient())

export const world: World = {
  now: Date.now,
  companies: companyStore(db, companies),
  writer: writerStore(db, companies),
  connections,
  keeper,
  activity,
  log,
}
