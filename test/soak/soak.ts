import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import * as z from 'zod/mini'
import { startIntuit } from '../local/intuit.ts'
import { everyKind } from '../local/settled.ts'
import { until } from '../local/until.ts'
import { tieAccounts } from '../scenarios/accounts.ts'
import { openStage } from '../scenarios/stage.ts'
import { markIn } from '../simulation/keys.ts'
import { Random } from '../simulation/random.ts'
import type { InjectionInput } from '../simulator/injection.ts'
import { Books, type Fed } from './books.ts'

const COMPANY = 'acme'
/** Books of its own, so that nothing that was there before is counted. */
const REALM = '9130000000000001'
const MINUTE = 60_000
/** A lost answer is looked up eleven minutes later, and that may have to be done twice. */
const PATIENCE_MS = 30 * MINUTE
/** How likely each batch meets each of these. */
const FAULTY = 0.03
const faults: readonly InjectionInput['effect'][] = [
  { is: 'drop', carriedOut: true },
  { is: 'drop', carriedOut: false },
  { is: 'cut-body' },
  { is: 'status', status: 503, carriedOut: true },
  { is: 'html-200', carriedOut: true },
  { is: 'item-missing' },
  { is: 'timeout', carriedOut: 'yes' },
  { is: 'timeout', carriedOut: 'late', lateMs: 3 * MINUTE },
]
const doomed = ['push', 'push', 'push', 'ingest', 'sweep', 'api', 'pull']

const Shown = z.object({ state: z.string(), reason: z.nullable(z.object({ code: z.string(), message: z.string() })) })

const { values } = parseArgs({
  options: { minutes: { type: 'string', default: '5' }, seed: { type: 'string', default: '1' } },
})
const random = new Random(Number(values.seed), 'soak')

// Leases, schedules and timeouts are those of the template: this is the product as it is deployed.
const intuit = await startIntuit({ client: { id: 'local-client', secret: 'local-secret' } })
const { control } = intuit.intuit
control.addRealm({ realmId: REALM, name: COMPANY, withLists: false })
const stage = await openStage(intuit.url)
try {
  const books = new Books(COMPANY, random)
  await prepare()
  const killed = await storm(books, Number(values.minutes) * MINUTE)
  console.log('The storm is over. Now whatever is unclear is looked up; that takes eleven minutes at least.')
  await calm(books)
  const wrong = [...(await check(books)), ...(await again(books))]
  console.log(`${books.fed.size} records, ${books.events.length} events, ${batches()} batches`)
  console.log(`${killed} processes killed, ${struck()} answers of QuickBooks spoiled`)
  for (const line of wrong) console.log(`✗ ${line}`)
  console.log(wrong.length === 0 ? '✓ nothing twice, nothing lost' : `✗ ${wrong.length} things are wrong`)
  if (wrong.length > 0) process.exitCode = 1
} finally {
  await stage.stop()
  await intuit.stop()
}

async function prepare(): Promise<void> {
  await stage.connect(COMPANY, REALM)
  await tieAccounts(
    {
      stage,
      company: COMPANY,
      push: async (...events) => {
        await stage.feed(...events)
        return stage.quiet(COMPANY)
      },
    },
    { 6100: '15', 6200: '22' },
  )
  await stage.settle(COMPANY, everyKind)
}

/** Records come, processes are killed as they stand, and QuickBooks answers badly or not at all. */
async function storm(books: Books, forMs: number): Promise<number> {
  const endsAt = Date.now() + forMs
  let killed = 0
  for (const effect of faults) {
    control.inject({ when: { path: '/batch', realmId: REALM }, times: null, probability: FAULTY, effect })
  }
  const feeding = async () => {
    await stage.feed(...books.lists())
    while (Date.now() < endsAt) {
      await sleep(random.between(500, 3_000))
      await stage.feed(...books.documents(random.between(1, 12)))
    }
  }
  const killing = async () => {
    while (Date.now() < endsAt) {
      await sleep(random.between(1_000, 12_000))
      killed += stage.kill(random.pick(doomed))
    }
  }
  const telling = async () => {
    while (Date.now() < endsAt) {
      await sleep(Math.min(30_000, Math.max(endsAt - Date.now(), 0) + 1))
      console.log(`${books.fed.size} records fed, ${killed} processes killed, ${struck()} answers spoiled`)
    }
  }
  await Promise.all([feeding(), killing(), telling()])
  control.clearInjections()
  return killed
}

/** Until every record has come to rest. */
async function calm(books: Books): Promise<void> {
  const toldAt = { backlog: -1 }
  await until(
    async () => {
      const { visible, inFlight } = stage.counts('changes')
      const { backlog } = await stage.status(COMPANY)
      if (backlog !== toldAt.backlog) console.log(`${backlog} of ${books.fed.size} records are still on their way`)
      toldAt.backlog = backlog
      return visible + inFlight + backlog
    },
    (left) => left === 0,
    { everyMs: 5_000, withinMs: PATIENCE_MS },
  )
}

/** What is not as it was promised: every record in QuickBooks exactly once with its newest content, or a reason. */
async function check(books: Books): Promise<string[]> {
  const wrong: string[] = []
  const stopped = new Map<string, number>()
  for (const fed of books.fed.values()) {
    const { state, reason } = z.parse(Shown, await stage.record(COMPANY, fed.key))
    const there = inBooks(fed)
    if (there.length > 1) wrong.push(`${fed.key} is in QuickBooks ${there.length} times`)
    if (state === 'synced') {
      const wanted = fed.isDeleted ? 0 : 1
      if (there.length !== wanted) wrong.push(`${fed.key} is synced, and in QuickBooks ${there.length} times`)
      const mark = there[0] && markIn(there[0].entity)
      if (wanted === 1 && mark !== `v${fed.version}`) wrong.push(`${fed.key} is at ${mark}, not at v${fed.version}`)
    } else if (reason === null) wrong.push(`${fed.key} is ${state}, and nothing says why`)
    const name = reason ? `${state}: ${reason.code}` : state
    stopped.set(name, (stopped.get(name) ?? 0) + 1)
  }
  for (const [name, count] of stopped) console.log(`${String(count).padStart(6)} ${name}`)
  return wrong
}

function inBooks({ type, field, value }: Fed) {
  return control.entities(REALM, type).filter(({ deleted, entity }) => !deleted && entity[field] === value)
}

/** The whole feed once more: not one write may follow. */
async function again(books: Books): Promise<string[]> {
  const before = batches()
  await stage.feed(...books.events)
  await calm(books)
  await stage.fire('sweep')
  const after = batches()
  return after === before ? [] : [`${after - before} batches, although nothing was new`]
}

function batches(): number {
  return control.calls().filter(({ path }) => path.endsWith('/batch')).length
}

function struck(): number {
  return control.calls().filter(({ injected }) => injected !== null).length
}
