import type { Call } from '../../simulator/control.ts'
import type { CompanyName, Universe } from '../universe.ts'
import { holds } from './violation.ts'

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

  constructor(universe: Universe) {
    this.#universe = universe
  }

  check(): void {
    const calls = this.#universe.calls(this.#read)
    this.#read += calls.length
    for (const call of calls) if (call.path.endsWith('/tokens/bearer')) this.#token(call)
    for (const use of this.#uses.splice(0)) this.#use(use)
    for (const company of this.#universe.renewedByTwo.splice(0)) this.#byTwo(company)
  }

  /** A process that was paused for longer than its lease comes too late; that is what the previous token is kept for. */
  #byTwo(company: CompanyName): void {
    const isPaused = this.#universe.struck.some(({ fault }) => ['delay', 'do late', 'do twice'].includes(fault))
    holds(isPaused, 10, () => `two refreshes of ${company} at the same time`)
  }

  #token(call: Call): void {
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
}
