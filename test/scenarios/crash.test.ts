import { afterAll, beforeAll, expect, it } from 'vitest'
import { startIntuit } from '../local/intuit.ts'
import { until } from '../local/until.ts'
import { SANDBOX_REALM as REALM } from '../simulator/seed/sandbox.ts'
import { aCustomer, anEvent, anInvoice, aPart, openStage } from './stage.ts'

const COMPANY = 'acme'
const DOCUMENTS = 120

let intuit: Awaited<ReturnType<typeof startIntuit>>
let stage: Awaited<ReturnType<typeof openStage>>
beforeAll(async () => {
  intuit = await startIntuit({ client: { id: 'local-client', secret: 'local-secret' } })
  // A dead writer is taken over after two seconds instead of a minute; everything else is as in AWS.
  stage = await openStage(intuit.url, {
    env: { push: { LEASE_SECONDS: '2' } },
    scheduleEvery: { sweep: 1 },
    visibilitySeconds: { wakes: 3 },
  })
  await stage.connect(COMPANY)
  await stage.settle(COMPANY, { invoice: true })
})
afterAll(async () => {
  await stage?.stop()
  await intuit?.stop()
})

const numbers = Array.from({ length: DOCUMENTS }, (_, index) => `INV-${index + 1}`)
const events = [
  ...numbers.map((number, index) =>
    anEvent(COMPANY, `invoice/${number}`, anInvoice(number, { custnum: `C-${(index % 5) + 1}` })),
  ),
  ...[1, 2, 3, 4, 5].map((n) => anEvent(COMPANY, `customer/C-${n}`, aCustomer(`C-${n}`))),
  anEvent(COMPANY, 'part/ABC1', aPart('ABC1')),
]

it('ends as if nothing had happened when the push is killed again and again', async () => {
  let killed = 0
  await stage.feed(...events)
  const calls = () => intuit.intuit.control.calls().length
  const isDone = async () => (await stage.status(COMPANY)).kinds['invoice']?.['synced'] === DOCUMENTS
  for (let kill = 0; kill < 5; kill++) {
    // Each time at work again: it has called QuickBooks since it was killed.
    const before = calls()
    await until(
      async () => calls() > before || (await isDone()),
      (isTime) => isTime,
    )
    killed += stage.kill('push')
  }
  await stage.quiet(COMPANY)

  const invoices = intuit.intuit.control.entities(REALM, 'Invoice').filter(({ deleted }) => !deleted)
  expect(killed).toBeGreaterThan(0)
  expect(invoices.map(({ entity }) => entity['DocNumber']).sort()).toEqual([...numbers].sort())
  expect(new Set(invoices.map(({ entity }) => entity['TotalAmt']))).toEqual(new Set([16.58]))
  expect((await stage.status(COMPANY)).kinds).toMatchObject({
    invoice: { synced: DOCUMENTS },
    customer: { synced: 5 },
    part: { synced: 1 },
  })
})

it('has nothing to do the second time', async () => {
  const calls = intuit.intuit.control.calls().length
  await stage.feed(...events)
  await stage.quiet(COMPANY)
  await stage.fire('sweep')
  await stage.fire('refresh')
  await stage.invoke('push', { Records: [{ body: JSON.stringify({ company: COMPANY }) }] })
  expect(intuit.intuit.control.calls()).toHaveLength(calls)
})
