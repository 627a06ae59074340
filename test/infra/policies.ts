import { rmSync } from 'node:fs'
import {
  createValidatedPolicy,
  validateIdentityPolicy,
  validateResourcePolicy,
  validateTrustPolicy,
} from '@cloud-copilot/iam-policy'
import { anonymousPrincipal, runUnsafeSimulation } from '@cloud-copilot/iam-simulate'
import { CfnResource, Stage } from 'aws-cdk-lib'
import * as z from 'zod/mini'
import type { CetecQuickBooksStack } from '../../infra/stack.ts'
import { loadTemplate } from '../local/template.ts'

export const REGION = 'us-east-1'
export const ACCOUNT = '111122223333'
export const OTHER_ACCOUNT = '444455556666'

/** Somebody without an account. */
export const ANYBODY = 'anybody'
const role = (account: string, name: string) => `arn:aws:iam::${account}:role/${name}`
/** Administrator of our account, who may do all that no policy of ours denies. */
export const ADMINISTRATOR = role(ACCOUNT, 'administrator')
/** Administrator of another account, who may do everything there. */
export const STRANGER = role(OTHER_ACCOUNT, 'administrator')
/** Somebody of our account to whom nothing was given. */
export const NEWCOMER = role(ACCOUNT, 'newcomer')

const here = `${REGION}:${ACCOUNT}`
const both = (arn: string) => ({ ref: arn, arn })
/** What `Ref` and `Arn` are in AWS, by type of resource. */
const addresses: Record<string, (id: string, properties: Record<string, unknown>) => { ref: string; arn: string }> = {
  'AWS::KMS::Key': (id) => ({ ref: id, arn: `arn:aws:kms:${here}:key/${id}` }),
  'AWS::SNS::Topic': (id) => both(`arn:aws:sns:${here}:${id}`),
  'AWS::SQS::Queue': (id) => ({ ref: `https://sqs.${REGION}.amazonaws.com/${id}`, arn: `arn:aws:sqs:${here}:${id}` }),
  'AWS::DynamoDB::Table': (id) => ({ ref: id, arn: `arn:aws:dynamodb:${here}:table/${id}` }),
  'AWS::SecretsManager::Secret': (_, { Name }) => both(`arn:aws:secretsmanager:${here}:secret:${Name}-a1B2c3`),
  'AWS::Logs::LogGroup': (id) => ({ ref: id, arn: `arn:aws:logs:${here}:log-group:${id}:*` }),
  'AWS::IAM::Role': (id) => ({ ref: id, arn: role(ACCOUNT, id) }),
  'AWS::Lambda::Function': (id) => ({ ref: id, arn: `arn:aws:lambda:${here}:function:${id}` }),
  'AWS::Events::Rule': (id) => ({ ref: id, arn: `arn:aws:events:${here}:rule/${id}` }),
  'AWS::ApiGatewayV2::Api': both,
  'AWS::ApiGatewayV2::Integration': both,
  'AWS::CloudWatch::Alarm': (id) => ({ ref: id, arn: `arn:aws:cloudwatch:${here}:alarm:${id}` }),
}

const Properties = z.record(z.string(), z.unknown())
type Properties = z.infer<typeof Properties>
const Document = z.object({ Version: z.optional(z.string()), Statement: z.array(Properties) })
type Document = z.infer<typeof Document>

// Strict, since what is not read here would not be evaluated.
const IdentityPolicy = z.strictObject({
  PolicyName: z.string(),
  PolicyDocument: Document,
  Roles: z.array(z.string()),
})
const Role = z.strictObject({ AssumeRolePolicyDocument: Document })
const Key = z.looseObject({ KeyPolicy: Document })
const TopicPolicy = z.strictObject({ PolicyDocument: Document, Topics: z.array(z.string()) })
const QueuePolicy = z.strictObject({ PolicyDocument: Document, Queues: z.array(z.string()) })
const Permission = z.strictObject({
  Action: z.string(),
  FunctionName: z.string(),
  Principal: z.string(),
  SourceArn: z.string(),
})

/** A resource as AWS would have it. `name` is the template's without what CDK appends; a function's is its folder's. */
export type Resource = { id: string; name: string; ref: string; arn: string; properties: Properties }
/** What is asked of AWS: may this principal do this with that resource, in this context? */
export type Question = { who: string; action: string; on: string; context?: Record<string, string> }

export type Policies = ReturnType<typeof policiesOf>

