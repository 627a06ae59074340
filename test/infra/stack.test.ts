import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { Annotations, Match } from 'aws-cdk-lib/assertions'
import { describe, expect, it } from 'vitest'
import * as z from 'zod/mini'
import { env } from '../../shared/env.ts'
import { productionStack, resourcesOf, templateOf } from './template.ts'

const template = templateOf(productionStack())
const functions = resourcesOf(template, 'AWS::Lambda::Function')

const Statement = z.looseObject({ Action: z.union([z.string(), z.array(z.string())]), Resource: z.unknown() })
const Policy = z.object({ PolicyDocument: z.object({ Statement: z.array(Statement) }) })
const statements = resourcesOf(template, 'AWS::IAM::Policy').flatMap(
  ([, { Properties }]) => z.parse(Policy, Properties).PolicyDocument.Statement,
)

/** The environment variables that a handler and all it imports read, but for the stage, which every function is told. */
function variablesReadBy(file: string, seen = new Set<string>()): string[] {
  if (seen.has(file)) return []
  seen.add(file)
  const source = readFileSync(file, 'utf8')
  const own = [...source.matchAll(/variable\(env\.(\w+)\)/g)].map(([, name = '']) =>
    new Map(Object.entries(env)).get(name),
  )
  const imported = [...source.matchAll(/^import (?!type)[^']*'(\.[^']+)'/gm)]
    .map(([, path = '']) => join(dirname(file), path))
    .filter((path) => existsSync(path))
    .flatMap((path) => variablesReadBy(path, seen))
  const all = [...own, ...imported].filter((name) => name !== undefined && name !== env.stage)
  return [...new Set(all as string[])].sort()
}

describe('functions', () => {
  it('run on the current Node on arm64, each with a role of its own', () => {
    const roles = functions.map(([, { Properties }]) => JSON.stringify(Properties['Role']))
    expect(functions).toHaveLength(8)
    for (const [, { Properties }] of functions) {
      expect(Properties).toMatchObject({ Runtime: 'nodejs24.x', Architectures: ['arm64'] })
    }
    expect(new Set(roles).size).toBe(functions.length)
  })

  it('have no managed policies, and no action or resource that is a wildcard', () => {
    for (const [, { Properties }] of resourcesOf(template, 'AWS::IAM::Role'))
      expect(Properties).not.toHaveProperty('ManagedPolicyArns')
    for (const { Action, Resource } of statements) {
      expect([Action].flat().filter((action) => action.includes('*'))).toEqual([])
      const wildcards = [Resource].flat().filter((resource) => JSON.stringify(resource).includes('*'))
      // Only the companies' token secrets, which do not exist when the stack is made, are named by what they begin with.
      for (const resource of wildcards)
        expect(JSON.stringify(resource)).toMatch(/:secret:cetec-quickbooks\/\w+\/tokens\/\*"/)
    }
  })

  it.each(['ingest', 'push', 'pull', 'sweep', 'connect', 'refresh', 'api', 'console'])(
    '%s is told all that its code asks the environment for, and nothing else',
    (name) => {
      const fn = functions.find(([id]) =>
        id
          .toLowerCase()
          .replace(/(function)?[0-9a-f]{8}$/, '')
          .endsWith(name),
      )
      const { Variables } = z.parse(
        z.object({ Variables: z.record(z.string(), z.unknown()) }),
        fn?.[1].Properties['Environment'],
      )
      const told = Object.keys(Variables).filter((variable) => variable !== env.stage)
      expect(told.sort()).toEqual(variablesReadBy(`functions/${name}/handler.ts`))
    },
  )

  it('keep their logs for a while and encrypted', () => {
    const groups = resourcesOf(template, 'AWS::Logs::LogGroup')
    expect(groups.length).toBeGreaterThanOrEqual(functions.length)
    for (const [, { Properties }] of groups) {
      expect(Properties).toMatchObject({ RetentionInDays: 90, KmsKeyId: expect.anything() })
    }
  })
})

describe('queues', () => {
  const queues = resourcesOf(template, 'AWS::SQS::Queue')

  it('hide a message for longer than its function can run', () => {
    const visibility = (id: RegExp) =>
      Number(queues.find(([name]) => id.test(name))?.[1].Properties['VisibilityTimeout'])
    const timeout = (id: RegExp) => Number(functions.find(([name]) => id.test(name))?.[1].Properties['Timeout'])
    expect(visibility(/^PushWakes(?!Dead)/)).toBeGreaterThan(timeout(/^PushFunction/))
    expect(visibility(/^PullPulls(?!Dead)/)).toBeGreaterThan(timeout(/^PullFunction/))
    expect(visibility(/^ChangesQueue(?!Dead)/)).toBeGreaterThanOrEqual(6 * timeout(/^ChangesIngest/))
  })

  it('are encrypted, have dead letters, and are reached over TLS only', () => {
    expect(queues).toHaveLength(6)
    for (const [id, { Properties }] of queues) {
      expect(Properties).toHaveProperty('KmsMasterKeyId')
      if (!id.includes('DeadLetters')) expect(Properties).toHaveProperty('RedrivePolicy')
    }
    template.resourceCountIs('AWS::SQS::QueuePolicy', 6)
    template.allResourcesProperties('AWS::SQS::QueuePolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
        ]),
      },
    })
  })

  it('let only the changes that failed come again', () => {
    template.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      FunctionName: { Ref: Match.stringLikeRegexp('^ChangesIngest') },
      BatchSize: 10,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    })
  })

  it.each(['PushFunction', 'PullFunction'])('let %s go on by a message to itself', (name) => {
    const [, found] = functions.find(([id]) => id.startsWith(name)) ?? []
    expect(found?.Properties['RecursiveLoop']).toBe('Allow')
  })
})

