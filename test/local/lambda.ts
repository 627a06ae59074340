import { type ChildProcess, fork } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import * as z from 'zod/mini'
import type { AwsCall } from './aws-calls.ts'
import type { FromProcess, ToProcess } from './lambda-process.ts'
import type { Template } from './template.ts'

/** Two processors do not get faster with more processes; AWS would go on to a thousand. */
const CONCURRENCY_MAX = 4
/** On AWS a function that takes longer to load is killed. */
const INIT_MAX_MS = 60_000

/** What a template says of a function. Its environment is looked at when a process starts, since addresses come later. */
export type FunctionDefinition = {
  name: string
  arn: string
  assetPath: string
  handler: string
  timeoutSeconds: number
  memoryMb: number
  concurrency: number
  environment: () => Record<string, string>
}

export type Outcome = { ok: true; payload: unknown } | { ok: false; errorType: string; errorMessage: string }

type Warm = { child: ChildProcess; isReady: Promise<boolean> }
type Waiting = (warm: Warm | undefined) => void

export type Lambda = ReturnType<typeof startLambda>

/**
 * Lambda on this machine: runs the bundles that would be deployed, each invocation alone in a process, kept warm for
 * the next. A function that takes too long is killed as it stands, and so is one that a test wants dead.
 */
export function startLambda(options: { definitions: FunctionDefinition[]; log: (line: string) => void }) {
  const pools = new Map(options.definitions.map((definition) => [definition.name, startPool(definition, options.log)]))

  function pool(name: string) {
    const found = pools.get(name)
    if (found) return found
    throw new Error(`there is no function ${name}; there are ${[...pools.keys()].join(', ')}`)
  }

  return {
    names: [...pools.keys()],
    definition: (name: string) => pool(name).definition,
    /** Runs the function once, waiting for a free process where all are busy. It never throws: a crash is an outcome. */
    invoke: (name: string, event: unknown): Promise<Outcome> => pool(name).invoke(event),
    /** What each function has done with AWS so far, by its name. */
    calls: () => new Map([...pools].map(([name, each]) => [name, each.calls()])),
    /** Kills the function's processes, whatever they are doing, and says how many there were. */
    kill: (name: string): number => pool(name).kill(),
    stop: async () => {
      await Promise.all([...pools.values()].map((each) => each.stop()))
    },
  }
}

