import { companyStore } from '../../shared/aws/companies.ts'
import { recordStore } from '../../shared/aws/records.ts'
import { secretStore } from '../../shared/aws/secrets.ts'
import { writerStore } from '../../shared/aws/writer.ts'
import { defaultSettings, type Settings } from '../../shared/sync/settings.ts'
import { defaultAccounts, everyKind } from '../local/settled.ts'
import type { World } from '../simulator/world.ts'
import { Bindings } from './checker/bindings.ts'
import { CallCheck } from './checker/calls.ts'
import { EndCheck } from './checker/ending.ts'
import { LedgerCheck } from './checker/ledger.ts'
import { LogCheck } from './checker/logs.ts'
import { StandstillCheck } from './checker/standstill.ts'
import { StatusCheck } from './checker/status.ts'
import { TokenCheck } from './checker/tokens.ts'
import { holds, Violation } from './checker/violation.ts'
import type { Coverage, Planned } from './coverage.ts'
import { accountEventOf, accounts } from './erp.ts'
import { weatherOf } from './faults.ts'
import { loadFunctions } from './functions.ts'
import { History } from './history.ts'
import type { Struck } from './invocation.ts'
import { namesAccounts } from './keys.ts'
import { Lambda } from './lambda.ts'
import { People } from './people.ts'
import { Random } from './random.ts'
import { type Happening, scriptOf } from './script.ts'
import { noteSometimes } from './sometimes.ts'
import { stockWayOf } from './stock-way.ts'
import { type CompanyName, type LogLine, realms, TAX_ITEM, Universe } from './universe.ts'
import { worldOf } from './worlds.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
/** Many times what a seed takes that gets somewhere. */
const STEPS_MAX = 30_000
/** No process lives longer. */
const PROCESS_LIVES_MS = 15 * MINUTE
/** Within so long after the storm everything is synced, or stands with a reason. */
const PATIENCE_MS = 24 * HOUR
/** So long, at most, is waited between two looks. */
const WAIT_MAX_MS = 16 * MINUTE
/** A person who lets something go on, or connects, sees a call to QuickBooks within this. */
const SOON_MS = MINUTE

/** They last for an hour, and are renewed within its last quarter. */
const UNTIL_TOKENS_END_MS = [25 * MINUTE, 58 * MINUTE] as const

/** What to leave out of a seed, to see what it takes for it to fail; what is left out of its world is as documented. */
export type Without = { happenings: ReadonlySet<number>; faults: ReadonlySet<string>; world: ReadonlySet<string> }
export const intuitApp = {
  clientId: 'local-client',
  clientSecret: 'local-secret',
  environment: 'sandbox',
  baseUrl: 'https://quickbooks.test',
  authorizeUrl: 'https://intuit.test/connect/oauth2',
  tokenUrl: 'https://intuit.test/oauth2/v1/tokens/bearer',
  revokeUrl: 'https://intuit.test/v2/oauth2/tokens/revoke',
}
const settings: Settings = {
  ...defaultSettings,
  switches: everyKind,
  defaultAccounts,
  goLiveAt: '2023-01-01T00:00:00Z',
}
const taxAsLine = { tax: 'line', taxLineItem: TAX_ITEM } as const
const nothingLeftOut: Without = { happenings: new Set(), faults: new Set(), world: new Set() }

export type Run = {
  planned: Planned
  violation: Violation | undefined
  world: World
  happenings: readonly Happening[]
  struck: readonly Struck[]
  logs: readonly LogLine[]
  universe: Universe
  steps: number
}

