import { Match } from 'aws-cdk-lib/assertions'
import { describe, expect, it } from 'vitest'
import * as z from 'zod/mini'
import { productionStack, resourcesOf, templateOf } from './template.ts'

const template = templateOf(productionStack())
const functions = resourcesOf(template, 'AWS::Lambda::Function')

const Statement = z.looseObject({
  Effect: z.string(),
  Action: z.union([z.string(), z.array(z.string())]),
  Resource: z.unknown(),
})
const Policy = z.object({
  PolicyDocument: z.object({ Statement: z.array(Statement) }),
  Roles: z.array(z.object({ Ref: z.string() })),
})
const policies = resourcesOf(template, 'AWS::IAM::Policy').map(([, { Properties }]) => z.parse(Policy, Properties))

/** What the role whose name holds a text may do. */
const statementsOf = (role: string) =>
  policies
    .filter(({ Roles }) => Roles.some(({ Ref }) => Ref.includes(role)))
    .flatMap(({ PolicyDocument }) => PolicyDocument.Statement)
const actionsOf = (role: string) => statementsOf(role).flatMap(({ Action }) => Action)

describe('functions', () => {
  it('run on the current Node on arm64, each with a role of its own', () => {
    const roles = functions.map(([, { Properties }]) => JSON.stringify(Properties['Role']))
    expect(functions).toHaveLength(6)
    for (const [, { Properties }] of functions) {
      expect(Properties).toMatchObject({ Runtime: 'nodejs24.x', Architectures: ['arm64'] })
    }
    expect(new Set(roles).size).toBe(functions.length)
  })

  it('have no managed policies, and no action or resource that is a wildcard', () => {
    for (const [, { Properties }] of resourcesOf(template, 'AWS::IAM::Role'))
      expect(Properties).not.toHaveProperty('ManagedPolicyArns')
    for (const { Action, Resource } of policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement)) {
      expect([Action].flat().filter((action) => /^\*|:\*$/.test(action))).toEqual([])
      expect(Resource).not.toBe('*')
    }
  })

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
    expect(visibility(/^ChangesQueue(?!Dead)/)).toBeGreaterThanOrEqual(6 * timeout(/^ChangesIngest/))
  })

  it('are encrypted, have dead letters, and are reached over TLS only', () => {
    expect(queues).toHaveLength(4)
    for (const [id, { Properties }] of queues) {
      expect(Properties).toHaveProperty('KmsMasterKeyId')
      if (!id.includes('DeadLetters')) expect(Properties).toHaveProperty('RedrivePolicy')
    }
    template.resourceCountIs('AWS::SQS::QueuePolicy', 4)
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

  it('let the push wake itself', () => {
    const [, push] = functions.find(([id]) => id.startsWith('PushFunction')) ?? []
    expect(push?.Properties['RecursiveLoop']).toBe('Allow')
  })
})

describe('tables', () => {
  const tables = resourcesOf(template, 'AWS::DynamoDB::Table')

  it('can be put back to any moment, cannot be deleted by mistake, and are encrypted', () => {
    expect(tables).toHaveLength(5)
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

  it('keep activity for ever: no function may change or delete it', () => {
    const onActivity = policies
      .flatMap(({ PolicyDocument }) => PolicyDocument.Statement)
      .filter(({ Resource }) => JSON.stringify(Resource).includes('StorageActivity'))
    expect(onActivity.length).toBeGreaterThan(0)
    expect(new Set(onActivity.flatMap(({ Action }) => Action))).toEqual(new Set(['dynamodb:PutItem', 'dynamodb:Query']))
  })
})

describe('secrets', () => {
  it('can be written only where tokens are obtained', () => {
    const writers = [
      'ChangesIngest',
      'PushFunction',
      'SweepFunction',
      'ApiFunction',
      'ConnectionConnect',
      'ConnectionRefresh',
    ].filter((role) => actionsOf(role).some((action) => /secretsmanager:(Put|Create|Update)/.test(action)))
    expect(writers).toEqual(['PushFunction', 'ConnectionConnect', 'ConnectionRefresh'])
  })

  it('are out of reach of whoever does not call Intuit', () => {
    for (const role of ['ChangesIngest', 'SweepFunction']) {
      expect(actionsOf(role).filter((action) => action.startsWith('secretsmanager:'))).toEqual([])
    }
  })
})

describe('the HTTP API', () => {
  it('has an authorizer with our scope on every route but the four that anybody may call', () => {
    const routes = resourcesOf(template, 'AWS::ApiGatewayV2::Route').map(([, { Properties }]) => Properties)
    const open = routes.filter(({ AuthorizationType }) => AuthorizationType !== 'JWT').map(({ RouteKey }) => RouteKey)
    expect(open.sort()).toEqual(['GET /health', 'GET /oauth/callback', 'GET /openapi.json', 'GET /schemas/{kind}'])
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

it('gives every alarm a section in the runbook', async () => {
  const { readFileSync } = await import('node:fs')
  const runbook = readFileSync('infra/RUNBOOK.md', 'utf8')
  const alarms = resourcesOf(template, 'AWS::CloudWatch::Alarm').map(([, { Properties }]) =>
    String(Properties['AlarmDescription']),
  )
  expect(alarms.length).toBeGreaterThan(5)
  for (const description of alarms) expect(runbook).toContain(`## ${description.split('#')[1]}\n`)
})
