import { refusedEventStore } from '../../../shared/aws/refused-events.ts'
import { writerStore } from '../../../shared/aws/writer.ts'
import type { Fact } from '../erp.ts'
import type { History } from '../history.ts'
import { isList, type Key, kindOf, markIn, typeOf } from '../keys.ts'
import { textOf } from '../memory/value.ts'
import type { CompanyName, Universe } from '../universe.ts'
import type { Bindings } from './bindings.ts'
import { figuresApart } from './figures.ts'
import type { LedgerCheck } from './ledger.ts'
import { LinkCheck } from './links.ts'
import type { Shown, StatusCheck } from './status.ts'
import { StockCheck } from './stock.ts'
import { holds } from './violation.ts'

const STOPPED = ['held', 'rejected', 'unknown', 'off', 'waiting']

/** What must be true once the storm is over and everything has had its time. */
export class EndCheck {
  readonly #universe: Universe
  readonly #history: History
  readonly #bindings: Bindings
  readonly #ledger: LedgerCheck
  readonly #status: StatusCheck
  readonly #links: LinkCheck
  readonly #stock: StockCheck

  constructor(parts: {
    universe: Universe
    history: History
    bindings: Bindings
    ledger: LedgerCheck
    status: StatusCheck
  }) {
    this.#universe = parts.universe
    this.#history = parts.history
    this.#bindings = parts.bindings
    this.#ledger = parts.ledger
    this.#status = parts.status
    this.#links = new LinkCheck(parts)
    this.#stock = new StockCheck(parts)
  }

  async check(
    companies: readonly CompanyName[],
    pulls: readonly { company: CompanyName; id: string }[],
    steady: readonly CompanyName[],
  ): Promise<void> {
    const states = new Map<string, number>()
    const all = await this.#status.all()
    for (const { fact, shown } of all) {
      // 12, and 17 of the promise: nothing that was fed is lost.
      holds(shown !== undefined && shown.version >= fact.version, 12, () => `${fact.key}@${fact.version} was lost`)
      this.#record(fact, shown)
      this.#number(fact, shown, all)
      this.#fitness(fact, shown)
      // Deleted records are counted apart.
      const isGone = shown.state === 'synced' && shown.deleted
      const state = `${fact.company} ${kindOf(fact.key)} ${isGone ? 'deleted' : shown.state}`
      states.set(state, (states.get(state) ?? 0) + 1)
    }
    for (const company of companies) {
      await this.#counts(company, states)
      // 18. No open attempt. This is a promise about our own row, so it is looked at.
      const writer = await writerStore(this.#universe.tables.client(), 'companies').read(company)
      const { openAttempts, suspension } = writer
      holds(Object.keys(openAttempts).length === 0, 18, () => `${company} has an attempt open for ever`)
      holds(suspension === undefined, 18, () => `${company} is kept from QuickBooks for ever: ${suspension?.code}`)
    }
    for (const { company, id } of pulls) {
      const state = await this.#status.pull(company, id)
      holds(state === 'done' || state === 'failed', 18, () => `a pull of ${company} is still ${state}`)
    }
    await this.#nothingUnread()
    this.#reconcile(companies)
    this.#links.check(all)
    for (const company of steady) this.#stock.check(company, all)
  }

  /** 24. The counts that a controller reads say of each kind and state what its records say one by one. */
  async #counts(company: CompanyName, states: ReadonlyMap<string, number>): Promise<void> {
    const { kinds } = await this.#status.status(company)
    for (const [kind, counts] of Object.entries(kinds)) {
      // Accounts of the ERP are fed once at the beginning, and are no part of the history.
      if (kind === 'account') continue
      for (const [state, count] of Object.entries(counts)) {
        const shown = states.get(`${company} ${kind} ${state}`) ?? 0
        holds(
          count === shown,
          24,
          () => `${company} is told of ${count} ${state} of the kind ${kind}, and has ${shown}`,
        )
      }
    }
  }

