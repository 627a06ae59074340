import crypto from 'node:crypto'
import { createRequire, syncBuiltinESMExports } from 'node:module'
import nodeTimers from 'node:timers'
import zlib from 'node:zlib'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { SQSClient } from '@aws-sdk/client-sqs'
import type { Outcome } from '../simulator/intuit.ts'
import { currentInvocation, type Invocation } from './invocation.ts'

/**
 * Stands in for all that a Lambda process meets at its edge: the AWS clients' `send`, `fetch`, axios (under intuit-oauth),
 * the clock, timers, randomness and the console. So the functions run as they are deployed, wiring and handlers
 * included, and none of them knows. Code that belongs to no invocation keeps the real things.
 */
export function standIn({ isCompressed }: { isCompressed: boolean }): void {
  const clients = [
    [DynamoDBClient, 'dynamodb'],
    [SQSClient, 'sqs'],
    [SecretsManagerClient, 'secretsManager'],
  ] as const
  for (const [Client, service] of clients) {
    const value = (command: object) => here().surroundings[service](here(), command)
    Object.defineProperty(Client.prototype, 'send', { value })
  }
  standInForTime()
  standInForChance()
  if (!isCompressed) standInForCompression()
  standInForConsole()
  globalThis.fetch = async (input, init) => {
    const headers = new Map(Object.entries(Object(init?.headers)).map(([name, value]) => [name, String(value)]))
    const request = { method: init?.method ?? 'GET', url: String(input), headers, body: String(init?.body ?? '') }
    return responseOf(await here().surroundings.intuit(here(), request))
  }
  standInForAxios()
}

function here(): Invocation {
  const invocation = currentInvocation()
  if (!invocation) throw new Error('this code runs outside of every invocation')
  return invocation
}

/** As much of a Response as anybody reads; a real one would need the event loop to come round. */
function responseOf({ status, headers, body }: Outcome): Response {
  const response: Pick<Response, 'status' | 'ok' | 'text' | 'json'> & { headers: Pick<Headers, 'get'> } = {
    status,
    ok: status >= 200 && status < 300,
    headers: { get: (name) => headers[name] ?? null },
    text: async () => body,
    json: async (): Promise<unknown> => JSON.parse(body),
  }
  return response as Response
}

type Timer = { isCancelled: boolean }

function standInForTime(): void {
  const RealDate = Date
  const now = () => currentInvocation()?.scheduler.now ?? RealDate.now()
  globalThis.Date = class extends RealDate {
    constructor(...[given]: [] | [number | string | Date]) {
      super(given ?? now())
    }
    static override now = now
  } as DateConstructor

  const real = { setTimeout, setInterval, clearTimeout, clearInterval }
  const timers = new WeakSet<object>()
  const start = (invocation: Invocation, ms: number, run: () => void, isRepeated: boolean): Timer => {
    const timer = { isCancelled: false }
    timers.add(timer)
    const tick = async () => {
      do {
        await invocation.sleep(ms)
        if (!timer.isCancelled) run()
      } while (isRepeated && !timer.isCancelled)
    }
    void tick()
    return timer
  }
  const starter = (isRepeated: boolean, realOne: typeof setTimeout) => (run: () => void, ms?: number) => {
    const invocation = currentInvocation()
    return invocation ? start(invocation, ms ?? 0, run, isRepeated) : realOne(run, ms)
  }
  const stopper = (realOne: typeof clearTimeout) => (timer: unknown) => {
    if (typeof timer === 'object' && timer !== null && timers.has(timer)) Object.assign(timer, { isCancelled: true })
    else realOne(timer as NodeJS.Timeout)
  }
  const virtual = {
    setTimeout: starter(false, real.setTimeout),
    setInterval: starter(true, real.setInterval as typeof setTimeout),
    clearTimeout: stopper(real.clearTimeout),
    clearInterval: stopper(real.clearInterval),
  }
  Object.assign(globalThis, virtual)
  // middy takes its timers from here.
  Object.assign(nodeTimers, virtual)
  syncBuiltinESMExports()
  // The lines give up in virtual time.
  const realTimeout = AbortSignal.timeout.bind(AbortSignal)
  AbortSignal.timeout = (ms) => (currentInvocation() ? new AbortController().signal : realTimeout(ms))
}

function standInForChance(): void {
  const realBytes = crypto.randomBytes
  const randomBytes = (size: number) => {
    const invocation = currentInvocation()
    if (!invocation) return realBytes(size)
    return Buffer.from(Array.from({ length: size }, () => invocation.random.between(0, 255)))
  }
  Object.assign(crypto, { randomBytes })
  syncBuiltinESMExports()
}

/** Rows are kept as they are: compressing them is a fifth of a seed's time and changes nothing that could go wrong. */
function standInForCompression(): void {
  const same = (content: string | Uint8Array) => Buffer.from(content as Uint8Array)
  Object.assign(zlib, { zstdCompressSync: same, zstdDecompressSync: same })
  syncBuiltinESMExports()
}

function standInForConsole(): void {
  for (const level of ['info', 'warn', 'error', 'log'] as const) {
    const real = console[level].bind(console)
    console[level] = (...words: unknown[]) => {
      const invocation = currentInvocation()
      if (invocation) invocation.surroundings.log(invocation, words.join(' '))
      else real(...words)
    }
  }
}

type AxiosConfig = { url: string; method: string; headers: Record<string, unknown>; data?: unknown }

/** intuit-oauth calls through axios; its adapter is where a request would leave the process. */
function standInForAxios(): void {
  const load = createRequire(import.meta.resolve('intuit-oauth'))
  const axios = load('axios')
  axios.defaults.adapter = async (config: AxiosConfig) => {
    const headers = new Map(
      Object.entries(config.headers).map(([name, value]) => [name.toLowerCase(), String(value)] as const),
    )
    const { url, method } = config
    const outcome = await here().surroundings.intuit(here(), {
      url,
      method: method.toUpperCase(),
      headers,
      body: String(config.data ?? ''),
    })
    const response = {
      data: outcome.body,
      status: outcome.status,
      statusText: '',
      headers: outcome.headers,
      config,
      request: {},
    }
    if (outcome.status < 400) return response
    throw new axios.AxiosError(`status ${outcome.status}`, 'ERR_BAD_REQUEST', config, {}, response)
  }
}
