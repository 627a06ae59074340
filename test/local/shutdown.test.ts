import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { afterAll, beforeAll, expect, it } from 'vitest'
import * as z from 'zod/mini'
import { until } from './until.ts'

const Endpoints = z.object({ aws: z.object({ sqs: z.string() }), queues: z.record(z.string(), z.string()) })

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'shutdown-'))
})
afterAll(() => rm(folder, { recursive: true }))

/** Starts the fixture in a process of its own and waits until it runs. */
async function start(...args: string[]) {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'fixture/run.ts'), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, TMPDIR: folder },
  })
  for await (const line of createInterface({ input: child.stdout })) {
    if (line.startsWith('ready ')) return { child, endpoints: z.parse(Endpoints, JSON.parse(line.slice(6))) }
  }
  throw new Error('the fixture did not start')
}

/** Whatever was started by the process, directly or not: by parent while it lives. */
function descendants(pid: number): number[] {
  const rows = execFileSync('ps', ['-eo', 'pid=,ppid='], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .map((row) => row.trim().split(/\s+/).map(Number))
  const children = rows.flatMap(([child = 0, parent]) => (parent === pid ? [child] : []))
  return children.flatMap((child) => [child, ...descendants(child)])
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

const exited = (child: ChildProcess) => new Promise((resolve) => child.once('exit', resolve))

it.each(['SIGTERM', 'SIGKILL'] as const)('leaves no process behind after %s', async (signal) => {
  const { child } = await start()
  const started = descendants(child.pid ?? 0)
  // dynoxide with its shell, and the function that was called.
  expect(started.length).toBeGreaterThanOrEqual(3)
  const end = exited(child)
  child.kill(signal)
  await end
  const left = await until(
    () => started.filter(isAlive),
    (pids) => pids.length === 0,
  )
  expect(left).toEqual([])
})

it('has again what was in its queues when it starts with the same data folder', async () => {
  const data = join(folder, 'kept')
  const client = (endpoint: string) =>
    new SQSClient({ region: 'us-east-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' }, endpoint })
  const first = await start(data)
  await client(first.endpoints.aws.sqs).send(
    new SendMessageCommand({ QueueUrl: first.endpoints.queues['changesDeadLetters'], MessageBody: 'kept' }),
  )
  let end = exited(first.child)
  first.child.kill('SIGTERM')
  await end

  const second = await start(data)
  const { Messages } = await client(second.endpoints.aws.sqs).send(
    new ReceiveMessageCommand({ QueueUrl: second.endpoints.queues['changesDeadLetters'] }),
  )
  end = exited(second.child)
  second.child.kill('SIGTERM')
  await end
  expect(Messages?.map(({ Body }) => Body)).toEqual(['kept'])
})
