import type { Call } from '../../simulator/control.ts'
import { type CompanyName, realms, type Universe } from '../universe.ts'
import { holds } from './violation.ts'

/** Whoever asks for tokens waits no longer for an answer, and then may ask again. */
const GIVES_UP_AFTER_MS = 10_000

type Use = { accessToken: string; company: CompanyName; stored: string | undefined }
type Granted = { order: number; refreshToken: string }

/** 10. One refresh in flight a company; and the token that is stored is never older than one that was used. */
export class TokenCheck {
  readonly #universe: Universe
  #read = 0
  #granted = 0
  /** By access token: with which refresh token it came. */
  readonly #byAccess = new Map<string, Granted>()
  readonly #order = new Map<string, number>()
  readonly #uses: Use[] = []
  readonly #refreshes = new Map<CompanyName, number>()

  constructor(universe: Universe) {
    this.#universe = universe
  }

  check(): void {
    const calls = this.#universe.calls(this.#read)
    this.#read += calls.length
    for (const call of calls) if (call.path.endsWith('/tokens/bearer')) this.#token(call)
    for (const use of this.#uses.splice(0)) this.#use(use)
  }

  #token(call: Call): void {
    const token = /grant_type=refresh_token/.test(call.body)
      ? /refresh_token=(RT1-[^&]+)/.exec(call.body)?.[1]
      : undefined
    const company = token && this.#holderOf(token)
    // A process that was paused for longer than its lease comes too late; that is what the previous token is kept for.
    const isPaused = this.#universe.struck.some(({ fault }) => ['delay', 'do late', 'do twice'].includes(fault))
    if (company) {
      const busyUntil = this.#refreshes.get(company) ?? 0
      holds(isPaused || busyUntil <= call.at, 10, () => `two refreshes of ${company} at the same time`)
      this.#refreshes.set(company, call.at + (call.delivery.is === 'never' ? GIVES_UP_AFTER_MS : call.delivery.afterMs))
    }
    if (call.status !== 200 || !call.answer.startsWith('{')) return
    const granted = JSON.parse(call.answer) as { access_token?: string; refresh_token?: string }
    if (!granted.access_token || !granted.refresh_token) return
    this.#granted++
    if (!this.#order.has(granted.refresh_token)) this.#order.set(granted.refresh_token, this.#granted)
    const order = this.#order.get(granted.refresh_token) ?? 0
    this.#byAccess.set(granted.access_token, { order, refreshToken: granted.refresh_token })
  }

  /** Notes that a token is used, and what is stored at that moment; it is judged outside of the code that uses it. */
  used(accessToken: string, company: CompanyName): void {
    this.#uses.push({ accessToken, company, stored: this.#universe.storedTokens(company) })
  }

  /** The store must hold the refresh token that an access token came with, or a later one. */
  #use({ accessToken, company, stored }: Use): void {
    const granted = this.#byAccess.get(accessToken)
    if (!granted || !stored) return
    const { refreshToken } = JSON.parse(stored) as { refreshToken: string }
    const isPaused = this.#universe.struck.some(({ fault, name }) => fault === 'do late' && name.startsWith('secrets'))
    const order = this.#order.get(refreshToken) ?? 0
    holds(isPaused || order >= granted.order, 10, () => `${company} used a token that is not stored`)
  }

  #holderOf(token: string): CompanyName | undefined {
    return (Object.keys(realms) as CompanyName[]).find((company) =>
      this.#universe.storedTokens(company)?.includes(token),
    )
  }
}
