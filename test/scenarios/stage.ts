import { SQSClient } from '@aws-sdk/client-sqs'
import * as z from 'zod/mini'
import { sendAll } from '../../shared/aws/queues.ts'
import { refusedIn } from '../infra/may.ts'
import { apiClient } from '../local/api-client.ts'
import { defaultAccounts } from '../local/settled.ts'
import { startStack } from '../local/stack.ts'
import { synthesize } from '../local/synthesize.ts'
import { until } from '../local/until.ts'

const Status = z.object({
  kinds: z.record(z.string(), z.record(z.string(), z.number())),
  refusedEvents: z.number(),
  backlog: z.number(),
  releasing: z.number(),
})

/** What stories are told on: the whole stack from the synthesized template, and the calls that people make. */
export async function openStage(intuit: string, options: Partial<Parameters<typeof startStack>[0]> = {}) {
  const lines: string[] = []
  const stack = await startStack({
    assembly: await synthesize(),
    intuit,
    log: (line) => lines.push(line),
    ...options,
  })
  const { api, aws, queues } = stack.endpoints
  const call = apiClient(stack.endpoints)
  const sqs = new SQSClient({
    region: aws.region,
    endpoint: aws.sqs,
    credentials: { accessKeyId: aws.accessKeyId, secretAccessKey: aws.secretAccessKey },
  })

  const status = async (company: string) => z.parse(Status, (await call('GET', `/companies/${company}/status`)).body)

  return {
    ...stack,
    api,
    call,
    /** Stops everything, and throws where a function has done what AWS would refuse to it. */
    async stop(): Promise<void> {
      await stack.stop()
      const refused = refusedIn(stack.calls())
      if (refused.length > 0) throw new Error(`${refused.join('; ')}: grant it in infra/, or do without`)
    },
    /** Everything that functions have printed so far. */
    logs: () => lines,
    status,

    /** A company that is connected as a person would do it: by following the browser's redirects with its cookie. */
    async connect(company: string, realm?: string, confirmRealmChange = false) {
      await call('PUT', `/companies/${company}`, { name: company })
      const begun = await call('POST', `/companies/${company}/connect`, { confirmRealmChange })
      const { authorizeUrl } = z.parse(z.object({ authorizeUrl: z.string() }), begun.body)
      const cookie = begun.headers.get('set-cookie')?.split(';')[0] ?? ''
      const consent = await fetch(realm ? `${authorizeUrl}&realmId=${realm}` : authorizeUrl, { redirect: 'manual' })
      return fetch(consent.headers.get('location') ?? '', { redirect: 'manual', headers: { cookie } })
    },

    /** Accounts of the sandbox company, a go-live date before all samples, and these switches. */
    settle: (company: string, switches: Record<string, boolean>, more: object = {}) =>
      call('PATCH', `/companies/${company}/settings`, {
        defaultAccounts,
        goLiveAt: '2023-01-01T00:00:00Z',
        switches,
        ...more,
      }),

    /** Puts messages onto the feed's queue as they are. */
    feed: async (...bodies: string[]) => {
      const unsent = await sendAll(sqs, queues['changes'] ?? '', bodies)
      if (unsent.length > 0) throw new Error(`the queue did not take ${unsent.length} messages`)
    },

    /** Waits until the feed is read and nothing is left to push. */
    async quiet(company: string) {
      return until(
        // The queues first: what has left them by then, the status shows.
        async () => {
          const queued = (['changes', 'pulls', 'wakes'] as const).map((queue) => stack.counts(queue))
          const onTheWay = queued.reduce((sum, { visible, inFlight }) => sum + visible + inFlight, 0)
          return { onTheWay, status: await status(company) }
        },
        ({ onTheWay, status: { backlog, releasing } }) => onTheWay + backlog + releasing === 0,
        { everyMs: 100 },
      )
    },

    /** A record by its kind and its id as it is. */
    record: async (company: string, name: string) =>
      (await call('GET', `/companies/${company}/records/${pathOf(name)}`)).body,
  }
}

/** `part/BLT1/4-20` as it stands in a path: the id is percent-encoded. */
export function pathOf(name: string): string {
  const { kind, id } = partsOf(name)
  return `${kind}/${encodeURIComponent(id)}`
}
const partsOf = (name: string) => ({ kind: name.split('/', 1).join(''), id: name.slice(name.indexOf('/') + 1) })

let version = 1_750_000_000_000

/** A change event, newer than those before, for a record by its kind and its id as it is. */
export function anEvent(company: string, name: string, record: object | undefined, change: object = {}): string {
  const { kind, id } = partsOf(name)
  version++
  return JSON.stringify({
    specversion: '1.0',
    id: `${name}-${version}`,
    source: 'https://acme.cetecerp.com',
    type: `cetec.${kind}.${record ? 'changed' : 'deleted'}`,
    subject: `${kind}/${id}`,
    time: '2026-11-20T17:03:11Z',
    company,
    data: { version, ...(record && { record }) },
    ...change,
  })
}

export const aPart = (prcpart: string, change: object = {}) => ({
  prcpart,
  description: `Part ${prcpart}`,
  default_cost: '1.00',
  default_resale: '2.50',
  qoh: '100',
  ...change,
})

export const aCustomer = (custnum: string, change: object = {}) => ({ custnum, name: `Customer ${custnum}`, ...change })

export const anInvoice = (invoicenum: string, change: object = {}) => ({
  invoicenum,
  custnum: 'C-1',
  invoicedate: '2026-11-20',
  ar_duedate: '2026-12-20',
  lines: [{ prcpart: 'ABC1', qty: '3', price: '4.50', amount: '13.50' }],
  invoice_tax_subtotal: '1.08',
  freight: '2.00',
  total_invoice_amount: '16.58',
  ...change,
})

export const aVendor = (vendnum: string, change: object = {}) => ({ vendnum, name: `Vendor ${vendnum}`, ...change })

export const anOrder = (ponum: string, change: object = {}) => ({
  ponum,
  vendnum: 'V-1',
  date: '2026-11-01',
  due_date: '2026-12-01',
  lines: [{ prcpart: 'ABC1', qty: '1', price: '2.00', amount: '2.00' }],
  ...change,
})

export const aVoucher = (vouchernum: string, change: object = {}) => ({
  vouchernum,
  vendnum: 'V-1',
  invoice_date: '2026-11-20',
  due_date: '2026-12-20',
  splits: [{ account: '6100', amount: '10.00' }],
  ...change,
})
