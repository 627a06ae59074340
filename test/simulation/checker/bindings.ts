import * as z from 'zod/mini'
import { type CompanyName, realms, type Universe } from '../universe.ts'
import { look } from '../web.ts'

const Connection = z.object({ status: z.string(), realmId: z.nullable(z.string()), epoch: z.number() })
export type Binding = z.output<typeof Connection> & { from: number }

/** To which books each company was connected, and when: as our own API says. */
export class Bindings {
  readonly #universe: Universe
  readonly #known = new Map<CompanyName, Binding[]>()

  constructor(universe: Universe) {
    this.#universe = universe
  }

  async read(): Promise<void> {
    for (const company of Object.keys(realms) as CompanyName[]) {
      const { status, text } = await look(this.#universe, `/companies/${company}/connection`)
      if (status !== 200) continue
      const now = z.parse(Connection, JSON.parse(text))
      const known = this.#known.get(company) ?? []
      const last = known.at(-1)
      if (last?.epoch === now.epoch && last.status === now.status && last.realmId === now.realmId) continue
      known.push({ ...now, from: this.#universe.scheduler.now })
      this.#known.set(company, known)
    }
  }

  /** As it stands now. */
  now = (company: CompanyName): Binding | undefined => this.#known.get(company)?.at(-1)

  /** Whether a company was connected to these books at any time between two moments. */
  wasConnected(company: CompanyName, realmId: string, from: number, to: number): boolean {
    const known = this.#known.get(company) ?? []
    return known.some(
      (binding, index) =>
        binding.status === 'connected' &&
        binding.realmId === realmId &&
        binding.from <= to &&
        (known[index + 1]?.from ?? Number.POSITIVE_INFINITY) >= from,
    )
  }
}
