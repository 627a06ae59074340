import * as z from 'zod/mini'
import { MAY } from './may.ts'
import { indexesOf, type Part, partsOf } from './parts.ts'
import {
  ACCOUNT,
  ADMINISTRATOR,
  ANYBODY,
  NEWCOMER,
  OTHER_ACCOUNT,
  type Policies,
  type Question,
  REGION,
  type Resource,
  STRANGER,
} from './policies.ts'

/** A line of the table: a question to AWS, in words too, and what AWS must answer. */
export type Line = Question & { about: string; is: boolean }

/** Who may do what in a stack: what its parts need to work together is allowed, and nothing else. */
export async function accessTable(policies: Policies): Promise<Line[]> {
  const parts = await partsOf(policies)
  return [
    ...functions(policies, parts),
    ...outsiders(parts),
    ...overTlsOnly(policies),
    ...alarms(policies),
    ...schedules(policies),
    ...routes(policies),
    ...roles(policies),
    ...logGroups(policies),
  ]
}

/** The lines of a table that AWS would answer otherwise. */
export function wrongIn(policies: Policies, table: Line[]): string[] {
  return table
    .filter((line) => policies.isAllowed(line) !== line.is)
    .map(({ about, is }) => `${about} must be ${is ? 'allowed' : 'denied'}`)
}

const Mapping = z.object({ EventSourceArn: z.string(), FunctionName: z.string() })
const Worker = z.object({ Role: z.string(), LoggingConfig: z.object({ LogGroup: z.string() }) })
const Alarm = z.object({
  AlarmActions: z.array(z.string()).check(z.minLength(1)),
  ActionsEnabled: z._default(z.literal(true), true),
})
const Encrypted = z.object({ KmsMasterKeyId: z.string() })
const Logs = z.object({ KmsKeyId: z.string() })
const Rule = z.object({ State: z.literal('ENABLED'), Targets: z.array(z.object({ Arn: z.string() })) })
const Route = z.object({ ApiId: z.string(), RouteKey: z.string(), Target: z.string() })
const Integration = z.object({ IntegrationUri: z.string() })

/** What a table's caller needs of the table's key. */
const THROUGH_TABLES =
  'Decrypt DescribeKey Encrypt GenerateDataKey GenerateDataKeyWithoutPlaintext ReEncryptFrom ReEncryptTo'

/** Each function with each part and each action. */
function functions(policies: Policies, parts: Part[]): Line[] {
  return policies.resources('AWS::Lambda::Function').flatMap((fn) => {
    const grants = grantsOf(fn, policies)
    const unknown = [...grants.keys()].filter((name) => !parts.some((part) => part.name === name))
    if (unknown.length > 0)
      throw new Error(`${fn.name} may do something with ${unknown}, which the stack does not have`)
    const who = z.parse(Worker, fn.properties).Role
    return parts.flatMap((part) => everyAction(fn.name, who, part, grants.get(part.name)))
  })
}

function everyAction(name: string, who: string, part: Part, allowed = new Set<string>()): Line[] {
  const missing = [...allowed].filter((action) => !part.actions.includes(action))
  if (missing.length > 0) throw new Error(`AWS has no ${missing} for ${part.name}`)
  return part.actions.map((action) => ({
    about: `${name} on ${part.name}: ${part.service}:${action}`,
    who,
    action: `${part.service}:${action}`,
    on: part.arn,
    ...(part.context && { context: part.context }),
    is: allowed.has(action),
  }))
}

