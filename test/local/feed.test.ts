import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { SQSClient } from '@aws-sdk/client-sqs'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { batchesOf, linesOf } from './feed-lines.ts'
import { sendBatches } from './feed-send.ts'
import { type Sqs, startSqs } from './sqs.ts'

let folder: string
let server: Sqs
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'feed-'))
  server = await startSqs({ region: 'us-east-1', accountId: '000000000000' })
})
afterAll(async () => {
  await server.stop()
  await rm(folder, { recursive: true })
})

const event = (kind: string, text = '') =>
  JSON.stringify({ type: `cetec.${kind}.changed`, company: 'acme', data: { record: { text } } })
const feed = async (queueName: string, file: string) => {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' }
  const sqs = new SQSClient({ region: 'us-east-1', credentials, endpoint: server.url })
  const queue = server.create(queueName)
  const result = await sendBatches({ sqs, queueUrl: queue.url }, batchesOf(linesOf(file)), () => {})
  return { ...result, inQueue: queue.counts().visible }
}

it('sends every line, what is not JSON as it is, and counts by kind', async () => {
  const file = join(folder, 'small.jsonl')
  await writeFile(file, [event('part'), event('part'), event('invoice'), '', 'not { json', ''].join('\n'))
  const { sent, companies, refused, inQueue } = await feed('small', file)
  expect([...sent].sort()).toEqual([
    ['invoice', 1],
    ['not JSON', 1],
    ['part', 2],
  ])
  expect([...companies]).toEqual(['acme'])
  expect(refused).toEqual([])
  expect(inQueue).toBe(4)
})

it('keeps every call within 1 MiB, and names the line that no call can hold', async () => {
  const file = join(folder, 'large.jsonl.gz')
  const lines = [
    event('part', 'x'.repeat(700_000)),
    event('part', 'y'.repeat(700_000)),
    event('part', 'z'.repeat(1_100_000)),
  ]
  await writeFile(file, gzipSync(lines.join('\n')))
  const { refused, inQueue } = await feed('large', file)
  expect(inQueue).toBe(2)
  expect(refused.map(({ line, reason }) => [line.number, reason])).toEqual([
    [3, expect.stringContaining('1 MiB at most')],
  ])
})

it('names the line that the queue refuses', async () => {
  const file = join(folder, 'control.jsonl')
  await writeFile(file, `${event('part')}\nbell \u0007\n`)
  const { refused, inQueue } = await feed('control', file)
  expect(inQueue).toBe(1)
  expect(refused.map(({ line, reason }) => [line.number, reason])).toEqual([
    [2, expect.stringContaining('outside the allowed set')],
  ])
})