function startPool(definition: FunctionDefinition, log: (line: string) => void) {
  const all = new Set<Warm>()
  const idle: Warm[] = []
  const waiting: Waiting[] = []
  const calls = new Map<string, AwsCall>()
  let isStopping = false

  function start(): Warm {
    const child = fork(join(import.meta.dirname, 'lambda-process.ts'), {
      cwd: definition.assetPath,
      detached: true,
      // Nothing of the stack's own environment: a function must live on what the template gives it.
      env: { PATH: process.env['PATH'], ...definition.environment() },
      execArgv: [],
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    })
    for (const output of [child.stdout, child.stderr]) {
      if (output) createInterface({ input: output }).on('line', (line) => log(`[${definition.name}] ${line}`))
    }
    child.on('message', (message: FromProcess) => {
      if (message.kind === 'call') calls.set(`${message.call.action} ${message.call.on}`, message.call)
    })
    const isReady = new Promise<boolean>((resolve) => {
      const timer = setTimeout(() => child.kill('SIGKILL'), INIT_MAX_MS)
      child.once('message', () => settle(true))
      child.once('exit', () => settle(false))
      // A process that could not even be started ends without an exit.
      child.once('error', () => settle(false))
      function settle(isLoaded: boolean): void {
        clearTimeout(timer)
        resolve(isLoaded)
      }
    })
    const warm = { child, isReady }
    all.add(warm)
    const replace = () => {
      retire(warm)
      if (!isStopping && waiting.length > 0 && all.size < definition.concurrency) waiting.shift()?.(start())
    }
    child.once('exit', replace)
    child.once('error', replace)
    return warm
  }

  /** A process that is dead or dying gets no more work. */
  function retire(warm: Warm): void {
    all.delete(warm)
    const at = idle.indexOf(warm)
    if (at >= 0) idle.splice(at, 1)
  }

  function take(): Promise<Warm | undefined> {
    const warm = idle.pop()
    if (warm) return Promise.resolve(warm)
    if (all.size < definition.concurrency) return Promise.resolve(start())
    return new Promise((resolve) => waiting.push(resolve))
  }

  function giveBack(warm: Warm): void {
    if (!all.has(warm)) return
    const next = waiting.shift()
    if (next) next(warm)
    else idle.push(warm)
  }

  async function invoke(event: unknown): Promise<Outcome> {
    if (isStopping) return failure('Stopped', 'the local stack is stopping')
    const warm = await take()
    if (!warm) return failure('Stopped', 'the local stack is stopping')
    if (!(await warm.isReady))
      return failure('Runtime.InitError', `${definition.name} could not be loaded; see its log`)
    const outcome = await run(warm.child, event)
    giveBack(warm)
    return outcome
  }

  function run(child: ChildProcess, event: unknown): Promise<Outcome> {
    return new Promise((resolve) => {
      const requestId = randomUUID()
      const done = (outcome: Outcome) => {
        clearTimeout(timer)
        child.off('message', onMessage)
        child.off('exit', onExit)
        if (!outcome.ok) log(`[${definition.name}] ${outcome.errorType}: ${outcome.errorMessage}`)
        resolve(outcome)
      }
      const onMessage = (message: FromProcess) => {
        if (message.kind === 'outcome' && message.requestId === requestId) done(message.outcome)
      }
      let isTimedOut = false
      const onExit = (code: number | null, signal: string | null) =>
        done(
          isTimedOut
            ? failure('Sandbox.Timedout', `Task timed out after ${definition.timeoutSeconds.toFixed(2)} seconds`)
            : failure('Runtime.ExitError', `the process exited (${signal ?? code})`),
        )
      const timer = setTimeout(() => {
        isTimedOut = true
        child.kill('SIGKILL')
      }, definition.timeoutSeconds * 1_000)
      child.on('message', onMessage)
      child.once('exit', onExit)
      if (child.exitCode !== null || child.signalCode !== null) return onExit(child.exitCode, child.signalCode)
      const invocation: ToProcess = { requestId, event, deadline: Date.now() + definition.timeoutSeconds * 1_000 }
      child.send(invocation, (error) => {
        if (error) onExit(child.exitCode, child.signalCode)
      })
    })
  }

  return {
    definition,
    invoke,
    calls: () => [...calls.values()],
    kill: () => {
      const doomed = [...all]
      for (const warm of doomed) {
        retire(warm)
        warm.child.kill('SIGKILL')
      }
      return doomed.length
    },
    stop: async () => {
      isStopping = true
      for (const each of waiting.splice(0)) each(undefined)
      const exits = [...all].map(({ child }) => new Promise((resolve) => child.once('exit', resolve)))
      for (const { child } of all) child.kill('SIGKILL')
      await Promise.all(exits)
    },
  }
}

function failure(errorType: string, errorMessage: string): Outcome {
  return { ok: false, errorType, errorMessage }
}

const Properties = z.object({
  Handler: z.string(),
  Timeout: z._default(z.number(), 3),
  MemorySize: z._default(z.number(), 128),
  ReservedConcurrentExecutions: z.optional(z.number()),
  FunctionName: z.optional(z.string()),
})
const Environment = z.object({ Environment: z.optional(z.object({ Variables: z.record(z.string(), z.string()) })) })

/** The template's functions whose code it brings along; custom resources of CDK's own have no handler of ours and stay out. */
export function functionsIn(
  template: Template,
  {
    region,
    accountId,
    shared,
    replaced,
    overrides,
  }: {
    region: string
    accountId: string
    /** What Lambda adds to every function's environment: region, credentials, and here the addresses of the services. */
    shared: () => Record<string, string>
    /** What replaces the template's values, where it has them. */
    replaced: () => Record<string, string>
    /** By function name; they win over the template. */
    overrides: Record<string, Record<string, string>>
  },
): (FunctionDefinition & { id: string })[] {
  return template.resources('AWS::Lambda::Function').flatMap(({ id, name, properties, assetPath }) => {
    if (!assetPath) return []
    const known = z.parse(Properties, properties)
    const functionName = known.FunctionName ?? template.physicalName(id)
    const environment = () => {
      const { Environment: own } = z.parse(Environment, template.resolve(properties))
      return {
        AWS_LAMBDA_FUNCTION_NAME: functionName,
        AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(known.MemorySize),
        AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
        LAMBDA_TASK_ROOT: assetPath,
        _HANDLER: known.Handler,
        TZ: ':UTC',
        ...own?.Variables,
        ...Object.fromEntries(Object.entries(replaced()).filter(([key]) => own?.Variables[key] !== undefined)),
        ...shared(),
        ...overrides[name],
      }
    }
    return {
      id,
      name,
      arn: `arn:aws:lambda:${region}:${accountId}:function:${functionName}`,
      assetPath,
      handler: known.Handler,
      timeoutSeconds: known.Timeout,
      memoryMb: known.MemorySize,
      concurrency: Math.min(known.ReservedConcurrentExecutions ?? CONCURRENCY_MAX, CONCURRENCY_MAX),
      environment,
    }
  })
}