/** Runs one seed from its first moment to its last: the storm, the calm after it, and the same feed once more. */
export async function simulate(planned: Planned, coverage: Coverage, without = nothingLeftOut): Promise<Run> {
  // Before time begins: loading takes the event loop, which is what makes virtual time pass.
  await loadFunctions()
  const { seed } = planned
  const { happenings: all, lengthMs } = scriptOf(seed)
  const happenings = all.filter((_, index) => !without.happenings.has(index))
  const world = worldOf(seed, without.world)
  const universe = new Universe({ planned, weather: weatherOf(seed), suppressed: without.faults, coverage, world })
  const simulation = new Simulation(universe, happenings, coverage)
  const violation = await simulation.run(lengthMs).then(
    () => undefined,
    (error: unknown) => {
      if (error instanceof Violation) return error
      throw error
    },
  )
  noteSometimes(universe, coverage)
  const { struck, logs } = universe
  return { planned, violation, world, happenings, struck, logs, universe, steps: universe.scheduler.steps }
}

class Simulation {
  readonly #universe: Universe
  readonly #happenings: readonly Happening[]
  readonly #coverage: Coverage
  readonly #history = new History()
  readonly #lambda: Lambda
  readonly #people: People
  readonly #companies: readonly CompanyName[]
  /** Companies whose documents name accounts, which are to be tied. */
  readonly #withAccounts: readonly CompanyName[]
  readonly #bindings: Bindings
  readonly #ledger: LedgerCheck
  readonly #calls: CallCheck
  readonly #status: StatusCheck
  readonly #tokens: TokenCheck
  readonly #logs: LogCheck
  readonly #standstill: StandstillCheck
  /** What has just been acknowledged or answered, and is to be looked at. */
  readonly #toLookAt: (() => Promise<void>)[] = []

