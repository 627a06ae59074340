import { anEvent } from '../../scenarios/stage.ts'
import { type CompanyName, realms } from '../../simulation/universe.ts'
import { measureCpu } from './cpu.ts'
import { measureMemory } from './memory.ts'
import { openStage } from './stage.ts'

const MINUTE = 60_000
/** Intuit lets 40 batches of 30 through in a minute. */
const OPERATIONS_A_MINUTE = 1_200
const INVOICES = 6_000
const CUSTOMERS = 150
const PARTS = 150
/** A minute's work at Intuit's pace, and more than anybody should ever have in store. */
const FEW_PENDING = 4_000
const MANY_PENDING = 100_000
const MEMORY_ROUNDS = 3

type Stage = Awaited<ReturnType<typeof openStage>>
const rows: { what: string; measured: string; goal: string; isMet: boolean }[] = []
const row = (what: string, value: number, goal: number, better: 'more' | 'less', unit = '') =>
  rows.push({
    what,
    measured: `${Number(value.toFixed(4))}${unit}`,
    goal: `${better === 'more' ? '≥' : '≤'} ${goal}${unit}`,
    isMet: better === 'more' ? value >= goal : value <= goal,
  })

/** A manufacturer's backlog: lists first, then the invoices that mention them. The quantity is what changes later. */
function backlog(company: CompanyName, invoices: number, qty = 3): string[] {
  const customer = (index: number) => `C-${index % CUSTOMERS}`
  const part = (index: number) => `PRT${index % PARTS}`
  const line = (index: number) => ({
    prcpart: part(index),
    qty: String(qty),
    price: '4.50',
    amount: (qty * 4.5).toFixed(2),
  })
  return [
    ...Array.from({ length: CUSTOMERS }, (_, index) =>
      anEvent(company, `customer/${customer(index)}`, { custnum: customer(index), name: `Customer ${index}` }),
    ),
    ...Array.from({ length: PARTS }, (_, index) => anEvent(company, `part/${part(index)}`, { prcpart: part(index) })),
    ...Array.from({ length: invoices }, (_, index) =>
      anEvent(company, `invoice/${index}`, {
        invoicenum: String(index),
        custnum: customer(index),
        invoicedate: '2026-11-20',
        ar_duedate: '2026-12-20',
        lines: [line(index), line(index + 7)],
      }),
    ),
  ]
}

const callsOf = ({ universe }: Stage, company: CompanyName) =>
  universe.calls().filter(({ realmId, path }) => realmId === realms[company][0] && path.startsWith('/v3/'))

/** From the first batch to the last answer: how much of what Intuit allows is used, and what it costs. */
async function drain(faults: number) {
  const stage = await openStage({ seed: 1, faults, companies: ['acme'] })
  const bodies = backlog('acme', INVOICES)
  stage.feed(bodies)
  await stage.pass(20 * MINUTE)
  await stage.connect('acme')
  await stage.until('acme', INVOICES)
  const calls = callsOf(stage, 'acme')
  const batches = calls.filter(({ path }) => path.endsWith('/batch'))
  const [first, last] = [batches[0], batches.at(-1)]
  const minutes = ((last?.at ?? 0) - (first?.at ?? 0)) / MINUTE
  const reads = calls.length - batches.length
  const { tables, books } = stage.universe
  const unitsAChange = tables.writeUnits / bodies.length
  return {
    stage,
    share: bodies.length / minutes / OPERATIONS_A_MINUTE,
    callsAChange: calls.length / bodies.length,
    readsAChange: reads / bodies.length,
    unitsAChange,
    throttled: calls.filter(({ status, injected }) => status === 429 && !injected).length,
    twice: books.control.entities(realms.acme[0], 'Invoice').length - INVOICES,
  }
}

/** What the table is charged for a change of an invoice that is in QuickBooks already. */
async function unitsOfAnUpdate({ stage }: Awaited<ReturnType<typeof drain>>): Promise<number> {
  const { tables, books } = stage.universe
  // What QuickBooks answered to the last invoices is still being stored.
  await stage.pass(5 * MINUTE)
  const before = tables.writeUnits
  const changes = backlog('acme', INVOICES, 5).slice(CUSTOMERS + PARTS)
  stage.feed(changes)
  await stage.pass(30 * MINUTE)
  const left = books.control
    .entities(realms.acme[0], 'Invoice')
    .filter(({ entity }) => Number(entity['TotalAmt']) !== 45)
  if (left.length > 0) throw new Error(`${left.length} invoices have not changed after half an hour`)
  return (tables.writeUnits - before) / changes.length
}

