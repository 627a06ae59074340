import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import * as z from 'zod/mini'
import { listen, readBody } from './loopback.ts'

/** Ten messages of 1 MiB, escaped, and some room. */
const REQUEST_MAX_BYTES = 16 * 1024 * 1024

/** An error as the AWS SDKs understand it: they choose the class by the name in the answer's `__type`. */
export class AwsError extends Error {
  readonly code: string
  constructor(code: string, message: string) {
    super(message)
    this.code = code
  }
}

type Operation = (input: unknown, signal: AbortSignal) => unknown
export type Operations = Record<string, Operation>

/** Pairs what an operation does with the schema its input must pass. The signal fires when the client has gone. */
export function operation<Schema extends z.ZodMiniType>(
  schema: Schema,
  run: (input: z.output<Schema>, signal: AbortSignal) => unknown,
): Operation {
  return (input, signal) => {
    const parsed = z.safeParse(schema, input)
    if (parsed.success) return run(parsed.data, signal)
    const [issue] = parsed.error.issues
    throw new AwsError('ValidationException', `${issue?.path.join('.')}: ${issue?.message}`)
  }
}

/** Serves one AWS service in the JSON protocol that today's SDKs speak. Signatures are not looked at. */
export async function serveAwsJson(operations: (url: string) => Operations) {
  const { server, url, stop } = await listen()
  const known = operations(url)
  server.on('request', (request, response) => void answer(known, request, response))
  return { url, stop }
}

async function answer(operations: Operations, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const gone = new AbortController()
  response.on('close', () => gone.abort())
  try {
    const body = await readBody(request, REQUEST_MAX_BYTES)
    if (!body) throw new AwsError('RequestEntityTooLarge', 'the request is too large')
    const name = String(request.headers['x-amz-target']).split('.').at(-1) ?? ''
    const run = operations[name]
    if (!run) throw new AwsError('UnknownOperationException', `${name} is not modelled by the local stack`)
    const output = await run(JSON.parse(body.toString()), gone.signal)
    reply(response, 200, output ?? {})
  } catch (error) {
    if (error instanceof AwsError) reply(response, 400, { __type: error.code, message: error.message })
    else if (error instanceof SyntaxError)
      reply(response, 400, { __type: 'SerializationException', message: 'not JSON' })
    else reply(response, 500, { __type: 'InternalFailure', message: String(error) })
  }
}

function reply(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0', 'x-amzn-requestid': randomUUID() })
  response.end(JSON.stringify(body))
}
