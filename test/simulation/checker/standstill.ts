import { attemptStore } from '../../../shared/aws/attempts.ts'
import { writerStore } from '../../../shared/aws/writer.ts'
import { type Change, readChange } from '../../../shared/erp/change-event.ts'
import { parseJson } from '../../../shared/lib/json.ts'
import { Refusal } from '../../../shared/lib/refusal.ts'
import { textOf } from '../memory/value.ts'
import { type CompanyName, realms, type Universe } from '../universe.ts'
import type { Bindings } from './bindings.ts'
import { holds } from './violation.ts'

const MINUTE = 60_000
const LOOK_EVERY_MS = MINUTE
/** A record that is due moves within this, as long as nothing stands against it. */
const PATIENCE_MS = 15 * MINUTE

function readIfAny(body: string, now: number): Change | undefined {
  try {
    return readChange(parseJson(body), now)
  } catch (error) {
    if (error instanceof Refusal) return undefined
    throw error
  }
}

/**
 * 25. No record is due and unmoved for more than 15 minutes while QuickBooks answers. Both are promises about our own rows, so
 * these are looked at, and as they are stored: what is due is not asked of the code that might overlook it.
 */
export class StandstillCheck {
  readonly #universe: Universe
  readonly #bindings: Bindings
  #lookedAt = 0
  /** How each record that is due stands, and since when it does. */
  #due = new Map<string, { as: string; since: number }>()

  constructor(universe: Universe, bindings: Bindings) {
    this.#universe = universe
    this.#bindings = bindings
  }

  get isTime(): boolean {
    return this.#universe.scheduler.now >= this.#lookedAt + LOOK_EVERY_MS
  }

  async check(): Promise<void> {
    const { now } = this.#universe.scheduler
    this.#lookedAt = now
    const before = this.#due
    this.#due = new Map()
    for (const company of Object.keys(realms) as CompanyName[]) {
      const quietSince = this.#quietSince(company)
      for (const { key, as } of this.#dueIn(company)) {
        const known = before.get(`${company}/${key}`)
        const since = Math.max(quietSince, known?.as === as ? known.since : now)
        const isLong = now - since > PATIENCE_MS
        const isSent = isLong && (this.#isDeadLetter(company, key) || (await this.#isBeingSent(company, key)))
        holds(!isLong || isSent, 25, () => `${key} of ${company} is due and has not moved for 15 minutes: ${as}`)
        this.#due.set(`${company}/${key}`, { as, since: isSent ? now : since })
      }
    }
  }

  *#dueIn(company: CompanyName): Generator<{ key: string; as: string }> {
    const now = new Date(this.#universe.scheduler.now).toISOString()
    for (const { sk, open, version, tries, lastAttempt } of this.#universe.tables.rows('records', company)) {
      const place = textOf(open)
      if (!place.startsWith('1/') && !(place.startsWith('2/') && place.slice(2) <= now)) continue
      yield { key: textOf(sk), as: [place, version?.N, tries?.N ?? '0', textOf(lastAttempt)].join(' ') }
    }
  }

  /** Since when nothing has been in the way: the company is connected, its books answer, and no process has met a fault. */
  #quietSince(company: CompanyName): number {
    const { scheduler, disturbedAt } = this.#universe
    const binding = this.#bindings.now(company)
    if (binding?.status !== 'connected') return scheduler.now
    return Math.max(binding.from, disturbedAt(binding.realmId ?? ''))
  }

  /** Whether its change waits for an operator, whom an alarm has called: it is stored then, and perhaps not listed yet. */
  #isDeadLetter(company: CompanyName, key: string): boolean {
    const { queues, scheduler } = this.#universe
    return queues.all('changes-dead').some(({ body }) => {
      const change = readIfAny(body, scheduler.now)
      return change?.company === company && change.key === key
    })
  }

  /** Whether an attempt without an outcome holds it, which has its own time to be cleared up. */
  async #isBeingSent(company: CompanyName, key: string): Promise<boolean> {
    const db = this.#universe.tables.client()
    const { openAttempts } = await writerStore(db, 'companies').read(company)
    for (const id of Object.keys(openAttempts)) {
      const attempt = await attemptStore(db, 'attempts').get(company, id)
      if (attempt?.items.some((item) => item.key === key)) return true
    }
    return false
  }
}
