import type { ActivityLog } from '../../shared/aws/activity.ts'
import type { CompanyStore } from '../../shared/aws/companies.ts'
import type { ConnectionStore } from '../../shared/aws/connections.ts'
import type { Members } from '../../shared/aws/members.ts'
import type { SecretStore } from '../../shared/aws/secrets.ts'
import type { WriterStore } from '../../shared/aws/writer.ts'
import type { CompanyInfo } from '../../shared/intuit/company-info.ts'
import type { IntuitOAuth } from '../../shared/intuit/oauth.ts'
import type { IntuitApp } from '../../shared/intuit/setup.ts'
import type { Log } from '../../shared/lib/log.ts'
import type { TokenKeeper } from '../token-keeper.ts'

/** All that connecting may touch. */
export type World = {
  now: () => number
  /** Text that nobody can guess: 128 bits. */
  secretText: () => string
  stage: string
  /** Whether browsers reach us over TLS; on a laptop they do not. */
  isSecure: boolean
  consoleUrl: string
  members: Members
  companies: Pick<CompanyStore, 'get' | 'settings' | 'noteTimeZone'>
  connections: Pick<ConnectionStore, 'begin' | 'take' | 'claim' | 'bind' | 'end'>
  writer: Pick<WriterStore, 'read'>
  keeper: Pick<TokenKeeper, 'alone' | 'read'>
  secrets: Pick<SecretStore, 'store' | 'drop'>
  secretName: (company: string) => string
  activity: ActivityLog
  readApp: () => Promise<IntuitApp>
  oauth: (app: IntuitApp) => IntuitOAuth
  companyInfo: (app: IntuitApp, realmId: string, accessToken: string) => Promise<CompanyInfo | undefined>
  wake: (company: string) => Promise<void>
  log: Log
}