// First, and outside of virtual time: there the way to QuickBooks is stood in for.
await size()
const clean = await drain(0)
row('share of Intuit’s limit, no faults', 100 * clean.share, 90, 'more', ' %')
row('QuickBooks calls a change, backlog', clean.callsAChange, 0.04, 'less')
row('metered reads a change', clean.readsAChange, 0.002, 'less')
row('table write units a new record', clean.unitsAChange, 4.5, 'less')
row('table write units a change of a known one', await unitsOfAnUpdate(clean), 4.5, 'less')
row('calls beyond a limit', clean.throttled, 0, 'less')
const faulty = await drain(0.05)
row('share of Intuit’s limit, 5 % faults', 100 * faulty.share, 70, 'more', ' %')
row('calls beyond a limit, 5 % faults', faulty.throttled, 0, 'less')
row('invoices there twice, 5 % faults', faulty.twice, 0, 'less')

await trickle()
await crashes()
await neighbours()

for (const { what, measured, goal, isMet } of rows) {
  console.log(`${isMet ? '✓' : '✗'} ${what.padEnd(48)} ${measured.padStart(12)}   ${goal}`)
}
if (rows.some(({ isMet }) => !isMet)) process.exitCode = 1

/** What a record costs the process that pushes it. */
async function size() {
  const invoices = backlog('acme', MANY_PENDING).slice(CUSTOMERS + PARTS)
  const cpu = await measureCpu(invoices.slice(0, INVOICES))
  row(`own CPU a record; node-quickbooks to send: ${cpu.nodeQuickBooks.toFixed(3)}`, cpu.ours, 0.1, 'less', ' ms')
  const lists = backlog('acme', 0)
  // When the garbage is collected is chance, and worth tens of megabytes; in turns, so that neither has the warmer machine.
  const more: number[] = []
  for (let round = 0; round < MEMORY_ROUNDS; round++) {
    const few = await measureMemory(lists, invoices.slice(0, FEW_PENDING))
    more.push((await measureMemory(lists, invoices)) - few)
  }
  row(`memory with ${MANY_PENDING} pending, over that with ${FEW_PENDING}`, median(more), 40, 'less', ' MB')
}

/** Changes that come one at a time. */
async function trickle() {
  const stage = await openStage({ seed: 2, companies: ['acme'] })
  await stage.connect('acme')
  stage.feed(backlog('acme', 0))
  await stage.pass(10 * MINUTE)
  const before = callsOf(stage, 'acme').length
  const changes = backlog('acme', 120).slice(CUSTOMERS + PARTS)
  for (const body of changes) {
    stage.feed([body])
    await stage.pass(15_000)
  }
  await stage.until('acme', changes.length)
  row('QuickBooks calls a change, trickle', (callsOf(stage, 'acme').length - before) / changes.length, 1, 'less')
}

/** The writer is killed again and again in the middle of a backlog: how long until QuickBooks is called again? */
async function crashes() {
  const stage = await openStage({ seed: 3, companies: ['acme'] })
  stage.feed(backlog('acme', INVOICES))
  await stage.pass(20 * MINUTE)
  await stage.connect('acme')
  const waits: number[] = []
  for (let kill = 0; kill < 15; kill++) {
    await stage.pass(3_000)
    const { running } = stage.universe
    const killedAt = stage.now()
    for (const process of [...running]) if (process.function === 'push') process.die()
    const seen = callsOf(stage, 'acme').length
    while (callsOf(stage, 'acme').length === seen && stage.now() - killedAt < 10 * MINUTE) await stage.pass(500)
    waits.push((stage.now() - killedAt) / 1_000)
  }
  waits.sort((left, right) => left - right)
  row('crash to the next call, p99', waits.at(Math.floor(waits.length * 0.99)) ?? 0, 60, 'less', ' s')
}

/** Ten invoices of a quiet company, alone and while another has a backlog. */
async function neighbours() {
  const times = []
  for (const isBusy of [false, true]) {
    const stage = await openStage({ seed: 4, companies: ['acme', 'beta'] })
    for (const company of ['acme', 'beta'] as const) await stage.connect(company)
    if (isBusy) stage.feed(backlog('acme', INVOICES))
    await stage.pass(MINUTE)
    const at = stage.now()
    stage.feed(backlog('beta', 10))
    times.push((await stage.until('beta', 10)) - at)
  }
  const [alone = 1, beside = 0] = times
  row('a quiet company beside a busy one, times its own', beside / alone, 2, 'less')
}

function median(numbers: readonly number[]): number {
  return [...numbers].sort((one, other) => one - other)[Math.floor(numbers.length / 2)] ?? Number.NaN
}
