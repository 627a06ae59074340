import { PolicyStatement, Role } from 'aws-cdk-lib/aws-iam'
import { CfnTopicPolicy } from 'aws-cdk-lib/aws-sns'
import { Queue } from 'aws-cdk-lib/aws-sqs'
import { expect, it } from 'vitest'
import * as z from 'zod/mini'
import { accessTable, wrongIn } from './access.ts'
import { MAY } from './may.ts'
import { policiesOf } from './policies.ts'
import { productionStack } from './template.ts'

const policies = policiesOf(productionStack())

it('lets everybody do what they must, and nobody anything else', async () => {
  const table = await accessTable(policies)

  expect(table.filter(({ is }) => is).length).toBeGreaterThan(300)
  expect(wrongIn(policies, table)).toEqual([])
})

it('tells each function the addresses of what it may use, and of nothing else', () => {
  const Environment = z.object({ Variables: z.record(z.string(), z.string()) })
  const addresses = new Map([
    ...policies.resources('AWS::DynamoDB::Table').map(({ ref, name }) => [ref, name] as const),
    ...policies.resources('AWS::SQS::Queue').map(({ ref, name }) => [ref, name] as const),
    ...policies
      .resources('AWS::SecretsManager::Secret')
      .map(({ name, properties }) => [properties['Name'], name] as const),
    ['cetec-quickbooks/production/tokens/', 'tokens'],
  ])
  for (const { name, properties } of policies.resources('AWS::Lambda::Function')) {
    const { Variables } = z.parse(Environment, properties['Environment'])
    const told = Object.values(Variables).flatMap((value) => addresses.get(value) ?? [])
    expect([name, ...told.sort()]).toEqual([name, ...Object.keys(MAY[name] ?? {}).sort()])
  }
})

it('would notice what is missing, and what is too much', async () => {
  const stack = productionStack()
  const find = (path: string) =>
    stack.node.findAll().find((construct) => construct.node.path.startsWith(`Test/${path}`))
  const topicPolicy = find('Alarms/Topic/Policy/Resource')
  if (topicPolicy instanceof CfnTopicPolicy) topicPolicy.addPropertyDeletionOverride('PolicyDocument.Statement.1')
  const permission = find('Sweep/Schedule/AllowEventRule')
  permission?.node.scope?.node.tryRemoveChild(permission.node.id)
  const console = find('Console/FunctionRole')
  if (console instanceof Role)
    console.addToPolicy(new PolicyStatement({ actions: ['dynamodb:Scan'], resources: ['*'] }))
  new Queue(stack, 'Careless')

  const broken = policiesOf(stack)
  const concerned = /^(an administrator|console|alarm|schedule) /
  const wrong = wrongIn(
    broken,
    (await accessTable(broken)).filter(({ about }) => concerned.test(about)),
  )

  const alarms = policies
    .resources('AWS::CloudWatch::Alarm')
    .map(({ name }) => `alarm ${name}: sns:Publish must be allowed`)
  expect(alarms.length).toBeGreaterThan(15)
  expect(wrong).toEqual(
    expect.arrayContaining([
      ...alarms,
      'schedule SweepSchedule calls sweep: lambda:InvokeFunction must be allowed',
      'console on StorageRecords: dynamodb:Scan must be denied',
      "console on a neighbour's table: dynamodb:Scan must be denied",
      'an administrator on Careless without TLS: sqs:SendMessage must be denied',
    ]),
  )
})
