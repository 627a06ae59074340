import { existsSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { SQSClient } from '@aws-sdk/client-sqs'
import { apiClient } from './api-client.ts'
import { CannotStart } from './cannot-start.ts'
import { type Endpoints, readEndpoints } from './endpoints.ts'
import { type Batch, batchesOf, type Line, linesOf } from './feed-lines.ts'
import { sendBatches } from './feed-send.ts'
import { countsOf, follow, tableOf } from './follow.ts'
import { progress } from './progress.ts'

/** So many refused lines are named one by one. */
const REFUSED_SHOWN_MAX = 20
/** Nothing changes for so long: somebody has to look. */
const PATIENCE_MS = 90_000

const HELP = `npm run feed -- [options] FILE…

Sends change events from JSON Lines files (also .gz) to the queue of the running local stack,
and follows them until nothing is pending.

  --no-wait   only send
  --help      print this

Where to send is read from .local/endpoints.json, or from the file that ENDPOINTS names.`

/** Sends the files and reports; gives the exit code. */
async function feed(): Promise<number> {
  const { files, waits } = readArguments()
  const endpoints = await readEndpoints(process.env['ENDPOINTS'])
  if (!endpoints) throw new CannotStart('No local stack is running: start one by npm start.')
  // A stack that was killed by force could not take its file away.
  const isUp = await fetch(`${endpoints.api}/health`)
    .then(() => true)
    .catch(() => false)
  if (!isUp) throw new CannotStart(`Nothing answers at ${endpoints.api} any more: start the stack again by npm start.`)
  const queueUrl = endpoints.queues['changes']
  if (!queueUrl) throw new CannotStart('The running stack has no queue for changes.')
  const { region, accessKeyId, secretAccessKey, sqs: endpoint } = endpoints.aws
  const sqs = new SQSClient({ region, credentials: { accessKeyId, secretAccessKey }, endpoint })

  const shown = progress('sent')
  let total = 0
  const { sent, companies, refused } = await sendBatches({ sqs, queueUrl }, allBatches(files), (done) => {
    total = done
    shown.at(done)
  })
  shown.end(total)
  sqs.destroy()
  for (const [kind, count] of [...sent].sort()) console.info(`  ${kind.padEnd(15)} ${count}`)
  report(refused)
  if (waits) await followAll(endpoints, companies)
  return refused.length > 0 ? 1 : 0
}

function readArguments(): { files: string[]; waits: boolean } {
  const { values, positionals } = parsed()
  if (values.help) {
    console.info(HELP)
    process.exit(0)
  }
  if (positionals.length === 0) throw new CannotStart(`Name at least one file.\n\n${HELP}`)
  const missing = positionals.find((file) => !existsSync(file))
  if (missing) throw new CannotStart(`There is no file ${missing}.`)
  return { files: positionals, waits: !values['no-wait'] }
}

function parsed() {
  try {
    const options = {
      'no-wait': { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    } as const
    return parseArgs({ allowPositionals: true, options })
  } catch (error) {
    throw new CannotStart(`${error instanceof Error ? error.message : error}\n\n${HELP}`)
  }
}

async function* allBatches(files: string[]): AsyncGenerator<Batch> {
  for (const file of files) yield* batchesOf(linesOf(file))
}

function report(refused: { line: Line; reason: string }[]): void {
  if (refused.length === 0) return
  console.error(`${refused.length} lines were not sent:`)
  for (const { line, reason } of refused.slice(0, REFUSED_SHOWN_MAX))
    console.error(`  ${line.file}:${line.number}: ${reason}`)
  if (refused.length > REFUSED_SHOWN_MAX) console.error(`  and ${refused.length - REFUSED_SHOWN_MAX} more`)
}

async function followAll(endpoints: Endpoints, companies: Set<string>): Promise<void> {
  const call = apiClient(endpoints)
  for (const company of companies) {
    const shown = progress(`${company}: synced`)
    const onStatus = (status: Parameters<typeof countsOf>[0]) => {
      const { all, synced } = countsOf(status)
      shown.at(synced, all)
    }
    const status = await follow(call, company, { patienceMs: PATIENCE_MS, onStatus })
    if (!status) {
      console.info(`${company}: there is no such company; its events are kept as refused until it is created`)
      continue
    }
    const { all, synced } = countsOf(status)
    shown.end(synced, all)
    for (const row of tableOf(status)) console.info(row)
  }
}

try {
  process.exitCode = await feed()
} catch (error) {
  if (!(error instanceof CannotStart)) throw error
  console.error(error.message)
  process.exitCode = 1
}
