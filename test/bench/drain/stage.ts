import { companyStore } from '../../../shared/aws/companies.ts'
import { secretStore } from '../../../shared/aws/secrets.ts'
import { defaultSettings } from '../../../shared/sync/settings.ts'
import { defaultAccounts } from '../../local/settled.ts'
import { Coverage } from '../../simulation/coverage.ts'
import type { AnyFault } from '../../simulation/faults.ts'
import { loadFunctions } from '../../simulation/functions.ts'
import { History } from '../../simulation/history.ts'
import { Lambda } from '../../simulation/lambda.ts'
import { People } from '../../simulation/people.ts'
import { intuitApp } from '../../simulation/simulation.ts'
import { type CompanyName, realms, Universe } from '../../simulation/universe.ts'
import { aWorld } from '../../simulator/world.ts'

/** Half of QuickBooks' answers to a batch take five seconds at most, 99 of 100 a minute. */
const MEDIAN_MS = 5_000
const SIGMA = Math.log(60_000 / MEDIAN_MS) / 2.326
const FAULTS: readonly AnyFault[] = [
  'server error',
  'page of HTML',
  'answer without an item',
  'item: unclear, carried out',
]

/** The deployed functions in virtual time, with a QuickBooks that is as slow as the real one can be. */
export async function openStage(options: { seed: number; faults?: number; companies: readonly CompanyName[] }) {
  await loadFunctions({ isCompressed: true })
  const { seed, faults = 0, companies } = options
  const weather = { probability: faults, allowed: new Set(FAULTS) }
  const universe = new Universe({
    planned: { seed, aims: [] },
    weather,
    suppressed: new Set(),
    coverage: new Coverage(),
    world: aWorld(),
  })
  universe.batchLatencyMs = (chance) => Math.ceil(MEDIAN_MS * Math.exp(SIGMA * normal(chance)))
  universe.isStormy = faults > 0
  const { scheduler } = universe
  const people = new People(universe, new History(), { acme: realms.acme[0], beta: realms.beta[0] })
  const lambda = new Lambda(universe, () => undefined)
  const pass = (ms: number) => scheduler.run(scheduler.now + ms, () => void lambda.lookForMessages())

  await secretStore(universe.secrets.client()).store('intuit-app', intuitApp)
  const store = companyStore(universe.tables.client(), 'companies')
  for (const company of companies) {
    await store.create({ company, name: company, createdAt: '2026-01-01T00:00:00Z' })
    const switches = { ...defaultSettings.switches, part: true, customer: true, vendor: true, invoice: true }
    await store.saveSettings(company, { ...defaultSettings, switches, defaultAccounts, goLiveAt: '2023-01-01' }, 0)
  }
  lambda.start()
  return {
    universe,
    pass,
    now: () => scheduler.now,
    feed: (bodies: readonly string[]) => {
      for (const body of bodies) universe.queues.send('changes', body)
    },
    /** Connects as a person does; nothing moves while somebody waits, so time has to pass. */
    async connect(company: CompanyName): Promise<void> {
      let isConnected: boolean | undefined
      void people.connect(company, realms[company][0]).then((is) => {
        isConnected = is
      })
      const giveUpAt = scheduler.now + 120_000
      while (isConnected === undefined && scheduler.now < giveUpAt) await pass(1_000)
      if (!isConnected) throw new Error(`${company} could not be connected`)
    },

    /** Lets time pass until QuickBooks has so many invoices of the company, and gives the moment. */
    async until(company: CompanyName, invoices: number): Promise<number> {
      const count = () => universe.books.control.entities(realms[company][0], 'Invoice').length
      const giveUpAt = scheduler.now + 4 * 3_600_000
      while (count() < invoices) {
        if (scheduler.now > giveUpAt) throw new Error(`${count()} of ${invoices} invoices after four hours`)
        await pass(1_000)
      }
      return scheduler.now
    },
  }
}

/** The inverse of the normal distribution to three decimals (Abramowitz and Stegun, 26.2.23). */
function normal(chance: number): number {
  const p = Math.min(Math.max(chance, 1e-9), 1 - 1e-9)
  const tail = Math.sqrt(-2 * Math.log(Math.min(p, 1 - p)))
  const far =
    (2.515517 + tail * (0.802853 + tail * 0.010328)) / (1 + tail * (1.432788 + tail * (0.189269 + tail * 0.001308)))
  return p < 0.5 ? far - tail : tail - far
}
