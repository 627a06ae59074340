import * as z from 'zod/mini'
import type { Fact } from '../erp.ts'
import type { Asked, History } from '../history.ts'
import { type Key, type Kind, keyWith, pathOf, toldAs } from '../keys.ts'
import { type CompanyName, realms, type Universe } from '../universe.ts'
import { look } from '../web.ts'
import type { Bindings } from './bindings.ts'
import { holds } from './violation.ts'

const Shown = z.object({
  version: z.number(),
  state: z.string(),
  reason: z.nullable(z.object({ code: z.string(), message: z.string(), next: z.string() })),
  link: z.nullable(z.object({ type: z.string(), id: z.string(), active: z.boolean() })),
  syncedVersion: z.nullable(z.number()),
  updatedAt: z.string(),
  deleted: z.boolean(),
})
export type Shown = z.output<typeof Shown>

const Page = z.object({
  items: z.array(z.object({ kind: z.string(), id: z.string(), reason: z.nullable(z.object({ code: z.string() })) })),
})

const Status = z.object({
  kinds: z.record(z.string(), z.record(z.string(), z.number())),
  refusedEvents: z.number(),
  backlog: z.number(),
})

/** Looks at our public API, as somebody in doubt would. */
export class StatusCheck {
  readonly #universe: Universe
  readonly #history: History
  readonly #bindings: Bindings
  /** The version of each record that each of its company's books were said to have. */
  readonly #syncedVersions = new Map<string, number>()
  /** The newest version of each record that was seen to be stored. */
  readonly #storedVersions = new Map<string, number>()

  constructor(universe: Universe, history: History, bindings: Bindings) {
    this.#universe = universe
    this.#history = history
    this.#bindings = bindings
  }

  /** An answer for one company. 15. It holds nothing of another. */
  async #get(company: CompanyName, path: string): Promise<{ status: number; text: string }> {
    const answer = await look(this.#universe, `/companies/${company}${path}`)
    const others = (Object.keys(realms) as CompanyName[]).filter((name) => name !== company)
    const foreign = others.flatMap((name) => [`${name} `, `${name}-`, ...realms[name]])
    const found = foreign.find((text) => answer.text.includes(text))
    holds(found === undefined, 15, () => `what ${company} is told at ${path} holds "${found}"`)
    return answer
  }

  async record(company: CompanyName, key: Key): Promise<Shown | undefined> {
    const { status, text } = await this.#get(company, pathOf(key))
    if (status === 404) return undefined
    // 12. Whatever the ERP calls it, it can be asked for.
    holds(status === 200, 12, () => `whoever asks for ${key} is answered ${status}`)
    const shown = z.parse(Shown, JSON.parse(text))
    // 13. What we have stays so, or comes to be newer; so does what is in one books.
    const name = `${company}/${key}`
    this.#rises(this.#storedVersions, name, shown.version, `${key} was stored`)
    const books = this.#bindings.now(company)?.epoch
    if (shown.link)
      this.#rises(this.#syncedVersions, `${name} in ${books}`, shown.syncedVersion ?? -1, `${key} was synced`)
    return shown
  }

  #rises(versions: Map<string, number>, name: string, now: number, what: string): void {
    const before = versions.get(name) ?? -1
    holds(now >= before, 13, () => `${what} at version ${before} and is now at ${now}`)
    versions.set(name, now)
  }

  /** Whether an account of the ERP is tied to one of the books that its company is connected to. */
  async isTied(company: CompanyName, number: string): Promise<boolean> {
    const { status, text } = await this.#get(company, `/records/account/${number}`)
    return status === 200 && z.parse(Shown, JSON.parse(text)).link !== null
  }

  /** Where a pull stands. */
  async pull(company: CompanyName, id: string): Promise<string> {
    return String(Object(JSON.parse((await this.#get(company, `/pulls/${id}`)).text))['state'])
  }

  async status(company: CompanyName) {
    return z.parse(Status, JSON.parse((await this.#get(company, '/status')).text))
  }

  /** 12. What was acknowledged is stored: this version, or a newer one. */
  async acknowledged({ company, key, version }: Fact): Promise<void> {
    // What is told again was looked at when it came first; whether it was kept shows in the end.
    if ((this.#storedVersions.get(`${company}/${key}`) ?? -1) >= version) return
    const shown = await this.record(company, key)
    const isStored = shown !== undefined && shown.version >= version
    holds(isStored, 12, () => `${key}@${version} was acknowledged and is not stored`)
  }

  /** 14. Whatever a person changed stands in the activity, with who it was. */
  async answered({ company, key, what, at, status }: Asked): Promise<void> {
    if (key === undefined || status !== 200) return
    const { text } = await this.#get(company, `/activity?since=${new Date(at - 1).toISOString()}&limit=100`)
    const items = (JSON.parse(text) as { items: { what: string; by: string; record: string | null }[] }).items
    const isNoted = items.some(
      (item) => item.what === `record-${what}` && item.record === toldAs(key) && item.by === 'ann',
    )
    holds(isNoted, 14, () => `${what} of ${key} was answered, and no activity tells of it`)
  }

  /** The records of a company that a person has put on hold. */
  async heldByPerson(company: CompanyName): Promise<Key[]> {
    const { items } = z.parse(Page, JSON.parse((await this.#get(company, '/records?state=held&limit=200')).text))
    return items.flatMap(({ kind, id, reason }) =>
      reason?.code === 'held_by_person' ? [keyWith(kind as Kind, id)] : [],
    )
  }

  /** Every record that was fed, as it stands now. */
  async all(): Promise<{ fact: Fact; shown: Shown | undefined }[]> {
    const all = []
    for (const fact of this.#history.newest()) all.push({ fact, shown: await this.record(fact.company, fact.key) })
    return all
  }
}