  constructor(universe: Universe, happenings: readonly Happening[], coverage: Coverage) {
    this.#universe = universe
    this.#happenings = happenings
    this.#coverage = coverage
    this.#companies = Object.keys(realms) as CompanyName[]
    const isForAccounts = (happening: Happening, company: CompanyName) =>
      happening.do === 'feed' && happening.fact?.company === company && namesAccounts(happening.fact.key)
    this.#withAccounts = this.#companies.filter((company) => happenings.some((one) => isForAccounts(one, company)))
    this.#people = new People(universe, this.#history, { acme: realms.acme[0], beta: realms.beta[0] })
    this.#bindings = new Bindings(universe)
    this.#ledger = new LedgerCheck(universe, this.#history)
    this.#calls = new CallCheck(universe, this.#history, this.#bindings, this.#ledger)
    this.#status = new StatusCheck(universe, this.#history, this.#bindings)
    this.#tokens = new TokenCheck(universe)
    this.#logs = new LogCheck(universe)
    this.#standstill = new StandstillCheck(universe, this.#bindings)
    this.#lambda = new Lambda(universe, (queue, { body }) => {
      if (queue !== 'changes') return
      const fact = this.#history.factIn(body)
      if (fact) this.#toLookAt.push(() => this.#status.acknowledged(fact))
    })
    universe.onToken = (token, company) => this.#tokens.used(token, company)
  }

  async run(lengthMs: number): Promise<void> {
    await this.#begin()
    await this.#waitForTokens()
    await this.#storm(lengthMs)
    await this.#calm()
    await this.#once()
  }

  /** Companies as an operator sets them up, connected as a person connects them. */
  async #begin(): Promise<void> {
    await secretStore(this.#universe.secrets.client()).store('intuit-app', intuitApp)
    const companies = companyStore(this.#universe.tables.client(), 'companies')
    for (const company of this.#companies) {
      await companies.create({ company, name: company, createdAt: '2026-01-01T00:00:00Z' })
      const stock = stockWayOf(this.#universe.seed, company)
      const tax = this.#universe.isTaxLine ? taxAsLine : {}
      await companies.saveSettings(company, { ...settings, ...stock, ...tax }, 0)
      void this.#people.connect(company, realms[company][0])
    }
    await this.#pass(MINUTE)
    this.#lambda.start()
    for (const company of this.#withAccounts) {
      for (const number of Object.keys(accounts)) {
        this.#universe.queues.send('changes', accountEventOf(company, number))
      }
    }
    await this.#tieAccounts()
  }

  /** Somebody ties the accounts of the ERP to those of the books that a company is connected to. */
  async #tieAccounts(): Promise<void> {
    if (this.#withAccounts.length === 0) return
    for (const company of this.#withAccounts) {
      const isTied = await Promise.all(Object.keys(accounts).map((number) => this.#status.isTied(company, number)))
      if (!isTied.every(Boolean)) void this.#people.tieAccounts(company)
    }
    await this.#pass(MINUTE)
  }

  /** In some seeds the storm comes when tokens are about to end, so that it meets their renewal. */
  async #waitForTokens(): Promise<void> {
    const { seed } = this.#universe
    if (seed % 8 !== 6) return
    await this.#pass(new Random(seed, 'before the storm').between(...UNTIL_TOKENS_END_MS))
  }

  async #storm(lengthMs: number): Promise<void> {
    const { scheduler } = this.#universe
    const start = scheduler.now
    this.#universe.stormAt = start
    for (const happening of this.#happenings) {
      scheduler.at(start + happening.at, () => this.#people.carryOut(happening))
    }
    this.#universe.isStormy = true
    await this.#pass(lengthMs)
    this.#universe.isStormy = false
  }

  /** Nothing fails any more, and people see to what waits for them. */
  async #calm(): Promise<void> {
    const { control } = this.#universe.books
    control.configure({ monthlyReadCap: null })
    for (const realmId of control.realms()) {
      control.setPreferences(realmId, { bookCloseDate: null })
      control.setAdminLeft(realmId, false)
    }
    const giveUpAt = this.#universe.scheduler.now + PATIENCE_MS
    // What was under way when the storm ended has come to its end, one way or the other.
    await this.#pass(PROCESS_LIVES_MS)
    await this.#settle(giveUpAt)
    for (const company of this.#companies) void this.#people.lookNow(company)
    await this.#pass(MINUTE)
    await this.#tieAccounts()
    await this.#settle(giveUpAt)
    if (await this.#letGoOn()) await this.#settle(giveUpAt)
    await this.#parts().check(this.#companies, this.#people.pulls, this.#steady())
  }

  /** Companies of which nobody changes what decides how their stock is counted. */
  #steady(): CompanyName[] {
    const isAbout = (patch: object) => ['stockCountedBy', 'quantities', 'switches'].some((field) => field in patch)
    const changed = this.#happenings.flatMap((one) =>
      one.do === 'change settings' && isAbout(one.patch) ? [one.company] : [],
    )
    return this.#companies.filter((company) => !changed.includes(company))
  }

  #parts = () =>
    new EndCheck({
      universe: this.#universe,
      history: this.#history,
      bindings: this.#bindings,
      ledger: this.#ledger,
      status: this.#status,
    })

  /** Records that a person had stopped go on; false if there are none. */
  async #letGoOn(): Promise<boolean> {
    let areAny = false
    for (const company of this.#companies) {
      for (const key of await this.#status.heldByPerson(company)) {
        areAny = true
        void this.#people.act('resume', company, key)
      }
    }
    return areAny
  }

  /** 21. What a person sets going leads to a call to QuickBooks within a minute, if there is anything to send. */
  async #promptly(company: CompanyName, act: () => void): Promise<void> {
    const before = this.#universe.books.control.calls().length
    const { backlog } = await this.#status.status(company)
    const { openAttempts } = await writerStore(this.#universe.tables.client(), 'companies').read(company)
    act()
    await this.#pass(SOON_MS)
    const calls = this.#universe.books.control.calls().slice(before)
    const isCalled = calls.some(({ path }) => path.endsWith('/batch') || path.endsWith('/query'))
    await this.#bindings.read()
    const isConnected = this.#bindings.now(company)?.status === 'connected'
    const isLeft = (await this.#status.status(company)).backlog >= backlog
    // What is to be looked up has its time, and what QuickBooks holds already needs no call.
    if (Object.keys(openAttempts).length > 0 || !isLeft || backlog === 0 || !isConnected) return
    holds(isCalled, 21, () => `${company} was connected, and nothing was sent within a minute`)
    this.#coverage.saw('a call within a minute')
  }

  /** Waits until nothing is pending and no attempt is open. */
  async #settle(giveUpAt: number): Promise<void> {
    const { scheduler } = this.#universe
    for (let waitMs = 2 * MINUTE; scheduler.now < giveUpAt; waitMs = Math.min(2 * waitMs, WAIT_MAX_MS)) {
      await this.#pass(waitMs)
      this.#redrive()
      await this.#reconnect()
      if (!(await this.#isBusy())) return
    }
  }

  /** Somebody is told that a company needs it, and connects it again. */
  async #reconnect(): Promise<void> {
    await this.#bindings.read()
    for (const company of this.#companies) {
      if (this.#bindings.now(company)?.status === 'connected') continue
      await this.#promptly(company, () => void this.#people.connect(company, this.#people.home[company]))
    }
  }

  async #isBusy(): Promise<boolean> {
    const { queues, running } = this.#universe
    const isAtWork = [...running].some((one) => one.function !== 'sweep' && one.function !== 'refresh')
    if (isAtWork || queues.all('changes').length > 0) return true
    for (const company of this.#companies) {
      if ((await this.#status.status(company)).backlog > 0) return true
      const { openAttempts, releases } = await writerStore(this.#universe.tables.client(), 'companies').read(company)
      if (Object.keys(openAttempts).length + releases.size > 0) return true
      const records = recordStore(this.#universe.tables.client(), 'records')
      if ((await records.recountsDue(company, this.#universe.scheduler.now + HOUR, 1)).length > 0) return true
    }
    return false
  }

  /** An operator sees the alarm, and puts what nobody could take back onto its queue. */
  #redrive(): void {
    const { queues } = this.#universe
    const count = queues.redrive('changes-dead', 'changes') + queues.redrive('wakes-dead', 'wakes')
    this.#coverage.saw('a message in the dead letters', count)
  }

  /** 23. The whole feed once more changes nothing. */
  async #once(): Promise<void> {
    const { posts } = this.#calls
    for (const happening of this.#happenings) {
      if (happening.do === 'feed' && happening.fact) this.#universe.queues.send('changes', happening.body)
    }
    await this.#pass(2 * MINUTE)
    holds(this.#calls.posts === posts, 23, () => `${this.#calls.posts - posts} writes, although nothing was new`)
  }

  #pass = (ms: number): Promise<void> =>
    this.#universe.scheduler.run(this.#universe.scheduler.now + ms, () => this.#watch())

  /** After every step: what is new is looked at, and nothing that is new may break a promise. */
  #watch(): Promise<void> | undefined {
    holds(this.#universe.scheduler.steps < STEPS_MAX, 18, () => 'a process goes round in circles')
    this.#lambda.lookForMessages()
    for (const asked of this.#history.justAnswered.splice(0)) this.#toLookAt.push(() => this.#status.answered(asked))
    const hasNews =
      this.#calls.hasNews ||
      this.#ledger.hasNews ||
      this.#universe.isConnectionTouched ||
      this.#toLookAt.length > 0 ||
      this.#standstill.isTime
    this.#logs.check()
    return hasNews ? this.#lookClosely() : undefined
  }

  async #lookClosely(): Promise<void> {
    if (this.#universe.isConnectionTouched) {
      this.#universe.isConnectionTouched = false
      await this.#bindings.read()
    }
    this.#tokens.check()
    this.#ledger.check()
    await this.#calls.check()
    for (const check of this.#toLookAt.splice(0)) await check()
    if (this.#standstill.isTime) await this.#standstill.check()
  }
}