describe('tables', () => {
  const tables = resourcesOf(template, 'AWS::DynamoDB::Table')

  it('can be put back to any moment, cannot be deleted by mistake, and are encrypted', () => {
    expect(tables).toHaveLength(7)
    for (const [, table] of tables) {
      expect(table).toMatchObject({
        DeletionPolicy: 'Retain',
        Properties: {
          BillingMode: 'PAY_PER_REQUEST',
          DeletionProtectionEnabled: true,
          PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
          SSESpecification: { SSEEnabled: true, SSEType: 'KMS' },
        },
      })
    }
  })
})

describe('the HTTP API', () => {
  it('has an authorizer with our scope on every route but those that anybody may call', () => {
    const routes = resourcesOf(template, 'AWS::ApiGatewayV2::Route').map(([, { Properties }]) => Properties)
    const open = routes.filter(({ AuthorizationType }) => AuthorizationType !== 'JWT').map(({ RouteKey }) => RouteKey)
    expect(open.sort()).toEqual([
      'GET /',
      'GET /console/{proxy+}',
      'GET /health',
      'GET /oauth/callback',
      'GET /openapi.json',
      'GET /schemas/{kind}',
    ])
    for (const route of routes.filter(({ RouteKey }) => !open.includes(RouteKey))) {
      expect(route).toMatchObject({ AuthorizationScopes: ['cetec-quickbooks/api'], AuthorizerId: expect.anything() })
    }
  })

  it('logs who called what, without the query string that may hold a code', () => {
    const [[, stage] = []] = resourcesOf(template, 'AWS::ApiGatewayV2::Stage')
    const format = JSON.stringify(stage?.Properties['AccessLogSettings'])
    expect(format).toContain('$context.requestId')
    expect(format).not.toMatch(/querystring|\$context\.path/i)
  })
})

describe('alarms', () => {
  const alarms = resourcesOf(template, 'AWS::CloudWatch::Alarm').map(([, { Properties }]) => Properties)

  it('have a section in the runbook each, and the runbook has none for alarms that are gone', () => {
    const sections = [...readFileSync('infra/RUNBOOK.md', 'utf8').matchAll(/^## ([a-z-]+)$/gm)].map(([, name]) => name)
    const names = alarms.map(({ AlarmDescription }) => String(AlarmDescription).split('#')[1])
    expect(names.sort()).toEqual(sections.sort())
  })

  it('go to the address that the context names', () => {
    const heard = templateOf(productionStack({ alarmEmail: 'duty@example.com' }))
    const [[topic] = []] = resourcesOf(heard, 'AWS::SNS::Topic')
    for (const [, { Properties }] of resourcesOf(heard, 'AWS::CloudWatch::Alarm'))
      expect(Properties).toMatchObject({ AlarmActions: [{ Ref: topic }] })
    heard.hasResourceProperties('AWS::SNS::Subscription', {
      Protocol: 'email',
      Endpoint: 'duty@example.com',
      TopicArn: { Ref: topic },
    })
  })

  it('are not left to nobody without a word', () => {
    const unheard = (context: Record<string, string>) =>
      Annotations.fromStack(productionStack(context)).findWarning(
        '*',
        Match.stringLikeRegexp('Nobody hears the alarms'),
      )
    expect(unheard({})).toHaveLength(1)
    expect(unheard({ alarmEmail: 'duty@example.com' })).toEqual([])
    expect(() => productionStack({ alarmEmail: 'duty' })).toThrow('alarmEmail must be an e-mail address')
  })

  it('wait for sentences that the functions do say', () => {
    const code = readdirSync('functions', { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => readFileSync(join('functions', name), 'utf8'))
      .join('\n')
    const filters = resourcesOf(template, 'AWS::Logs::MetricFilter')
    expect(filters).not.toHaveLength(0)
    for (const [, { Properties }] of filters) {
      expect(code).toContain(`'${String(Properties['FilterPattern']).replaceAll('"', '')}'`)
    }
  })
})

it('brings people back from signing in to the console only', () => {
  template.hasResourceProperties('AWS::Cognito::UserPoolClient', {
    AllowedOAuthFlows: ['code'],
    CallbackURLs: [{ 'Fn::GetAtt': [Match.stringLikeRegexp('^ApiHttpApi'), 'ApiEndpoint'] }],
  })
})

it('names what others find the parts by', () => {
  expect(Object.keys(template.findOutputs('*'))).toEqual(
    expect.arrayContaining([
      ...['ApiUrl', 'UserPoolId', 'OperatorClientId', 'ConsoleClientId', 'IntuitAppSecretName', 'TokensPrefix'],
      ...[
        'CompaniesTable',
        'RecordsTable',
        'AttemptsTable',
        'CatalogTable',
        'SearchTable',
        'ActivityTable',
        'RefusedEventsTable',
      ],
      ...['ChangesQueueUrl', 'ChangesDeadLettersQueueUrl', 'WakesQueueUrl', 'WakesDeadLettersQueueUrl'],
      ...['PullsQueueUrl', 'PullsDeadLettersQueueUrl', 'AlarmsTopicArn'],
    ]),
  )
})
