import { createWriteStream } from 'node:fs'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { CannotStart } from './cannot-start.ts'
import { runDemo } from './demo.ts'
import { removeEndpoints, writeEndpoints } from './endpoints.ts'
import { tableOf } from './follow.ts'
import { startIntuit } from './intuit.ts'
import { HELP, type Options, readOptions } from './options.ts'
import { type Stack, startStack } from './stack.ts'
import { synthesize } from './synthesize.ts'

const say = (line: string) => console.info(line)

/** Starts everything, stays until SIGTERM or Ctrl-C, and takes everything away again. */
async function run(options: Options): Promise<void> {
  const isAskedToStop = stopSignal()
  const stops: (() => unknown)[] = []
  const stop = async () => {
    for (const each of stops.splice(0).reverse()) await each()
  }
  try {
    const folder = options.data ?? (await mkdtemp(join(tmpdir(), 'cetec-quickbooks-')))
    await mkdir(folder, { recursive: true })
    if (!options.data) stops.push(() => rm(folder, { recursive: true, force: true }))
    const log = createWriteStream(join(folder, 'functions.log'), { flags: 'a' })
    stops.push(() => new Promise((resolve) => log.end(resolve)))

    say('Starting …')
    const assembly = await synthesize()
    const intuit = options.intuit ?? (await startSimulatedIntuit(options.intuitClient))
    const { data, port, intuitClient } = options
    const stack = await startStack({
      assembly,
      intuit,
      intuitClient,
      port,
      log: (line) => log.write(`${new Date().toISOString()} ${line}\n`),
      ...(data !== undefined && { data }),
    })
    stops.push(stack.stop)
    for (const each of options.kill) stops.push(startKilling(stack, each))
    await writeEndpoints(stack.endpoints)
    stops.push(() => removeEndpoints())

    say(`The console is at ${stack.endpoints.console}`)
    say(
      `${options.intuit ? 'Intuit' : 'The simulated Intuit'} is at ${intuit}; what functions print is in ${join(folder, 'functions.log')}`,
    )
    const demo = options.empty ? undefined : showDemo(stack)
    await Promise.race([isAskedToStop, demo])
    say(
      `Open ${stack.endpoints.console} and sign in as operator; send records by npm run feed -- FILE; Ctrl-C stops it all.`,
    )
    await isAskedToStop
    say('Stopping …')
  } finally {
    await stop()
  }

  async function startSimulatedIntuit(client: Options['intuitClient']): Promise<string> {
    const { url, stop: stopIntuit } = await startIntuit({ client })
    stops.push(stopIntuit)
    return url
  }
}

async function showDemo({ endpoints }: Stack): Promise<void> {
  try {
    const status = await runDemo(endpoints, say)
    say('What became of the records:')
    for (const row of status ? tableOf(status) : []) say(row)
  } catch (error) {
    // The stack is of use without its demo, and by then perhaps it is only being stopped.
    say(`The demo ended early: ${error instanceof Error ? error.message : error}`)
  }
}

/** Crashes a function at moments that nobody can foresee, from half to one and a half times as often as asked. */
function startKilling(stack: Stack, { functionName, seconds }: Options['kill'][number]): () => void {
  if (!stack.functions.includes(functionName)) {
    throw new CannotStart(`--kill: there is no function ${functionName}; there are ${stack.functions.join(', ')}.`)
  }
  const stopping = new AbortController()
  const { signal } = stopping
  const killNow = () => {
    const count = stack.kill(functionName)
    if (count > 0) say(`Killed ${functionName} (${count} processes).`)
  }
  const loop = async () => {
    for (;;) {
      await sleep(seconds * 1_000 * (0.5 + Math.random()), undefined, { signal })
      killNow()
    }
  }
  loop().catch(() => {})
  return () => stopping.abort()
}

function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    process.once('SIGTERM', resolve)
    process.once('SIGINT', resolve)
  })
}

try {
  const options = readOptions(process.argv.slice(2))
  if (options) await run(options)
  else console.info(HELP)
} catch (error) {
  if (!(error instanceof CannotStart)) throw error
  console.error(error.message)
  process.exitCode = 1
}
// What the demo was waiting for when the stack stopped must not keep the process.
process.exit()
