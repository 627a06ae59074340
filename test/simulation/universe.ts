import type { Call } from '../simulator/control.ts'
import { createIntuit, type Intuit } from '../simulator/intuit.ts'
import type { World } from '../simulator/world.ts'
import type { Coverage, Planned } from './coverage.ts'
import { type AnyFault, faultsOn, type Line, type Weather } from './faults.ts'
import { type FunctionName, loadFunctions, timeoutsMs } from './functions.ts'
import { callIntuit, type Request, type Trouble } from './http.ts'
import { Invocation, type Struck, type Surroundings } from './invocation.ts'
import { MemoryDynamoDB } from './memory/dynamodb.ts'
import { MemorySecretsManager } from './memory/secrets-manager.ts'
import { MemorySQS } from './memory/sqs.ts'
import { nameOf } from './names.ts'
import { Random } from './random.ts'
import { Scheduler } from './scheduler.ts'

const START = Date.parse('2026-11-24T18:00:00Z')
const MINUTE = 60_000
const CLIENT = { id: 'local-client', secret: 'local-secret' }
/** The realms there are; a company is connected to the first that is its own. */
/** The item that stands for the tax of an invoice, and the account on which the tax is owed. */
export const TAX_ITEM = '900'
const TAX_PAYABLE = '90'

export const realms = { acme: ['9111000001', '9111000002'], beta: ['9222000001'] } as const
export type CompanyName = keyof typeof realms

/** What a function printed, and which. */
export type LogLine = { at: number; by: string; line: string }

/** One seed's world: the clouds' services in memory, Intuit, and every process that runs. */
export class Universe implements Surroundings {
  readonly seed: number
  readonly random: Random
  readonly scheduler = new Scheduler(START)
  readonly tables = new MemoryDynamoDB()
  readonly secrets = new MemorySecretsManager()
  readonly queues: MemorySQS
  readonly books: Intuit
  /** How far Intuit's clock is ahead of ours. */
  readonly skewMs: number
  readonly startedAt = START
  stormAt = START
  readonly logs: LogLine[] = []
  readonly struck: Struck[] = []
  readonly #weather: Weather
  readonly #suppressed: ReadonlySet<string>
  readonly #coverage: Coverage
  readonly #planned: Planned
  readonly #numbers = new Map<string, number>()
  isStormy = false
  /** Whether somebody has had to wait for tokens that somebody else was renewing. */
  hasRacedForTokens = false
  /** Whether a connection may have changed since somebody last looked. */
  isConnectionTouched = false
  batchLatencyMs?: (chance: number) => number
  /** Books that answer no write for a while, and what becomes of the writes. */
  readonly silences = new Map<string, { until: number; carriedOut: 'yes' | 'no' | 'late' }>()
  /** Under which names logs tell of records whose rows were spoiled. */
  readonly spoiled = new Set<string>()
  /** Whether the companies have the tax of an invoice as a line of its own, so that QuickBooks decides nothing about it. */
  readonly isTaxLine: boolean
  /** Until when nobody pays for these books. */
  readonly lapses = new Map<string, number>()
  /** Until when Intuit renews no tokens. */
  noTokensUntil = 0
  /** Who is renewing the tokens of a company. */
  readonly #renewing = new Map<CompanyName, Set<Invocation>>()
  /** Companies whose tokens somebody began to renew while somebody else was at it. */
  readonly renewedByTwo: CompanyName[] = []
  /** Called when a push uses a token. */
  onToken: (accessToken: string, company: CompanyName) => void = () => undefined
  /** Invocations that are running now. */
  readonly running = new Set<Invocation>()

