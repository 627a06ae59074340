import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  CreateTableCommand,
  DeleteItemCommand,
  DynamoDBClient,
  paginateScan,
  ResourceInUseException,
} from '@aws-sdk/client-dynamodb'
import * as z from 'zod/mini'
import { CannotStart } from './cannot-start.ts'
import { listen } from './loopback.ts'
import type { Template } from './template.ts'

const START_MAX_MS = 60_000
/** Enough to tell why it did not start. */
const PRINTED_MAX = 2_000
/** DynamoDB takes days to delete what has expired; a minute is soon enough to see it happen. */
const EXPIRY_EVERY_MS = 60_000

const KeySchema = z.array(z.object({ AttributeName: z.string(), KeyType: z.enum(['HASH', 'RANGE']) }))
const Indexes = z.array(
  z.object({
    IndexName: z.string(),
    KeySchema,
    Projection: z.object({
      ProjectionType: z.enum(['ALL', 'KEYS_ONLY', 'INCLUDE']),
      NonKeyAttributes: z.optional(z.array(z.string())),
    }),
  }),
)
const Table = z.object({
  TableName: z.optional(z.string()),
  AttributeDefinitions: z.array(z.object({ AttributeName: z.string(), AttributeType: z.enum(['S', 'N', 'B']) })),
  KeySchema,
  LocalSecondaryIndexes: z.optional(Indexes),
  GlobalSecondaryIndexes: z.optional(Indexes),
  TimeToLiveSpecification: z.optional(z.object({ AttributeName: z.string() })),
})
type Table = z.output<typeof Table> & { TableName: string }

type Options = {
  region: string
  credentials: { accessKeyId: string; secretAccessKey: string }
  /** Where it keeps its data; else in memory. */
  file: string | undefined
  log: (line: string) => void
}

/**
 * DynamoDB on this machine: dynoxide in a process of its own, in memory or in a file, or whatever DYNAMODB_ENDPOINT names.
 *
 * @throws CannotStart where there is no dynoxide for this machine
 */
export async function startDynamodb({ file, log, ...aws }: Options) {
  const given = process.env['DYNAMODB_ENDPOINT']
  const { url, stop } = given ? { url: given, stop: async () => {} } : await spawnDynoxide(file, log)
  const db = new DynamoDBClient({ ...aws, endpoint: url })
  const expiring = new Map<string, { attribute: string; keys: string[] }>()
  const timer = setInterval(() => void sweepExpired().catch(() => {}), EXPIRY_EVERY_MS)

  async function createTable(table: Table): Promise<void> {
    const { TimeToLiveSpecification: expiry, ...definition } = table
    const keys = table.KeySchema.map(({ AttributeName }) => AttributeName)
    if (expiry) expiring.set(table.TableName, { attribute: expiry.AttributeName, keys })
    try {
      await db.send(new CreateTableCommand({ ...definition, BillingMode: 'PAY_PER_REQUEST' }))
    } catch (error) {
      // With --data the table is there from the last time.
      if (!(error instanceof ResourceInUseException)) throw error
    }
  }

  async function sweepExpired(): Promise<void> {
    const now = { ':now': { N: String(Math.floor(Date.now() / 1_000)) } }
    for (const [TableName, { attribute, keys }] of expiring) {
      const condition = { ExpressionAttributeNames: { '#expiry': attribute }, ExpressionAttributeValues: now }
      const expired = { TableName, FilterExpression: '#expiry < :now', ...condition }
      for await (const { Items = [] } of paginateScan({ client: db }, expired)) {
        for (const item of Items) {
          const Key = Object.fromEntries(Object.entries(item).filter(([name]) => keys.includes(name)))
          // An item that was given a new life since the scan stays.
          await db
            .send(new DeleteItemCommand({ TableName, Key, ConditionExpression: '#expiry < :now', ...condition }))
            .catch(() => {})
        }
      }
    }
  }

  return {
    url,
    createTable,
    sweepExpired,
    stop: async () => {
      clearInterval(timer)
      db.destroy()
      await stop()
    },
  }
}

/** The template's tables, by the names they get here. */
export function tablesIn(template: Template): (Table & { id: string })[] {
  return template.resources('AWS::DynamoDB::Table', 'AWS::DynamoDB::GlobalTable').map(({ id, properties }) => {
    const { TableName = template.physicalName(id), ...table } = z.parse(Table, template.resolve(properties))
    return { id, TableName, ...table }
  })
}

async function spawnDynoxide(file: string | undefined, log: (line: string) => void) {
  const binary = join(
    import.meta.dirname,
    '../../node_modules/@dynoxide',
    `${process.platform}-${process.arch}`,
    'dynoxide',
  )
  if (!existsSync(binary)) {
    throw new CannotStart(
      `There is no dynoxide for ${process.platform}-${process.arch}. Start another DynamoDB, such as AWS's DynamoDB Local, ` +
        'and name its address in the environment variable DYNAMODB_ENDPOINT.',
    )
  }
  const url = await freeAddress()
  const options = ['--port', new URL(url).port, ...(file ? ['--db-path', file] : [])]
  const child = spawn('sh', ['-c', DIES_WITH_ITS_PARENT, 'sh', binary, ...options], {
    // A group of its own, so that Ctrl-C reaches the stack alone and the stack stops things in order.
    detached: true,
    stdio: ['pipe', 'ignore', 'pipe'],
  })
  let printed = ''
  child.stderr.on('data', (chunk) => {
    printed = `${printed}${chunk}`.slice(-PRINTED_MAX)
  })
  if (!(await answers(url, child))) throw new CannotStart(`dynoxide did not start: ${printed}`)
  const tellEnd = () => log(`dynoxide has ended by itself: ${printed}`)
  child.once('exit', tellEnd)
  return {
    url,
    stop: async () => {
      child.off('exit', tellEnd)
      if (child.exitCode !== null || child.signalCode !== null) return
      const exited = new Promise((resolve) => child.once('exit', resolve))
      child.stdin.end()
      await exited
    },
  }
}

/**
 * Runs the command until the pipe to standard input closes, as it does even when the parent is killed. SIGTERM lets the
 * database close its file.
 */
const DIES_WITH_ITS_PARENT =
  'exec 3<&0; "$@" <&- & child=$!; (cat <&3 >/dev/null; kill $child) 2>/dev/null & wait $child; kill $! 2>/dev/null'

async function freeAddress(): Promise<string> {
  const { url, stop } = await listen()
  await stop()
  return url
}

/** Asks until it answers; false when it has exited or takes too long. */
async function answers(url: string, child: ChildProcess): Promise<boolean> {
  const giveUpAt = Date.now() + START_MAX_MS
  while (Date.now() < giveUpAt && child.exitCode === null) {
    try {
      await fetch(url, { method: 'POST', headers: { 'x-amz-target': 'DynamoDB_20120810.ListTables' }, body: '{}' })
      return true
    } catch {
      await sleep(10)
    }
  }
  return false
}
