import { join } from 'node:path'
import { SQSClient } from '@aws-sdk/client-sqs'
import * as z from 'zod/mini'
import { type Answer, apiClient } from './api-client.ts'
import type { Endpoints } from './endpoints.ts'
import { batchesOf, linesOf } from './feed-lines.ts'
import { sendBatches } from './feed-send.ts'
import { countsOf, follow, type Status } from './follow.ts'
import { subjectOf } from './openid-provider.ts'
import { defaultAccounts, everyKind } from './settled.ts'
import { until } from './until.ts'

const COMPANY = 'demo'
const RECORDS = join(import.meta.dirname, 'demo.jsonl')
/** A demo that has not moved for so long is not going to. */
const PATIENCE_MS = 60_000

const SETTINGS = {
  defaultAccounts,
  switches: everyKind,
  goLiveAt: '2025-01-01T00:00:00Z',
}

/** Which account of the simulated Intuit a controller would tie to which of the ERP's. */
const ACCOUNTS = { 1000: '35', 5300: '63', 6110: '76', 6500: '69' }

/** Whoever else can log in here, and what they may do in the demo company. */
const PEOPLE = [
  ['controller', 'admin'],
  ['accountant', 'viewer'],
] as const

const Authorize = z.object({ authorizeUrl: z.string() })

/**
 * Shows the whole way once: a company is created and connected, as a controller would do it, and a small manufacturer's
 * records go out. Run again on kept data it changes nothing.
 *
 * @throws Error that says which step was answered how
 */
export async function runDemo(endpoints: Endpoints, say: (line: string) => void): Promise<Status | undefined> {
  const call = apiClient(endpoints)
  expectStatus([200, 201], await call('PUT', `/companies/${COMPANY}`, { name: 'Demo Manufacturing' }))
  for (const [username, role] of PEOPLE) {
    expectStatus([200], await call('PUT', `/companies/${COMPANY}/members/${subjectOf(username)}`, { role }))
  }
  await connect(call)
  say('Company demo is connected to QuickBooks.')
  expectStatus([200], await call('PATCH', `/companies/${COMPANY}/settings`, SETTINGS))
  // 409: one from the last time is still under way.
  expectStatus([202, 409], await call('POST', `/companies/${COMPANY}/pulls`, { type: 'all' }))

  const sent = await send(endpoints)
  say(`${sent} records of the ERP are on their way.`)
  await tieAccounts(call)
  say(`${Object.keys(ACCOUNTS).length} accounts are linked, so that vouchers and ledger entries can go out.`)
  let said = ''
  return follow(call, COMPANY, {
    patienceMs: PATIENCE_MS,
    onStatus: (status) => {
      const { all, synced } = countsOf(status)
      const text = `${synced} of ${all} are in QuickBooks.`
      if (all > 0 && text !== said) say(text)
      said = text
    },
  })
}

/** Goes the way of the browser: out to Intuit, where the simulated one agrees at once, and back with the same cookie. */
async function connect(call: ReturnType<typeof apiClient>): Promise<void> {
  const begun = expectStatus([200], await call('POST', `/companies/${COMPANY}/connect`, {}))
  const { authorizeUrl } = z.parse(Authorize, begun.body)
  const cookie = begun.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ')
  const atIntuit = await fetch(authorizeUrl, { redirect: 'manual' })
  const callback = atIntuit.headers.get('location')
  if (!callback) throw new Error(`Intuit answered ${atIntuit.status} instead of leading back`)
  const back = await fetch(callback, { redirect: 'manual', headers: { cookie } })
  const landing = back.headers.get('location') ?? ''
  if (back.status !== 302 || landing.includes('error'))
    throw new Error(`the way back ended with ${back.status} ${landing}`)
}

/** Ties accounts as a controller does on the Pull Data page, once the pull and the feed have brought both sides. */
async function tieAccounts(call: ReturnType<typeof apiClient>): Promise<void> {
  for (const [number, id] of Object.entries(ACCOUNTS)) {
    const path = `/companies/${COMPANY}/catalog/account/${id}/link`
    const answer = await until(
      () => call('POST', path, { key: `account/${number}` }),
      ({ status }) => status !== 404,
      { everyMs: 500, withinMs: PATIENCE_MS },
    )
    expectStatus([200], answer)
  }
}

async function send({ aws, queues }: Endpoints): Promise<number> {
  const { region, accessKeyId, secretAccessKey, sqs: endpoint } = aws
  const sqs = new SQSClient({ region, credentials: { accessKeyId, secretAccessKey }, endpoint })
  let sent = 0
  await sendBatches({ sqs, queueUrl: queues['changes'] ?? '' }, batchesOf(linesOf(RECORDS)), (done) => {
    sent = done
  })
  sqs.destroy()
  return sent
}

function expectStatus(expected: number[], answer: Answer): Answer {
  if (expected.includes(answer.status)) return answer
  throw new Error(`answered ${answer.status}: ${JSON.stringify(answer.body)}`)
}
