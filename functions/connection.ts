import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { activityLog } from '../shared/aws/activity.ts'
import { type Connected, connectionStore } from '../shared/aws/connections.ts'
import { secretStore } from '../shared/aws/secrets.ts'
import { env, variable } from '../shared/env.ts'
import { failureFields, intuitOAuth } from '../shared/intuit/oauth.ts'
import type { Access } from '../shared/intuit/quickbooks.ts'
import { type IntuitApp, readIntuitApp } from '../shared/intuit/setup.ts'
import { timeOrderedId } from '../shared/lib/id.ts'
import { log } from '../shared/lib/log.ts'
import { type NoAccess, tokenKeeper } from './token-keeper.ts'

/** The connection to QuickBooks as the functions that call it share it: tokens, where the books are, and its end. */
export function connection(db: DynamoDBClient, secretsManager: SecretsManagerClient) {
  const newId = () => timeOrderedId(Date.now())
  const secrets = secretStore(secretsManager, variable(env.tokensKey))
  const connections = connectionStore(db, variable(env.companiesTable))
  const activity = activityLog(db, variable(env.activityTable), newId)
  const secretName = (company: string) => `${variable(env.tokensPrefix)}${company}`
  const readApp = async (): Promise<IntuitApp> => readIntuitApp(await secrets.read(variable(env.intuitAppSecret)))

  async function needsReconnect(company: string, why: string, of?: Connected): Promise<void> {
    if (!(await connections.end(company, 'needs-reconnect', why, of))) return
    log('warn', 'a company needs to be connected again', { company })
    const at = new Date().toISOString()
    await activity.append({ company, at, by: 'system', what: 'needs-reconnect', detail: { why } })
  }

  const keeper = tokenKeeper({
    now: () => Date.now(),
    sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    newId,
    secrets,
    secretName,
    connections,
    refresh: async (refreshToken) => {
      const result = await intuitOAuth(await readApp(), '', () => Date.now()).refresh(refreshToken)
      if (result.is !== 'granted') log('warn', 'Intuit gave no new tokens', failureFields(result))
      return result
    },
    needsReconnect,
  })

  return {
    secrets,
    secretName,
    connections,
    activity,
    readApp,
    needsReconnect,
    keeper,

    /** A working access token for the books of a connection, and where to use it; one for other books is never given. */
    async access(company: string, of: Connected, rejected?: string): Promise<Access | NoAccess> {
      const [tokens, app] = await Promise.all([keeper.fresh(company, rejected), readApp()])
      if ('noAccess' in tokens) return tokens
      if (!app.baseUrl) return { noAccess: 'unavailable' }
      if (tokens.realmId !== of.realmId) {
        // Somebody may just be connecting those; if that is over, a store that was late has put them back.
        const why = 'The stored access belongs to another QuickBooks company than the connected one.'
        await needsReconnect(company, why, of)
        return { noAccess: 'needs-reconnect' }
      }
      return { baseUrl: app.baseUrl, realmId: tokens.realmId, accessToken: tokens.accessToken }
    },
  }
}
