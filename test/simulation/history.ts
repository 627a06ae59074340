import type { Fact } from './erp.ts'
import type { Key } from './keys.ts'
import type { CompanyName } from './universe.ts'

/** What a person asked for, when, and when it was answered; a request may never be answered. */
export type Asked = {
  what: string
  company: CompanyName
  key: Key | undefined
  at: number
  answeredAt: number | undefined
  status: number | undefined
}

/** The event log: what was fed and acknowledged, what people asked for and were answered. The checker's one witness. */
export class History {
  readonly facts = new Map<string, Fact>()
  readonly asked: Asked[] = []
  /** Answered since somebody last looked. */
  readonly justAnswered: Asked[] = []
  /** Contents that were sent under a version that another content has. */
  readonly #rivals: Fact[] = []
  readonly #byBody = new Map<string, Fact>()
  /** What was fed that says nothing of any record. */
  readonly unreadable = new Set<string>()

  fed(fact: Fact | undefined, body: string, rival?: Fact): void {
    if (rival) this.#rivals.push(rival)
    if (!fact && !rival) this.unreadable.add(body)
    if (!fact) return
    this.facts.set(`${fact.company}/${fact.key}@${fact.version}`, fact)
    this.#byBody.set(body, fact)
  }

  /** What a message of the feed says; undefined for one that nobody can take. */
  factIn = (body: string): Fact | undefined => this.#byBody.get(body)

  /** The newest that was fed of each record. */
  newest(): Fact[] {
    const newest = new Map<string, Fact>()
    for (const fact of this.facts.values()) {
      const name = `${fact.company}/${fact.key}`
      if ((newest.get(name)?.version ?? -1) < fact.version) newest.set(name, fact)
    }
    return [...newest.values()]
  }

  /** Whether a record was sent twice under one version, and a person let it go on: then what stands is the person's choice. */
  isChosen = (company: CompanyName, key: Key): boolean =>
    this.#rivals.some((rival) => rival.company === company && rival.key === key) &&
    this.asked.some((asked) => asked.company === company && asked.key === key && asked.what !== 'hold')

  isFed = (company: CompanyName, key: Key): boolean =>
    this.#all().some((fact) => fact.company === company && fact.key === key)

  #all = (): Fact[] => [...this.facts.values(), ...this.#rivals]

  /** The fact whose content carries this mark. */
  marked(company: CompanyName, key: Key, mark: string): Fact | undefined {
    return this.#all().find(
      (fact) => fact.company === company && fact.key === key && fact.mark === mark && fact.record !== undefined,
    )
  }
}
