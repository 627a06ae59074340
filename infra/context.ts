import { RetentionDays } from 'aws-cdk-lib/aws-logs'

/** What may differ from one stack to the next; `infra/README.md` lists the values. */
export type StackContext = {
  stage: string
  logRetention: RetentionDays
  alarmEmail: string | undefined
  /** A custom domain of the API, where there is one. */
  apiUrl: string | undefined
  /** How many reads Intuit lets the app have in a month, over all companies: what its tier allows. */
  meteredReadsAMonth: number
}

/** Of the tier that costs nothing (Intuit App Partner Program, 2026). */
const BUILDER_READS = 500_000

/** Reads the context values, and names the one that cannot be right. */
export function readContext(get: (name: string) => unknown): StackContext {
  const stage = text('stage', get('stage')) ?? 'production'
  if (!/^[a-z][a-z0-9-]{0,20}$/.test(stage))
    throw new Error(`context stage must be lower-case letters and digits, got "${stage}"`)
  const days = Number(get('logRetentionDays') ?? RetentionDays.THREE_MONTHS)
  if (!(days in RetentionDays))
    throw new Error(`context logRetentionDays must be one that CloudWatch knows, got "${days}"`)
  const meteredReadsAMonth = Number(get('meteredReadsAMonth') ?? BUILDER_READS)
  if (!Number.isInteger(meteredReadsAMonth) || meteredReadsAMonth < 1)
    throw new Error(`context meteredReadsAMonth must be a whole number above 0, got "${get('meteredReadsAMonth')}"`)
  const alarmEmail = text('alarmEmail', get('alarmEmail'))
  if (alarmEmail && !/^[^\s@]+@[^\s@]+$/.test(alarmEmail))
    throw new Error(`context alarmEmail must be an e-mail address, got "${alarmEmail}"`)
  return {
    stage,
    meteredReadsAMonth,
    logRetention: days,
    alarmEmail,
    apiUrl: text('apiUrl', get('apiUrl')),
  }
}

function text(name: string, value: unknown): string | undefined {
  if (value === undefined || value === '') return undefined
  if (typeof value !== 'string') throw new Error(`context ${name} must be text`)
  return value
}
