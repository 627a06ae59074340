import { existsSync } from 'node:fs'
import { enableCompileCache } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type AwsCall, onAwsCall } from './aws-calls.ts'
import type { Outcome } from './lambda.ts'

/** What the stack sends: one invocation at a time. */
export type ToProcess = { requestId: string; event: unknown; deadline: number }
/** What it hears back: first that the code is loaded, then an outcome for each invocation; and what it does with AWS. */
export type FromProcess =
  | { kind: 'ready' }
  | { kind: 'outcome'; requestId: string; outcome: Outcome }
  | { kind: 'call'; call: AwsCall }

type Context = {
  awsRequestId: string
  functionName: string
  memoryLimitInMB: string
  getRemainingTimeInMillis: () => number
}
type Handler = (event: unknown, context: Context) => unknown

const tell = (message: FromProcess) => process.send?.(message)

// Whoever started this process has gone, perhaps by force: nothing may go on behind its back.
process.on('disconnect', () => process.exit())

enableCompileCache()
onAwsCall((call) => tell({ kind: 'call', call }))
const handler = await loadHandler()
process.on('message', (invocation: ToProcess) => void run(invocation))
tell({ kind: 'ready' })

async function run({ requestId, event, deadline }: ToProcess): Promise<void> {
  const context: Context = {
    awsRequestId: requestId,
    functionName: process.env['AWS_LAMBDA_FUNCTION_NAME'] ?? '',
    memoryLimitInMB: process.env['AWS_LAMBDA_FUNCTION_MEMORY_SIZE'] ?? '',
    getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
  }
  tell({ kind: 'outcome', requestId, outcome: await outcomeOf(event, context) })
}

async function outcomeOf(event: unknown, context: Context): Promise<Outcome> {
  try {
    return { ok: true, payload: await handler(event, context) }
  } catch (error) {
    const { name, message } = error instanceof Error ? error : new Error(String(error))
    console.error(error)
    return { ok: false, errorType: name, errorMessage: message }
  }
}

async function loadHandler(): Promise<Handler> {
  const [file = '', exported = ''] = (process.env['_HANDLER'] ?? '').split('.')
  const path = ['.mjs', '.js', '.cjs'].map((suffix) => join(process.cwd(), file + suffix)).find(existsSync)
  if (!path) throw new Error(`there is no ${file} in ${process.cwd()}`)
  const loaded: Record<string, unknown> = await import(pathToFileURL(path).href)
  const found = loaded[exported]
  if (typeof found === 'function') return (event, context) => found(event, context)
  throw new Error(`${path} exports no function ${exported}`)
}