  constructor(options: {
    planned: Planned
    weather: Weather
    suppressed: ReadonlySet<string>
    coverage: Coverage
    world: World
  }) {
    this.seed = options.planned.seed
    this.#weather = options.weather
    this.#suppressed = options.suppressed
    this.#coverage = options.coverage
    this.#planned = options.planned
    this.random = new Random(this.seed, 'universe')
    this.isTaxLine = new Random(this.seed, 'tax as a line').chance(0.5)
    const now = () => this.scheduler.now
    const deadLetters = (queue: string) => ({ queue, maxReceiveCount: 5 })
    const queues = {
      changes: { visibilityMs: 180_000, deadLetters: deadLetters('changes-dead') },
      wakes: { visibilityMs: 960_000, deadLetters: deadLetters('wakes-dead') },
      pulls: { visibilityMs: 660_000, deadLetters: deadLetters('pulls-dead') },
      'pulls-dead': { visibilityMs: 30_000 },
      'changes-dead': { visibilityMs: 30_000 },
      'wakes-dead': { visibilityMs: 30_000 },
    }
    this.queues = new MemorySQS(queues, now, this.random.next)
    // Intuit's clock is not ours.
    this.skewMs = this.random.pick([0, 0, 0, -1, 1]) * this.random.between(0, 10 * MINUTE)
    this.books = createIntuit({
      now: () => now() + this.skewMs,
      random: new Random(this.seed, 'intuit').next,
      client: CLIENT,
      realms: Object.values(realms).flatMap((ids) =>
        ids.map((realmId) => ({ realmId, name: `Books ${realmId}`, withLists: false })),
      ),
      settings: { rotateRefreshTokensAlways: this.random.chance(0.5), world: options.world },
    })
    const mayRepeatNumbers = this.random.chance(0.8)
    for (const realmId of Object.values(realms).flat()) {
      this.books.control.plant(realmId, 'Item', TAX_ITEM, {
        Name: 'Sales tax',
        Type: 'Service',
        IncomeAccountRef: { value: TAX_PAYABLE },
      })
      if (mayRepeatNumbers) this.books.control.setPreferences(realmId, { refuseDuplicateNumbers: [] })
    }
  }

  /** Every call that reached Intuit, by our own clock. */
  calls(from = 0): Call[] {
    return this.books.control
      .calls()
      .slice(from)
      .map((call) => ({ ...call, at: call.at - this.skewMs }))
  }