/** What a function may do with each part: what is stated, and what follows from that and from the template. */
function grantsOf(fn: Resource, { resources }: Policies): Map<string, Set<string>> {
  const stated = MAY[fn.name]
  if (!stated) throw new Error(`test/infra/may.ts does not say what the function ${fn.name} may do`)
  const grants = new Map<string, Set<string>>()
  const grant = (part: string, actions: string) =>
    grants.set(part, new Set([...(grants.get(part) ?? []), ...actions.split(' ')]))

  for (const [part, actions] of Object.entries(stated)) grant(part, actions)
  for (const { name, properties } of resources('AWS::DynamoDB::Table')) {
    const actions = grants.get(name)
    if (actions) grant('Key via dynamodb', THROUGH_TABLES)
    if (actions?.has('Query')) for (const index of indexesOf(properties)) grant(`${name}/${index}`, 'Query')
  }
  for (const { name, arn } of resources('AWS::SQS::Queue')) {
    if (grants.has(name)) grant('Key via sqs', 'Decrypt GenerateDataKey')
    if (takesFrom(fn, arn, resources('AWS::Lambda::EventSourceMapping'))) {
      grant(name, 'ReceiveMessage DeleteMessage GetQueueAttributes')
      grant('Key via sqs', 'Decrypt')
    }
  }
  if (grants.has('ConnectionIntuitApp')) grant('Key via secretsmanager', 'Decrypt')
  if (grants.has('tokens')) grant('Key via secretsmanager', 'Decrypt GenerateDataKey')
  const { LogGroup } = z.parse(Worker, fn.properties).LoggingConfig
  for (const { name, ref } of resources('AWS::Logs::LogGroup'))
    if (ref === LogGroup) grant(name, 'CreateLogStream PutLogEvents')
  return grants
}

function takesFrom(fn: Resource, queue: string, mappings: Resource[]): boolean {
  return mappings
    .map(({ properties }) => z.parse(Mapping, properties))
    .some(({ EventSourceArn, FunctionName }) => EventSourceArn === queue && FunctionName === fn.ref)
}

/** Nobody else gets at anything: not without an account, not from another, not by merely being in ours. */
function outsiders(parts: Part[]): Line[] {
  return Object.entries({ anybody: ANYBODY, 'a stranger': STRANGER, 'a newcomer': NEWCOMER }).flatMap(([name, who]) =>
    parts.flatMap((part) => everyAction(name, who, part)),
  )
}

/** Queues and the topic are out of reach without TLS, even for an administrator, who is let in with it. */
function overTlsOnly({ resources }: Policies): Line[] {
  const queues = resources('AWS::SQS::Queue').map(({ name, arn }) => ({ name, arn, action: 'sqs:SendMessage' }))
  const topics = resources('AWS::SNS::Topic').map(({ name, arn }) => ({ name, arn, action: 'sns:Publish' }))
  return [...queues, ...topics].flatMap(({ name, arn, action }) =>
    [true, false].map((tls) => ({
      about: `an administrator on ${name} with${tls ? '' : 'out'} TLS: ${action}`,
      who: ADMINISTRATOR,
      action,
      on: arn,
      context: { 'aws:SecureTransport': `${tls}` },
      is: tls,
    })),
  )
}

/** Each alarm reaches the topics that it names, and the keys under which those are; no alarm of another account does. */
function alarms({ resources }: Policies): Line[] {
  const topics = new Map(resources('AWS::SNS::Topic').map((topic) => [topic.arn, topic]))
  return resources('AWS::CloudWatch::Alarm').flatMap(({ name, arn, properties }) =>
    z.parse(Alarm, properties).AlarmActions.flatMap((action) => {
      const topic = topics.get(action)
      if (!topic) throw new Error(`${name} goes to ${action}, which is no topic of the stack`)
      const key = z.parse(Encrypted, topic.properties).KmsMasterKeyId
      const steps = [
        { action: 'sns:Publish', on: topic.arn },
        { action: 'kms:Decrypt', on: key },
        { action: 'kms:GenerateDataKey', on: key },
      ]
      const ours = { 'aws:SourceAccount': ACCOUNT, 'aws:SourceArn': arn }
      const theirs = { 'aws:SourceAccount': OTHER_ACCOUNT, 'aws:SourceArn': arn.replace(ACCOUNT, OTHER_ACCOUNT) }
      return steps.flatMap((step) => [
        call(`alarm ${name}`, 'cloudwatch', step, ours, true),
        call(`the same alarm of another account as ${name}`, 'cloudwatch', step, theirs, false),
        call(`CloudWatch for no alarm, as ${name}`, 'cloudwatch', step, {}, false),
        call(`EventBridge as ${name}`, 'events', step, ours, false),
        ...(step.action === 'sns:Publish'
          ? [call(`alarm ${name} without TLS`, 'cloudwatch', step, { ...ours, 'aws:SecureTransport': 'false' }, false)]
          : []),
      ])
    }),
  )
}

