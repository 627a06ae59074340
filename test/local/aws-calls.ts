import { subscribe } from 'node:diagnostics_channel'
import { ClientRequest } from 'node:http'
import * as z from 'zod/mini'

/** What was done with AWS: the action as IAM calls it, and the table, queue or secret by its name. */
export type AwsCall = { action: string; on: string }

const Named = z.object({ TableName: z.string() })
const Body = z.object({
  TransactItems: z.optional(z.array(z.record(z.string(), Named))),
  RequestItems: z.optional(z.record(z.string(), z.unknown())),
  TableName: z.optional(z.string()),
  QueueUrl: z.optional(z.string()),
  SecretId: z.optional(z.string()),
  Name: z.optional(z.string()),
})

/** IAM knows no transactions and no batches of messages: what is in them is what must be allowed. */
const allowedAs: Record<string, string> = {
  ConditionCheck: 'ConditionCheckItem',
  Delete: 'DeleteItem',
  Get: 'GetItem',
  Put: 'PutItem',
  Update: 'UpdateItem',
  SendMessageBatch: 'SendMessage',
}

/** Tells of each kind of call that this process makes to AWS, once. */
export function onAwsCall(tell: (call: AwsCall) => void): void {
  const told = new Set<string>()
  subscribe('http.client.request.created', (message) => {
    if (typeof message !== 'object' || message === null || !('request' in message)) return
    const { request } = message
    if (!(request instanceof ClientRequest)) return
    request.end = new Proxy(request.end, {
      apply(end, self, args) {
        const operation = String(request.getHeader('x-amz-target') ?? '')
          .split('.')
          .at(-1)
        for (const call of operation ? callsIn(operation, String(args[0])) : []) {
          const key = `${call.action} ${call.on}`
          if (!told.has(key)) tell(call)
          told.add(key)
        }
        return Reflect.apply(end, self, args)
      },
    })
  })
}

function callsIn(operation: string, body: string): AwsCall[] {
  const { TransactItems, RequestItems, TableName, QueueUrl, SecretId, Name } = z.parse(Body, JSON.parse(body))
  const call = (action: string, on: string) => ({ action: allowedAs[action] ?? action, on })
  if (TransactItems)
    return TransactItems.flatMap((item) =>
      Object.entries(item).map(([action, { TableName }]) => call(action, TableName)),
    )
  if (RequestItems) return Object.keys(RequestItems).map((table) => call(operation, table))
  return [call(operation, TableName ?? QueueUrl?.split('/').at(-1) ?? SecretId ?? Name ?? '')]
}
