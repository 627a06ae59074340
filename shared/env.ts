/**
 * The environment variables by which a function learns what it may use. `infra` sets them together with the
 * permission, `wiring.ts` of each function reads them; nothing else knows the environment.
 */
export const env = {
  /** `production`, `sandbox`, `local` … : one stack each, with keys and tables of its own. */
  stage: 'STAGE',
  companiesTable: 'COMPANIES_TABLE',
  recordsTable: 'RECORDS_TABLE',
  attemptsTable: 'ATTEMPTS_TABLE',
  catalogTable: 'CATALOG_TABLE',
  searchTable: 'SEARCH_TABLE',
  activityTable: 'ACTIVITY_TABLE',
  refusedEventsTable: 'REFUSED_EVENTS_TABLE',
  changesQueue: 'CHANGES_QUEUE_URL',
  wakesQueue: 'WAKES_QUEUE_URL',
  pullsQueue: 'PULLS_QUEUE_URL',
  /** The secret with the Intuit app's keys and addresses. */
  intuitAppSecret: 'INTUIT_APP_SECRET',
  /** What the names of the companies' token secrets begin with; the company's slug follows. */
  tokensPrefix: 'TOKENS_PREFIX',
  /** The key under which the companies' token secrets are encrypted. */
  tokensKey: 'TOKENS_KEY',
  /** Where browsers reach the API: the redirect URI and the cookie's security follow from it. */
  apiUrl: 'API_URL',
  /** Where the console is; the OAuth callback sends the browser there. */
  consoleUrl: 'CONSOLE_URL',
  /** The OpenID provider whose tokens the API takes. */
  signInIssuer: 'SIGN_IN_ISSUER',
  /** Where people sign in, and where their browsers ask for tokens. */
  signInUrl: 'SIGN_IN_URL',
  consoleClientId: 'CONSOLE_CLIENT_ID',
  /** How many reads of QuickBooks Intuit lets the app have in a month, over all companies. */
  meteredReadsAMonth: 'METERED_READS_A_MONTH',
  /** How long a writer may be silent before another may take the company over. */
  leaseSeconds: 'LEASE_SECONDS',
} as const

/** The value of an environment variable that infra has to set. */
export function variable(name: string): string {
  const value = process.env[name]
  if (!value) throw new Error(`the environment variable ${name} is not set`)
  return value
}