  faultAt(invocation: Invocation, line: Line, name: string, [first, second]: readonly [number, number]) {
    const { nextKey: key } = invocation
    const aim = this.#planned.aims.find((one) => one.key === key)
    const fault = aim?.fault ?? this.#choose(line, first, second)
    if (fault && this.#suppressed.has(key)) return undefined
    const spared = this.isStormy && !fault ? { ...this.#planned, key } : undefined
    this.#coverage.met(line, `${invocation.function} · ${name}`, fault, spared)
    if (fault) {
      this.struck.push({ key, at: this.scheduler.now, name, fault })
      invocation.isStruck = true
    }
    return fault
  }

  /** When something was last in the way of whoever calls these books: a fault, what has become of a process since, or trouble. */
  disturbedAt = (realmId: string): number => {
    const { now } = this.scheduler
    const isMonthSpent = this.books.control.settings().monthlyReadCap !== null
    if (isMonthSpent || [...this.running].some(({ isStruck }) => isStruck)) return now
    const isOver = [this.silences.get(realmId)?.until ?? 0, this.lapses.get(realmId) ?? 0, this.noTokensUntil]
    return Math.max(this.struck.at(-1)?.at ?? 0, ...isOver.map((until) => Math.min(until, now)))
  }

  #choose(line: Line, first: number, second: number): AnyFault | undefined {
    if (!this.isStormy || first >= this.#weather.probability) return undefined
    const possible: readonly AnyFault[] = faultsOn[line]
    const allowed = possible.filter((fault) => this.#weather.allowed.has(fault))
    return allowed[Math.floor(second * allowed.length)]
  }

  log({ name }: Invocation, line: string): void {
    this.logs.push({ at: this.scheduler.now, by: name, line })
  }

  dynamodb(invocation: Invocation, command: object): Promise<object> {
    const name = nameOf(command)
    return invocation.ask({
      line: 'store',
      name,
      perform: () => {
        if (name === 'companies: bind' || name === 'companies: end connection') this.isConnectionTouched = true
        try {
          return this.tables.execute(command)
        } catch (error) {
          if (name === 'companies: lease tokens') this.hasRacedForTokens = true
          throw error
        }
      },
      latencyMs: [2, 20],
      giveUpAfterMs: 20_000,
      error: () => failure('InternalServerError'),
    })
  }

  sqs(invocation: Invocation, command: object): Promise<object> {
    return invocation.ask({
      line: 'queue',
      name: 'queue: send',
      perform: () => this.queues.execute(command),
      acknowledgement: { MessageId: 'lost' },
      latencyMs: [5, 30],
      giveUpAfterMs: 20_000,
      error: () => failure('TimeoutError'),
    })
  }

  secretsManager(invocation: Invocation, command: object): Promise<object> {
    return invocation.ask({
      line: 'secrets',
      name: `secrets: ${command.constructor.name.replace('Command', '')}`,
      perform: () => this.secrets.execute(command),
      latencyMs: [15, 60],
      giveUpAfterMs: 20_000,
      error: () => failure('InternalServiceError'),
    })
  }

  intuit(invocation: Invocation, request: Request) {
    const [, realmId] = /\/company\/(\d+)\//.exec(request.url) ?? []
    const token = /^Bearer (.*)$/.exec(request.headers.get('authorization') ?? '')?.[1]
    const company = companyAt(realmId)
    if (token && company && invocation.function === 'push') this.onToken(token, company)
    const call = callIntuit(invocation, this.books, request, this.#trouble(realmId, request))
    const [, refreshToken] = /grant_type=refresh_token.*refresh_token=(RT1-[^&]+)/.exec(request.body) ?? []
    const holder = refreshToken && this.holderOf(refreshToken)
    return holder ? this.#renewal(holder, invocation, call) : call
  }

  /** Sees whether two renew the tokens of a company at the same time; one that has died is not at it any more. */
  async #renewal<Answer>(company: CompanyName, invocation: Invocation, call: Promise<Answer>): Promise<Answer> {
    const renewing = this.#renewing.get(company) ?? new Set()
    this.#renewing.set(company, renewing)
    if ([...renewing].some(({ isOver }) => !isOver)) this.renewedByTwo.push(company)
    renewing.add(invocation)
    try {
      return await call
    } finally {
      renewing.delete(invocation)
    }
  }

  /** The company whose stored tokens hold this one. */
  holderOf = (token: string): CompanyName | undefined =>
    (Object.keys(realms) as CompanyName[]).find((company) => this.storedTokens(company)?.includes(token))

  /** What Intuit is going through at the moment of a call. */
  #trouble(realmId: string | undefined, { url, body }: Request): Trouble | undefined {
    const { now } = this.scheduler
    const silence = this.silences.get(realmId ?? '')
    if (!this.isStormy) return undefined
    const isWrite = url.includes('/batch?')
    if (isWrite && now < (this.lapses.get(realmId ?? '') ?? 0)) return 'unpaid'
    if (silence && now < silence.until && isWrite) return silence.carriedOut
    return now < this.noTokensUntil && body.includes('grant_type=refresh_token') ? 'down' : undefined
  }

  /**
   * Runs a function as Lambda does. The promise stays open if the process dies; `onDeath` tells of that.
   */
  async invoke(name: FunctionName, event: object, onDeath?: () => void): Promise<unknown> {
    const handler = (await loadFunctions())[name]
    const number = (this.#numbers.get(name) ?? 0) + 1
    this.#numbers.set(name, number)
    const invocation = new Invocation({
      name: `${name} ${number}`,
      function: name,
      seed: this.seed,
      surroundings: this,
      timeoutMs: timeoutsMs[name],
      onDeath: () => {
        this.running.delete(invocation)
        onDeath?.()
      },
    })
    this.running.add(invocation)
    const context = { getRemainingTimeInMillis: () => invocation.endsAt - this.scheduler.now }
    try {
      return await invocation.run(() => handler(event, context))
    } finally {
      this.running.delete(invocation)
    }
  }

  /** Runs a function for whoever looks from outside: at once, and nothing fails. */
  async observe(name: FunctionName, event: object): Promise<unknown> {
    const handler = (await loadFunctions())[name]
    const invocation = new Invocation({
      name: 'observer',
      function: name,
      seed: this.seed,
      surroundings: this,
      timeoutMs: 0,
      isOutside: true,
    })
    return invocation.run(() => handler(event, { getRemainingTimeInMillis: () => 0 }))
  }

  /** The tokens that are stored for a company, as text; undefined if none are. */
  storedTokens(company: string): string | undefined {
    return this.secrets.peek(`tokens/${company}`)
  }
}

/** Whose books these are. */
const companyAt = (realmId: string | undefined): CompanyName | undefined =>
  (Object.keys(realms) as CompanyName[]).find((company) => realms[company].some((id) => id === realmId))

const failure = (name: string): Error => Object.assign(new Error(`${name}, by chance`), { name })
