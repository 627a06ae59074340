import { randomBytes } from 'node:crypto'
import { dynamodb, secretsManager, sqs as sqsClient } from '../../shared/aws/clients.ts'
import { companyStore } from '../../shared/aws/companies.ts'
import { members } from '../../shared/aws/members.ts'
import { sendHint } from '../../shared/aws/queues.ts'
import { writerStore } from '../../shared/aws/writer.ts'
import { env, variable } from '../../shared/env.ts'
import { readCompanyInfo } from '../../shared/intuit/company-info.ts'
import { intuitOAuth } from '../../shared/intuit/oauth.ts'
import { log } from '../../shared/lib/log.ts'
import { connection } from '../connection.ts'
import type { World } from './world.ts'

const STATE_BYTES = 16

const db = dynamodb()
const sqs = sqsClient()
const companies = variable(env.companiesTable)
const apiUrl = variable(env.apiUrl)
const { secrets, secretName, connections, activity, readApp, keeper } = connection(db, secretsManager())

export const world: World = {
  now: () => Date.now(),
  secretText: () => randomBytes(STATE_BYTES).toString('base64url'),
  stage: variable(env.stage),
  isSecure: apiUrl.startsWith('https:'),
  consoleUrl: variable(env.consoleUrl),
  members: members(db, companies),
  companies: companyStore(db, companies),
  connections,
  writer: writerStore(db, companies),
  keeper,
  secrets,
  secretName,
  activity,
  readApp,
  oauth: (app) => intuitOAuth(app, `${apiUrl}/oauth/callback`, () => Date.now()),
  companyInfo: ({ baseUrl = '' }, realmId, accessToken) => readCompanyInfo(fetch, { baseUrl, realmId, accessToken }),
  wake: (company) => sendHint(sqs, variable(env.wakesQueue), company),
  log,
}