  #record(fact: Fact, shown: Shown): void {
    const { company, key, record, mark } = fact
    const { reason, updatedAt } = shown
    if (STOPPED.includes(shown.state) || shown.state === 'differs') {
      // 19. Whatever stands still, or differs, says why, since when, and what to do.
      const isTold =
        reason !== null && [reason.code, reason.message, reason.next, updatedAt].every((text) => text !== '')
      holds(isTold, 19, () => `${key} is ${shown.state} and does not say why`)
    }
    if (STOPPED.includes(shown.state)) {
      // 28. Only what somebody has edited in QuickBooks is held for that.
      const isEdited = this.#live(company, key, shown.link?.id).some(({ name }) => this.#ledger.touched.has(name))
      holds(reason?.code !== 'edited_in_quickbooks' || isEdited, 28, () => `${key} is held as edited, and nobody has`)
      // 17. What we have posted follows its date to before go-live.
      const isLeft = reason?.code === 'before_go_live' && this.#live(company, key, undefined).length > 0
      holds(!isLeft, 17, () => `${key} was moved to before go-live, and is in QuickBooks as it was before`)
      return
    }
    holds(['synced', 'differs'].includes(shown.state), 18, () => `${key} is still ${shown.state}`)
    if (this.#history.isChosen(company, key)) return
    // 17. Exactly one object, and its content is the newest.
    const live = this.#live(company, key, shown.link?.id)
    if (record === undefined || record['active'] === false) {
      const ours = live.filter(({ name }) => this.#ledger.made.has(name) && !this.#ledger.touched.has(name))
      const active = ours.filter(({ entity }) => entity['Active'] !== false && !isVoided(entity))
      holds(active.length === 0, 17, () => `${key} is gone from the ERP and still in QuickBooks`)
      return
    }
    // What a person has deleted in QuickBooks is noticed when the record is next sent, and not before.
    if (live.length === 0 && this.#isDeletedByPerson(company, key)) return
    holds(live.length === 1, 17, () => `${key} is synced, and in QuickBooks ${live.length} times`)
    const [entity] = live
    const isTouched = entity !== undefined && this.#ledger.touched.has(entity.name)
    const isNewest = entity !== undefined && markIn(entity.entity) === mark
    holds(isTouched || isNewest, 17, () => `${key} is synced, and QuickBooks does not show ${mark}`)
    holds(isTouched || !isList(key) || entity?.entity['Active'] !== false, 17, () => `${key} is inactive in QuickBooks`)
    if (!isTouched && entity) this.#agreement(fact, shown, entity.entity)
  }

  /** 29. What is synced is in QuickBooks as the ERP has it, and what differs is not. */
  #agreement(fact: Fact, { state }: Shown, entity: Record<string, unknown>): void {
    const apart = figuresApart(fact, entity)
    const seen = () => `${fact.key} ${fact.mark} is ${state}, and in QuickBooks with ${apart.join(', ') || 'the same'}`
    holds(apart.length === 0 ? state === 'synced' : state === 'differs', 29, seen)
  }

  /** 28. What is merely nice to have holds nothing, and nothing is wrong with what QuickBooks would take. */
  #fitness({ key, isFit }: Fact, { reason }: Shown): void {
    const isHeldForItself = reason?.code.startsWith('E_') && reason.code !== 'E_DOCNUMBER'
    holds(!isFit || !isHeldForItself, 28, () => `${key} is held, though nothing is wrong with it: ${reason?.message}`)
    // 19. In the end all books are open, and somebody has asked to look now.
    holds(reason?.code !== 'closed_period', 19, () => `${key} is held for books that are open`)
  }

  /** 19. Nothing is held for a number that no other voucher of the vendor has any more. */
  #number(fact: Fact, { reason }: Shown, all: readonly { fact: Fact; shown: Shown | undefined }[]): void {
    if (reason?.code !== 'E_DOCNUMBER' || kindOf(fact.key) !== 'voucher') return
    const isInTheWay = all.some(({ fact: other, shown }) => {
      const isOther = other.company === fact.company && other.key !== fact.key && kindOf(other.key) === 'voucher'
      // QuickBooks has not heard of the newest of a voucher that stands still.
      return isOther && (shown?.state !== 'synced' || numberOf(other) === numberOf(fact))
    })
    holds(isInTheWay, 19, () => `${fact.key} is held for a number that nobody else has`)
  }

  /** The live entities in the company's books that a record was made into in this connection, or was tied to. */
  #live(
    company: CompanyName,
    key: Key,
    tiedTo: string | undefined,
  ): { name: string; entity: Record<string, unknown> }[] {
    const { realmId } = this.#bindings.now(company) ?? {}
    const type = typeOf(key)
    if (!realmId) return []
    return this.#universe.books.control.entities(realmId, type).flatMap(({ id, entity, deleted }) => {
      const name = `${realmId}/${type}/${id}`
      const made = this.#ledger.made.get(name)
      const isOurs = id === tiedTo || made?.key === key
      return deleted || !isOurs ? [] : [{ name, entity }]
    })
  }

  #isDeletedByPerson = (company: CompanyName, key: Key): boolean =>
    [...this.#ledger.made].some(
      ([name, made]) => made.company === company && made.key === key && this.#ledger.touched.has(name),
    )

  /** 20. Every message was taken, or stands among the refused events. */
  async #nothingUnread(): Promise<void> {
    for (const queue of ['changes', 'changes-dead'] as const) {
      const left = this.#universe.queues.all(queue)
      holds(left.length === 0, 20, () => `${left.length} messages lie on ${queue}, and nobody takes them`)
    }
    const { tables } = this.#universe
    const store = refusedEventStore(tables.client(), 'refused-events')
    const kept = new Set<string | undefined>()
    for (const { pk, sk } of tables.rows('refused-events')) kept.add((await store.get(textOf(pk), textOf(sk)))?.body)
    for (const body of this.#history.unreadable) {
      holds(kept.has(body), 20, () => `an event was taken, and is not kept as it came: ${body.slice(0, 60)}`)
    }
  }

  /** 24. Read the other way round: everything of ours that is in the books is known to our API as synced or stopped. */
  #reconcile(companies: readonly CompanyName[]): void {
    const known = new Set(this.#history.newest().map(({ company, key }) => `${company}/${key}`))
    for (const { company, key, realmId, type, id } of this.#ledger.made.values()) {
      if (!companies.includes(company)) continue
      const isKnown = known.has(`${company}/${key}`)
      holds(isKnown, 24, () => `${type} ${id} of ${realmId} belongs to ${key}, which nobody has fed`)
    }
  }
}

/** What a voucher is numbered by, and whose number that is; undefined for one that the ERP has deleted. */
const numberOf = ({ record }: Fact): string | undefined =>
  record && `${record['vendnum']} ${record['vendor_invoice_number'] ?? record['vouchernum']}`

const isVoided = (entity: Record<string, unknown>): boolean => entity['PrivateNote'] === 'Voided'