/** A stack's resources and policies with concrete names, and AWS's decisions by them. */
export function policiesOf(stack: CetecQuickBooksStack) {
  const folder = z.parse(z.string(), Stage.of(stack)?.synth().directory)
  const template = loadTemplate(folder, { region: REGION, accountId: ACCOUNT })
  rmSync(folder, { recursive: true })
  for (const { id, type, properties } of template.resources(...Object.keys(addresses))) {
    const { ref, arn } = addressOf(type, id, z.parse(Properties, properties))
    template.define(id, { ref, attributes: { Arn: arn } })
  }

  const resolvedOnce = new Map<string, Resource[]>()
  /** The resources of a type, with every reference in them resolved. */
  function resources(type: string): Resource[] {
    const found = resolvedOnce.get(type) ?? resolve(type)
    resolvedOnce.set(type, found)
    return found
  }

  function resolve(type: string): Resource[] {
    return template.resources(type).map(({ id, name, properties }) => {
      const resolved = z.parse(Properties, template.resolve(properties))
      const own = type === 'AWS::Lambda::Function' ? name : id.replace(/[0-9A-F]{8}$/, '')
      return { id, name: own, ...addressOf(type, id, resolved), properties: resolved }
    })
  }
  const typesRead = new Set<string>()
  const read = <Output extends object>(type: string, schema: z.ZodMiniType<Output>) => {
    typesRead.add(type)
    return resources(type).map(({ properties, ...resource }) => ({ ...resource, ...z.parse(schema, properties) }))
  }

  const identities = new Map([ADMINISTRATOR, STRANGER].map((who) => [who, [EVERYTHING]]))
  for (const { PolicyDocument, Roles } of read('AWS::IAM::Policy', IdentityPolicy)) {
    for (const arn of Roles.map((name) => role(ACCOUNT, name)))
      identities.set(arn, [...(identities.get(arn) ?? []), checked(arn, PolicyDocument, validateIdentityPolicy)])
  }

  const policies = new Map<string, ReturnType<typeof checked>>()
  function attach(arn: string, document: Document, validate = validateResourcePolicy): void {
    if (policies.has(arn)) throw new Error(`${arn} has two policies, of which AWS would keep either`)
    policies.set(arn, checked(arn, document, validate))
  }
  for (const { arn, KeyPolicy } of read('AWS::KMS::Key', Key)) attach(arn, KeyPolicy)
  for (const { arn, AssumeRolePolicyDocument } of read('AWS::IAM::Role', Role))
    attach(arn, AssumeRolePolicyDocument, validateTrustPolicy)
  for (const { PolicyDocument, Topics } of read('AWS::SNS::TopicPolicy', TopicPolicy))
    for (const arn of Topics) attach(arn, PolicyDocument)
  const queues = new Map(resources('AWS::SQS::Queue').map(({ ref, arn }) => [ref, arn]))
  for (const { PolicyDocument, Queues } of read('AWS::SQS::QueuePolicy', QueuePolicy))
    for (const url of Queues) attach(queues.get(url) ?? url, PolicyDocument)
  const permissions = read('AWS::Lambda::Permission', Permission)
  for (const { ref, arn } of resources('AWS::Lambda::Function')) {
    const Statement = permissions
      .filter(({ FunctionName }) => FunctionName === arn || FunctionName === ref)
      .map(({ Action, Principal, SourceArn }) => ({
        Effect: 'Allow',
        Action,
        Principal: { Service: Principal },
        Resource: arn,
        Condition: { ArnLike: { 'aws:SourceArn': SourceArn } },
      }))
    if (Statement.length > 0) attach(arn, { Version: '2012-10-17', Statement })
  }
  for (const { cfnResourceType: type } of stack.node.findAll().filter(CfnResource.isCfnResource))
    if (/Policy|Permission|Role|Url/.test(type) && !typesRead.has(type)) throw new Error(`nobody reads ${type}`)

  /**
   * What AWS would answer. Calls are made over TLS unless the context says otherwise. The policies were checked above, and the
   * evaluator's check of each request would leave out encryption contexts, which it does not know.
   */
  function isAllowed({ who, action, on, context = {} }: Question): boolean {
    const simulation = {
      request: {
        principal: who === ANYBODY ? anonymousPrincipal : who,
        action,
        resource: { resource: on, accountId: ACCOUNT },
        contextVariables: { 'aws:SecureTransport': 'true', ...context },
      },
      identityPolicies: (identities.get(who) ?? []).map((policy, index) => ({ name: `${index}`, policy })),
      resourcePolicy: policies.get(on),
      serviceControlPolicies: [],
      resourceControlPolicies: [],
    }
    return runUnsafeSimulation(simulation, {}) === 'Allowed'
  }

  return { resources, isAllowed }
}

function addressOf(type: string, id: string, properties: Properties) {
  return addresses[type]?.(id, properties) ?? both(id)
}

function checked(name: string, document: Document, validate: typeof validateIdentityPolicy) {
  const policy = createValidatedPolicy(document, validate, { name })
  if (policy.errors.length > 0) throw new Error(`the policy of ${name}: ${JSON.stringify(policy.errors)}`)
  return policy
}

const EVERYTHING = checked(
  'administrators',
  { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] },
  validateIdentityPolicy,
)
