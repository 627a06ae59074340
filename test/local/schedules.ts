import { randomUUID } from 'node:crypto'
import * as z from 'zod/mini'
import type { Lambda } from './lambda.ts'
import type { Template } from './template.ts'

/** What calls a function now and then, by the function's name. */
export type Schedule = { functionName: string; expression: string; event: () => unknown }

const UNIT_MS: Record<string, number> = { minute: 60_000, hour: 3_600_000, day: 24 * 3_600_000 }

/**
 * Calls functions on the template's schedules, counted from the start. `every` names other intervals, in seconds, for
 * those who cannot wait; Infinity leaves it all to `fire`.
 */
export function startSchedules({
  schedules,
  lambda,
  every,
}: {
  schedules: Schedule[]
  lambda: Lambda
  every: Record<string, number>
}) {
  const timers = schedules.flatMap(({ functionName, expression, event }) => {
    const seconds = every[functionName]
    const run = () => void lambda.invoke(functionName, event())
    if (seconds === Number.POSITIVE_INFINITY) return []
    if (seconds !== undefined) return setInterval(run, seconds * 1_000)
    const period = periodOf(expression)
    if (period !== undefined) return setInterval(run, period)
    return setInterval(() => {
      if (isDue(expression, new Date())) run()
    }, UNIT_MS['minute'])
  })

  return {
    /** Runs what is scheduled for the function now, and waits for its end. */
    fire: (functionName: string) => {
      const schedule = schedules.find((each) => each.functionName === functionName)
      if (!schedule) throw new Error(`nothing is scheduled for ${functionName}`)
      return lambda.invoke(functionName, schedule.event())
    },
    stop: () => {
      for (const timer of timers) clearInterval(timer)
    },
  }
}

/** The milliseconds of `rate(5 minutes)`; undefined for a `cron(…)`. */
export function periodOf(expression: string): number | undefined {
  const [, count, unit = ''] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression) ?? []
  return count === undefined ? undefined : Number(count) * (UNIT_MS[unit] ?? 0)
}

/** Whether a `cron(minute hour day month weekday year)` of EventBridge, in UTC, names this minute. */
export function isDue(expression: string, now: Date): boolean {
  const fields = /^cron\((.+)\)$/.exec(expression)?.[1]?.split(' ') ?? []
  if (fields.length !== 6) throw new Error(`the local stack knows rate(…) and cron(…) of six fields, not ${expression}`)
  const values = [
    now.getUTCMinutes(),
    now.getUTCHours(),
    now.getUTCDate(),
    now.getUTCMonth() + 1,
    now.getUTCDay() + 1,
    now.getUTCFullYear(),
  ]
  return values.every((value, at) => matches(fields[at] ?? '', value))
}

const NAMES = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT']
const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC']

function matches(field: string, value: number): boolean {
  return field.split(',').some((part) => {
    const [range = '', step = '1'] = part.split('/')
    if (range === '*' || range === '?') return value % Number(step) === 0
    const [from = Number.NaN, to = part.includes('/') ? Number.POSITIVE_INFINITY : from] = range
      .split('-')
      .map(numberOf)
    if (Number.isNaN(from)) throw new Error(`the local stack does not know "${part}" in a cron expression`)
    return value >= from && value <= to && (value - from) % Number(step) === 0
  })
}

function numberOf(text: string): number {
  const at = Math.max(NAMES.indexOf(text), MONTHS.indexOf(text))
  return at >= 0 ? at + 1 : Number(text)
}

const Rule = z.object({
  ScheduleExpression: z.optional(z.string()),
  State: z._default(z.string(), 'ENABLED'),
  Targets: z._default(z.array(z.object({ Arn: z.string(), Input: z.optional(z.string()) })), []),
})
const Scheduled = z.object({
  ScheduleExpression: z.string(),
  State: z._default(z.string(), 'ENABLED'),
  Target: z.object({ Arn: z.string(), Input: z.optional(z.string()) }),
})

/** The template's schedules: rules of EventBridge, and EventBridge Scheduler's. */
export function schedulesIn(
  template: Template,
  functionNames: Map<string, string>,
  { region, accountId }: { region: string; accountId: string },
): Schedule[] {
  const ruleEvent = (ruleArn: string) => ({
    version: '0',
    id: randomUUID(),
    'detail-type': 'Scheduled Event',
    source: 'aws.events',
    account: accountId,
    time: new Date().toISOString(),
    region,
    resources: [ruleArn],
    detail: {},
  })
  const rules = template.resources('AWS::Events::Rule').flatMap(({ id, properties }) => {
    const { ScheduleExpression, State, Targets } = z.parse(Rule, template.resolve(properties))
    if (!ScheduleExpression || State !== 'ENABLED') return []
    return Targets.map(({ Arn, Input }) =>
      scheduleOf(Arn, ScheduleExpression, Input, () => ruleEvent(template.arnOf(id))),
    )
  })
  const scheduled = template.resources('AWS::Scheduler::Schedule').flatMap(({ properties }) => {
    const { ScheduleExpression, State, Target } = z.parse(Scheduled, template.resolve(properties))
    return State === 'ENABLED' ? [scheduleOf(Target.Arn, ScheduleExpression, Target.Input, () => ({}))] : []
  })
  return [...rules, ...scheduled]

  function scheduleOf(arn: string, expression: string, input: string | undefined, otherwise: () => unknown): Schedule {
    const functionName = functionNames.get(arn)
    if (!functionName) throw new Error(`a schedule calls ${arn}, which is not a function of the template`)
    return { functionName, expression, event: input === undefined ? otherwise : () => JSON.parse(input) }
  }
}
