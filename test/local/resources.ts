import * as z from 'zod/mini'
import type { Client } from './openid-provider.ts'
import type { SecretsManager } from './secrets-manager.ts'
import type { Sqs } from './sqs.ts'
import type { Queue } from './sqs-queue.ts'
import type { Template } from './template.ts'

/** The machine client that may do everything here; the endpoints file tells its secret to all on this machine. */
export const LOCAL_CLIENT = { id: 'local', secret: 'local-secret' }
const CONSOLE_CLIENT_ID = 'console'

const QueueProperties = z.object({
  QueueName: z.optional(z.string()),
  FifoQueue: z.optional(z.boolean()),
  RedrivePolicy: z.optional(
    z.object({ deadLetterTargetArn: z.string(), maxReceiveCount: z.union([z.string(), z.number()]) }),
  ),
})
const NUMBERS = [
  'VisibilityTimeout',
  'DelaySeconds',
  'ReceiveMessageWaitTimeSeconds',
  'MessageRetentionPeriod',
  'MaximumMessageSize',
]

/** Makes the template's queues. All have a name before any is made, since a queue names its dead letters' queue. */
export function createQueues(template: Template, sqs: Sqs) {
  const byAddress = new Map<string, Queue>()
  const declared = template.resources('AWS::SQS::Queue').map(({ id, properties }) => {
    const { QueueName = template.physicalName(id), FifoQueue } = z.parse(
      z.partial(z.pick(QueueProperties, { QueueName: true, FifoQueue: true })),
      properties,
    )
    if (FifoQueue) throw new Error(`${id}: FIFO queues are not modelled by the local stack`)
    const queue = sqs.create(QueueName)
    template.define(id, { ref: queue.url, attributes: { Arn: queue.arn, QueueName, QueueUrl: queue.url } })
    for (const address of [queue.url, queue.arn]) byAddress.set(address, queue)
    return { properties, queue }
  })
  for (const { properties, queue } of declared) {
    const resolved = z.parse(z.looseObject(QueueProperties.shape), template.resolve(properties))
    const numbers = NUMBERS.flatMap((name) =>
      resolved[name] === undefined ? [] : [[name, String(resolved[name])] as const],
    )
    const { RedrivePolicy } = resolved
    sqs.configure(queue, {
      ...Object.fromEntries(numbers),
      ...(RedrivePolicy && { RedrivePolicy: JSON.stringify(RedrivePolicy) }),
    })
  }
  return {
    /** The queue with this URL or ARN. */
    at: (address: string): Queue => {
      const queue = byAddress.get(address)
      if (queue) return queue
      throw new Error(`the template has no queue ${address}`)
    },
  }
}

const SecretProperties = z.object({ Name: z.optional(z.string()), SecretString: z.optional(z.string()) })

/** Makes the template's secrets, without content unless it gives some; what is there from the last time stays. */
export function createSecrets(template: Template, secrets: SecretsManager): void {
  for (const { id, properties } of template.resources('AWS::SecretsManager::Secret')) {
    const { Name = template.physicalName(id), SecretString } = z.parse(SecretProperties, template.resolve(properties))
    const { arn } = secrets.seed(Name, SecretString)
    template.define(id, { ref: arn, attributes: { Id: arn } })
  }
}

const ClientProperties = z.object({
  AllowedOAuthFlows: z._default(z.array(z.string()), []),
  CallbackURLs: z._default(z.array(z.string()), []),
})

/** The template's app clients: the first for machines is `local`, the first for browsers is `console`. */
export function clientsIn(template: Template, apiUrl: string): Client[] {
  const clients: Client[] = []
  for (const { id, properties } of template.resources('AWS::Cognito::UserPoolClient')) {
    const { AllowedOAuthFlows, CallbackURLs } = z.parse(ClientProperties, template.resolve(properties))
    const isMachine = AllowedOAuthFlows.includes('client_credentials')
    const wanted = isMachine ? LOCAL_CLIENT.id : CONSOLE_CLIENT_ID
    const clientId = clients.some((client) => client.id === wanted) ? id : wanted
    template.define(id, { ref: clientId, attributes: { ClientId: clientId } })
    clients.push({
      id: clientId,
      secret: isMachine ? LOCAL_CLIENT.secret : undefined,
      // Whatever address the template has for the console, here it can only be on this machine.
      redirectUris: [...new Set([...CallbackURLs.filter((url) => url.startsWith(apiUrl)), `${apiUrl}/`])],
    })
  }
  return clients
}