/** Each schedule calls its functions and no others. */
function schedules({ resources }: Policies): Line[] {
  return resources('AWS::Events::Rule').flatMap(({ name, arn, properties }) => {
    const targets = z.parse(Rule, properties).Targets.map(({ Arn }) => Arn)
    const from = (rule: string) => ({ 'aws:SourceAccount': ACCOUNT, 'aws:SourceArn': rule })
    return resources('AWS::Lambda::Function').flatMap((fn) => {
      const invoke = { action: 'lambda:InvokeFunction', on: fn.arn }
      return [
        call(`schedule ${name} calls ${fn.name}`, 'events', invoke, from(arn), targets.includes(fn.arn)),
        call(`another rule than ${name} calls ${fn.name}`, 'events', invoke, from(`${arn}-2`), false),
      ]
    })
  })
}

/** Each route leads to its function and to no other, and no other API leads there. */
function routes({ resources }: Policies): Line[] {
  const integrations = new Map(
    resources('AWS::ApiGatewayV2::Integration').map(({ ref, properties }) => [
      `integrations/${ref}`,
      z.parse(Integration, properties).IntegrationUri,
    ]),
  )
  return resources('AWS::ApiGatewayV2::Route').flatMap(({ properties }) => {
    const { ApiId, RouteKey, Target } = z.parse(Route, properties)
    const [method, path] = RouteKey.split(' ')
    const from = (api: string) => ({
      'aws:SourceAccount': ACCOUNT,
      'aws:SourceArn': `arn:aws:execute-api:${REGION}:${ACCOUNT}:${api}/$default/${method}${path}`,
    })
    return resources('AWS::Lambda::Function').flatMap((fn) => {
      const invoke = { action: 'lambda:InvokeFunction', on: fn.arn }
      const leads = integrations.get(Target) === fn.arn
      return [
        call(`${RouteKey} calls ${fn.name}`, 'apigateway', invoke, from(ApiId), leads),
        call(`${RouteKey} of another API calls ${fn.name}`, 'apigateway', invoke, from('another'), false),
      ]
    })
  })
}

/** Lambda runs each function in its role, and no other service does. */
function roles({ resources }: Policies): Line[] {
  return resources('AWS::IAM::Role').flatMap(({ name, arn }) =>
    ['lambda', 'events', 'apigateway', 'cloudwatch', 'sns'].map((service) =>
      call(`${service} in the role ${name}`, service, { action: 'sts:AssumeRole', on: arn }, {}, service === 'lambda'),
    ),
  )
}

/** CloudWatch Logs keeps each log group under the key, and none of another account. */
function logGroups({ resources }: Policies): Line[] {
  const actions = ['Encrypt', 'Decrypt', 'ReEncryptFrom', 'ReEncryptTo', 'GenerateDataKey']
  return resources('AWS::Logs::LogGroup').flatMap(({ name, ref, properties }) =>
    actions.flatMap((action) =>
      [ACCOUNT, OTHER_ACCOUNT].map((account) =>
        call(
          `log group ${name} of ${account}`,
          `logs.${REGION}`,
          { action: `kms:${action}`, on: z.parse(Logs, properties).KmsKeyId },
          { 'kms:EncryptionContext:aws:logs:arn': `arn:aws:logs:${REGION}:${account}:log-group:${ref}` },
          account === ACCOUNT,
        ),
      ),
    ),
  )
}

/** What one of AWS's services does on behalf of something. */
function call(
  about: string,
  service: string,
  { action, on }: { action: string; on: string },
  context: Record<string, string>,
  is: boolean,
): Line {
  return { about: `${about}: ${action}`, who: `${service}.amazonaws.com`, action, on, context, is }
}
